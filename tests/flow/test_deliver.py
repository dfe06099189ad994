"""What is owed is delivered: in order, once, at the right time, and a host at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Unavailable
from fediforum.flow import deliver as deliver_module, speak
from fediforum.flow.budget import Budget
from fediforum.flow.deliver import LEASE, TURNS, Lanes
from fediforum.flow.introduce import introduce
from fediforum.forum.retry import SCHEDULE, Settled
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.deliveries import Settling, claim, settle
from fediforum.store.peers import load_peer
from fediforum.vocab.actors import RFC_9421
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from tests.flow.hands import deliver, settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network


@pytest.fixture
async def follower(alpha: Node, alice: Stranger, network: Network) -> Stranger:
    """Alice follows tuin from a server of which nothing is known."""
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)
    network.posts.clear()
    return alice


async def open_thread(alpha: Node) -> str:
    return (await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")).id


async def outcomes(alpha: Node) -> list[tuple[str, str | None]]:
    async with alpha.database.connection() as conn:
        rows = await conn.fetch("SELECT host, outcome FROM delivery ORDER BY id")
    return [(row["host"], row["outcome"]) for row in rows]


def kinds(documents: list[Json]) -> list[tuple[str, bool]]:
    """The verbs in order, and whether each brings a document along."""
    return [(each["type"], isinstance(each["object"], dict)) for each in documents]


async def test_accept_is_sent_to_the_follower_by_the_board(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    follow = alice.does("Follow", alpha.home.board("tuin"))

    await alice.post(follow)
    await settle_down(alpha)

    (accept,) = network.posted_to("gamma.test")
    assert ("Accept", alpha.home.board("tuin")) == (accept["type"], accept["actor"])
    assert follow["id"] == accept["object"]["id"]
    assert accept["proof"]["verificationMethod"].startswith(alpha.home.board("tuin"))


async def test_microblog_gets_a_boost_of_a_thread_and_the_signed_reply(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    alice.documents[f"{alice.base}/.well-known/nodeinfo"] = {
        "links": [
            {
                "rel": "http://nodeinfo.diaspora.software/ns/schema/2.0",
                "href": f"{alice.base}/nodeinfo/2.0",
            }
        ]
    }
    alice.documents[f"{alice.base}/nodeinfo/2.0"] = {
        "software": {"name": "Mastodon", "version": "4.5.0"}
    }
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)
    network.posts.clear()

    opening = await open_thread(alpha)
    await speak.reply(alpha, opening, "anna", "Bier helpt.")
    await settle_down(alpha)

    boost, relayed = network.posted_to("gamma.test")
    assert ("Announce", opening) == (boost["type"], boost["object"])
    assert ("Create", alpha.home.member("anna")) == (relayed["type"], relayed["actor"])
    assert "RsaSignature2017" == relayed["signature"]["type"]
    assert f"{alpha.home.member('anna')}#main-key" == relayed["signature"]["creator"]
    assert "proof" not in relayed


async def test_dead_host_holds_up_nobody_else(
    alpha: Node, follower: Stranger, network: Network, clock: Clock
) -> None:
    bob = Stranger("bob", "delta.test", network, clock)
    await bob.post(bob.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)
    network.posts.clear()
    network.dead.add("gamma.test")

    await open_thread(alpha)
    await settle_down(alpha)

    assert [("Announce", False), ("Announce", True)] == kinds(network.posted_to("delta.test"))
    assert [] == network.posted_to("gamma.test")


async def test_failed_delivery_is_tried_again_when_the_schedule_says(
    alpha: Node, follower: Stranger, network: Network, clock: Clock
) -> None:
    follower.answers = [503, 503, 202, 202]
    await open_thread(alpha)

    await deliver(alpha)
    await deliver(alpha)
    soon = len(network.posts)
    clock.later(seconds=SCHEDULE[0].total_seconds() * 0.7)
    await deliver(alpha)
    early = len(network.posts)
    clock.later(seconds=SCHEDULE[0].total_seconds() * 0.6)
    await settle_down(alpha)

    assert (1, 1) == (soon, early)
    follower.answers = []
    clock.later(minutes=10)
    await settle_down(alpha)
    assert [("gamma.test", "delivered")] * 3 == await outcomes(alpha)


async def test_retry_after_is_honoured(alpha: Node, follower: Stranger, clock: Clock) -> None:
    follower.answers = [429]
    follower.retry_after = "7200"
    await open_thread(alpha)

    await deliver(alpha)
    async with alpha.database.connection() as conn:
        due = await conn.fetchval("SELECT max(due) FROM delivery")

    assert timedelta(hours=2) == due - clock()


async def test_refusal_is_final(alpha: Node, follower: Stranger, clock: Clock) -> None:
    follower.answers = [404, 202]
    await open_thread(alpha)

    await settle_down(alpha)

    assert ["delivered", "rejected", "delivered"] == [each for _, each in await outcomes(alpha)]


async def test_server_that_says_so_is_spoken_to_in_rfc_9421_until_that_is_not_true(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    """FEP-844e."""
    person = alice.person("alice")
    person["generator"] = {"type": "Application", "implements": [{"href": RFC_9421}]}
    alice.documents[alice.id] = person
    spoken: list[bool] = []
    take = alice.take

    async def heard(request: Request) -> Response:
        spoken.append("signature-input" in request.headers)
        return await take(request)

    network.apps["gamma.test"] = Starlette(
        routes=[Route("/inbox", heard, methods=["POST"]), Route("/{path:path}", alice.serve)]
    )

    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)
    assert [True] == spoken
    alice.answers = [401]
    await open_thread(alpha)
    await settle_down(alpha)
    assert [True, True, False] == spoken[:3]
    assert {False} == set(spoken[3:])

    await introduce(alpha, Iri(alice.id), Budget.interactive())
    async with alpha.database.connection() as conn:
        assert "cavage" == (await load_peer(conn, "gamma.test")).dialect


async def test_second_dialect_is_tried_and_remembered(
    alpha: Node, follower: Stranger, network: Network
) -> None:
    follower.answers = [401, 202, 202]
    await open_thread(alpha)

    await settle_down(alpha)

    async with alpha.database.connection() as conn:
        dialect = await conn.fetchval("SELECT dialect FROM peer WHERE host = 'gamma.test'")
    assert "rfc9421" == dialect
    assert 3 == len(network.posted_to("gamma.test"))


async def test_server_that_fails_five_times_is_left_alone_for_half_an_hour(
    alpha: Node, follower: Stranger, network: Network, clock: Clock
) -> None:
    follower.answers = [503] * 50
    for _ in range(5):
        await open_thread(alpha)
    for _ in range(3):
        await deliver(alpha)
    tried = len(network.posted_to("gamma.test"))

    clock.later(minutes=29)
    await deliver(alpha)
    paused = len(network.posted_to("gamma.test"))
    clock.later(minutes=2)
    await deliver(alpha)
    probed = len(network.posted_to("gamma.test"))

    assert (tried, tried + 1) == (paused, probed)


async def test_worker_that_wakes_up_late_settles_nothing(
    alpha: Node, follower: Stranger, clock: Clock
) -> None:
    await open_thread(alpha)
    async with alpha.database.transaction() as conn:
        (first, *_) = await claim(conn, "gamma.test", 1, clock(), LEASE)
    clock.later(seconds=LEASE.total_seconds() + 1)
    await deliver(alpha)

    async with alpha.database.transaction() as conn:
        late = await settle(conn, [Settling(first, Settled("rejected"))], clock())

    assert 0 == late
    assert "rejected" not in [each for _, each in await outcomes(alpha)]


async def test_one_thread_is_delivered_in_order(
    alpha: Node, follower: Stranger, network: Network, clock: Clock
) -> None:
    opening = await open_thread(alpha)
    reply = await speak.reply(alpha, opening, "anna", "Bier helpt.")
    await speak.edit(alpha, reply.id, "anna", "Koffie helpt.")
    await speak.delete(alpha, reply.id, "anna")

    await settle_down(alpha)

    verbs = [each["type"] for each in network.posted_to("gamma.test")]
    assert "Announce" == verbs[0]
    assert verbs.index("Create") < verbs.index("Update") < verbs.index("Delete")


async def test_every_delivery_is_signed_by_its_own_signer(
    alpha: Node, follower: Stranger, network: Network
) -> None:
    seen: list[str] = []
    real = network.send

    async def send(method: str, url: str, headers: dict[str, str], body: bytes | None) -> object:
        seen.append(headers["Signature"])
        return await real(method, url, headers, body)

    network.send = send  # type: ignore[method-assign,assignment]
    await open_thread(alpha)
    await settle_down(alpha)

    assert seen
    assert all(f'keyId="{alpha.home.board("tuin")}#main-key"' in each for each in seen)


async def test_lanes_stop_when_told_and_leave_the_rest(alpha: Node, follower: Stranger) -> None:
    await open_thread(alpha)
    lanes = Lanes(alpha)
    lanes.stopping.set()

    await lanes.run("gamma.test")

    assert None in [each for _, each in await outcomes(alpha)]


async def test_delivery_that_fails_here_costs_a_try_and_no_other_delivery(
    alpha: Node, follower: Stranger, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_thread(alpha)
    await open_thread(alpha)
    real, failures = deliver_module.send, iter([ZeroDivisionError()])

    async def send(*values: object) -> object:
        for failure in failures:
            raise failure
        return await real(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(deliver_module, "send", send)
    await settle_down(alpha)

    settled = [outcome for _, outcome in await outcomes(alpha)]
    # The Accept, the thread that went through, and nothing of the one whose boost comes first.
    assert (3, 2) == (settled.count("delivered"), settled.count(None))


async def test_delivery_that_fails_here_tells_nothing_against_its_server(
    alpha: Node, follower: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def send(*values: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(deliver_module, "send", send)
    for _ in range(6):
        await open_thread(alpha)
    await settle_down(alpha)

    async with alpha.database.connection() as conn:
        peer = await load_peer(conn, "gamma.test")
    assert "failed here" in await responses(alpha)
    assert 0 == peer.health.failures


async def responses(node: Node) -> set[str | None]:
    async with node.database.connection() as conn:
        return {row["response"] for row in await conn.fetch("SELECT response FROM delivery")}


async def test_delivery_that_had_no_database_is_left_to_its_lease(
    alpha: Node,
    follower: Stranger,
    network: Network,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await open_thread(alpha)
    real, failures = deliver_module.send, iter([Unavailable()])

    async def send(*values: object) -> object:
        for failure in failures:
            raise failure
        return await real(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(deliver_module, "send", send)
    await settle_down(alpha)
    before = [outcome for _, outcome in await outcomes(alpha)]
    async with alpha.database.connection() as conn:
        peer = await load_peer(conn, "gamma.test")
    clock.later(seconds=LEASE.total_seconds() + 1)
    await settle_down(alpha)

    assert before.count(None) > 0
    assert 0 == peer.health.failures
    assert {"delivered"} == {outcome for _, outcome in await outcomes(alpha)}


async def test_many_lanes_leave_connections_to_others(
    alpha: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, inside, seen = alpha.database.transaction, 0, [0]

    @asynccontextmanager
    async def counted() -> AsyncIterator[Conn]:
        nonlocal inside
        async with real() as conn:
            inside += 1
            seen.append(inside)
            yield conn
            inside -= 1

    monkeypatch.setattr(alpha.database, "transaction", counted)
    lanes = Lanes(alpha)

    await asyncio.gather(*(lanes.once(f"h{number}.test") for number in range(40)))

    assert TURNS == max(seen)
