"""How long something takes, in the few letters that a table has room for."""

from datetime import datetime, timedelta

from fediforum.errors import Malformed

UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def span(length: timedelta | float) -> str:
    """A length of time in its largest unit.

    >>> span(240), span(timedelta(days=2, hours=3)), span(0.4)
    ('4 m', '2 d', '0 s')
    """
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    for letter, size in UNITS:
        if seconds >= size:
            return f"{int(seconds // size)} {letter}"
    return "0 s"


def read_span(text: str) -> timedelta:
    """A length of time as somebody types it. Raises Malformed.

    >>> read_span("2d") == timedelta(days=2), read_span("90m") == timedelta(minutes=90)
    (True, True)
    """
    sizes = dict(UNITS)
    number, letter = text.strip()[:-1].strip(), text.strip()[-1:]
    if not (number.isascii() and number.isdecimal() and len(number) <= 6 and letter in sizes):
        raise Malformed(f"{text!r} is no length of time: write it as 30m, 12h or 2d.")
    return timedelta(seconds=int(number) * sizes[letter])


def until(then: datetime | None, now: datetime) -> str:
    """In how long that will be; what is past is due now."""
    if then is None:
        return ""
    return f"in {span(then - now)}" if then > now else "now"
