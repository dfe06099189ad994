"""Two forums with their real doors: what one says is found, read and shown by the other."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from fediforum.flow import setup, speak
from fediforum.flow.backfill import backfill
from fediforum.flow.budget import Budget
from fediforum.node import Node
from fediforum.store.peers import load_peer
from fediforum.vocab.iri import Iri
from fediforum.web.app import create_app
from tests.flow.hands import settle_down
from tests.flow.two_forums import Clock, Network, forum
from tests.web.conftest import AS2


@pytest.fixture
async def beta(
    another_database_url: str, tmp_path: Path, network: Network, clock: Clock
) -> AsyncIterator[Node]:
    """Another forum, with the member bob."""
    folder = tmp_path / "beta"
    folder.mkdir()
    async with forum("beta.test", another_database_url, folder, network, clock) as node:
        await setup.create_member(node, "bob", "Bob")
        network.apps["beta.test"] = create_app(node)
        yield node


@pytest.fixture
async def followed(alpha: Node, beta: Node) -> Iri:
    """The board tuin, which the desk of beta follows since it looked it up by its handle."""
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    return alpha.home.board("tuin")


async def context_of(client: httpx.AsyncClient, iri: Iri) -> list[str]:
    answer = await client.get(f"{iri}/context")
    listed: list[str] = answer.json()["orderedItems"]
    return listed


async def states(node: Node) -> dict[str, str]:
    """Every post that the forum knows, and how it stands there."""
    async with node.database.connection() as conn:
        return {row["id"]: row["state"] for row in await conn.fetch("SELECT id, state FROM post")}


async def test_forums_know_of_each_other_what_they_run(
    alpha: Node, beta: Node, followed: Iri
) -> None:
    async with alpha.database.connection() as conn:
        assert "fediforum" == (await load_peer(conn, "beta.test")).software


async def test_thread_and_its_replies_are_the_same_in_both(
    alpha: Node, beta: Node, followed: Iri, client: httpx.AsyncClient, clock: Clock
) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha, beta)
    clock.later(minutes=1)
    reply = await speak.reply(beta, opening.id, "bob", "Bier helpt.")
    await settle_down(alpha, beta)
    clock.later(minutes=1)
    answer = await speak.reply(alpha, reply.id, "anna", "Dank!")
    await settle_down(alpha, beta)

    shown = dict.fromkeys((opening.id, reply.id, answer.id), "shown")
    assert shown == await states(alpha) == await states(beta)
    assert list(shown) == await context_of(client, opening.id)


async def test_post_has_one_document_wherever_one_comes_from(
    alpha: Node,
    beta: Node,
    followed: Iri,
    client: httpx.AsyncClient,
    network: Network,
    clock: Clock,
) -> None:
    """A reader who pastes the address of beta's page ends at alpha's id."""
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha, beta)
    async with beta.database.connection() as conn:
        short = await conn.fetchval("SELECT short FROM post WHERE id = $1", opening.id)

    for place in ("t", "p", "ap/posts"):
        answer = await network.send(
            "GET", f"https://beta.test/{place}/{short}", {"accept": AS2}, None
        )
        assert (308, opening.id) == (answer.status, answer.headers["location"])
    assert opening.id == (await client.get(opening.id)).json()["id"]


async def test_thread_that_was_never_sent_is_read_whole_from_its_doors(
    alpha: Node, beta: Node, clock: Clock, network: Network
) -> None:
    """Context, replies and outbox lead a stranger to every post (FEP-f228)."""
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    said = [opening]
    for number in range(8):
        clock.later(minutes=1)
        parent = said[number // 2]
        said.append(await speak.reply(alpha, parent.id, "anna", f"Nummer {number}."))
    await settle_down(alpha)
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)

    report = await backfill(beta, said[-1].id, Budget.backfill())
    await settle_down(alpha, beta)

    assert (9, True) == (len(await states(beta)), report.done)
    assert await states(alpha) == await states(beta)


async def test_follow_of_a_board_brings_what_was_said_before(
    alpha: Node, beta: Node, clock: Clock
) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    clock.later(minutes=1)
    await speak.reply(alpha, opening.id, "anna", "Nog steeds.")

    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)

    assert opening.id in await states(beta)


async def test_edit_deletion_and_vote_cross_from_one_to_the_other(
    alpha: Node, beta: Node, followed: Iri, client: httpx.AsyncClient, clock: Clock
) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha, beta)
    clock.later(minutes=1)
    reply = await speak.reply(beta, opening.id, "bob", "Bier helpt.")
    await speak.like(beta, opening.id, "bob")
    await settle_down(alpha, beta)
    liked = (await client.get(f"{opening.id}/likes")).json()["totalItems"]
    clock.later(minutes=1)
    await speak.edit(alpha, opening.id, "anna", "Ze zijn weg.", title="Geen slakken")
    await speak.delete(beta, reply.id, "bob")
    await settle_down(alpha, beta)

    async with beta.database.connection() as conn:
        title = await conn.fetchval("SELECT title FROM thread WHERE root = $1", opening.id)
        content = await conn.fetchval("SELECT content FROM post WHERE id = $1", opening.id)
    assert (1, "Geen slakken") == (liked, title)
    assert "Ze zijn weg." in content
    expected = {opening.id: "shown", reply.id: "deleted"}
    assert expected == await states(alpha) == await states(beta)
    assert [opening.id] == await context_of(client, opening.id)


async def test_thread_is_followed_by_its_handle(
    alpha: Node, beta: Node, network: Network, clock: Clock
) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    short = opening.id.rpartition("/")[2]
    await speak.follow(beta, f"@t{short}@alpha.test", "bob")
    await settle_down(alpha, beta)
    network.posts.clear()
    clock.later(minutes=1)

    await speak.reply(alpha, opening.id, "anna", "Bier helpt.")
    await settle_down(alpha, beta)

    sent = [(each["type"], each["actor"]) for each in network.posted_to("beta.test")]
    assert [("Announce", alpha.home.thread(short))] == sent


async def test_every_post_between_forums_is_answered_as_taken(
    alpha: Node, beta: Node, followed: Iri, network: Network, clock: Clock
) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await settle_down(alpha, beta)
    await speak.reply(beta, opening.id, "bob", "Bier helpt.")
    await speak.unfollow(beta, followed, "desk")
    await settle_down(alpha, beta)

    assert {202} == {post.status for post in network.posts}
    assert len(network.posts) > 4
