"""Boards elsewhere on pages: shown as what they are, with the way there, and what waits."""

import httpx
import pytest

from fediforum.flow import setup, speak
from fediforum.flow.confirm import confirm
from fediforum.forum.effects import Errand
from fediforum.node import Node
from fediforum.vocab.iri import Iri
from tests.flow.group import Group
from tests.flow.hands import settle_down
from tests.flow.two_forums import Clock, Network
from tests.web.pages.markup import Markup

OPEN = ("tea@delta.test", "bob", "Munt", "Hoe houd je die binnen?")


@pytest.fixture
async def tea(node: Node, network: Network, clock: Clock) -> Group:
    """A board elsewhere with one thread, which is followed."""
    group = Group("tea", "delta.test", network, clock)
    group.lists("lemmy", [group.page("Groene thee")])
    await setup.create_board(node, "tuin", "De tuin")
    await setup.create_member(node, "bob", "Bob")
    await group.is_followed_by(node)
    return group


async def posted(node: Node) -> tuple[Iri, str]:
    """Bob's thread in the board elsewhere, and the path of its page."""
    said = await speak.open_thread(node, *OPEN)
    await settle_down(node)
    return said.id, said.url.removeprefix(node.home.base)


async def read(reader: httpx.AsyncClient, path: str) -> Markup:
    page = await reader.get(path)
    assert 200 == page.status_code
    return Markup(page.text)


@pytest.mark.usefixtures("tea")
async def test_front_page_lists_boards_elsewhere_apart(reader: httpx.AsyncClient) -> None:
    page = await read(reader, "/")

    assert ["De tuin", "Borden elders"] == page.words("h2")[:2]
    assert ["Over thee"] == page.words("h3")
    assert "/b/tea@delta.test" in page.links


async def test_page_of_a_board_elsewhere_leads_there_and_is_not_to_be_found_here(
    reader: httpx.AsyncClient, tea: Group
) -> None:
    page = await read(reader, "/b/tea@delta.test")

    assert tea.id in page.links
    assert any("Een bord elders" in words for words in page.words("p"))
    assert [tea.id] == [each["href"] for each in page.named("link") if each["rel"] == "canonical"]
    assert "noindex" in [each.get("content") for each in page.named("meta")]


async def test_page_of_a_thread_elsewhere_leads_there_and_offers_no_actor_of_ours(
    reader: httpx.AsyncClient, tea: Group
) -> None:
    board = await read(reader, "/b/tea@delta.test")
    (path,) = [link for link in board.links if link.startswith("/t/")]
    origin = next(iri for iri in tea.documents if "/post/" in iri and "context" not in iri)

    page = await read(reader, path)
    join = await read(reader, f"{path.partition('-')[0]}/doe-mee")

    assert [origin] == [each["href"] for each in page.named("link") if each["rel"] == "canonical"]
    assert origin in page.links
    assert "thread" not in [each.get("value") for each in join.named("button")]


async def test_post_says_that_it_waits_and_no_more_once_it_is_announced(
    node: Node, reader: httpx.AsyncClient, tea: Group
) -> None:
    _, path = await posted(node)
    before = await read(reader, path)
    (canonical,) = [each["href"] for each in before.named("link") if each["rel"] == "canonical"]
    await tea.announce(tea.heard[-1], node.home.host)
    await settle_down(node)
    after = await read(reader, path)

    waits = "Wacht op bevestiging van delta.test"
    assert waits in before.words("p")
    assert waits not in after.words("p")
    assert node.home.base + path == canonical


async def test_post_says_that_it_could_not_be_confirmed(
    node: Node, reader: httpx.AsyncClient, tea: Group, clock: Clock
) -> None:
    iri, path = await posted(node)
    clock.later(hours=25)
    await confirm(node, Errand("confirm", iri))

    page = await read(reader, path)

    assert "Niet bevestigd door delta.test" in page.words("p")


async def test_refused_post_says_why_on_its_own_page_and_stands_in_no_list(
    node: Node, reader: httpx.AsyncClient, tea: Group
) -> None:
    _, path = await posted(node)
    no = tea.does("Reject", tea.heard[-1], summary="Alleen over <b>koffie</b>")
    await tea.post(no, node.home.host)
    await settle_down(node)

    page = await read(reader, path)
    board = await read(reader, "/b/tea@delta.test")

    told = "delta.test heeft dit bericht geweigerd: Alleen over koffie."
    assert told in " ".join(page.words("p"))
    assert not [words for words in page.words("p") if "de eerste zijn" in words]
    assert "Munt" not in board.words("h2")
