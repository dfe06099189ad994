"""Two forums speak with each other: following, threads, replies, edits, deletions."""

from fediforum.flow import speak
from fediforum.forum.known import Known
from fediforum.forum.model import Post, PostState, Tie
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down
from tests.flow.two_forums import Clock, Network


async def known(node: Node, *ids: Iri) -> Known:
    async with node.database.connection() as conn:
        return await load_known(conn, ids, node.home)


async def post(node: Node, iri: Iri) -> Post | None:
    return (await known(node, iri)).posts.get(iri)


async def follow_tuin(alpha: Node, beta: Node) -> None:
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)


async def test_follow_of_a_board_is_accepted(alpha: Node, beta: Node) -> None:
    await follow_tuin(alpha, beta)

    board, desk = alpha.home.board("tuin"), beta.home.desk
    here = (await known(alpha, desk, board)).relation(Tie.FOLLOW, desk, board)
    there = (await known(beta, desk, board)).relation(Tie.FOLLOW, desk, board)
    assert here is not None
    assert there is not None
    assert ("accepted", "accepted") == (here.value, there.value)


async def test_thread_reaches_a_forum_that_follows_its_board(alpha: Node, beta: Node) -> None:
    await follow_tuin(alpha, beta)

    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn *overal*.")
    await settle_down(alpha, beta)

    there = await post(beta, said.id)
    assert there is not None
    assert ("<p>Ze zijn <em>overal</em>.</p>\n", 1) == (there.content, there.seq)


async def test_new_post_goes_out_with_its_empty_list_of_answers(
    alpha: Node, beta: Node, network: Network
) -> None:
    """A Mastodon that is given the mere id of the list fetches it, each of them."""
    await follow_tuin(alpha, beta)

    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha, beta)

    (told,) = (each for each in network.posted_to("beta.test") if each["type"] == "Announce")
    replies = told["object"]["object"]["replies"]
    assert (f"{said.id}/replies", 0) == (replies["id"], replies["totalItems"])
    assert [] == replies["first"]["orderedItems"]


async def test_reply_from_elsewhere_stands_in_the_thread(alpha: Node, beta: Node) -> None:
    await follow_tuin(alpha, beta)
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha, beta)

    reply = await speak.reply(beta, opening.id, "bob", "Bier helpt.")
    await settle_down(alpha, beta)

    here, there = await post(alpha, reply.id), await post(beta, reply.id)
    assert here is not None
    assert there is not None
    assert (2, opening.id, PostState.SHOWN) == (here.seq, here.parent, here.state)
    assert PostState.SHOWN == there.state


async def test_edit_and_deletion_of_a_reply_reach_its_board(alpha: Node, beta: Node) -> None:
    await follow_tuin(alpha, beta)
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha, beta)
    reply = await speak.reply(beta, opening.id, "bob", "Bier helpt.")
    await settle_down(alpha, beta)

    await speak.edit(beta, reply.id, "bob", "Koffie helpt.")
    await settle_down(alpha, beta)
    edited = await post(alpha, reply.id)
    await speak.delete(beta, reply.id, "bob")
    await settle_down(alpha, beta)
    deleted = await post(alpha, reply.id)

    assert edited is not None
    assert deleted is not None
    assert "<p>Koffie helpt.</p>\n" == edited.content
    assert (PostState.DELETED, "") == (deleted.state, deleted.content)


async def test_likes_are_counted_once_and_taken_back(alpha: Node, beta: Node) -> None:
    await follow_tuin(alpha, beta)
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha, beta)
    bob = beta.home.member("bob")

    await speak.like(beta, opening.id, "bob")
    await settle_down(alpha, beta)
    liked = (await known(alpha, bob, opening.id)).relation(Tie.VOTE, bob, opening.id)
    await speak.take_back(beta, opening.id, "bob")
    await settle_down(alpha, beta)
    taken_back = (await known(alpha, bob, opening.id)).relation(Tie.VOTE, bob, opening.id)

    assert liked is not None
    assert taken_back is None


async def test_thread_can_be_opened_in_a_board_elsewhere(alpha: Node, beta: Node) -> None:
    await follow_tuin(alpha, beta)

    said = await speak.open_thread(beta, "tuin@alpha.test", "bob", "Rozen", "Wanneer snoeien?")
    before = await post(beta, said.id)
    await settle_down(alpha, beta)

    here, there = await post(alpha, said.id), await post(beta, said.id)
    assert before is not None
    assert here is not None
    assert there is not None
    assert (PostState.PENDING, PostState.SHOWN) == (before.state, there.state)
    assert 1 == here.seq


async def test_thread_is_followed_by_itself(
    alpha: Node, beta: Node, network: Network, clock: Clock
) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    other = await speak.open_thread(alpha, "tuin", "anna", "Rozen", "Wanneer snoeien?")
    place = alpha.home.place(opening.id)
    assert place is not None
    thread = alpha.home.thread(place.key)
    await speak.follow(beta, thread, "desk")
    await settle_down(alpha, beta)
    network.posts.clear()

    await speak.reply(alpha, opening.id, "anna", "Bier helpt.")
    await speak.reply(alpha, other.id, "anna", "In maart.")
    await settle_down(alpha, beta)

    sent = [(each["type"], each["actor"]) for each in network.posted_to("beta.test")]
    assert [("Announce", thread)] == sent
