"""What a board passes on keeps the proofs that came with it, and is believed by them."""

import json
from datetime import timedelta

import pytest

from fediforum.flow import speak
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import introduce
from fediforum.node import Node
from fediforum.store.posts import stored_document
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json, read_json
from fediforum.wire import (
    proof_key,
    public_key,
    read_multikey,
    verify_proof,
    write_multikey,
)
from tests.flow.hands import settle_down
from tests.flow.prover import Prover, answered, asked_of, post_of, with_content, with_proof
from tests.flow.stranger import AS2, Stranger
from tests.flow.two_forums import Clock, Network


@pytest.fixture
def dora(network: Network, clock: Clock) -> Prover:
    return Prover("dora", "delta.test", network, clock)


async def follow_tuin(alpha: Node, beta: Node) -> None:
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)


async def test_announced_post_is_believed_by_the_proof_that_came_with_it(
    alpha: Node, beta: Node, dora: Prover, network: Network
) -> None:
    await follow_tuin(alpha, beta)
    _, note = await answered(alpha, dora)
    await settle_down(alpha, beta)

    await dora.post(dora.proves(dora.creates(note)))
    await settle_down(alpha, beta)

    assert await post_of(beta, note) is not None
    assert not asked_of(network, note)


async def test_announced_post_whose_proof_does_not_hold_is_read_at_its_own_id(
    alpha: Node, beta: Node, dora: Prover, network: Network
) -> None:
    await follow_tuin(alpha, beta)
    _, note = await answered(alpha, dora)
    await settle_down(alpha, beta)
    document = dora.proves(dora.creates(note))
    with_content(document)

    await dora.post(document)  # its HTTP signature holds: alpha believes it
    await settle_down(alpha, beta)

    post = await post_of(beta, note)
    assert post is not None
    assert "<p>Bier helpt.</p>" == post.content
    assert asked_of(network, note)


async def test_announced_post_itself_is_believed_by_its_own_proof(
    alpha: Node, dora: Prover, network: Network, clock: Clock
) -> None:
    tea = Stranger("tea", "lemmy.test", network, clock)
    tea.documents[tea.id] = {**tea.person("tea"), "type": "Group"}
    await introduce(alpha, Iri(tea.id), Budget.interactive())
    await speak.follow(alpha, "@tea@lemmy.test", "desk")
    await settle_down(alpha)
    note = dora.proves({**dora.note("Thee!", to=(tea.id,)), "audience": tea.id, "name": "Thee"})
    lie = dora.proves({**dora.note("Bier!", to=(tea.id,)), "audience": tea.id, "name": "Bier"})
    with_proof(created="2026-01-01T00:00:00Z")(lie)

    for thing in (note, lie):
        await tea.post(tea.does("Announce", thing, to=note["to"], cc=[]))
    await settle_down(alpha)

    assert [True, True] == [await post_of(alpha, thing) is not None for thing in (note, lie)]
    assert [False, True] == [asked_of(network, thing) for thing in (note, lie)]
    async with alpha.database.connection() as conn:
        kept = await stored_document(conn, Iri(note["id"]))
    assert note == read_json(kept or b"{}")


async def test_proof_says_nothing_where_a_board_gives_its_words_another_meaning(
    alpha: Node, dora: Prover, network: Network, clock: Clock
) -> None:
    tea = Stranger("tea", "lemmy.test", network, clock)
    tea.documents[tea.id] = {**tea.person("tea"), "type": "Group"}
    await introduce(alpha, Iri(tea.id), Budget.interactive())
    await speak.follow(alpha, "@tea@lemmy.test", "desk")
    await settle_down(alpha)
    note = dora.proves(
        {**dora.note("Thee!", to=(tea.id,)), "audience": tea.id, "name": "Thee", "summary": "Bier!"}
    )
    swapped = {"as": f"{AS2}#", "content": "as:summary", "summary": "as:content"}
    announce = tea.does("Announce", note, to=note["to"], cc=[])
    del announce["actor"]

    await tea.post({**announce, "@context": [AS2, swapped], "as:actor": {"id": tea.id}})
    await settle_down(alpha)

    post = await post_of(alpha, note)
    assert post is not None
    assert "<p>Thee!</p>" == post.content
    assert asked_of(network, note)


async def test_what_a_board_wraps_keeps_its_proof(
    alpha: Node, beta: Node, dora: Prover, network: Network, clock: Clock
) -> None:
    await follow_tuin(alpha, beta)
    _, note = await answered(alpha, dora)
    odd = {
        **note,
        "location": {"longitude": -71.184902, "altitude": 1e21, "radius": 5.0},
        "é": "\u2028",
    }
    document = dora.proves({**dora.creates(odd), "unknown": [None, {"b": 1, "a": 0.1}]})

    await dora.post(document)
    await settle_down(alpha)

    [announce] = [
        each
        for each in network.posted_to("beta.test")
        if isinstance(each["object"], dict) and each["object"].get("id") == document["id"]
    ]
    multibase = write_multikey(public_key(dora.proving, key_id=dora.proof_key, owner=dora.id))
    inner_key = read_multikey(multibase, key_id=dora.proof_key, owner=dora.id)
    board = alpha.home.board("tuin")
    async with alpha.database.connection() as conn:
        key_id, private = await alpha.keyring.prover(conn, board)
    assert document == announce["object"]
    assert proof_key(announce) == key_id
    verify_proof(announce["object"], inner_key, clock())
    verify_proof(announce, public_key(private, key_id=key_id, owner=board), clock())


async def test_linked_data_signed_reply_goes_to_microblogs_byte_for_byte_until_it_expires(
    alpha: Node, alice: Stranger, dora: Prover, network: Network, clock: Clock
) -> None:
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    network.software["gamma.test"] = "mastodon"
    await settle_down(alpha)
    root, _ = await answered(alpha, dora)
    await settle_down(alpha)
    bodies = []
    for hours in (48, 0):
        note = dora.note("Bier  helpt.", to=(alpha.home.board("tuin"),), parent=root)
        expires = (clock() + timedelta(hours=hours)).isoformat()
        signature = {"type": "RsaSignature2017", "signatureValue": "AA==", "expires": expires}
        document = {**dora.creates(note), "signature": signature}
        bodies.append(spaced(document))

    for body in bodies:
        await dora.post(body)
    await settle_down(alpha)

    relayed = [post.body for post in network.posts if post.url == "https://gamma.test/inbox"]
    assert bodies[0] in relayed
    assert bodies[1] not in relayed
    assert "proof" not in read_json(bodies[0])


def spaced(document: Json) -> bytes:
    """The document in a spelling that no writer of ours has."""
    return json.dumps(document, indent=3, ensure_ascii=True).encode()


async def test_whatever_is_said_here_carries_one_kind_of_proof(
    alpha: Node, beta: Node, alice: Stranger, network: Network
) -> None:
    """An LD signature where somebody else POSTs it, an integrity proof everywhere else."""
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    network.software["gamma.test"] = "mastodon"
    await follow_tuin(alpha, beta)
    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    reply = await speak.reply(alpha, said.id, "anna", "Bier helpt.")
    await speak.edit(alpha, reply.id, "anna", "Koffie helpt.")
    await speak.like(alpha, said.id, "anna")
    await speak.delete(alpha, reply.id, "anna")
    await settle_down(alpha, beta)

    sent = [*network.posted_to("gamma.test"), *network.posted_to("beta.test")]
    assert {"Accept", "Announce", "Create", "Update", "Delete"} <= {each["type"] for each in sent}
    assert [] == [each for each in sent if ("proof" in each) is ("signature" in each)]
    assert {"Create", "Update", "Delete"} >= {each["type"] for each in sent if "signature" in each}


async def test_posts_of_who_moved_away_keep_their_author(
    alpha: Node, alice: Stranger, network: Network, clock: Clock
) -> None:
    """FEP-7628."""
    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    note = alice.note("Bier helpt.", to=(alpha.home.board("tuin"),), parent=said.id)
    await alice.post(alice.creates(note))
    await settle_down(alpha)
    new = Stranger("alice", "delta.test", network, clock)
    new.documents[new.id] = {**new.person("alice"), "alsoKnownAs": [alice.id]}
    alice.documents[alice.id] = {**alice.person("alice"), "movedTo": new.id}

    await alice.post(alice.does("Move", alice.id, target=new.id))
    await settle_down(alpha)

    post = await post_of(alpha, note)
    assert post is not None
    assert (alice.id, "<p>Bier helpt.</p>") == (post.author, post.content)
