"""What a board elsewhere holds already is brought here, on the word of its own server alone."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from fediforum.flow import boards
from fediforum.forum.model import Tie
from fediforum.node import Node
from fediforum.store import reading
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from tests.flow.group import Group
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network


@pytest.fixture
def tea(network: Network, clock: Clock) -> Group:
    """A board at delta.test, a server that we did not write."""
    return Group("tea", "delta.test", network, clock)


async def read_anew(beta: Node, tea: Group) -> None:
    """The board is followed once more, and has accepted."""
    await boards.follow_board(beta, "!tea@delta.test", again=True)
    await settle_down(beta)
    await tea.post(tea.accepts(tea.heard[-1]), "beta.test")
    await settle_down(beta)


async def pinned(beta: Node, tea: Group) -> tuple[Iri, ...]:
    async with beta.database.connection() as conn:
        return tuple(await reading.featured(conn, Iri(tea.id)))


@pytest.mark.parametrize("form", ["lemmy", "piefed", "nodebb", "microblog", "empty"])
async def test_history_of_a_board_is_brought_here(
    beta: Node, tea: Group, network: Network, form: str
) -> None:
    pages = [tea.page(f"Thee {number}") for number in range(3)]
    tea.reply(pages[0], "Ja.")
    tea.pins(pages[1])
    tea.moderated_by(tea.author.id)
    tea.lists(form, pages)

    await tea.is_followed_by(beta)

    async with beta.database.connection() as conn:
        page = await reading.board_page(conn, "tea", "delta.test", beta.home.desk)
        known = await load_known(conn, {Iri(tea.id)}, beta.home)
    assert page is not None
    threads = [*page.pinned, *page.threads]
    expected = {"Thee 1"} if form == "empty" else {"Thee 0", "Thee 1", "Thee 2"}
    assert expected == {each.title for each in threads}
    assert ["Thee 1"] == [each.title for each in page.pinned]
    assert (Tie.ROLE, tea.author.id, tea.id) in known.relations
    if form != "empty":
        assert [1] == [each.replies for each in threads if each.title == "Thee 0"]
    assert ["Follow"] == [each["type"] for each in tea.heard]


async def test_what_a_board_has_unpinned_is_unpinned_when_it_is_read_anew(
    beta: Node, tea: Group
) -> None:
    first, second = tea.page("Een"), tea.page("Twee")
    tea.pins(first)
    tea.lists("lemmy", [first, second])
    await tea.is_followed_by(beta)

    tea.pins(second)
    await read_anew(beta, tea)

    assert (second["id"],) == await pinned(beta, tea)


@pytest.mark.parametrize("away", ["the list", "the post", "a page of the list"])
async def test_server_that_does_not_answer_takes_no_pin_away(
    beta: Node, tea: Group, away: str
) -> None:
    first = tea.page("Een")
    tea.pins(first)
    tea.lists("lemmy", [first])
    await tea.is_followed_by(beta)

    featured = f"{tea.id}/featured"
    match away:
        case "the list":
            tea.documents[featured] = 503
        case "the post":
            tea.documents[featured] = tea.collection(featured, [first["id"]])
            tea.documents[first["id"]] = 503
        case _:
            more = {"next": f"{featured}/2"}
            tea.documents[featured] = tea.collection(featured, []) | more
    await read_anew(beta, tea)

    assert (first["id"],) == await pinned(beta, tea)


async def test_list_that_leads_to_another_server_brings_nothing(
    beta: Node, tea: Group, network: Network, clock: Clock
) -> None:
    eve = Stranger("eve", "eve.test", network, clock)
    forged = {**tea.page("Koop bitcoin"), "content": "<p>Koop bitcoin.</p>"}
    outbox = f"{tea.id}/outbox"
    eve.documents[f"{eve.base}/list"] = tea.collection(outbox, [forged])

    async def leads(_: Request) -> Response:
        return RedirectResponse(f"{eve.base}/list")

    rest = Mount("/", network.apps["delta.test"])
    network.apps["delta.test"] = Starlette(routes=[Route("/c/tea/outbox", leads), rest])

    await tea.is_followed_by(beta)

    async with beta.database.connection() as conn:
        known = await load_known(conn, {Iri(forged["id"])}, beta.home)
    assert f"{eve.base}/list" in network.gets
    assert {} == known.posts
