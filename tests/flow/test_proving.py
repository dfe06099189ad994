"""An integrity proof of its actor is believed, whoever brings it; anything less is looked up."""

from datetime import timedelta
from typing import Any

import pytest

from fediforum import limits
from fediforum.node import Node
from fediforum.wire import public_key, write_pem
from tests.blocking import block_host
from tests.flow.hands import settle_down
from tests.flow.prover import Prover, answered, asked_of, post_of, with_content, with_proof, without
from tests.flow.stranger import AS2, Stranger
from tests.flow.two_forums import Clock, Network

DELTA = "https://delta.test"


@pytest.fixture
def dora(network: Network, clock: Clock) -> Prover:
    return Prover("dora", "delta.test", network, clock)


# -- forwarded ----------------------------------------------------------------------------------


async def test_forwarded_activity_with_a_proof_is_believed_without_a_fetch_of_the_post(
    alpha: Node, alice: Stranger, dora: Prover, network: Network
) -> None:
    _, note = await answered(alpha, dora)

    status = await alice.post(dora.proves(dora.creates(note)))
    await settle_down(alpha)

    post = await post_of(alpha, note)
    assert 202 == status
    assert post is not None
    assert (dora.id, "<p>Bier helpt.</p>") == (post.author, post.content)
    assert [alice.id, dora.id] == [url for url in network.gets if "/users/" in url]
    assert not asked_of(network, note)


async def test_what_came_twice_counts_once(alpha: Node, alice: Stranger, dora: Prover) -> None:
    root, _ = await answered(alpha, dora)
    like = dora.proves(dora.does("Like", root))

    statuses = [await dora.post(like), await alice.post(like)]
    await settle_down(alpha)

    async with alpha.database.connection() as conn:
        rows = await conn.fetch("SELECT verdict, reason, proven FROM intake ORDER BY id")
    assert [202, 202] == statuses
    assert [("accepted", "", False), ("ignored", "seen before", True)] == [tuple(r) for r in rows]


def with_address(document: dict[str, Any]) -> None:
    document["cc"] = [*document["cc"], f"{DELTA}/users/else"]


def with_more(document: dict[str, Any]) -> None:
    document["object"] = {**document["object"], "sensitive": True}


def under_another_context(document: dict[str, Any]) -> None:
    document["@context"] = ["https://evil.test/ns", document["@context"]]


def respelled(document: dict[str, Any]) -> None:
    """Words that a context may give another meaning to, added behind what was proved."""
    document["@context"] = [document["@context"], {"x": f"{AS2}#"}]
    document["proof"]["@context"] = AS2
    document["x:content"] = "<p>Koop bitcoin.</p>"


LIES = [
    with_content,
    with_address,
    with_more,
    under_another_context,
    respelled,
    without("proofValue"),
    without("created"),
    without("proofPurpose"),
    without("type"),
    without("verificationMethod"),
    with_proof(proofValue="z" + "1" * 88),
    with_proof(proofValue=7),
    with_proof(proofValue="m" + "A" * 40),
    with_proof(created="2026-02-30T00:00:00Z"),
    with_proof(created=5),
    with_proof(expires="2020-01-01T00:00:00Z"),
    with_proof(cryptosuite="mldsa44-jcs-2024"),
    with_proof(cryptosuite="eddsa-rdfc-2022"),
    with_proof(cryptosuite=["eddsa-jcs-2022"]),
    with_proof(proofPurpose="authentication"),
    with_proof(verificationMethod=f"{DELTA}/users/else#ed25519-key"),
    with_proof(verificationMethod="did:key:z6Mk"),
    with_proof(verificationMethod={"id": "https://delta.test/users/dora#ed25519-key"}),
]


async def test_what_a_proof_does_not_hold_for_is_looked_up_where_it_stands(
    alpha: Node, alice: Stranger, dora: Prover, network: Network
) -> None:
    root, _ = await answered(alpha, dora)
    notes, statuses = [], set()
    for lie in LIES:
        note = dora.note("Bier helpt.", to=(alpha.home.board("tuin"),), parent=root)
        document = dora.proves(dora.creates(note))
        lie(document)
        notes.append(note)
        statuses.add(await alice.post(document))
    await settle_down(alpha)

    posts = [await post_of(alpha, note) for note in notes]
    assert {202} == statuses
    assert ["<p>Bier helpt.</p>"] * len(LIES) == [post.content for post in posts if post]
    assert [] == [index for index, note in enumerate(notes) if not asked_of(network, note)]


@pytest.mark.parametrize("made", [timedelta(days=61), -timedelta(minutes=6)])
async def test_proof_of_another_time_is_not_taken(
    alpha: Node, alice: Stranger, dora: Prover, network: Network, clock: Clock, made: timedelta
) -> None:
    _, note = await answered(alpha, dora)

    await alice.post(dora.proves(dora.creates(note), created=clock() - made))
    await settle_down(alpha)

    assert asked_of(network, note)


async def test_key_of_somebody_else_on_the_same_server_proves_nothing(
    alpha: Node, alice: Stranger, dora: Prover, network: Network, clock: Clock
) -> None:
    _, note = await answered(alpha, dora)
    other = Prover("otto", "delta.test", network, clock)
    other.documents |= dora.documents

    await alice.post(other.proves(dora.creates(note)))
    await settle_down(alpha)

    assert asked_of(network, note)


async def test_key_that_its_actor_does_not_list_for_assertions_proves_nothing(
    alpha: Node, alice: Stranger, dora: Prover, network: Network
) -> None:
    _, note = await answered(alpha, dora)
    pem = write_pem(public_key(dora.proving, key_id=dora.proof_key, owner=dora.id))
    person = dora.person("dora")
    del person["assertionMethod"]
    key = {"id": dora.proof_key, "owner": dora.id, "publicKeyPem": pem}
    dora.documents[dora.id] = {**person, "publicKey": key}

    await alice.post(dora.proves(dora.creates(note)))
    await settle_down(alpha)

    assert asked_of(network, note)


async def test_server_that_is_away_costs_one_look_and_the_post_is_asked_for_later(
    alpha: Node, alice: Stranger, dora: Prover, network: Network
) -> None:
    _, note = await answered(alpha, dora)
    await alice.post(alice.does("Like", f"{DELTA}/1"))
    network.dead.add("delta.test")
    network.gets.clear()
    asked: list[str] = []
    network.before = lambda method, url: asked.append(url) if method == "GET" else None

    status = await alice.post(dora.proves(dora.creates(note)))

    assert 202 == status
    assert [dora.id] == asked


@pytest.mark.parametrize("verb", ["Follow", "Block", "Accept", "Flag"])
async def test_what_binds_servers_must_come_from_its_actor_itself(
    alpha: Node, alice: Stranger, dora: Prover, verb: str
) -> None:
    await alice.post(dora.proves(dora.does(verb, alpha.home.board("tuin"))))
    await settle_down(alpha)

    async with alpha.database.connection() as conn:
        relations = await conn.fetchval("SELECT count(*) FROM relation WHERE a = $1", dora.id)
        taken = await conn.fetchval("SELECT count(*) FROM intake WHERE proven")
    assert (0, 0) == (relations, taken)


async def test_older_edit_that_is_brought_again_changes_nothing(
    alpha: Node, alice: Stranger, dora: Prover, clock: Clock
) -> None:
    _, note = await answered(alpha, dora)
    await dora.post(dora.creates(note))
    await settle_down(alpha)
    edits = []
    for text in ("Koffie.", "Thee."):
        clock.later(minutes=1)
        changed = {**note, "content": f"<p>{text}</p>", "updated": clock().isoformat()}
        update = dora.does("Update", changed, to=note["to"], cc=note["cc"])
        edits.append(dora.proves(update))
    first, second = edits

    await dora.post(second)
    await settle_down(alpha)
    await alice.post(first)
    await settle_down(alpha)

    post = await post_of(alpha, note)
    assert post is not None
    assert "<p>Thee.</p>" == post.content


# -- in a collection ------------------------------------------------------------------------------


async def test_item_of_a_collection_is_believed_by_its_own_proof_and_else_looked_up(
    alpha: Node, alice: Stranger, dora: Prover, network: Network
) -> None:
    _, note = await answered(alpha, dora)
    other = dora.note("Koffie.", to=(alpha.home.board("tuin"),), parent=note["inReplyTo"])
    items = [dora.proves(dora.creates(note)), dora.creates(other)]
    collection = {"@context": AS2, "type": "OrderedCollection", "orderedItems": items}

    status = await alice.post({"id": f"{alice.base}/c", **collection})
    await settle_down(alpha)

    assert 202 == status
    assert await post_of(alpha, note) is not None
    assert not asked_of(network, note)
    assert await post_of(alpha, other) is not None
    assert asked_of(network, other)


async def test_collection_makes_us_ask_few_people_for_their_keys(
    alpha: Node, alice: Stranger, dora: Prover, network: Network
) -> None:
    likes = []
    for number in range(limits.FETCHES_PER_ACTIVITY + 20):
        actor = f"{DELTA}/users/nobody{number}"
        like = {**dora.does("Like", alpha.home.board("tuin")), "actor": actor}
        likes.append(dora.proves(like, key_id=f"{actor}#ed25519-key"))
    collection = {"@context": AS2, "type": "OrderedCollection", "orderedItems": likes}
    asked: list[str] = []
    network.before = lambda method, url: asked.append(url) if method == "GET" else None

    status = await alice.post({"id": f"{alice.base}/c", **collection})

    assert 202 == status
    assert limits.FETCHES_PER_ACTIVITY == len([url for url in asked if url.startswith(DELTA)])


async def test_item_of_a_blocked_server_costs_a_collection_no_other_item(
    alpha: Node, alice: Stranger, dora: Prover, clock: Clock
) -> None:
    root, note = await answered(alpha, dora)
    async with alpha.database.transaction() as conn:
        await block_host(conn, "delta.test", "", clock())
    own = alice.note("Koffie.", to=(alpha.home.board("tuin"),), parent=root)
    items = [dora.proves(dora.creates(note)), alice.creates(own)]
    collection = {"@context": AS2, "type": "OrderedCollection", "orderedItems": items}

    status = await alice.post({"id": f"{alice.base}/c", **collection})
    await settle_down(alpha)

    assert 202 == status
    assert [False, True] == [await post_of(alpha, each) is not None for each in (note, own)]
