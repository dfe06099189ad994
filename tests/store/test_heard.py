"""What is known to exist of a thread and is not here, each with its reason, in few rows."""

from datetime import timedelta

import pytest

from fediforum.forum.effects import Put
from fediforum.forum.model import Grave
from fediforum.forum.whole import SaidBy, Tried, Why
from fediforum.limits import BACKFILL_ITEMS
from fediforum.store.crawls import (
    Drift,
    due_threads,
    latest_drift,
    lease,
    release,
    sample_threads,
    save_drift,
)  # fmt: skip
from fediforum.store.database import Database
from fediforum.store.heard import (
    LastSaid,
    hear,
    listings,
    missing,
    note_tried,
    save_listings,
    whole,
)  # fmt: skip
from fediforum.vocab.iri import Iri
from tests.store.scene import (
    ALICE,
    BOB,
    DESK,
    NOW,
    done,
    moment,
    opening,
    post,
    post_id,
    stage,
    thread,
)  # fmt: skip

THREAD = thread(1)
STEPS = (timedelta(minutes=10), timedelta(hours=1))


@pytest.fixture(autouse=True)
async def staged(database: Database) -> None:
    await stage(database, *opening(1))


def said(*numbers: int, by: SaidBy = SaidBy.CONTEXT) -> list[tuple[Iri, SaidBy]]:
    return [(post_id(number), by) for number in numbers]


async def test_post_is_missing_from_being_heard_of_until_it_is_filed(database: Database) -> None:
    async with database.transaction() as conn:
        await hear(conn, THREAD.id, said(1, 2, 3), NOW)
        before = await missing(conn, THREAD.id)

    await done(database, Put(post(2, THREAD, parent=post_id(1))))

    async with database.connection() as conn:
        after = await whole(conn, THREAD.id)
    assert [post_id(2), post_id(3)] == [each.id for each in before]
    assert [post_id(3)] == [each.id for each in after.missing]
    assert (1, 2, True) == (after.here, after.known, after.abroad)


async def test_what_waits_on_the_shelf_is_missing(database: Database) -> None:
    await done(database, Put(post(2, None, parent=post_id(9))))

    async with database.transaction() as conn:
        await hear(conn, THREAD.id, said(2, by=SaidBy.REPLIES), NOW)
        found = await missing(conn, THREAD.id)

    assert [(post_id(2), SaidBy.REPLIES)] == [(each.id, each.said_by) for each in found]


@pytest.mark.parametrize("why", [Why.GONE, Why.NOTHING])
async def test_what_its_own_server_does_not_have_does_not_exist(
    database: Database, why: Why
) -> None:
    async with database.transaction() as conn:
        await hear(conn, THREAD.id, said(2), NOW)
        await note_tried(conn, THREAD.id, [Tried(post_id(2), why)], NOW)

        assert () == await missing(conn, THREAD.id)


async def test_what_was_deleted_here_is_not_missing(database: Database) -> None:
    await done(database, Put(Grave(id=post_id(2), by=ALICE.id, at=NOW)))

    async with database.transaction() as conn:
        await hear(conn, THREAD.id, said(2), NOW)

        assert () == await missing(conn, THREAD.id)


async def test_each_try_is_counted_and_says_why(database: Database) -> None:
    refused = Tried(post_id(2), Why.REFUSED, "Another server answered 403.")

    async with database.transaction() as conn:
        await hear(conn, THREAD.id, said(2), NOW)
        await note_tried(conn, THREAD.id, [Tried(post_id(2), Why.UNREACHABLE)], NOW)
        await note_tried(conn, THREAD.id, [refused], moment(5))
        found = await whole(conn, THREAD.id)

    only = found.missing[0]
    assert (Why.REFUSED, refused.reason, 2) == (only.why, only.reason, only.tries)
    assert (NOW, moment(5)) == (only.first, only.tried)
    assert {("alpha.test", Why.REFUSED): 1} == found.reasons


async def test_whoever_said_it_first_is_kept(database: Database) -> None:
    async with database.transaction() as conn:
        await hear(conn, THREAD.id, said(2, by=SaidBy.PARENT), NOW)
        await hear(conn, THREAD.id, said(2, by=SaidBy.CONTEXT), moment(1))

        assert [SaidBy.PARENT] == [each.said_by for each in await missing(conn, THREAD.id)]


async def test_of_one_thread_no_more_is_kept_than_the_limit(database: Database) -> None:
    async with database.transaction() as conn:
        await hear(conn, THREAD.id, said(*range(2, BACKFILL_ITEMS)), NOW)
        await hear(conn, THREAD.id, said(*range(8000, 8100)), NOW)

        assert BACKFILL_ITEMS == len(await missing(conn, THREAD.id))


async def test_what_a_list_said_last_is_kept_byte_for_byte(database: Database) -> None:
    context = LastSaid(Iri("https://alpha.test/c"), 'W/"x"', 25, Iri("https://alpha.test/c?page=2"))

    async with database.transaction() as conn:
        await save_listings(conn, THREAD.id, [LastSaid(context.id, "old"), context], NOW)

        assert {context.id: context} == await listings(conn, THREAD.id)


async def test_one_worker_walks_a_thread_at_a_time(database: Database) -> None:
    minute = timedelta(minutes=1)

    async with database.transaction() as conn:
        mine = await lease(conn, THREAD.id, NOW, minute)
        theirs = await lease(conn, THREAD.id, NOW, minute)
        longer = await lease(conn, THREAD.id, moment(0.5), minute, mine)
        late = await lease(conn, THREAD.id, moment(2), minute)

    assert mine is not None
    assert (None, mine) == (theirs, longer)
    assert late not in (None, mine)


async def test_a_walk_that_lost_its_lease_ends_nobody_elses(database: Database) -> None:
    minute = timedelta(minutes=1)

    async with database.transaction() as conn:
        mine = await lease(conn, THREAD.id, NOW, minute)
        await lease(conn, THREAD.id, moment(2), minute)
        assert mine is not None
        await release(conn, THREAD.id, mine, moment(2))

        assert await lease(conn, THREAD.id, moment(2.5), minute) is None
        assert (await whole(conn, THREAD.id)).looked is None


async def test_a_thread_is_due_once_for_each_step_after_its_news(database: Database) -> None:
    day = timedelta(days=1)
    root, due = THREAD.root, []

    async with database.transaction() as conn:
        for minutes in (5, 12, 13, 62, 63, 60 * 30):
            now = moment(1 + minutes)
            found = await due_threads(conn, DESK.id, now, STEPS, day, 9)
            due.append(found == (root,))
            for _ in found:
                token = await lease(conn, THREAD.id, now, timedelta(seconds=1))
                assert token is not None
                await release(conn, THREAD.id, token, now)

    assert [False, True, False, True, False, False] == due


async def test_a_thread_without_posts_from_elsewhere_is_never_due(database: Database) -> None:
    from_here = thread(5, author=DESK)
    await done(database, Put(from_here), Put(post(5, from_here, author=DESK)))

    async with database.connection() as conn:
        found = await due_threads(conn, DESK.id, moment(60), STEPS, timedelta(days=1), 9)
        sampled = await sample_threads(conn, DESK.id, NOW.date(), 9)

    assert (THREAD.root,) == found
    assert ((THREAD.root, THREAD.id),) == sampled


async def test_of_each_server_the_newest_drift_is_told(database: Database) -> None:
    today = NOW.date()
    old = Drift(today - timedelta(days=1), BOB.host, 1, 9, 4)
    new = Drift(today, BOB.host, 2, 20, 1)

    async with database.transaction() as conn:
        await save_drift(conn, [old, Drift(today, BOB.host, 1, 1, 1), new])

        assert (new,) == await latest_drift(conn)
