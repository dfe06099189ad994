"""Rebuffs: what was turned away at the inbox, a few rows a server and day, and how often in all.

Cheap under a flood: what is beyond the bound is only counted, in memory, and written down every
few seconds. Nothing here is proved: whoever knocked may have lied about who they are. What a
process has noted and not written when it is killed is lost: some seconds of refusals.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import structlog

from fediforum import limits
from fediforum.errors import FediforumError
from fediforum.store.database import Conn, Database, Sql
from fediforum.store.tallying import Tally

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0
OTHERS = ""  # who claims to be nobody, and servers that are too many to be told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuff:
    """One request that was turned away: who it claimed to be of, and what it was answered.

    ``kind`` is the name of the error, ``host`` that of the claimed key, empty where there is none.
    """

    at: datetime
    host: str
    key_id: str
    activity: str
    actor: str
    object: str
    status: int
    kind: str
    reason: str


COUNT = Sql("""
    INSERT INTO rebuffed (day, host, times)
    SELECT $1, host, times
    FROM unnest($2::text[], $3::bigint[]) AS seen (host, times)
    ORDER BY host
    ON CONFLICT (day, host) DO UPDATE SET times = rebuffed.times + excluded.times
    RETURNING host, times
""")
KEEP = Sql("""
    INSERT INTO rebuff (at, host, key_id, activity, actor, object, status, kind, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
""")


async def keep_rebuffs(
    conn: Conn, day: date, times: Mapping[str, int], rows: Sequence[Rebuff]
) -> None:
    """Count what was turned away, and keep the rows of servers that have not had theirs."""
    counted = await conn.fetch(COUNT, day, list(times), list(times.values()))
    before = {row["host"]: row["times"] - times[row["host"]] for row in counted}
    kept: Counter[str] = Counter()
    written = []
    for row in rows:
        if before[row.host] + kept[row.host] < limits.REBUFFS_PER_HOST_DAY:
            kept[row.host] += 1
            written.append(
                (
                    row.at, row.host, row.key_id, row.activity, row.actor, row.object,
                    row.status, row.kind, row.reason,
                )
            )  # fmt: skip
    if written:
        await conn.executemany(KEEP, written)


NAMING = Sql("""
    SELECT at, host, key_id, activity, actor, object, status, kind, reason
    FROM (
        SELECT * FROM rebuff WHERE activity = ANY($1::text[])
        UNION
        SELECT * FROM rebuff WHERE object = ANY($1)
    ) AS found
    ORDER BY at DESC, pk DESC
    LIMIT $2
""")


async def rebuffs_naming(conn: Conn, ids: Sequence[str], most: int) -> tuple[Rebuff, ...]:
    """Return what was turned away that has one of these ids, or is about it; the newest first."""
    return tuple(Rebuff(**row) for row in await conn.fetch(NAMING, list(ids), most))


LATEST = Sql("""
    SELECT at, host, key_id, activity, actor, object, status, kind, reason
    FROM rebuff
    WHERE host = $1
    ORDER BY at DESC
    LIMIT $2
""")


async def latest_rebuffs(conn: Conn, host: str, most: int) -> tuple[Rebuff, ...]:
    """Return what was turned away last of a server."""
    return tuple(Rebuff(**row) for row in await conn.fetch(LATEST, host, most))


FORGET = Sql("DELETE FROM rebuff WHERE at < $1")
FORGET_COUNTS = Sql("DELETE FROM rebuffed WHERE day < $1")


async def forget_rebuffs(conn: Conn, before: datetime) -> None:
    """Let go of what was turned away before then."""
    await conn.execute(FORGET, before)
    await conn.execute(FORGET_COUNTS, before.date())


@dataclass(slots=True)
class Noted:
    """What was turned away on a day and is not written down yet."""

    times: Counter[str] = field(default_factory=Counter)
    rows: list[Rebuff] = field(default_factory=list)


class RebuffLog(Tally):
    """Notes what one process turns away, and writes it down every few seconds.

    What cannot be written is kept, of today and of yesterday; it counts in the bounds of its day.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        seconds: float = EVERY_SECONDS,
    ) -> None:
        super().__init__(seconds)
        self.database = database
        self.clock = clock
        self.day = clock().date()
        self.noted = 0
        self.today: Counter[str] = Counter()
        self.waiting: dict[date, Noted] = {}

    def room_for(self, host: str) -> bool:
        """Whether one more of that server would be kept; else it need only be counted."""
        if self.clock().date() != self.day:
            self.day = self.clock().date()
            self.today.clear()
            self.noted = 0
        if self.noted >= limits.REBUFFS_DAY:
            return False
        if host not in self.today and len(self.today) >= limits.REBUFF_HOSTS_DAY:
            return False
        return self.today[host] < limits.REBUFFS_PER_HOST_DAY

    def count(self, host: str) -> None:
        """One more of that server was turned away, of which nothing is kept."""
        named = host if host in self.today else OTHERS
        self.of_today().times[named] += 1
        self.begun.set()

    def note(self, rebuff: Rebuff) -> None:
        """Keep this one; ask ``room_for`` first."""
        self.noted += 1
        self.today[rebuff.host] += 1
        noted = self.of_today()
        noted.times[rebuff.host] += 1
        noted.rows.append(rebuff)
        self.begun.set()

    def of_today(self) -> Noted:
        """What waits of the day that it is, to add to."""
        return self.waiting.setdefault(self.day, Noted())

    async def write(self) -> None:
        waiting, self.waiting = self.waiting, {}
        if not waiting:
            return
        try:
            async with self.database.transaction() as conn:
                for day, noted in waiting.items():
                    await keep_rebuffs(conn, day, noted.times, noted.rows)
        except FediforumError as problem:
            times = sum(noted.times.total() for noted in waiting.values())
            log.warning("could not note refusals", times=times, reason=str(problem))
            self.put_back(waiting)

    def put_back(self, unwritten: Mapping[date, Noted]) -> None:
        """Have this be written the next time; what is older than yesterday is let go."""
        since, self.waiting = self.waiting, {}
        for day, noted in (*unwritten.items(), *since.items()):
            if day >= self.day - timedelta(days=1):
                kept = self.waiting.setdefault(day, Noted())
                kept.times.update(noted.times)
                kept.rows += noted.rows
        self.begun.set()
