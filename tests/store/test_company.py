"""The company of a board: newcomers, regulars, and threads that nobody answered."""

from fediforum.forum.effects import Put
from fediforum.forum.model import PostState
from fediforum.store.database import Database
from fediforum.store.reading.company import left_alone, newcomers, regulars
from tests.store.scene import (
    ALICE,
    BOB,
    CAROL,
    KEUKEN,
    TUIN,
    moment,
    opening,
    post,
    post_id,
    stage,
    thread,
)

DAY = 24 * 60
ONE, FIRST = thread(1), post_id(1)


async def test_newcomer_is_whose_first_post_anywhere_here_came_lately(database: Database) -> None:
    later = 10 * DAY
    await stage(
        database,
        *opening(1),
        *opening(2, KEUKEN, BOB),
        Put(post(later, ONE, FIRST, BOB)),
        Put(post(later + 1, ONE, FIRST, CAROL)),
        Put(post(later + 2, ONE, FIRST, CAROL)),
    )
    async with database.connection() as conn:
        found = await newcomers(conn, TUIN.id, moment(5 * DAY), 9)
        elsewhere = await newcomers(conn, KEUKEN.id, moment(5 * DAY), 9)

    assert [(CAROL.id, post_id(later + 1, CAROL))] == [(one.author, one.post) for one in found]
    assert () == elsewhere


async def test_thread_is_unanswered_until_somebody_else_speaks(database: Database) -> None:
    two = thread(2)
    await stage(
        database,
        *opening(1),
        *opening(2),
        *opening(3),
        *opening(900),
        Put(post(4, ONE, FIRST)),
        Put(post(5, two, post_id(2), BOB)),
        Put(post(6, thread(3), post_id(3), BOB, PostState.REMOVED)),
    )
    async with database.connection() as conn:
        found = await left_alone(conn, TUIN.id, moment(600), 9)

    assert [thread(3).id, ONE.id] == [one.id for one in found]


async def test_regulars_write_on_many_days_and_may_have_fallen_silent(database: Database) -> None:
    often = [Put(post(10 + day * DAY, ONE, FIRST, BOB)) for day in range(6)]
    at_once = [Put(post(20 + number, ONE, FIRST, CAROL)) for number in range(6)]
    await stage(database, *opening(1), *often, *at_once)
    async with database.connection() as conn:
        found = await regulars(conn, TUIN.id, moment(0), 5, moment(99 * DAY), 9)
        silent = await regulars(conn, TUIN.id, moment(0), 5, moment(3 * DAY), 9)

    assert [(BOB.id, 6, 6)] == [(one.author, one.days, one.posts) for one in found]
    assert moment(10 + 5 * DAY) == found[0].last
    assert () == silent
    assert ALICE.id not in {one.author for one in found}
