"""Seen: 16 bytes for each activity that was acted on, so that a second copy does nothing.

Looked up in the last 90 days only; what is older is recognised by the state that it left.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from fediforum.store.database import Conn, Sql

KEPT = timedelta(days=90)

MARK = Sql("""
    INSERT INTO seen (hash, at)
    SELECT DISTINCT hash, $2::timestamptz
    FROM unnest($1::bytea[]) AS asked (hash)
    WHERE NOT EXISTS (
        SELECT
        FROM seen
        WHERE seen.hash = asked.hash AND seen.at > $3::timestamptz
    )
    ON CONFLICT DO NOTHING
    RETURNING hash
""")


async def mark_seen(conn: Conn, hashes: Sequence[bytes], now: datetime) -> frozenset[bytes]:
    """Have all of these be seen; the ones that were not before.

    Safe without a lock: copies of one activity come in one lane, one after the other.
    """
    if not hashes:
        return frozenset()
    rows = await conn.fetch(MARK, list(hashes), now, now - KEPT)
    return frozenset(row["hash"] for row in rows)


FORGET = Sql("DELETE FROM seen WHERE hash = ANY($1::bytea[])")


async def forget_seen(conn: Conn, hashes: Sequence[bytes]) -> None:
    """Have these not be seen: they were not acted on after all."""
    await conn.execute(FORGET, list(hashes))
