"""The status of a thread: what it says is what the rows say."""

import httpx
import pytest

from fediforum.flow import setup, speak
from fediforum.forum.whole import SaidBy, Tried, Why
from fediforum.node import Node
from fediforum.store.heard import hear, note_tried
from fediforum.store.reading.status import thread_status
from fediforum.vocab.iri import Iri
from tests.browser.village import Village
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network
from tests.web.pages.markup import Markup


def row_of(page: str, host: str) -> str:
    """What the table says of one server."""
    [row] = [each for each in page.split("<tr>") if f">{host}<" in each]
    return " ".join(text for _, text in Markup(f"<table><tr>{row.split('</tr>')[0]}").texts)


async def test_what_is_missing_is_told_server_by_server_with_the_reason(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    thread = village.essay
    ids = [Iri(f"https://ver.test/p/{number}") for number in range(3)]
    async with node.database.transaction() as conn:
        await hear(conn, thread.id, [(iri, SaidBy.REPLIES) for iri in ids], node.clock())
        tried = [
            Tried(ids[0], Why.UNREACHABLE),
            Tried(ids[1], Why.UNREACHABLE),
            Tried(ids[2], Why.PRIVATE),
        ]
        await note_tried(conn, thread.id, tried, node.clock())

    answer = await reader.get(f"/t/{thread.short}/status")

    assert 200 == answer.status_code
    told = row_of(answer.text, "ver.test")
    assert "2 antwoordt niet" in told
    assert "1 niet openbaar" in told
    assert "noindex" in answer.text


async def test_what_was_sent_is_counted_until_it_has_arrived(
    node: Node, network: Network, clock: Clock, reader: httpx.AsyncClient
) -> None:
    alice = Stranger("alice", "gamma.test", network, clock)
    await setup.create_board(node, "tuin", "De tuin")
    await setup.create_member(node, "anna", "Anna")
    await alice.post(alice.does("Follow", node.home.board("tuin")), "buurtwerk.test")
    await settle_down(node)
    opened = await speak.open_thread(node, "tuin", "anna", "Slakken", "Wat nu?")
    thread = Iri(opened.id.replace("/posts/", "/threads/"))
    async with node.database.connection() as conn:
        [before] = (await thread_status(conn, thread)).sent
    await settle_down(node)
    async with node.database.connection() as conn:
        [after] = (await thread_status(conn, thread)).sent

    assert ("gamma.test", 0, True) == (before.host, before.delivered, before.waiting > 0)
    assert (before.waiting, 0, 0) == (after.delivered, after.waiting, after.failed)
    page = await reader.get(f"/t/{opened.id.rpartition('/')[2]}/status")
    assert f"{after.delivered} aangekomen" in row_of(page.text, "gamma.test")


async def test_mark_changes_with_the_posts_and_with_nothing_else(
    reader: httpx.AsyncClient, village: Village
) -> None:
    def mark(text: str) -> str:
        [code] = Markup(text).words("code")
        return code

    one = mark((await reader.get(f"/t/{village.essay.short}/status")).text)
    again = mark((await reader.get(f"/t/{village.essay.short}-met-woorden/status")).text)
    other = mark((await reader.get(f"/t/{village.closed.short}/status")).text)

    assert one == again
    assert one != other


@pytest.mark.usefixtures("village")
async def test_status_of_what_never_was_is_not_there(reader: httpx.AsyncClient) -> None:
    assert 404 == (await reader.get("/t/0000000000000/status")).status_code
    assert 404 == (await reader.get("/t/niets/status")).status_code
