"""Traces: all that is kept of how one thing came here, and where it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fediforum.store.database import Conn, Sql
from fediforum.store.intake import Key

KEPT_DAYS = 15  # a partition goes when all of it is 14 days old


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One row of the intake, with what became of it."""

    id: int
    received: datetime
    host: str
    signer: str
    key_id: str
    dialect: str
    proven: bool
    activity: str
    body: bytes = field(repr=False)
    attempts: int
    due: datetime
    settled: datetime | None
    verdict: str | None
    reason: str | None


ARRIVALS = Sql("""
    SELECT
        id, received, host, signer, key_id, dialect, proven, activity, body, attempts, due,
        settled, verdict, reason
    FROM intake
    WHERE received >= $2 AND received < $3
      AND (activity = ANY($1::text[]) AND activity <> '' OR split_part(lane, ' ', 2) = ANY($1))
    ORDER BY received, id
    LIMIT $4
""")


async def arrivals(conn: Conn, ids: Sequence[str], now: datetime, most: int) -> tuple[Arrival, ...]:
    """Return what arrived under one of these ids, or is about it; the oldest first.

    Every day that is kept is read from end to end, each by a statement of its own: an index would
    cost each row that arrives something, for a question that an admin asks now and then.
    """
    found: list[Arrival] = []
    first = now - timedelta(days=KEPT_DAYS)
    for day in range(KEPT_DAYS + 1):
        since = first + timedelta(days=day)
        until = since + timedelta(days=1)
        rows = await conn.fetch(ARRIVALS, list(ids), since, until, most - len(found))
        found += (Arrival(**row) for row in rows)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """What an id is here: a post (also one on the shelf), a thread, a board, somebody, a tie
    between two, or a grave. ``state`` and ``reason`` say how it stands.
    """

    what: str
    id: str
    state: str
    reason: str = ""
    thread: str | None = None
    short: str | None = None
    create_id: str | None = None


STANDS = Sql("""
    SELECT
        'post' AS what, post.id, post.state, post.reason, thread.id AS thread, post.short,
        post.create_id
    FROM post
    LEFT JOIN thread ON thread.pk = post.thread_pk
    WHERE post.id = ANY($1::text[]) OR post.create_id = ANY($1)
    UNION ALL
    SELECT
        'thread', id, CASE WHEN removed THEN 'removed' WHEN locked THEN 'locked' ELSE 'open' END,
        lock_reason, id, short, NULL
    FROM thread
    WHERE id = ANY($1)
    UNION ALL
    SELECT
        lower(type), id,
        CASE
            WHEN gone IS NOT NULL THEN 'gone' WHEN suspended THEN 'suspended' ELSE 'known'
        END,
        '', NULL, NULL, NULL
    FROM actor
    WHERE id = ANY($1)
    UNION ALL
    SELECT kind, a || ' ' || b, value, '', NULL, NULL, NULL
    FROM relation
    WHERE activity = ANY($1)
    UNION ALL
    SELECT 'grave', id, coalesce(former_type, ''), by, NULL, NULL, NULL
    FROM grave
    WHERE id = ANY($1)
""")


async def stands(conn: Conn, ids: Sequence[str]) -> tuple[Stands, ...]:
    """Return what these ids are here."""
    return tuple(Stands(**row) for row in await conn.fetch(STANDS, list(ids)))


SENT_UNDER = Sql("""
    SELECT count(delivery.id) AS owed,
        count(delivery.id) FILTER (WHERE outcome = 'delivered') AS delivered,
        count(delivery.id) FILTER (WHERE settled IS NULL) AS pending
    FROM emission
    LEFT JOIN delivery ON delivery.created = emission.created
        AND delivery.emission = emission.id AND delivery.emission_created = emission.created
    WHERE emission.activity = ANY($1::text[])
    HAVING count(*) > 0
""")


@dataclass(frozen=True, slots=True)
class SentUnder:
    """How many POSTs of an activity of ours were owed, taken, and wait."""

    owed: int
    delivered: int
    pending: int


async def sent_under(conn: Conn, ids: Sequence[str]) -> SentUnder | None:
    """Return what was sent under these ids; None where that was never ours to send."""
    row = await conn.fetchrow(SENT_UNDER, list(ids))
    return None if row is None else SentUnder(**row)


REFUSED = Sql("""
    SELECT received, id
    FROM intake
    WHERE received > $1 AND verdict IN ('refused', 'failed')
    ORDER BY id
    LIMIT $2
""")


async def refused_since(conn: Conn, then: datetime, most: int) -> tuple[Key, ...]:
    """Return what came since then and was refused or failed, in the order in which it came."""
    return tuple((row["received"], row["id"]) for row in await conn.fetch(REFUSED, then, most))
