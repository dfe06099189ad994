"""What is allowed between servers: quotes, answers and recommendations, given and taken back."""

from typing import Any

import pytest

from fediforum.errors import Forbidden, Missing
from fediforum.flow import preside, speak
from fediforum.flow.speak import Said
from fediforum.forum import stamps
from fediforum.forum.model import Relation, Tie
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.store.posts import stored_document
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json, read_json
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Network

STAMP = "https://gamma.test/stamps/1"


async def stamp(node: Node, kind: Tie, a: str, b: str) -> Relation | None:
    async with node.database.connection() as conn:
        known = await load_known(conn, {Iri(a), Iri(b)}, node.home)
    return known.relation(kind, Iri(a), Iri(b))


async def document(node: Node, iri: str) -> Json:
    async with node.database.connection() as conn:
        raw = await stored_document(conn, Iri(iri))
    assert raw is not None
    return read_json(raw)


def sent_to(network: Network, stranger: Stranger, verb: str) -> list[Json]:
    host = stranger.base.removeprefix("https://")
    return [body for body in network.posted_to(host) if body["type"] == verb]


@pytest.fixture
async def opening(alpha: Node) -> Said:
    return await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")


@pytest.fixture
async def quote(alpha: Node, beta: Node, opening: Said) -> Said:
    """Bob of beta answers in anna's thread at alpha and quotes her."""
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    other = await speak.reply(alpha, opening.id, "anna", "Vooral na regen.")
    await settle_down(alpha, beta)
    said = await speak.reply(beta, other.id, "bob", "Dat klopt.", quote=opening.id)
    await settle_down(alpha, beta)
    return said


async def test_member_who_quotes_another_server_gets_its_stamp_and_says_so(
    alpha: Node, beta: Node, opening: Said, quote: Said
) -> None:
    given = await stamp(alpha, Tie.STAMP, quote.id, opening.id)
    taken = await stamp(beta, Tie.STAMP, quote.id, opening.id)

    assert given is not None
    assert taken is not None
    assert stamps.stands(taken)
    assert given.activity == taken.activity
    for node in (alpha, beta):
        told = await document(node, quote.id)
        assert (opening.id, given.activity) == (told["quote"], told["quoteAuthorization"])


async def test_quote_says_what_it_quotes_to_software_that_knows_no_quotes(
    beta: Node, opening: Said, quote: Said
) -> None:
    told = await document(beta, quote.id)

    [link] = [tag for tag in told["tag"] if tag["type"] == "Link"]
    assert opening.id == link["href"] == told["quoteUri"] == told["_misskey_quote"]
    assert told["content"].startswith('<p class="quote-inline">RE: <a href="')
    assert "RE:" not in told["source"]["content"]


async def test_author_takes_a_quote_back(
    alpha: Node, beta: Node, opening: Said, quote: Said
) -> None:
    with pytest.raises(Missing):
        await speak.revoke_quote(alpha, opening.id, "https://gamma.test/notes/1", "anna")

    await speak.revoke_quote(alpha, opening.id, quote.id, "anna")
    await settle_down(alpha, beta)

    for node in (alpha, beta):
        relation = await stamp(node, Tie.STAMP, quote.id, opening.id)
        assert relation is not None
        assert not stamps.stands(relation)
    assert "quoteAuthorization" not in await document(beta, quote.id)


async def test_only_the_author_and_moderators_take_a_quote_back(
    alpha: Node, opening: Said, quote: Said
) -> None:
    from_elsewhere = await stamp(alpha, Tie.STAMP, quote.id, opening.id)
    assert from_elsewhere is not None
    await speak.follow(alpha, "@tuin@alpha.test", "anna")

    await speak.revoke_quote(alpha, opening.id, quote.id, "desk")

    with pytest.raises((Forbidden, Missing)):
        await speak.revoke_quote(alpha, opening.id, quote.id, "anna")


async def test_quote_between_others_stands_once_its_stamp_is_found(
    alpha: Node, opening: Said, alice: Stranger, network: Network
) -> None:
    other = Stranger("carol", "delta.test", network, alice.clock)
    board = alpha.home.board("tuin")
    first = other.note("Zie mij", to=(board,), parent=opening.id)
    await other.post(other.creates(first))
    await settle_down(alpha)
    second = dict(alice.note("Zie haar", to=(board,), parent=opening.id))
    found = f"{other.base}/stamps/1"
    second |= {"quote": first["id"], "quoteAuthorization": found}
    alice.documents[second["id"]] = second
    other.documents[found] = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": found,
        "type": "QuoteAuthorization",
        "attributedTo": other.id,
        "interactingObject": second["id"],
        "interactionTarget": first["id"],
    }

    await alice.post(alice.creates(second))
    await settle_down(alpha)
    there = await stamp(alpha, Tie.STAMP, second["id"], first["id"])
    await other.post(other.does("Delete", other.documents[found]))
    await settle_down(alpha)
    then = await stamp(alpha, Tie.STAMP, second["id"], first["id"])

    assert there is not None
    assert then is not None
    assert (True, False) == (stamps.stands(there), stamps.stands(then))


@pytest.mark.parametrize("wrong", ["interactingObject", "interactionTarget", "id", "attributedTo"])
async def test_stamp_for_something_else_lets_nobody_quote(
    alpha: Node, opening: Said, alice: Stranger, network: Network, wrong: str
) -> None:
    other = Stranger("carol", "delta.test", network, alice.clock)
    board = alpha.home.board("tuin")
    first = other.note("Zie mij", to=(board,), parent=opening.id)
    await other.post(other.creates(first))
    await settle_down(alpha)
    second = dict(alice.note("Zie haar", to=(board,), parent=opening.id))
    found = f"{other.base}/stamps/1"
    second |= {"quote": first["id"], "quoteAuthorization": found}
    other.documents[found] = {
        "id": found,
        "type": "QuoteAuthorization",
        "attributedTo": other.id,
        "interactingObject": second["id"],
        "interactionTarget": first["id"],
        wrong: alice.id,
    }

    await alice.post(alice.creates(second))
    await settle_down(alpha)

    assert await stamp(alpha, Tie.STAMP, second["id"], first["id"]) is None


async def test_author_who_wants_to_be_asked_is_asked_and_the_reply_says_what_they_said(
    alpha: Node, opening: Said, alice: Stranger, network: Network
) -> None:
    note = dict(alice.note("Vraag het eerst", to=(alpha.home.board("tuin"),), parent=opening.id))
    note["interactionPolicy"] = {
        "canReply": {"always": [alice.id], "approvalRequired": ["as:Public"]}
    }
    await alice.post(alice.creates(note))
    await settle_down(alpha)

    reply = await speak.reply(alpha, note["id"], "anna", "Mag ik?")
    await settle_down(alpha)
    [request] = sent_to(network, alice, "ReplyRequest")
    await alice.post(alice.does("Accept", request, result=f"{alice.base}/stamps/1"))
    await settle_down(alpha)

    assert (note["id"], reply.id) == (request["object"], request["instrument"])
    told: Any = await document(alpha, reply.id)
    assert f"{alice.base}/stamps/1" == told["replyAuthorization"] == told["approvedBy"]


async def test_recommendation_without_an_actor_is_its_signer_s(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    board = alpha.home.board("tuin")
    request = alice.does("FeatureRequest", board, instrument=f"{alice.base}/collections/1")
    del request["actor"]

    status = await alice.post(request)
    await settle_down(alpha)

    [accept] = sent_to(network, alice, "Accept")
    given = await stamp(alpha, Tie.FEATURING, request["instrument"], board)
    assert given is not None
    assert (202, board, given.activity) == (status, accept["actor"], accept["result"])


async def test_closed_thread_tells_a_gotosocial_that_nobody_may_answer_its_opening_post(
    alpha: Node, opening: Said, alice: Stranger, network: Network
) -> None:
    alice.runs("gotosocial")
    await alice.post(alice.does("Follow", alpha.home.member("anna")))
    await settle_down(alpha)

    await preside.lock(alpha, opening.id, "klaar")
    await settle_down(alpha)

    told = sent_to(network, alice, "Update")[-1]["object"]
    anna = alpha.home.member("anna")
    assert opening.id == told["id"]
    assert {"automaticApproval": [anna]} == told["interactionPolicy"]["canReply"]
    assert "updated" not in told


async def test_closed_thread_tells_no_other_microblog_anything(
    alpha: Node, opening: Said, alice: Stranger, network: Network
) -> None:
    alice.runs("mastodon")
    await alice.post(alice.does("Follow", alpha.home.member("anna")))
    await settle_down(alpha)

    await preside.lock(alpha, opening.id, "klaar")
    await settle_down(alpha)

    assert [] == sent_to(network, alice, "Update")
