"""A post that waits for a moderator: who knows its address reads so, and nobody else sees it."""

import httpx
import pytest

from fediforum.flow import holding, preside, speak
from fediforum.flow.merging import merge
from fediforum.flow.setup import create_board, create_member
from fediforum.node import Node
from fediforum.store.reading.finding import POST_BY_SHORT
from fediforum.web.app import create_app
from tests.web.pages.markup import Markup
from tests.web.statements import overheard

FEEDS = ("/b/tuin.atom", "/feed.atom", "/index.json")


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
    lists = [await reader.get(path) for path in ("/", "/b/tuin", "/u/anna", *FEEDS)]

    assert 404 == (await reader.get(f"/ap/posts/{short}", headers=as2)).status_code
    assert 404 == (await reader.get(waits, headers=as2)).status_code
    assert 404 == (await reader.get(f"/t/{short}")).status_code
    assert {200} == {page.status_code for page in lists}
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


@pytest.mark.parametrize("what", ["one", "two"])
async def test_address_of_a_thread_that_was_merged_says_nothing_of_what_was_removed(
    reader: httpx.AsyncClient, node: Node, waits: str, what: str
) -> None:
    await holding.approve(node, waits.rpartition("/")[2])
    one = await speak.open_thread(node, "tuin", "anna", "Geheim", "Eerst.")
    two = await speak.open_thread(node, "tuin", "anna", "Twee", "Daarna.")
    await merge(node, two.id, one.id)
    await preside.remove_post(node, {"one": one, "two": two}[what].id, "reclame")

    left = await reader.get(str(two.url).removeprefix(node.home.base))
    post = await reader.get(f"/p/{two.id[-13:]}")

    assert [410, 410] == [left.status_code, post.status_code]
    assert "location" not in left.headers
    assert "geheim" not in left.text.lower()


async def test_what_was_edited_and_waits_for_that_says_so_too(
    reader: httpx.AsyncClient, node: Node, waits: str
) -> None:
    await holding.approve(node, waits.rpartition("/")[2])
    await holding.set_rule(node, "first-post", ("off",))
    await holding.set_rule(node, "links", ("1",))
    await speak.edit(
        node, waits.rpartition("/")[2], "anna", "Kijk op https://a.test en https://b.test"
    )

    assert ["Dit bericht wacht"] == Markup((await reader.get(waits)).text).words("h1")


async def test_post_that_stands_is_looked_up_once_and_not_among_what_waits(
    node: Node, waits: str
) -> None:
    await holding.approve(node, waits.rpartition("/")[2])

    async with overheard(node) as (listening, asked):
        app = httpx.ASGITransport(create_app(listening))
        async with httpx.AsyncClient(transport=app, base_url=node.home.base) as reader:
            answer = await reader.get(waits)

    assert 303 == answer.status_code
    assert 1 == asked.count(POST_BY_SHORT)
    assert not any("held_view" in each for each in asked)
