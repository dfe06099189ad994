"""What an admin does with deliveries by hand, and what is seen of them."""

from typing import Any

import pytest
from starlette.responses import Response

from fediforum.cli import neighbouring, receiving
from fediforum.errors import Forbidden, Missing
from fediforum.flow import owing, preside, speak
from fediforum.flow.speak import follow
from fediforum.flow.undoing import undo_operation
from fediforum.node import Node
from fediforum.store.database import Sql
from fediforum.vocab.iri import Iri
from tests.blocking import block_host
from tests.flow.hands import deliver, settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network

COUNT = Sql("SELECT count(*) FROM delivery WHERE settled IS NULL AND host = 'beta.test'")
OUTCOMES = Sql("SELECT outcome FROM delivery WHERE host = 'beta.test' ORDER BY id DESC LIMIT 1")
GIVE_UP = Sql("""
    UPDATE delivery SET settled = now(), outcome = 'abandoned', response = 'not reached'
    WHERE settled IS NULL
""")


async def owed(node: Node) -> int:
    async with node.database.connection() as conn:
        return int(await conn.fetchval(COUNT))


async def outcome(node: Node) -> str | None:
    async with node.database.connection() as conn:
        found: str | None = await conn.fetchval(OUTCOMES)
    return found


async def give_up(node: Node) -> None:
    async with node.database.transaction() as conn:
        await conn.execute(GIVE_UP)


async def status(node: Node, host: str = "beta.test") -> dict[str, Any]:
    return await neighbouring.status_of(node, host)


@pytest.fixture
async def neighbours(alpha: Node, beta: Node) -> tuple[Node, Node]:
    """Alpha and beta, whose desk follows the board tuin."""
    await follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    return alpha, beta


async def thread(node: Node, title: str = "Slakken") -> Iri:
    said = await speak.open_thread(node, "tuin", "anna", title, "Ze zijn overal.")
    return said.id


async def test_what_failed_is_delivered_after_a_retry(
    neighbours: tuple[Node, Node], network: Network
) -> None:
    alpha, beta = neighbours
    network.dead.add("beta.test")
    opening = await thread(alpha)
    await deliver(alpha)
    await give_up(alpha)
    network.dead.clear()

    done = await owing.retry(alpha, "beta.test")
    await settle_down(alpha, beta)

    assert done.reopened > 0
    assert "delivered" == await outcome(alpha)
    async with beta.database.connection() as conn:
        assert await conn.fetchval("SELECT count(*) FROM post WHERE id = $1", opening) == 1


async def test_a_server_that_counted_as_dead_is_tried_after_a_retry(
    neighbours: tuple[Node, Node], network: Network, clock: Clock
) -> None:
    alpha, beta = neighbours
    network.dead.add("beta.test")
    await thread(alpha)
    for _ in range(9):
        await deliver(alpha)
        clock.later(days=1)
    assert "dead" == (await status(alpha))["state"]
    network.dead.clear()

    await owing.retry(alpha, "beta.test")
    await settle_down(alpha, beta)

    assert "delivered" == await outcome(alpha)
    assert "ok" == (await status(alpha))["state"]


async def test_a_retry_tells_nobody_of_what_was_deleted_since(
    neighbours: tuple[Node, Node], network: Network
) -> None:
    alpha, beta = neighbours
    network.dead.add("beta.test")
    opening = await thread(alpha)
    await deliver(alpha)
    await give_up(alpha)
    await speak.delete(alpha, opening, "anna")
    network.dead.clear()

    done = await owing.retry(alpha, "beta.test")
    await settle_down(alpha, beta)

    assert done.outdated > 0
    async with beta.database.connection() as conn:
        assert await conn.fetchval("SELECT count(*) FROM post WHERE id = $1", opening) == 0


async def test_a_retry_does_nothing_that_a_moderator_took_back_since(
    neighbours: tuple[Node, Node], network: Network
) -> None:
    alpha, beta = neighbours
    opening = await thread(alpha)
    await settle_down(alpha, beta)
    network.dead.add("beta.test")
    removed = await preside.remove_post(alpha, opening, "reclame")
    await deliver(alpha)
    await give_up(alpha)
    await undo_operation(alpha, str(removed.operation))
    network.dead.clear()

    done = await owing.retry(alpha, "beta.test")
    await settle_down(alpha, beta)

    assert done.outdated > 0
    async with beta.database.connection() as conn:
        state = await conn.fetchval("SELECT state FROM post WHERE id = $1", opening)
    assert "shown" == state


async def test_nothing_is_retried_to_a_server_that_we_do_not_speak_with(
    neighbours: tuple[Node, Node], clock: Clock
) -> None:
    alpha, _ = neighbours
    await thread(alpha)
    async with alpha.database.transaction() as conn:
        await block_host(conn, "beta.test", "spam", clock())

    with pytest.raises(Forbidden):
        await owing.retry(alpha, "beta.test")
    done = await owing.retry(alpha)

    assert (0, 0) == (done.reopened, await deliver(alpha))


async def test_a_number_that_is_none_of_a_delivery_is_said_to_be_missing(alpha: Node) -> None:
    with pytest.raises(Missing):
        await owing.retry(alpha, number=4711)


async def test_a_paused_server_is_sent_nothing_until_it_is_resumed(
    neighbours: tuple[Node, Node], clock: Clock
) -> None:
    alpha, beta = neighbours
    await owing.pause(alpha, "beta.test")
    await thread(alpha)
    await settle_down(alpha, beta)
    clock.later(hours=2)
    assert 0 == await deliver(alpha)
    waiting = await owed(alpha)
    paused = await status(alpha)

    assert await owing.resume(alpha, "beta.test")
    await settle_down(alpha, beta)

    assert waiting > 0
    assert "paused" == paused["state"]
    assert "queue resume beta.test" in str(paused["stopped"])
    assert 0 == await owed(alpha)
    assert not await owing.resume(alpha, "beta.test")


async def test_what_is_dropped_is_never_sent_and_can_be_owed_again_by_its_number(
    neighbours: tuple[Node, Node], network: Network
) -> None:
    alpha, beta = neighbours
    before = len(network.posts)
    await thread(alpha)
    (first, *_) = (await neighbouring.queue(alpha, "beta.test"))["deliveries"]

    dropped = await owing.drop(alpha, "beta.test")
    await settle_down(alpha, beta)
    sent = len(network.posts) - before
    shown = await neighbouring.the_delivery(alpha, first["id"])
    await owing.retry(alpha, number=first["id"])
    await settle_down(alpha, beta)

    assert (True, 0) == (dropped > 0, sent)
    assert ("dropped", "dropped") == (shown["state"], shown["error"]["name"])
    assert len(network.posts) > before


async def test_receipts_say_of_each_server_whether_it_has_the_post(
    neighbours: tuple[Node, Node], network: Network, clock: Clock
) -> None:
    alpha, beta = neighbours
    for host in ("gamma.test", "delta.test"):
        stranger = Stranger("gerda", host, network, clock)
        board = alpha.home.board("tuin")
        await stranger.post(stranger.does("Follow", board))
    await settle_down(alpha, beta)
    network.dead.add("gamma.test")
    network.apps["delta.test"] = Response(status_code=403)
    opening = await thread(alpha)
    await settle_down(alpha, beta)

    facts = await receiving.receipts_of(alpha, opening)

    hosts = {each["host"]: each for each in facts["hosts"]}
    assert hosts["beta.test"]["delivered"] > 0
    assert hosts["gamma.test"]["pending"] > 0
    assert "not reached" == hosts["gamma.test"]["error"]["name"]
    assert hosts["delta.test"]["failed"] > 0
    assert "403 forbidden" == hosts["delta.test"]["error"]["name"]
    assert {"delivered", "pending", "failed"} == set(facts["totals"])


async def test_receipts_speak_of_one_post_and_not_of_those_that_answer_it(
    neighbours: tuple[Node, Node],
) -> None:
    alpha, beta = neighbours
    opening = await thread(alpha)
    reply = await speak.reply(alpha, opening, "anna", "Bier helpt.")
    await speak.edit(alpha, opening, "anna", "Ze zijn weg.")
    await settle_down(alpha, beta)

    of_opening = await receiving.receipts_of(alpha, opening)
    of_reply = await receiving.receipts_of(alpha, reply.id)

    def says(facts: dict[str, Any]) -> set[str]:
        return {each["says"] for each in facts["receipts"]}

    assert any("Update" in each for each in says(of_opening))
    assert not any("Update" in each for each in says(of_reply))
    assert len(of_reply["receipts"]) < len(of_opening["receipts"])


async def test_status_shows_how_a_server_goes_from_well_to_down_and_back(
    neighbours: tuple[Node, Node], network: Network, clock: Clock
) -> None:
    alpha, beta = neighbours
    states = [(await status(alpha))["state"]]
    network.dead.add("beta.test")
    for title in "abcdef":
        await thread(alpha, title)
        await deliver(alpha)
        states.append((await status(alpha))["state"])
    down = await status(alpha)
    network.dead.clear()
    clock.later(hours=1)
    await settle_down(alpha, beta)
    states.append((await status(alpha))["state"])

    assert ["ok", "slow", "down", "ok"] == list(dict.fromkeys(states[:-1])) + states[-1:]
    assert "not reached" == down["error"]["name"]
    assert 1 == down["followers_there"]
