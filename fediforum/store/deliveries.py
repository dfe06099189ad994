"""Deliveries: one row for each POST that is owed to one inbox, until it is settled.

Rows are claimed under a lease with a token, in the order of each lane (host and thread): parents
go before children. A row that fails holds its lane for three tries or ten minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from fediforum.forum.domains import Policy
from fediforum.forum.retry import Again, Settled
from fediforum.store.database import Conn, Sql
from fediforum.store.domains import blocked_among, in_force
from fediforum.vocab.iri import Iri

HOLDING_TRIES = 3
HOLDING = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A POST that this worker may make until its lease ends; ``attempts`` counts this one."""

    id: int
    created: datetime
    token: UUID
    attempts: int
    first_try: datetime
    host: str
    inbox: Iri
    lane: str
    activity: Iri
    signer: Iri
    relay: bool
    vote: bool
    expires: datetime | None
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settling:
    """What came of a POST, what follows from it, and what the admin may read of it."""

    row: Owed
    following: Settled | Again
    response: str = ""


HOSTS_DUE = Sql("""
    WITH RECURSIVE hosts AS (
        (SELECT host FROM delivery WHERE settled IS NULL ORDER BY host LIMIT 1)
        UNION ALL
        SELECT (
            SELECT delivery.host
            FROM delivery
            WHERE settled IS NULL AND delivery.host > hosts.host
            ORDER BY delivery.host
            LIMIT 1
        )
        FROM hosts
        WHERE hosts.host IS NOT NULL
    )
    SELECT hosts.host
    FROM hosts
    LEFT JOIN peer ON peer.host = hosts.host
    WHERE NOT coalesce(peer.dead, false)
      AND peer.paused IS NULL
      AND coalesce(peer.down_until <= $1, true)
      AND EXISTS (
          SELECT
          FROM delivery
          WHERE delivery.host = hosts.host
            AND settled IS NULL
            AND due <= $1
            AND (lease_until IS NULL OR lease_until <= $1)
            AND NOT EXISTS (
                SELECT
                FROM delivery AS older
                WHERE older.lane = delivery.lane AND older.settled IS NULL
                  AND older.id < delivery.id
                  AND (
                      older.lease_until > $1
                      OR (older.attempts < $2 AND coalesce(older.first_try > $3, true))
                  )
            )
      )
""")


async def hosts_due(conn: Conn, now: datetime) -> tuple[str, ...]:
    """Return the hosts to which something can be sent now: not dead, paused or given a rest.

    What is owed to one that is blocked stays until that is lifted, or final (``drop_held``).
    """
    rows = await conn.fetch(HOSTS_DUE, now, HOLDING_TRIES, now - HOLDING)
    hosts = [row["host"] for row in rows]
    shut = await blocked_among(conn, hosts, now)
    return tuple(host for host in hosts if host not in shut)


# PieFed takes back a vote that it gets twice; whoever held this lease may have sent it.
LEAVE_UNSURE = Sql("""
    UPDATE delivery
    SET settled = $2, outcome = 'unknown', response = 'lease ran out',
        lease_until = NULL, token = NULL
    FROM emission, peer
    WHERE delivery.host = $1 AND delivery.settled IS NULL AND delivery.lease_until <= $2
      AND emission.created = delivery.emission_created AND emission.id = delivery.emission
      AND emission.vote
      AND peer.host = delivery.host AND peer.software = 'piefed'
""")
CLAIM = Sql("""
    WITH ready AS (
        SELECT created, id
        FROM delivery
        WHERE host = $1
          AND settled IS NULL
          AND due <= $2
          AND (lease_until IS NULL OR lease_until <= $2)
          AND NOT EXISTS (
              SELECT
              FROM delivery AS older
              WHERE older.lane = delivery.lane AND older.settled IS NULL
                AND older.id < delivery.id
                AND (
                    older.lease_until > $2
                    OR (older.attempts < $5 AND coalesce(older.first_try > $6, true))
                )
          )
        ORDER BY due, id
        LIMIT $4
        FOR UPDATE SKIP LOCKED
    ),
    claimed AS (
        UPDATE delivery
        SET lease_until = $3, token = gen_random_uuid(), attempts = attempts + 1,
            first_try = coalesce(first_try, $2)
        FROM ready
        WHERE delivery.created = ready.created AND delivery.id = ready.id
        RETURNING
            delivery.id, delivery.created, token, attempts, first_try, host, inbox, lane,
            emission, emission_created
    )
    SELECT
        claimed.id, claimed.created, token, attempts, first_try, host, inbox, lane, activity,
        signer, relay, vote, expires, body
    FROM claimed
    JOIN emission
        ON emission.created = claimed.emission_created AND emission.id = claimed.emission
    ORDER BY claimed.id
""")


async def claim(
    conn: Conn, host: str, most: int, now: datetime, lease: timedelta
) -> tuple[Owed, ...]:
    """Return up to ``most`` POSTs to make to a host, oldest first."""
    await conn.execute(LEAVE_UNSURE, host, now)
    rows = await conn.fetch(CLAIM, host, now, now + lease, most, HOLDING_TRIES, now - HOLDING)
    return tuple(Owed(**row) for row in rows)


SETTLE = Sql("""
    UPDATE delivery
    SET settled = CASE WHEN given.outcome IS NOT NULL THEN $7::timestamptz END,
        outcome = given.outcome,
        due = coalesce(given.due, delivery.due),
        response = given.response,
        lease_until = NULL,
        token = NULL
    FROM unnest($1::timestamptz[], $2::bigint[], $3::uuid[], $4::text[], $5::timestamptz[],
                $6::text[]) AS given (created, id, token, outcome, due, response)
    WHERE delivery.created = given.created AND delivery.id = given.id
      AND delivery.token = given.token AND delivery.settled IS NULL
    RETURNING delivery.id
""")


async def settle(conn: Conn, results: Sequence[Settling], now: datetime) -> int:
    """Write down what follows from each POST where the token still fits; how many that were."""
    following = [each.following for each in results]
    settled = await conn.fetch(
        SETTLE,
        [each.row.created for each in results],
        [each.row.id for each in results],
        [each.row.token for each in results],
        [each.outcome if isinstance(each, Settled) else None for each in following],
        [each.at if isinstance(each, Again) else None for each in following],
        [each.response for each in results],
        now,
    )
    return len(settled)


CANCEL = Sql("""
    UPDATE delivery
    SET settled = $2, outcome = 'abandoned', response = $3, lease_until = NULL, token = NULL
    WHERE (host = $1 OR starts_with(host, $1 || ':') OR right(host, length($1) + 1) = '.' || $1)
      AND settled IS NULL
""")


async def cancel(conn: Conn, host: str, why: str, now: datetime) -> None:
    """Have nothing more be owed to a host, nor to any under it."""
    await conn.execute(CANCEL, host, now, why)


OWED_HOSTS = Sql("SELECT DISTINCT host FROM delivery WHERE settled IS NULL")
DROP_HELD = Sql("""
    UPDATE delivery
    SET settled = $2, outcome = 'abandoned', response = 'blocked', lease_until = NULL, token = NULL
    WHERE host = ANY($1::text[]) AND settled IS NULL
""")


async def drop_held(conn: Conn, before: datetime, now: datetime) -> None:
    """Owe nothing more to the hosts that have been blocked since before then."""
    hosts = [row["host"] for row in await conn.fetch(OWED_HOSTS)]
    if not hosts:
        return
    decided = await in_force(conn, hosts, now)
    final = [
        host
        for host in hosts
        if (found := decided.decision(host)) is not None
        and found.policy is Policy.BLOCK
        and found.since is not None
        and found.since < before
    ]
    await conn.execute(DROP_HELD, final, now)


@dataclass(frozen=True, slots=True)
class Queued:
    """What waits for one host, for ``federation queue``. ``response`` is the latest, if any."""

    host: str
    waiting: int
    oldest: datetime
    due: datetime
    attempts: int
    response: str | None
    software: str | None
    down_until: datetime | None
    dead: bool


OVERVIEW = Sql("""
    SELECT
        delivery.host,
        count(*) AS waiting,
        min(delivery.created) AS oldest,
        min(due) AS due,
        max(attempts) AS attempts,
        (array_agg(response ORDER BY attempts DESC, delivery.id DESC)
            FILTER (WHERE response IS NOT NULL))[1] AS response,
        peer.software,
        peer.down_until,
        coalesce(peer.dead, false) AS dead
    FROM delivery
    LEFT JOIN peer ON peer.host = delivery.host
    WHERE settled IS NULL
    GROUP BY delivery.host, peer.host
    ORDER BY count(*) DESC, delivery.host
""")


async def queue_overview(conn: Conn) -> tuple[Queued, ...]:
    """Return what waits, host by host, the longest queue first."""
    return tuple(Queued(**row) for row in await conn.fetch(OVERVIEW))
