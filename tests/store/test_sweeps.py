"""Posts that are removed together, put back together, and closed together; counted each time."""

from collections.abc import Sequence

from fediforum.forum.effects import Effect, Put, Shut, Sweep, Unsweep
from fediforum.forum.known import Known
from fediforum.forum.model import PostState
from fediforum.store.database import Database
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from tests.store.scene import (
    ALICE,
    BOB,
    CAROL,
    HOME,
    KEUKEN,
    TUIN,
    done,
    opening,
    post,
    post_id,
    stage,
    thread,
)  # fmt: skip
from tests.store.test_commit import assert_counted

ONE, TWO = thread(1), thread(2, KEUKEN)
ANSWER, BELOW, APART = post_id(3, BOB), post_id(4, CAROL), post_id(5, BOB)
POSTS: Sequence[Sequence[Effect]] = (
    opening(1),
    opening(2, KEUKEN),
    (Put(post(3, ONE, post_id(1), BOB)),),
    (Put(post(4, ONE, ANSWER, CAROL)),),
    (Put(post(5, TWO, post_id(2), BOB)),),
)


async def known_of(database: Database, *ids: Iri) -> Known:
    async with database.connection() as conn:
        return await load_known(conn, ids, HOME)


async def play(database: Database, *acts: Sequence[Effect]) -> dict[Iri, PostState]:
    """The states of all posts once these acts have happened; what is counted is true each time."""
    for effects in acts:
        await done(database, *effects)
        async with database.connection() as conn:
            await assert_counted(conn)
    ids = [post_id(1), post_id(2), ANSWER, BELOW, APART]
    known = await known_of(database, *ids)
    return {iri: known.posts[iri].state for iri in ids}


async def test_what_stands_under_a_post_goes_and_comes_back_with_it(database: Database) -> None:
    await stage(database)

    gone = await play(database, *POSTS, [Sweep(cause="x", under=post_id(1))])
    back = await play(database, [Unsweep("x", "back")])

    assert {ANSWER, BELOW} == {iri for iri, state in gone.items() if state is PostState.REMOVED}
    assert {PostState.SHOWN} == {*back.values()}


async def test_what_a_member_wrote_in_a_board_goes_and_comes_back(database: Database) -> None:
    await stage(database)

    gone = await play(database, *POSTS, [Sweep(cause="ban", by=BOB.id, board=TUIN.id)])
    everywhere = await play(database, [Sweep(cause="site", by=BOB.id)])
    back = await play(database, [Unsweep("ban", "back")])

    removed = [{iri for iri, state in all_.items() if state is PostState.REMOVED}
               for all_ in (gone, everywhere, back)]  # fmt: skip
    assert [{ANSWER}, {ANSWER, APART}, {APART}] == removed


async def test_thread_goes_with_its_opening_post_and_comes_back(database: Database) -> None:
    await stage(database)

    await play(database, *POSTS, [Sweep(cause="ban", by=ALICE.id)])
    gone = await known_of(database, ONE.id, TWO.id)
    await play(database, [Unsweep("ban", "back")])
    back = await known_of(database, ONE.id, TWO.id)

    assert {True} == {each.removed for each in gone.threads.values()}
    assert {False} == {each.removed for each in back.threads.values()}


async def test_post_that_is_shut_shuts_what_stands_under_it(database: Database) -> None:
    await stage(database)
    await play(database, *POSTS, [Shut(ANSWER, True)])
    known = await known_of(database, post_id(1), ANSWER, BELOW, APART)

    assert {ANSWER, BELOW} == {iri for iri, each in known.posts.items() if each.locked}
