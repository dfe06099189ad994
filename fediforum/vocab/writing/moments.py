"""Moments → text, as every reader takes it: RFC 3339 in UTC."""

from datetime import UTC, datetime


def write_moment(moment: datetime | None) -> str | None:
    """The moment with a ``Z``, and a fraction only where it has one.

    >>> write_moment(datetime(2026, 3, 1, 10, tzinfo=UTC))
    '2026-03-01T10:00:00Z'
    """
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
