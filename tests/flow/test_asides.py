"""Withdrawals, late replies, answers, polls and ballots (FEP-4248), over the wire between forums
and strangers.
"""

from datetime import timedelta
from typing import Any

import pytest

from fediforum.flow import asides, polls, speak
from fediforum.flow.act import ids
from fediforum.flow.ballots import send_ballots
from fediforum.flow.budget import Budget
from fediforum.flow.reshape import edit_board
from fediforum.flow.setup import create_member
from fediforum.forum import compose
from fediforum.forum.compose import Poll
from fediforum.forum.model import Post, PostState, Thread
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.store.peers import save_software
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.vocab.objects import Option
from tests.flow.hands import act, deliver, settle_down
from tests.flow.stranger import AS2, Stranger
from tests.flow.two_forums import Clock, Network


async def post(node: Node, iri: str) -> Post | None:
    async with node.database.connection() as conn:
        return (await load_known(conn, {Iri(iri)}, node.home)).posts.get(Iri(iri))


async def thread(node: Node, iri: str) -> Thread:
    async with node.database.connection() as conn:
        known = await load_known(conn, {Iri(iri)}, node.home)
    found = known.thread_of(known.posts[Iri(iri)])
    assert found is not None
    return found


async def open_thread(alpha: Node, poll: Poll | None = None) -> Iri:
    return (await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Overal.", poll=poll)).id


async def answered(alpha: Node, alice: Stranger, opening: Iri, text: str = "Bier.") -> Json:
    note = alice.note(text, to=(alpha.home.board("tuin"), alice.id), parent=opening)
    await alice.post(alice.creates(note))
    await settle_down(alpha)
    return note


async def lock(alpha: Node, opening: Iri) -> None:
    async with alpha.database.connection() as conn:
        known = await load_known(conn, {opening}, alpha.home)
    desk, board = known.members[alpha.home.desk], known.boards[alpha.home.board("tuin")]
    act_ = compose.lock(
        desk, known.posts[opening], board, "Genoeg.", new=ids(alpha), now=alpha.clock()
    )
    await speak.say(alpha, act_, Budget.none())


async def follows(alpha: Node, who: Stranger, software: str) -> None:
    async with alpha.database.transaction() as conn:
        await save_software(conn, who.base[8:], software, None, alpha.clock())
    await who.post(who.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)


def told(network: Network, host: str, verb: str) -> list[Any]:
    """What the Announces of that verb that a host got carry."""
    inner = [each["object"] for each in network.posted_to(host) if each["type"] == "Announce"]
    return [each for each in inner if isinstance(each, dict) and each["type"] == verb]


# -- withdrawal ------------------------------------------------------------------------------------


async def test_post_that_is_withdrawn_leaves_the_board_and_comes_back(
    alpha: Node, beta: Node
) -> None:
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    opening = await open_thread(alpha)
    await settle_down(alpha, beta)

    await asides.withdraw(alpha, opening, "anna")
    await settle_down(alpha, beta)
    out, there = await post(alpha, opening), await post(beta, opening)
    closed = await thread(alpha, opening)
    await asides.put_back(alpha, opening, "anna")
    await settle_down(alpha, beta)
    back, again = await post(alpha, opening), await post(beta, opening)

    assert (PostState.WITHDRAWN, PostState.REMOVED) == (out and out.state, there and there.state)
    assert closed.locked
    assert [PostState.SHOWN] * 2 == [back and back.state, again and again.state]
    assert not (await thread(alpha, opening)).locked


async def test_author_elsewhere_takes_their_reply_out(alpha: Node, alice: Stranger) -> None:
    opening = await open_thread(alpha)
    note = await answered(alpha, alice, opening)

    out = alice.does("Remove", note["id"], target=alpha.home.board("tuin"))
    await alice.post(out)
    await settle_down(alpha)

    left = await post(alpha, note["id"])
    assert left is not None
    assert PostState.WITHDRAWN is left.state


# -- late ------------------------------------------------------------------------------------------


async def test_reply_that_comes_late_is_kept_and_let_in(
    alpha: Node, beta: Node, alice: Stranger
) -> None:
    opening = await open_thread(alpha)
    await answered(alpha, alice, opening)
    await lock(alpha, opening)
    note = await answered(alpha, alice, opening, "Te laat?")
    place = await thread(alpha, opening)

    listed = await asides.late(alpha, place.id)
    before = await post(alpha, note["id"])
    await asides.admit(alpha, note["id"])
    after = await post(alpha, note["id"])

    assert [(note["id"], "alice@gamma.test")] == [(each.id, each.handle) for each in listed]
    assert before is not None
    assert after is not None
    assert (PostState.LATE, None) == (before.state, before.seq)
    assert (PostState.SHOWN, 3) == (after.state, after.seq)
    assert () == tuple(await asides.late(alpha, place.id))


async def test_member_of_another_forum_hears_that_their_reply_was_not_taken(
    alpha: Node, beta: Node
) -> None:
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    opening = await open_thread(alpha)
    await settle_down(alpha, beta)
    said = await speak.reply(beta, opening, "bob", "Bier helpt.")
    await lock(alpha, opening)
    await settle_down(alpha, beta)

    here, there = await post(alpha, said.id), await post(beta, said.id)
    assert here is not None
    assert there is not None
    assert (PostState.LATE, PostState.REFUSED) == (here.state, there.state)


async def test_late_reply_that_its_author_deletes_is_gone(alpha: Node, alice: Stranger) -> None:
    opening = await open_thread(alpha)
    await lock(alpha, opening)
    note = await answered(alpha, alice, opening)

    await alice.post(alice.does("Delete", note["id"]))
    await settle_down(alpha)

    left = await post(alpha, note["id"])
    assert left is not None
    assert (PostState.DELETED, None) == (left.state, left.thread)


# -- answers ---------------------------------------------------------------------------------------


async def test_answer_is_accepted_here_and_told_to_piefed(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    await edit_board(alpha, alpha.home.board("tuin"), questions=True)
    await follows(alpha, alice, "piefed")
    opening = await open_thread(alpha)
    note = await answered(alpha, alice, opening)

    await asides.accept_answer(alpha, note["id"], "anna")
    await settle_down(alpha)
    await asides.accept_answer(alpha, note["id"], "anna", undo=True)
    await settle_down(alpha)

    [chosen] = told(network, "gamma.test", "ChooseAnswer")
    [undone] = told(network, "gamma.test", "Undo")
    assert (note["id"], "ChooseAnswer") == (chosen["object"], undone["object"]["type"])


async def test_followers_hear_that_a_board_is_for_questions(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    await follows(alpha, alice, "piefed")

    await edit_board(alpha, alpha.home.board("tuin"), questions=True)
    await settle_down(alpha)

    [update] = told(network, "gamma.test", "Update")
    assert update["object"]["questionAnswer"] is True


# -- polls -----------------------------------------------------------------------------------------


async def test_poll_of_ours_is_voted_in_and_told_of(
    alpha: Node, alice: Stranger, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polls, "EVERY", timedelta(0))
    await follows(alpha, alice, "mastodon")
    opening = await open_thread(alpha, Poll(names=("Bier", "Koffie")))
    question = alpha.home.member("anna")
    vote = alice.note("", to=(), parent=opening)
    vote = {**vote, "name": "Koffie", "to": [question], "cc": []}
    del vote["content"]

    await alice.post(alice.creates(vote))
    await settle_down(alpha)

    here = await post(alpha, opening)
    update = network.posted_to("gamma.test")[-1]
    assert here is not None
    assert (Option("Bier", 0), Option("Koffie", 1)) == here.options
    assert ("Update", "Question", 1) == (
        update["type"],
        update["object"]["type"],
        update["object"]["votersCount"],
    )
    assert [0, 1] == [each["replies"]["totalItems"] for each in update["object"]["oneOf"]]
    assert "updated" not in update["object"]


async def test_member_votes_in_a_poll_elsewhere_once(alpha: Node, beta: Node) -> None:
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    opening = await open_thread(alpha, Poll(names=("Bier", "Koffie")))
    await settle_down(alpha, beta)

    await asides.choose(beta, opening, "bob", "2")
    await settle_down(alpha, beta)

    here = await post(alpha, opening)
    assert here is not None
    assert (Option("Bier", 0), Option("Koffie", 1)) == here.options
    with pytest.raises(Exception, match="known"):
        await asides.choose(beta, opening, "bob", "Bier")


# -- votes together (FEP-4248) ---------------------------------------------------------------------


async def test_votes_reach_piefed_in_one_array_and_each_of_them_once(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    await create_member(alpha, "bea", "Bea")
    await follows(alpha, alice, "piefed")
    opening = await open_thread(alpha)
    await settle_down(alpha)
    for member in ("anna", "bea"):
        await speak.like(alpha, opening, member)
    await speak.dislike(alpha, opening, "bea")
    await deliver(alpha)
    early = told(network, "gamma.test", "Like")

    for _ in range(2):
        await send_ballots(alpha)
        await deliver(alpha)

    arrays = [
        each["object"]
        for each in network.posted_to("gamma.test")
        if isinstance(each["object"], list)
    ]
    assert [] == early
    assert [["Like", "Dislike"]] == [[vote["type"] for vote in array] for array in arrays]


async def test_vote_that_is_taken_back_in_time_is_never_sent(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    await follows(alpha, alice, "piefed")
    opening = await open_thread(alpha)
    await settle_down(alpha)

    await speak.like(alpha, opening, "anna")
    await speak.take_back(alpha, opening, "anna")
    await settle_down(alpha)

    assert [] == told(network, "gamma.test", "Like") + told(network, "gamma.test", "Undo")


async def test_single_vote_goes_out_as_such_and_its_undo_after_it(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    await follows(alpha, alice, "piefed")
    opening = await open_thread(alpha)
    await speak.like(alpha, opening, "anna")
    await settle_down(alpha)

    await speak.take_back(alpha, opening, "anna")
    await settle_down(alpha)

    assert [1, 1] == [len(told(network, "gamma.test", verb)) for verb in ("Like", "Undo")]


async def test_lemmy_gets_each_vote_at_once(alpha: Node, alice: Stranger, network: Network) -> None:
    await follows(alpha, alice, "lemmy")
    opening = await open_thread(alpha)
    await settle_down(alpha)

    await speak.like(alpha, opening, "anna")
    await deliver(alpha)

    assert 1 == len(told(network, "gamma.test", "Like"))


# -- collections -----------------------------------------------------------------------------------


async def test_collection_is_taken_item_by_item_and_what_is_named_is_looked_up(
    alpha: Node, alice: Stranger, network: Network, clock: Clock
) -> None:
    board = alpha.home.board("tuin")
    dora = Stranger("dora", "delta.test", network, clock)
    opening = await open_thread(alpha)
    own, named = (alice.note(text, to=(board,), parent=opening) for text in ("Een", "Twee"))
    theirs = dora.note("Drie", to=(board,), parent=opening)
    create = alice.creates(alice.note("Vier", to=(board,), parent=opening))
    alice.documents[create["id"]] = create
    collection = {
        "@context": AS2,
        "id": f"{alice.base}/collection",
        "type": "OrderedCollection",
        "orderedItems": [
            alice.creates(own), named["id"], dora.creates(theirs), create["id"], "nonsense", 7,
        ],
    }  # fmt: skip

    status = await alice.post(collection)
    await act(alpha)
    await settle_down(alpha)

    found = [await post(alpha, iri) for iri in (
        own["id"], named["id"], theirs["id"], create["object"]["id"],
    )]  # fmt: skip
    assert 202 == status
    assert [PostState.SHOWN] * 4 == [each and each.state for each in found]
