"""Rebuffs: counted in memory, written under their day, and kept while nothing can be written."""

import asyncio
from datetime import datetime, timedelta

import pytest

from fediforum import limits
from fediforum.errors import Unavailable
from fediforum.store.database import Database, Sql
from fediforum.store.rebuffs import Rebuff, RebuffLog
from tests.flow.two_forums import Clock

TIMES = Sql("SELECT day, host, times FROM rebuffed ORDER BY day, host")
ROWS = Sql("SELECT activity FROM rebuff ORDER BY pk")


@pytest.fixture
def clock() -> Clock:
    """A clock that stands a second before midnight."""
    made = Clock()
    made.now = made.now.replace(hour=23, minute=59, second=59)
    return made


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The database is away until this is undone."""

    def unreachable(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(Database, "transaction", unreachable)
    return monkeypatch


def rebuff(at: datetime, host: str, activity: str) -> Rebuff:
    return Rebuff(
        at=at, host=host, key_id="", activity=activity, actor="", object="", status=401,
        kind="BadSignature", reason="",
    )  # fmt: skip


def turn_away(log: RebuffLog, host: str, activity: str = "x") -> None:
    if log.room_for(host):
        log.note(rebuff(log.clock(), host, activity))
    else:
        log.count(host)


async def written(database: Database) -> tuple[list[tuple[object, ...]], list[str]]:
    async with database.connection() as conn:
        times = [tuple(row) for row in await conn.fetch(TIMES)]
        return times, [row["activity"] for row in await conn.fetch(ROWS)]


async def test_what_was_noted_is_there_once_the_log_is_left(
    database: Database, clock: Clock
) -> None:
    async with RebuffLog(database, clock, seconds=60) as log:
        turn_away(log, "a.test")
        assert ([], []) == await written(database)

    assert ([(clock().date(), "a.test", 1)], ["x"]) == await written(database)


async def test_it_is_written_every_few_seconds(database: Database, clock: Clock) -> None:
    async with RebuffLog(database, clock, seconds=0.01) as log:
        turn_away(log, "a.test")
        for _ in range(200):
            await asyncio.sleep(0.01)
            if (await written(database))[1]:
                break

        assert ["x"] == (await written(database))[1]
        assert not log.waiting


async def test_what_was_counted_is_booked_under_the_day_it_was_counted(
    database: Database, clock: Clock
) -> None:
    log = RebuffLog(database, clock)
    yesterday = clock().date()
    turn_away(log, "a.test", "late")
    clock.later(seconds=2)
    turn_away(log, "a.test", "early")
    turn_away(log, "b.test", "early")

    await log.write()

    times, rows = await written(database)
    today = yesterday + timedelta(days=1)
    assert [(yesterday, "a.test", 1), (today, "a.test", 1), (today, "b.test", 1)] == times
    assert ["late", "early", "early"] == rows


async def test_what_could_not_be_written_is_kept_within_its_bounds(
    database: Database, clock: Clock, away: pytest.MonkeyPatch
) -> None:
    log = RebuffLog(database, clock)
    with away.context() as bounded:
        bounded.setattr(limits, "REBUFFS_PER_HOST_DAY", 3)
        for number in range(5):
            turn_away(log, "a.test", str(number))
            await log.write()
        assert log.begun.is_set()
        assert [3] == [len(noted.rows) for noted in log.waiting.values()]
    away.undo()

    await log.write()
    await log.write()

    assert ([(clock().date(), "a.test", 5)], ["0", "1", "2"]) == await written(database)


async def test_of_what_could_not_be_written_nothing_older_than_yesterday_is_kept(
    database: Database, clock: Clock, away: pytest.MonkeyPatch
) -> None:
    log = RebuffLog(database, clock)
    first = clock().date()
    for _ in range(4):
        turn_away(log, "a.test")
        await log.write()
        clock.later(days=1)
    away.undo()

    await log.write()

    days = [first + timedelta(days=number) for number in (2, 3)]
    assert [(day, "a.test", 1) for day in days] == (await written(database))[0]
