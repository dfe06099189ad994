"""Two threads become one: here, where it is followed, and back again in one operation."""

import pytest

from fediforum.errors import Conflict, Forbidden
from fediforum.flow import preside, setup, speak
from fediforum.flow.find import find_place
from fediforum.flow.merging import merge
from fediforum.flow.undoing import undo_operation
from fediforum.forum.model import PostState, Tie
from fediforum.node import Node
from fediforum.store.reading import context_ids
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down
from tests.flow.test_preside import known
from tests.flow.two_forums import Network
from tests.store.rows import all_rows, differences
from tests.store.test_commit import assert_counted


@pytest.fixture
async def threads(alpha: Node, beta: Node) -> tuple[Iri, Iri, Iri]:
    """Two of anna's, followed by beta, and bob's reply in the second."""
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    one = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Overal.")
    two = await speak.open_thread(alpha, "tuin", "anna", "Slakken?", "Ook hier.")
    await settle_down(alpha, beta)
    reply = await speak.reply(beta, two.id, "bob", "Bier helpt.")
    await settle_down(alpha, beta)
    return one.id, two.id, reply.id


async def test_posts_go_over_in_their_order_and_keep_their_ids(
    alpha: Node, beta: Node, threads: tuple[Iri, Iri, Iri]
) -> None:
    one, two, reply = threads
    into = (await find_place(alpha, one)).thread
    old = (await find_place(alpha, two)).thread

    await merge(alpha, two, one, "dubbel")
    await settle_down(alpha, beta)

    for node in (alpha, beta):
        world = await known(node, one, two, reply)
        places = [(world.posts[iri].seq, world.posts[iri].parent) for iri in threads]
        assert [(1, None), (2, one), (3, two)] == places
        assert {world.posts[one].thread} == {world.posts[iri].thread for iri in threads}
    after = (await known(alpha, old.id)).threads[old.id]
    assert (True, into.id) == (after.removed, after.into)
    async with alpha.database.connection() as conn:
        assert [one, two, reply] == list(await context_ids(conn, into.short))
        assert [] == list(await context_ids(conn, old.short))


async def test_who_answers_afterwards_answers_in_the_thread_that_is_left(
    alpha: Node, beta: Node, threads: tuple[Iri, Iri, Iri]
) -> None:
    one, two, reply = threads
    await merge(alpha, two, one)
    await settle_down(alpha, beta)

    more = await speak.reply(beta, reply, "bob", "En zout.")
    await settle_down(alpha, beta)

    assert (await find_place(alpha, one)).thread.id == (await find_place(alpha, more.id)).thread.id


async def test_who_follows_the_thread_that_ends_hears_where_it_lives_on(
    alpha: Node, beta: Node, threads: tuple[Iri, Iri, Iri], network: Network
) -> None:
    one, two, _ = threads
    old, into = (await find_place(alpha, two)).thread, (await find_place(alpha, one)).thread
    await speak.follow(beta, old.id, "bob")
    await settle_down(alpha, beta)

    await merge(alpha, two, one)
    await settle_down(alpha, beta)

    [told] = [each for each in network.posted_to("beta.test") if each["type"] == "Move"]
    assert (old.id, old.id, into.id) == (told["actor"], told["object"], told["target"])
    bob = beta.home.member("bob")
    world = await known(beta, bob, into.id, old.id)
    assert world.relation(Tie.FOLLOW, bob, into.id) is not None


async def test_a_merger_is_undone_in_one(
    alpha: Node, beta: Node, threads: tuple[Iri, Iri, Iri]
) -> None:
    one, two, _ = threads
    await preside.pin(alpha, two)
    await settle_down(alpha, beta)
    async with alpha.database.connection() as conn:
        before = await all_rows(conn)

    said = await merge(alpha, two, one, "dubbel")
    await settle_down(alpha, beta)
    assert said.operation is not None
    await undo_operation(alpha, said.operation)

    async with alpha.database.connection() as conn:
        assert [] == differences(before, await all_rows(conn))
    assert PostState.SHOWN is (await known(alpha, two)).posts[two].state


async def test_only_moderators_of_both_boards_merge_two_threads(
    alpha: Node, threads: tuple[Iri, Iri, Iri]
) -> None:
    one, two, reply = threads
    await setup.create_board(alpha, "keuken", "De keuken")
    await setup.create_member(alpha, "cora", "Cora")
    await preside.appoint(alpha, "cora", "tuin")
    there = await speak.open_thread(alpha, "keuken", "anna", "Sla", "Met slakken.")

    with pytest.raises(Forbidden):
        await merge(alpha, two, one, "", "anna")
    with pytest.raises(Forbidden):
        await merge(alpha, two, there.id, "", "cora")
    with pytest.raises(Conflict):
        await merge(alpha, reply, two)
    await merge(alpha, two, there.id)
    with pytest.raises(Conflict):
        await merge(alpha, two, there.id)

    assert (await find_place(alpha, reply)).board.name == "keuken"
    assert (await find_place(alpha, reply)).post.board == alpha.home.board("keuken")


async def test_what_opened_a_merged_thread_is_swept_and_comes_back_where_it_stands_now(
    alpha: Node, beta: Node, threads: tuple[Iri, Iri, Iri]
) -> None:
    one, two, _ = threads
    old = (await find_place(alpha, two)).thread
    await merge(alpha, two, one)
    async with alpha.database.connection() as conn:
        before = dict(await all_rows(conn))
    operation = (await preside.ban(alpha, "anna", "tuin", "spam", remove=True)).operation
    await preside.unban(alpha, "anna", "tuin")

    ended = (await known(alpha, old.id)).threads[old.id]
    async with alpha.database.connection() as conn:
        await assert_counted(conn)
        now = [each for each in differences(before, await all_rows(conn)) if each[0] != "post"]
    assert operation
    assert (True, []) == (ended.removed, now)
