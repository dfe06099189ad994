"""Since when a thread is closed is the store's to remember: since it was first told so."""

from dataclasses import replace
from datetime import datetime, timedelta

from fediforum.forum.effects import Put
from fediforum.forum.model import Thread
from fediforum.store import reading
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Database
from fediforum.store.reading import Closing
from tests.store.scene import BOB, HOME, NOW, opening, stage, thread

ONE = thread(1)
CLOSED = replace(ONE, locked=True, lock_reason="it is done", locked_by=BOB.id)


async def told(database: Database, stands: Thread, now: datetime) -> Closing | None:
    async with database.transaction() as conn:
        await commit(conn, [Acted((Put(stands),))], HOME, now)
    async with database.connection() as conn:
        page = await reading.thread_page(conn, ONE.short)
    assert page is not None
    return page.closing


async def test_thread_says_who_closed_it_and_since_when(database: Database) -> None:
    await stage(database, *opening(1))

    closing = await told(database, CLOSED, NOW)

    assert closing is not None
    assert closing.by is not None
    assert (BOB.id, NOW) == (closing.by.id, closing.at)


async def test_what_changes_of_a_closed_thread_closes_it_no_later(database: Database) -> None:
    await stage(database, *opening(1))
    await told(database, CLOSED, NOW)

    closing = await told(database, replace(CLOSED, title="Another"), NOW + timedelta(days=1))

    assert closing is not None
    assert NOW == closing.at


async def test_thread_that_was_opened_again_is_closed_anew(database: Database) -> None:
    await stage(database, *opening(1))
    await told(database, CLOSED, NOW)

    assert await told(database, ONE, NOW + timedelta(days=1)) is None
    closing = await told(database, CLOSED, NOW + timedelta(days=2))

    assert closing is not None
    assert NOW + timedelta(days=2) == closing.at


async def test_thread_whose_closer_is_unknown_is_closed_all_the_same(database: Database) -> None:
    await stage(database, *opening(1))

    closing = await told(database, replace(CLOSED, locked_by=None), NOW)

    assert Closing(by=None, at=NOW) == closing
