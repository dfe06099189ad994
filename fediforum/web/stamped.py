"""Stamps: when a form was handed out, said by the form itself, so that nobody needs a cookie."""

import hashlib
import hmac
from datetime import datetime, timedelta

LONGEST = 100


def stamp(secret: bytes, now: datetime) -> str:
    """What a form carries to tell when it was handed out; nobody else can make one.

    >>> from datetime import UTC
    >>> now = datetime(2026, 5, 3, 12, tzinfo=UTC)
    >>> age(b"secret", stamp(b"secret", now), now + timedelta(seconds=9))
    datetime.timedelta(seconds=9)
    """
    seconds = str(int(now.timestamp()))
    return f"{seconds}.{seal(secret, seconds)}"


def age(secret: bytes, text: str, now: datetime) -> timedelta | None:
    """How long ago a form was handed out; None where its stamp is not ours.

    >>> from datetime import UTC
    >>> age(b"secret", "1777809600.00", datetime(2026, 5, 3, 12, tzinfo=UTC)) is None
    True
    """
    seconds, _, sealed = text[:LONGEST].partition(".")
    if not seconds.isascii() or not seconds.isdigit() or len(seconds) > 12:
        return None
    if not hmac.compare_digest(sealed.encode(), seal(secret, seconds).encode()):
        return None
    return timedelta(seconds=int(now.timestamp()) - int(seconds))


def seal(secret: bytes, seconds: str) -> str:
    return hmac.new(secret, b"form " + seconds.encode(), hashlib.sha256).hexdigest()[:32]
