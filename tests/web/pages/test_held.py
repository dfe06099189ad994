"""A post that waits for a moderator: who knows its address reads so, and nobody else sees it."""

import httpx
import pytest

from fediforum.flow import holding, speak
from fediforum.flow.merging import merge
from fediforum.flow.setup import create_board, create_member
from fediforum.node import Node
from tests.web.pages.markup import Markup


@pytest.fixture
async def waits(node: Node) -> str:
    """The address of a thread that waits in a board where first posts do."""
    await create_board(node, "tuin", "De tuin")
    await create_member(node, "anna", "Anna")
    await holding.set_rule(node, "first-post", ("on",))
    said = await speak.open_thread(node, "tuin", "anna", "Slakken", "Ze eten <b>alles</b> op.")
    return str(said.url).removeprefix(node.home.base)


async def test_who_knows_the_address_of_a_post_that_waits_reads_so_kindly(
    reader: httpx.AsyncClient, waits: str
) -> None:
    dutch = await reader.get(waits)
    english = await reader.get(waits, headers={"accept-language": "en"})

    assert (200, "no-cache") == (dutch.status_code, dutch.headers["cache-control"])
    page = Markup(dutch.text)
    assert ["Dit bericht wacht"] == page.words("h1")
    assert ["This post waits"] == Markup(english.text).words("h1")
    assert "noindex" in dutch.text
    assert "alles" not in dutch.text, "what it says is nobody's yet"
    assert "first-post" not in dutch.text


async def test_nothing_else_shows_or_serves_what_waits(
    reader: httpx.AsyncClient, waits: str
) -> None:
    short = waits.rpartition("/")[2]
    as2 = {"accept": "application/activity+json"}
    lists = [await reader.get(path) for path in ("/", "/b/tuin", "/u/anna", "/b/tuin/feed.atom")]

    assert 404 == (await reader.get(f"/ap/posts/{short}", headers=as2)).status_code
    assert 404 == (await reader.get(waits, headers=as2)).status_code
    assert 404 == (await reader.get(f"/t/{short}")).status_code
    assert not any("Slakken" in page.text for page in lists)


async def test_who_was_turned_away_reads_why(
    reader: httpx.AsyncClient, node: Node, waits: str
) -> None:
    await holding.reject(node, waits.rpartition("/")[2], "geen reclame")

    page = Markup((await reader.get(waits)).text)

    assert ["Dit bericht is niet opgenomen"] == page.words("h1")
    assert any("geen reclame" in words for words in page.words("p"))


async def test_who_was_let_in_is_shown_where_it_stands(
    reader: httpx.AsyncClient, node: Node, waits: str
) -> None:
    await holding.approve(node, waits.rpartition("/")[2])

    assert 303 == (await reader.get(waits)).status_code
    assert "Slakken" in (await reader.get("/b/tuin")).text


async def test_address_of_a_thread_that_was_merged_leads_to_where_it_goes_on(
    reader: httpx.AsyncClient, node: Node, waits: str
) -> None:
    await holding.approve(node, waits.rpartition("/")[2])
    one = await speak.open_thread(node, "tuin", "anna", "Een", "Eerst.")
    two = await speak.open_thread(node, "tuin", "anna", "Twee", "Daarna.")

    await merge(node, two.id, one.id)

    old = str(two.url).removeprefix(node.home.base)
    left = await reader.get(old)
    assert 308 == left.status_code
    assert left.headers["location"].endswith(f"#p{two.id[-13:]}")
    assert "/t/" + one.id[-13:] in left.headers["location"]
    page = Markup((await reader.get(left.headers["location"])).text)
    assert any("Daarna." in words for words in page.words("p"))
