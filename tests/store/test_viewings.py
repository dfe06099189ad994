"""Viewings: counted in memory, written in one go, and no change that a page would show."""

import asyncio

import pytest

from fediforum.errors import Missing, Unavailable
from fediforum.store.database import Database, Sql
from fediforum.store.viewings import ViewCounter, add_views, set_views
from fediforum.vocab.iri import Iri
from tests.store.scene import opening, stage, thread

VIEWS = Sql("SELECT views, version FROM thread WHERE short = $1")


@pytest.fixture
async def short(database: Database) -> str:
    """A thread that nobody has read."""
    await stage(database, *opening(1))
    return thread(1).short


async def standing(database: Database, short: str) -> tuple[int, int]:
    async with database.connection() as conn:
        row = await conn.fetchrow(VIEWS, short)
    assert row is not None
    return row["views"], row["version"]


async def test_what_was_counted_is_there_once_the_counter_is_left(
    database: Database, short: str
) -> None:
    _, version = await standing(database, short)

    async with ViewCounter(database, seconds=60) as counter:
        for _ in range(3):
            counter.count(short)
        counter.count("0000000000zzz")  # no thread at all
        assert (0, version) == await standing(database, short)

    assert (3, version) == await standing(database, short)


async def test_it_is_written_every_few_seconds(database: Database, short: str) -> None:
    async with ViewCounter(database, seconds=0.01) as counter:
        counter.count(short)
        for _ in range(200):
            await asyncio.sleep(0.01)
            if (await standing(database, short))[0]:
                break

        assert 1 == (await standing(database, short))[0]
        assert not counter.seen


async def test_what_could_not_be_written_is_kept(
    database: Database, short: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = ViewCounter(database)
    counter.count(short)

    with monkeypatch.context() as away:

        def unreachable(*_: object) -> None:
            raise Unavailable

        away.setattr(Database, "transaction", unreachable)
        await counter.write()
    assert {short: 1} == counter.seen
    await counter.write()

    assert 1 == (await standing(database, short))[0]


async def test_a_count_may_begin_at_a_number(database: Database, short: str) -> None:
    async with database.transaction() as conn:
        await set_views(conn, thread(1).id, 2775)
        await add_views(conn, {short: 2})
        with pytest.raises(Missing):
            await set_views(conn, Iri("https://alpha.test/ap/threads/0000000000zzz"), 1)

    assert 2777 == (await standing(database, short))[0]
