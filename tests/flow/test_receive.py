"""What another server POSTs: authenticated in order, put on record, and nothing more."""

from datetime import timedelta

import pytest

from fediforum.errors import Unavailable
from fediforum.flow import speak
from fediforum.node import Node
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import write_json
from fediforum.wire import generate_rsa
from tests.blocking import block_host
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network


async def rows(node: Node) -> list[tuple[str, str | None]]:
    async with node.database.connection() as conn:
        found = await conn.fetch("SELECT activity, verdict FROM intake ORDER BY id")
    return [(row["activity"], row["verdict"]) for row in found]


async def test_what_is_answered_202_is_on_record(alpha: Node, alice: Stranger) -> None:
    follow = alice.does("Follow", alpha.home.board("tuin"))

    status = await alice.post(follow)

    assert 202 == status
    assert [(follow["id"], None)] == await rows(alpha)


async def test_request_without_signature_stores_and_fetches_nothing(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    body = write_json(alice.does("Follow", alpha.home.board("tuin")))

    answer = await network.send("POST", "https://alpha.test/inbox", {}, body)

    assert 401 == answer.status
    assert [] == await rows(alpha)
    assert [] == network.gets


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"type": "Like"}', 400),
        (b'{"a": 1, "a": 2}', 400),
        (b"\xff\xfe", 400),
        (b"{" + b'"a":{' * 40 + b"}" * 41, 400),
    ],
)
async def test_nonsense_is_refused_before_any_key_is_fetched(
    alpha: Node, alice: Stranger, network: Network, body: bytes, status: int
) -> None:
    assert status == await alice.post(body)

    assert [] == network.gets


async def test_signature_of_another_key_is_refused_and_asks_once_in_five_minutes(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    alice.key = generate_rsa()
    network.gets.clear()

    statuses = [await alice.post(alice.does("Like", "https://gamma.test/1")) for _ in range(5)]

    assert [401] * 5 == statuses
    assert [alice.id] == network.gets


async def test_key_that_was_changed_under_its_id_is_fetched_again(
    alpha: Node, alice: Stranger
) -> None:
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))

    alice.key = generate_rsa()
    alice.documents[alice.id] = alice.person("alice")
    status = await alice.post(alice.does("Follow", alpha.home.board("tuin")))

    assert 202 == status


async def test_unknown_key_is_looked_for_once_in_ten_minutes(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    alice.documents[alice.id] = 404

    statuses = [await alice.post(alice.does("Like", "https://gamma.test/1")) for _ in range(4)]

    assert [401] * 4 == statuses
    assert [alice.id] == network.gets


async def test_key_of_a_server_that_does_not_answer_asks_for_patience(
    alpha: Node, alice: Stranger
) -> None:
    alice.documents[alice.id] = 503

    assert 503 == await alice.post(alice.does("Follow", alpha.home.board("tuin")))


async def test_signer_who_is_not_the_actor_is_refused(
    alpha: Node, alice: Stranger, network: Network, clock: Clock
) -> None:
    mallory = Stranger("mallory", "delta.test", network, clock)
    forged = alice.does("Follow", alpha.home.board("tuin"))

    assert 403 == await mallory.post(forged)

    assert [] == await rows(alpha)


@pytest.mark.parametrize("verb", ["Follow", "Like", "Undo"])
async def test_neighbour_on_the_actors_server_speaks_for_nobody_either(
    alpha: Node, alice: Stranger, verb: str
) -> None:
    mallory = alice.neighbour("mallory")
    forged = alice.does(verb, alpha.home.board("tuin"))

    assert 403 == await mallory.post(forged)

    assert [] == await rows(alpha)


async def test_relayed_document_is_looked_up_and_not_believed(
    alpha: Node, alice: Stranger, network: Network, clock: Clock
) -> None:
    relay = Stranger("relay", "delta.test", network, clock)
    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    note = alice.note("Echt waar.", to=(alpha.home.board("tuin"),), parent=said.id)
    lie = {**alice.creates({**note, "content": "<p>Leugens.</p>"})}
    lie["signature"] = {"type": "RsaSignature2017", "creator": alice.key_id, "signatureValue": "x"}

    status = await relay.post(lie)
    await settle_down(alpha)

    async with alpha.database.connection() as conn:
        content = await conn.fetchval("SELECT content FROM post WHERE id = $1", note["id"])
    assert 202 == status
    assert [] == await rows(alpha)
    assert "<p>Echt waar.</p>" == content


async def test_stranger_who_leaves_costs_no_fetch(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    status = await alice.post(alice.does("Delete", alice.id))

    assert 202 == status
    assert [] == network.gets
    assert [] == await rows(alpha)


async def test_blocked_server_is_refused(alpha: Node, alice: Stranger) -> None:
    async with alpha.database.transaction() as conn:
        await block_host(conn, "gamma.test", "spam", alpha.clock())

    assert 403 == await alice.post(alice.does("Follow", alpha.home.board("tuin")))


async def test_nobody_speaks_for_this_server_from_outside(alpha: Node, alice: Stranger) -> None:
    forged = {**alice.does("Like", "https://gamma.test/1"), "actor": alpha.home.member("anna")}

    assert 403 == await alice.post(forged)


async def test_old_request_is_refused(alpha: Node, alice: Stranger, clock: Clock) -> None:
    follow = alice.does("Follow", alpha.home.board("tuin"))

    assert 401 == await alice.post(follow, now=clock() - timedelta(minutes=61))


async def test_too_far_behind_only_what_takes_back_is_let_in(
    alpha: Node, alice: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def much(_: object) -> tuple[int, float]:
        return 60_000, 10.0

    monkeypatch.setattr("fediforum.flow.receive.backlog", much)
    follow = alice.does("Follow", alpha.home.board("tuin"))

    assert 503 == await alice.post(follow)
    assert 202 == await alice.post(alice.does("Undo", follow))


async def test_nothing_is_answered_202_that_could_not_be_committed(
    alpha: Node, alice: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr("fediforum.store.intake.put_all", lost)

    assert 503 == await alice.post(alice.does("Follow", alpha.home.board("tuin")))


async def test_document_with_prefixed_terms_is_read(alpha: Node, alice: Stranger) -> None:
    board = alpha.home.board("tuin")
    prefixed = {
        "@context": {"as": "https://www.w3.org/ns/activitystreams#"},
        "@id": "https://gamma.test/activities/9",
        "@type": "as:Follow",
        "as:actor": {"@id": alice.id},
        "as:object": {"@id": board},
    }

    status = await alice.post(prefixed)
    await settle_down(alpha)

    assert 202 == status
    assert [(Iri("https://gamma.test/activities/9"), "accepted")] == await rows(alpha)


async def test_collection_of_activities_is_unpacked_in_its_order(
    alpha: Node, alice: Stranger
) -> None:
    board = alpha.home.board("tuin")
    opening = alice.note("Slakken. Ze zijn overal.", to=(board,))
    reply = alice.note("Bier helpt.", to=(board,), parent=opening["id"])
    said = [alice.creates(opening), alice.creates(reply)]
    forged = {**alice.creates(reply), "actor": "https://delta.test/users/eve"}
    forged["id"] = "https://delta.test/activities/1"
    posted = {"@context": "x", "type": "OrderedCollection", "orderedItems": [*said, forged]}

    status = await alice.post(posted)
    await settle_down(alpha)

    assert 202 == status
    assert [(each["id"], "accepted") for each in said] == await rows(alpha)
