"""Times as commands take them: how long (7d), or when (ISO 8601, or how long ago); and how long
something takes in the few letters that a table has room for.
"""

import re
from datetime import UTC, datetime, timedelta

from fediforum.errors import Malformed

SPAN = re.compile(r"([0-9]{1,4})([mhdw])")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
SECONDS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def span(text: str | None) -> timedelta | None:
    """How long ``3d``, ``12h``, ``90m`` or ``2w`` is. Raises Malformed for anything else.

    >>> span("3d")
    datetime.timedelta(days=3)
    """
    if text is None:
        return None
    found = SPAN.fullmatch(text)
    if found is None:
        raise Malformed("A length of time is a number and m, h, d or w, such as 3d.")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def moment(text: str, now: datetime) -> datetime:
    """When ``7d`` ago was, or a day or time in ISO 8601, of UTC if it does not say otherwise.

    Raises Malformed for anything else.

    >>> now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    >>> str(moment("1d", now)), str(moment("2026-11-01", now))
    ('2026-11-23 12:00:00+00:00', '2026-11-01 00:00:00+00:00')
    """
    if found := SPAN.fullmatch(text):
        return now - timedelta(**{UNITS[found[2]]: int(found[1])})
    try:
        told = datetime.fromisoformat(text)
        return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as problem:
        raise Malformed("A time is a day like 2026-05-31, or how long ago, like 7d.") from problem


def lasting(length: timedelta) -> str:
    """A length of time in its largest unit.

    >>> lasting(timedelta(minutes=4)), lasting(timedelta(days=2, hours=3)), lasting(timedelta())
    ('4 m', '2 d', '0 s')
    """
    seconds = int(length.total_seconds())
    for letter, size in SECONDS:
        if seconds >= size:
            return f"{seconds // size} {letter}"
    return "0 s"


def until(then: datetime | None, now: datetime) -> str:
    """In how long that will be; what is past is due now."""
    if then is None:
        return ""
    return f"in {lasting(then - now)}" if then > now else "now"
