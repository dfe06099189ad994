"""From the id of a key to its owner: only the owner's own document counts."""

from fediforum.node import Node
from fediforum.wire import generate_rsa, public_key, write_pem
from tests.flow.stranger import AS2, Stranger
from tests.flow.two_forums import Clock, Network


async def test_key_that_only_its_own_document_lists_proves_nobody(
    alpha: Node, alice: Stranger, network: Network, clock: Clock
) -> None:
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    mallory = Stranger("mallory", "delta.test", network, clock)
    mallory.key, mallory.key_id = generate_rsa(), f"{mallory.base}/key"
    pem = write_pem(public_key(mallory.key, key_id=mallory.key_id, owner=alice.id))
    mallory.documents[mallory.key_id] = {
        "@context": AS2,
        "id": mallory.key_id,
        "owner": alice.id,
        "publicKeyPem": pem,
    }

    forged = alice.does("Follow", alpha.home.board("tuin"))

    assert 401 == await mallory.post(forged)


async def test_document_that_calls_itself_another_servers_actor_proves_nobody(
    alpha: Node, alice: Stranger, network: Network, clock: Clock
) -> None:
    mallory = Stranger("mallory", "delta.test", network, clock)
    mallory.key = generate_rsa()
    pem = write_pem(public_key(mallory.key, key_id=mallory.key_id, owner=alice.id))
    mallory.documents[mallory.id] = {
        **alice.person("alice"),
        "publicKey": {"id": mallory.key_id, "owner": alice.id, "publicKeyPem": pem},
    }

    assert 401 == await mallory.post(alice.does("Follow", alpha.home.board("tuin")))


async def test_key_in_a_document_of_its_own_is_believed_if_its_owner_lists_it(
    alpha: Node, alice: Stranger
) -> None:
    alice.key_id = f"{alice.id}/main-key"
    person = alice.person("alice")
    alice.documents[alice.id] = person
    alice.documents[alice.key_id] = {
        "@context": AS2,
        "id": alice.id,
        "type": "Person",
        "preferredUsername": "alice",
        "publicKey": person["publicKey"],
    }

    status = await alice.post(alice.does("Follow", alpha.home.board("tuin")))

    assert 202 == status


async def test_somebody_who_still_speaks_is_read_again_after_a_day(
    alpha: Node, alice: Stranger, network: Network, clock: Clock
) -> None:
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    clock.later(hours=25)
    alpha.keyring.public.drop(alice.key_id)

    await alice.post(alice.does("Follow", alpha.home.board("tuin")))

    async with alpha.database.connection() as conn:
        found = await conn.fetchval(
            "SELECT count(*)::int FROM pgqueuer.pgqueuer WHERE dedupe_key = $1", f"actor {alice.id}"
        )
    assert 1 == found


async def test_keys_on_addresses_that_may_not_be_called_are_never_asked_for(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    for key_id in ("https://127.0.0.1/key", "https://localhost/key", "https://10.0.0.1:9/k"):
        alice.key_id = key_id
        assert 401 == await alice.post(alice.does("Follow", alpha.home.board("tuin")))

    assert [] == network.gets
