"""Intake: what arrived and was answered 202, until it has been acted on.

Rows are claimed under a lease with a token, in the order of each lane: only the oldest unsettled
row of a lane is ever given out. Nothing is read or judged here.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self
from uuid import UUID

from fediforum.errors import Unavailable
from fediforum.store.database import Conn, Database, Sql
from fediforum.vocab.iri import Iri

ARRIVED = "intake"
MOST = 500
COUNTED = 50_001
Key = tuple[datetime, int]  # when a row was received, and its number


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRow:
    """What somebody vouched for: ``signer`` by the signature of a request or, if ``proven``, by
    the proof in the body. ``activity`` is its id, or empty where it has none. ``dialect``: of the
    signature.
    """

    host: str
    signer: Iri
    key_id: Iri
    activity: str
    lane: str
    body: bytes = field(repr=False)
    proven: bool = False
    dialect: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(IntakeRow):
    """A row that this worker may act on until its lease ends; ``attempts`` counts this one."""

    id: int
    received: datetime
    token: UUID
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retaken(Claimed):
    """A row that is acted on anew: what was ``said`` of it before, and when it was ``judged``."""

    said: str | None
    judged: datetime | None


PUT = Sql("""
    WITH put AS (
        INSERT INTO intake (
            host, signer, key_id, activity, lane, body, proven, dialect, received, due
        )
        SELECT host, signer, key_id, activity, lane, body, proven, dialect, $9::timestamptz, $9
        FROM unnest(
            $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[],
            $7::boolean[], $8::text[]
        ) WITH ORDINALITY
            AS row (host, signer, key_id, activity, lane, body, proven, dialect, place)
        ORDER BY place
        RETURNING id
    )
    SELECT pg_notify($10, '')
    FROM put
    LIMIT 1
""")


async def put_all(conn: Conn, rows: Sequence[IntakeRow], now: datetime) -> None:
    """Take these rows in, in this order, and wake whoever acts on them."""
    await conn.execute(
        PUT,
        [row.host for row in rows],
        [row.signer for row in rows],
        [row.key_id for row in rows],
        [row.activity for row in rows],
        [row.lane for row in rows],
        [row.body for row in rows],
        [row.proven for row in rows],
        [row.dialect for row in rows],
        now,
        ARRIVED,
    )


Waiting = tuple[IntakeRow, "asyncio.Future[None]"]


class IntakeWriter:
    """Takes rows in by groups, so that one flush to disk serves many requests.

    Use it as a context manager; leaving it commits what waits.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.clock = clock
        self.waiting: list[Waiting] = []
        self.woken = asyncio.Event()
        self.closing = False
        self.group = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        await self.group.__aenter__()
        self.group.create_task(self.run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing = True
        self.woken.set()
        await self.group.__aexit__(kind, error, trace)

    async def put(self, row: IntakeRow) -> None:
        """Return when the row is committed. Raises Unavailable where it could not be."""
        if self.closing:
            raise Unavailable("This server is going down.")
        committed = asyncio.get_running_loop().create_future()
        self.waiting.append((row, committed))
        self.woken.set()
        await committed

    async def run(self) -> None:
        """Commit what waits, group after group, until closed and empty."""
        while self.waiting or not self.closing:
            if not self.waiting:
                self.woken.clear()
                await self.woken.wait()
                continue
            group, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
            failure = await self.commit(group)
            if failure is None or isinstance(failure, Unavailable) or len(group) == 1:
                release(group, failure)
                continue
            for each in group:  # one that cannot be written costs nobody else theirs
                release([each], await self.commit([each]))

    async def commit(self, group: Sequence[Waiting]) -> Exception | None:
        """Commit a group; what went wrong is for its requests to report, not for the loop."""
        try:
            async with self.database.transaction() as conn:
                await put_all(conn, [row for row, _ in group], self.clock())
        except Exception as problem:
            return problem
        return None


def release(group: Sequence[Waiting], failure: Exception | None) -> None:
    for _, waiter in group:
        if waiter.done():
            continue  # its client has gone
        if failure is None:
            waiter.set_result(None)
        else:
            waiter.set_exception(failure)


CLAIM = Sql("""
    WITH ready AS (
        SELECT received, id
        FROM intake
        WHERE settled IS NULL
          AND due <= $1
          AND (lease_until IS NULL OR lease_until <= $1)
          AND NOT EXISTS (
              SELECT
              FROM intake AS other
              WHERE other.lane = intake.lane AND other.settled IS NULL
                AND (other.id < intake.id OR (other.id > intake.id AND other.lease_until > $1))
          )
        ORDER BY due, id
        LIMIT $3
        FOR UPDATE SKIP LOCKED
    )
    UPDATE intake
    SET lease_until = $2, token = gen_random_uuid(), attempts = attempts + 1
    FROM ready
    WHERE intake.received = ready.received AND intake.id = ready.id
    RETURNING
        intake.id, intake.received, intake.token, intake.attempts, intake.host, intake.signer,
        intake.key_id, intake.activity, intake.lane, intake.body, intake.proven, intake.dialect
""")


async def claim(conn: Conn, most: int, now: datetime, lease: timedelta) -> tuple[Claimed, ...]:
    """Return up to ``most`` rows to act on, oldest first, at most one of each lane."""
    rows = await conn.fetch(CLAIM, now, now + lease, most)
    return tuple(sorted((Claimed(**row) for row in rows), key=lambda row: row.id))


SETTLE = Sql("""
    UPDATE intake
    SET settled = $6, verdict = given.verdict, reason = given.reason,
        lease_until = NULL, token = NULL
    FROM unnest($1::timestamptz[], $2::bigint[], $3::uuid[], $4::text[], $5::text[])
        AS given (received, id, token, verdict, reason)
    WHERE intake.received = given.received AND intake.id = given.id
      AND intake.token = given.token AND intake.settled IS NULL
    RETURNING intake.id
""")


async def settle(conn: Conn, rows: Sequence[tuple[Claimed, str, str]], now: datetime) -> int:
    """Settle (row, verdict, reason) where the token still fits; how many that were.

    Fewer than were given: another worker has taken over, so undo all that goes with it.
    """
    settled = await conn.fetch(
        SETTLE,
        [row.received for row, _, _ in rows],
        [row.id for row, _, _ in rows],
        [row.token for row, _, _ in rows],
        [verdict for _, verdict, _ in rows],
        [reason for _, _, reason in rows],
        now,
    )
    return len(settled)


PARK = Sql("""
    UPDATE intake
    SET due = $4, lease_until = NULL, token = NULL
    WHERE received = $1 AND id = $2 AND token = $3 AND settled IS NULL
    RETURNING id
""")


async def park(conn: Conn, row: Claimed, due: datetime) -> bool:
    """Give a row back until then; it goes on holding its lane. Whether the token still fitted."""
    return await conn.fetchval(PARK, row.received, row.id, row.token, due) is not None


WHEN = Sql("SELECT received FROM intake WHERE id = $1")
OUTCOME = Sql("SELECT verdict, reason FROM intake WHERE received = $1 AND id = $2")
AGAIN = Sql("""
    WITH before AS (
        SELECT received, id, verdict, settled
        FROM intake
        WHERE received = $1 AND id = $2
          AND verdict IS DISTINCT FROM 'accepted'
          AND (lease_until IS NULL OR lease_until <= $3)
          AND NOT EXISTS (
              SELECT
              FROM intake AS other
              WHERE other.lane = intake.lane AND other.settled IS NULL AND other.id <> intake.id
                AND (other.lease_until > $3 OR (intake.settled IS NULL AND other.id < intake.id))
          )
        FOR UPDATE
    )
    UPDATE intake
    SET settled = NULL, verdict = NULL, reason = NULL, attempts = 1, due = $3,
        lease_until = $4, token = gen_random_uuid()
    FROM before
    WHERE intake.received = before.received AND intake.id = before.id
    RETURNING
        intake.id, intake.received, intake.token, intake.attempts, intake.host, intake.signer,
        intake.key_id, intake.activity, intake.lane, intake.body, intake.proven, intake.dialect,
        before.verdict AS said, before.settled AS judged
""")


async def received_at(conn: Conn, number: int) -> datetime | None:
    """Return when the row of that number arrived, for its key; all that is kept is read for it."""
    found: datetime | None = await conn.fetchval(WHEN, number)
    return found


async def outcome_of(conn: Conn, row: Key) -> tuple[str | None, str] | None:
    """Return the verdict on a row and its reason; None where there is no such row."""
    found = await conn.fetchrow(OUTCOME, *row)
    return None if found is None else (found["verdict"], found["reason"] or "")


async def take_again(conn: Conn, key: Key, now: datetime, lease: timedelta) -> Retaken | None:
    """Have a row to act on anew, due or not; None where it was accepted, or its lane has it wait.

    It waits while somebody has it or another row of its lane, and, as long as it is not settled,
    while an older one is not.
    """
    row = await conn.fetchrow(AGAIN, *key, now, now + lease)
    return None if row is None else Retaken(**row)


UNSEE = Sql("DELETE FROM seen WHERE hash = $1 AND at = $2")


async def unsee(conn: Conn, row: Retaken, mark: bytes) -> None:
    """Take back the mark of being seen that the judgement of this row left, and no other's.

    A mark is as old as the judgement that left it; where an equal one was left by another row,
    the same activity was acted on there.
    """
    if row.judged is not None:
        await conn.execute(UNSEE, mark, row.judged)


BACKLOG = Sql("""
    SELECT
        (
            SELECT count(*)
            FROM (SELECT FROM intake WHERE settled IS NULL LIMIT $1) AS counted
        ) AS rows,
        coalesce((
            SELECT extract(epoch FROM now() - received)
            FROM intake
            WHERE settled IS NULL AND attempts = 0
              AND NOT EXISTS (
                  SELECT
                  FROM intake AS older
                  WHERE older.lane = intake.lane AND older.settled IS NULL
                    AND older.id < intake.id
              )
            ORDER BY due, id
            LIMIT 1
        ), 0)::float8 AS lag
""")


async def backlog(conn: Conn) -> tuple[int, float]:
    """Return how many rows wait (counted to 50,001), and for how many seconds the next one has.

    Rows that were tried, and those behind them in their lanes, say nothing of the lag.
    """
    row = await conn.fetchrow(BACKLOG, COUNTED)
    assert row is not None
    return row["rows"], row["lag"]
