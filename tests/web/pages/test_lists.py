"""Front, boards, members and tags: what they list, and what they say when there is nothing."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from fediforum.content import SafeHtml, sanitise_ours
from fediforum.forum.actors import board_actor
from fediforum.forum.effects import Put
from fediforum.forum.model import Board
from fediforum.node import Node
from fediforum.store.actors import save_own_actor
from fediforum.store.commit import Acted, commit
from fediforum.vocab.iri import Iri
from tests.browser.village import BEGUN, TAGLINE, TITLE, Village, short
from tests.web.pages.markup import Markup


@pytest.mark.usefixtures("node")
async def test_forum_without_boards_says_how_to_begin(reader: httpx.AsyncClient) -> None:
    page = await reader.get("/")

    assert 200 == page.status_code
    assert 'fediforum board create tuin --title "De tuin"' in Markup(page.text).words("code")


async def test_front_page_shows_the_boards_and_the_newest_replies(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = Markup((await reader.get("/")).text)

    assert ["Buurtwerk"] == page.words("h1")
    assert TAGLINE in page.words("p")
    assert {"Essays", "Vraag en antwoord", "Agenda", "Nieuwste reacties"} <= set(page.words("h2"))
    assert 10 == len(page.named("q"))
    assert f"/t/{village.closed.short}-{village.closed.slug}#p{short(201)}" in page.links


@pytest.mark.usefixtures("village")
async def test_pinned_thread_comes_first_and_says_so(reader: httpx.AsyncClient) -> None:
    page = Markup((await reader.get("/b/vragen")).text)

    assert ["Is de zaal zaterdag vrij?", "Wie leent mij een heggenschaar?"] == page.words("h2")[:2]
    assert "Vastgezet" in page.words("li")
    assert any("wacht op een eerste reactie" in text for text in page.words("li"))


async def test_description_of_a_board_loads_nothing_from_elsewhere(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    html = sanitise_ours('<p>Kijk: <img src="https://evil.test/a.png" alt="Een kat"></p>')
    async with node.database.transaction() as conn:
        described = board_actor(village.empty, node.home, (), summary=html)
        await save_own_actor(conn, described, ())

    page = Markup((await reader.get("/b/agenda")).text)

    assert [] == page.named("img")
    assert "https://evil.test/a.png" in page.links


@pytest.mark.usefixtures("village")
async def test_board_says_how_to_follow_it_and_how_to_begin(reader: httpx.AsyncClient) -> None:
    page = Markup((await reader.get("/b/agenda")).text)

    assert ["@agenda@buurtwerk.test"] == page.words("code")
    assert any(text.startswith("Nog niemand") for text in page.words("p"))


async def test_list_goes_on_behind_its_last_thread(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    for number in range(500, 552):
        thread = village.thread(number, village.empty, f"Draad {number}")
        post = village.post(number, thread, village.cora, SafeHtml("<p>Hallo</p>"))
        await put(node, Put(thread), Put(post))

    first = Markup((await reader.get("/b/agenda")).text)
    onward = next(link for link in first.links if link.startswith("?na="))
    second = Markup((await reader.get(f"/b/agenda{onward}")).text)

    assert [f"Draad {number}" for number in range(551, 501, -1)] == first.words("h2")[:50]
    assert ["Draad 501", "Draad 500"] == second.words("h2")[:2]
    assert {"name": "robots", "content": "noindex"} in second.named("meta")


async def test_board_from_elsewhere_goes_by_its_handle(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    there = remote(village.empty)
    await put(node, Put(there))

    page = await reader.get("/b/agenda@lemmy.test")

    assert ["@agenda@lemmy.test"] == Markup(page.text).words("code")
    assert {"name": "robots", "content": "noindex"} in Markup(page.text).named("meta")
    assert 404 == (await reader.get("/b/agenda@nergens.test")).status_code


async def test_names_lead_to_their_one_spelling(
    reader: httpx.AsyncClient, village: Village
) -> None:
    for asked, path in (
        ("/b/Essays", "/b/essays"),
        ("/b/essays@buurtwerk.test", "/b/essays"),
        ("/u/Cora", "/u/cora"),
        ("/u/@cora@buurtwerk.test", "/u/cora"),
        ("/u/anneke@sociaal.test", "/u/@anneke@sociaal.test"),
        ("/tag/Zaal", "/tag/zaal"),
    ):
        answer = await reader.get(asked)

        assert (301, path) == (answer.status_code, answer.headers["location"]), asked


async def test_member_page_says_what_they_began_and_wrote(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = Markup((await reader.get("/u/john")).text)

    assert ["John Terpstra"] == page.words("h1")
    assert TITLE in page.words("h3")
    opening = [text for text in page.words("q") if text.startswith("Onze winkel ging dicht")]
    assert 1 == len(opening)
    assert {"name": "fediverse:creator", "content": "@john@buurtwerk.test"} in page.named("meta")


@pytest.mark.usefixtures("village")
async def test_member_from_elsewhere_is_linked_home_and_kept_out_of_search(
    reader: httpx.AsyncClient,
) -> None:
    page = Markup((await reader.get("/u/@verhoeven@mastodon.test")).text)

    assert "https://mastodon.test/@verhoeven" in page.links
    assert {"name": "robots", "content": "noindex"} in page.named("meta")


async def test_member_who_left_is_gone(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    await put(node, Put(replace(village.anneke, gone=True)))

    assert 410 == (await reader.get("/u/@anneke@sociaal.test")).status_code
    assert 404 == (await reader.get("/u/niemand")).status_code


@pytest.mark.usefixtures("village")
async def test_tag_lists_what_was_written_under_it(reader: httpx.AsyncClient) -> None:
    page = Markup((await reader.get("/tag/zaal")).text)

    assert ["#zaal"] == page.words("h1")
    assert ["Ik zoek een plek voor dertig mensen. #zaal"] == page.words("q")


@pytest.mark.usefixtures("village")
@pytest.mark.parametrize("path", ["/b/essays", "/u/cora", "/tag/zaal"])
async def test_place_in_a_list_that_was_never_given_shows_its_beginning(
    reader: httpx.AsyncClient, path: str
) -> None:
    whole = await reader.get(path)

    strange = await reader.get(path, params={"na": "x' OR 1=1 --"})

    assert Markup(whole.text).words("main") == Markup(strange.text).words("main")


def remote(board: Board) -> Board:
    there = Iri(f"https://lemmy.test/c/{board.name}")
    return replace(board, id=there, host="lemmy.test", local=False)


async def put(node: Node, *effects: Put) -> None:
    async with node.database.transaction() as conn:
        await commit(conn, [Acted(effects)], node.home, BEGUN + timedelta(days=1))
