"""What an admin sees of the deliveries, and does with them by hand: look, hasten, reopen, drop."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """One POST that is or was owed. ``attempts`` counts the tries; ``response`` is the latest."""

    id: int
    created: datetime
    host: str
    inbox: str
    activity: Iri
    signer: Iri
    attempts: int
    first_try: datetime | None
    due: datetime
    settled: datetime | None
    outcome: str | None
    response: str | None
    leased: bool


COLUMNS = """
    delivery.id, delivery.created, host, inbox, activity, signer, attempts, first_try, due,
    settled, outcome, response, coalesce(lease_until > now(), false) AS leased
"""
JOINED = """
    FROM delivery
    JOIN emission
        ON emission.created = delivery.emission_created AND emission.id = delivery.emission
"""
WAITING = Sql(f"""
    SELECT {COLUMNS}
    {JOINED}
    WHERE settled IS NULL AND ($1::text IS NULL OR host = $1)
    ORDER BY delivery.created, delivery.id
    LIMIT $2
""")


async def waiting(conn: Conn, host: str | None, most: int) -> tuple[Debt, ...]:
    """Return what waits, for all servers or for one, the oldest first."""
    return tuple(Debt(**row) for row in await conn.fetch(WAITING, host, most))


COUNT = Sql("SELECT count(*) FROM delivery WHERE settled IS NULL AND host = $1")


async def count_waiting(conn: Conn, host: str) -> int:
    """Return how many wait for a server."""
    count: int = await conn.fetchval(COUNT, host)
    return count


KNOWN = Sql("""
    SELECT
        EXISTS (SELECT FROM peer WHERE host = $1)
        OR EXISTS (SELECT FROM delivery WHERE settled IS NULL AND host = $1)
        OR EXISTS (SELECT FROM actor WHERE host = $1 AND NOT local)
""")


async def is_known(conn: Conn, host: str) -> bool:
    """Whether anything was ever exchanged with a server, or is to be."""
    known: bool = await conn.fetchval(KNOWN, host)
    return known


ONE = Sql(f"SELECT {COLUMNS}, body {JOINED} WHERE delivery.id = $1")


async def debt(conn: Conn, number: int) -> tuple[Debt, bytes] | None:
    """Return one of them by its number, with the body that is sent."""
    row = await conn.fetchrow(ONE, number)
    if row is None:
        return None
    facts = dict(row)
    body: bytes = facts.pop("body")
    return Debt(**facts), body


@dataclass(frozen=True, slots=True)
class Lost:
    """A POST that came to nothing and may be owed anew; ``taken_back``: what it does was undone."""

    id: int
    created: datetime
    host: str
    taken_back: bool
    body: bytes = field(repr=False)


# The server may have taken a vote of which the outcome is not known; one by number is meant.
LOST = Sql("""
    SELECT
        delivery.id, delivery.created, host, body,
        EXISTS (
            SELECT
            FROM operation AS taken
            WHERE taken.undoes = emission.operation
              AND NOT EXISTS (SELECT FROM operation AS back WHERE back.undoes = taken.id)
        ) AS taken_back
    FROM delivery
    JOIN emission
        ON emission.created = delivery.emission_created AND emission.id = delivery.emission
    WHERE delivery.created > $1
      AND settled IS NOT NULL
      AND (
          delivery.id = $3 AND outcome <> 'delivered'
          OR $3 IS NULL AND outcome IN ('abandoned', 'rejected', 'gone')
          AND ($2::text IS NULL OR host = $2)
      )
    ORDER BY delivery.created, delivery.id
    LIMIT $4
""")


async def lost(
    conn: Conn, since: datetime, host: str | None, number: int | None, most: int
) -> tuple[Lost, ...]:
    """Return what came to nothing since then: of all servers, of one, or that one."""
    rows = await conn.fetch(LOST, since, host, number, most)
    return tuple(Lost(**row) for row in rows)


REOPEN = Sql("""
    UPDATE delivery
    SET settled = NULL, outcome = NULL, attempts = 0, first_try = NULL, due = $3
    FROM unnest($1::timestamptz[], $2::bigint[]) AS given (created, id)
    WHERE delivery.created = given.created AND delivery.id = given.id AND settled IS NOT NULL
    RETURNING delivery.id
""")


async def reopen(conn: Conn, rows: Sequence[Lost], now: datetime) -> int:
    """Owe these again, as if they had never been tried; how many that were."""
    reopened = await conn.fetch(
        REOPEN, [row.created for row in rows], [row.id for row in rows], now
    )
    return len(reopened)


HASTEN = Sql("""
    UPDATE delivery
    SET due = $3
    WHERE settled IS NULL
      AND ($1::text IS NULL OR host = $1)
      AND ($2::bigint IS NULL OR id = $2)
      AND (lease_until IS NULL OR lease_until <= $3)
    RETURNING host
""")
REVIVE = Sql("""
    UPDATE peer
    SET failures = 0, failing_since = NULL, failed_days = 0, failed_on = NULL, down_until = NULL,
        dead = false
    WHERE host = ANY($1::text[]) AND (dead OR failures > 0 OR down_until IS NOT NULL)
""")


async def hasten(
    conn: Conn, host: str | None, number: int | None, now: datetime
) -> tuple[str, ...]:
    """Have what waits be tried now; the server of each, as often as something waits for it."""
    rows = await conn.fetch(HASTEN, host, number, now)
    return tuple(row["host"] for row in rows)


async def revive(conn: Conn, hosts: Sequence[str]) -> None:
    """Think well of these servers again, so that nothing holds back what they are owed."""
    await conn.execute(REVIVE, list(hosts))


DROP = Sql("""
    UPDATE delivery
    SET settled = $3, outcome = 'dropped', response = 'dropped', lease_until = NULL, token = NULL
    WHERE settled IS NULL
      AND ($1::text IS NULL OR host = $1)
      AND ($2::bigint IS NULL OR id = $2)
    RETURNING id
""")


async def drop(conn: Conn, host: str | None, number: int | None, now: datetime) -> int:
    """Owe no longer what waits for a server, or that one; how many that were."""
    assert host is not None or number is not None
    return len(await conn.fetch(DROP, host, number, now))


PAUSE = Sql("""
    INSERT INTO peer (host, paused)
    VALUES ($1, $2)
    ON CONFLICT (host) DO UPDATE SET paused = excluded.paused WHERE peer.paused IS NULL
    RETURNING host
""")
RESUME = Sql("UPDATE peer SET paused = NULL WHERE host = $1 AND paused IS NOT NULL RETURNING host")


async def pause(conn: Conn, host: str, now: datetime) -> bool:
    """Send nothing there until it is resumed; what is owed meanwhile waits. Whether that is new."""
    return await conn.fetchval(PAUSE, host, now) is not None


async def resume(conn: Conn, host: str) -> bool:
    """Send there again; whether it was paused."""
    return await conn.fetchval(RESUME, host) is not None


# What is gone from here is not told anew to anybody, but that it is gone is.
DEPARTED = Sql("""
    SELECT id FROM grave WHERE id = ANY($1::text[])
    UNION
    SELECT id FROM post WHERE id = ANY($1) AND state IN ('removed', 'deleted', 'withdrawn')
""")


async def departed(conn: Conn, ids: Sequence[str]) -> frozenset[str]:
    """Return which of these are no longer shown here."""
    return frozenset(row["id"] for row in await conn.fetch(DEPARTED, list(ids)))
