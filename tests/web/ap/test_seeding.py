"""What a server finds that begins to follow a board: its threads, whoever opened them, whole."""

from typing import Any

import httpx
import pytest

from fediforum.flow import preside, speak
from fediforum.flow.speak import Said
from fediforum.node import Node
from fediforum.vocab.json import Json
from fediforum.web.ap import collections
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock
from tests.vocab.shape_contract import breaches
from tests.web.ap.test_collections import get, said_in_order


@pytest.fixture
async def theirs(alpha: Node, alice: Stranger, clock: Clock, opening: Said) -> str:
    """The id of a thread that somebody elsewhere opened here, after one from here."""
    clock.later(minutes=1)
    note = {**alice.note("Wie weet raad?", to=(alpha.home.board("tuin"),)), "name": "Slakken"}
    note["proof"] = {"type": "DataIntegrityProof", "proofValue": "z"}
    await alice.post(alice.creates(note))
    await settle_down(alpha)
    return str(note["id"])


async def written_out(client: httpx.AsyncClient, opening: str) -> dict[str, Any]:
    return await get(client, f"{opening}/replies/written")


async def test_board_tells_in_full_who_opened_a_thread_elsewhere(
    alpha: Node, client: httpx.AsyncClient, opening: Said, theirs: str
) -> None:
    """PieFed reads nothing past the first thread that is only named."""
    outbox = await get(client, "/ap/boards/tuin/outbox")

    posts: list[Json] = [each["object"]["object"] for each in outbox["orderedItems"]]
    assert [theirs, opening.id] == [post["id"] for post in posts]
    assert "Slakken" == posts[0]["name"]
    assert "proof" not in posts[0]


async def test_board_says_where_a_thread_is_written_out(
    alpha: Node, client: httpx.AsyncClient, opening: Said, theirs: str
) -> None:
    outbox = await get(client, "/ap/boards/tuin/outbox")

    named = [each["object"]["object"]["replies"] for each in outbox["orderedItems"]]
    assert [0, 0] == [(await get(client, iri))["totalItems"] for iri in named]
    assert f"{opening.id}/replies/written" == named[1]


async def test_thread_is_written_out_parents_first_with_what_came_from_elsewhere(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, opening: Said, alice: Stranger
) -> None:
    (direct,) = await said_in_order(alpha, clock, opening, "Bier.")
    (below,) = await said_in_order(alpha, clock, direct, "Daaronder.")
    gone = await speak.reply(alpha, opening.id, "anna", "Vergeet het.")
    note = alice.note("Koffiedik!", to=(alpha.home.board("tuin"),), parent=below.id)
    clock.later(minutes=1)
    await alice.post(alice.creates(note))
    await settle_down(alpha)
    await speak.delete(alpha, gone.id, "anna")

    whole = await written_out(client, opening.id)

    items = whole["orderedItems"]
    assert ("OrderedCollection", 3) == (whole["type"], whole["totalItems"])
    assert [direct.id, below.id, note["id"]] == [each["id"] for each in items]
    assert [opening.id, direct.id, below.id] == [each["inReplyTo"] for each in items]
    assert [alpha.home.member("anna")] * 2 + [alice.id] == [each["attributedTo"] for each in items]
    assert "Koffiedik!" in items[-1]["content"]


async def test_thread_is_written_out_as_far_as_fits(
    alpha: Node,
    client: httpx.AsyncClient,
    clock: Clock,
    opening: Said,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    replies = await said_in_order(alpha, clock, opening, *("Bier." for _ in range(4)))
    size = len((await client.get(replies[0].id)).content)
    monkeypatch.setattr(collections, "REPLIES_WRITTEN_BYTES", 2 * size)

    whole = await written_out(client, opening.id)
    rest = await get(client, whole["first"])

    assert 4 == whole["totalItems"]
    assert 0 < len(whole["orderedItems"]) < 4
    assert [each.id for each in replies] == rest["items"]
    assert [] == list(breaches(whole))


async def test_only_opening_posts_have_a_thread_written_out(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, opening: Said
) -> None:
    (reply,) = await said_in_order(alpha, clock, opening, "Bier.")

    assert 404 == (await client.get(f"{reply.id}/replies/written")).status_code


async def test_pinned_posts_are_written_out(
    alpha: Node, client: httpx.AsyncClient, opening: Said, theirs: str
) -> None:
    """PieFed lets go of a board, and Lemmy of its pins, at an item that is an id."""
    for thread in (opening.id, theirs):
        await preside.pin(alpha, thread)

    pinned = await get(client, "/ap/boards/tuin/featured")

    posts: list[Json] = pinned["orderedItems"]
    assert {theirs, opening.id} == {post["id"] for post in posts}
    assert 2 == pinned["totalItems"]
    assert all(post["name"] for post in posts)
