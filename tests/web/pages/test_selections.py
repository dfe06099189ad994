"""What waits, what is new and what is closed in a board, each on a page of its own."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from fediforum.content import SafeHtml
from fediforum.forum.effects import Put
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from tests.browser.village import BEGUN, Village
from tests.web.pages.markup import Markup

CLOSED, OPEN = "Is de zaal zaterdag vrij?", "Wie leent mij een heggenschaar?"


def titles(page: httpx.Response) -> list[str]:
    return [text for text in Markup(page.text).words("li") if text.endswith("?")]


@pytest.mark.usefixtures("village")
@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/b/vragen/nieuw", [OPEN, CLOSED]),
        ("/b/vragen/onbeantwoord", [OPEN]),
        ("/b/vragen/gesloten", [CLOSED]),
        ("/b/vragen/unanswered", [OPEN]),
        ("/b/agenda/nieuw", []),
        ("/onbeantwoord", [OPEN]),
        ("/unanswered", [OPEN]),
    ],
)
async def test_page_shows_what_it_is_called(
    reader: httpx.AsyncClient, path: str, shown: list[str]
) -> None:
    page = await reader.get(path)

    assert 200 == page.status_code
    assert shown == titles(page)
    assert 'content="noindex"' in page.text


@pytest.mark.usefixtures("village")
async def test_answered_thread_waits_no_more(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    thread = village.unanswered
    said = SafeHtml("<p>Neem de mijne.</p>")
    reply = village.post(301, thread, village.john, said, thread.root)
    async with node.database.transaction() as conn:
        await commit(conn, [Acted((Put(reply),))], node.home, BEGUN)

    page = await reader.get("/b/vragen/onbeantwoord")

    assert [] == titles(page)
    assert "Alles is hier beantwoord." in Markup(page.text).words("p")


async def test_board_says_how_many_wait(reader: httpx.AsyncClient, village: Village) -> None:
    board = Markup((await reader.get("/b/vragen")).text)
    front = Markup((await reader.get("/")).text)

    assert "Onbeantwoord (1)" in board.words("nav")
    assert "1 gesprek wacht op een eerste reactie" in front.words("p")
    assert "/b/vragen/onbeantwoord" in board.links
    assert "/onbeantwoord" in front.links
    listed = [each for each in board.named("li") if each.get("data-thread")]
    assert village.closed.short in [each["data-thread"] for each in listed]
    assert all(str(each["data-last"]).isdigit() for each in listed)


@pytest.mark.usefixtures("village")
async def test_list_goes_on_behind_its_last_row(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    made = []
    for number in range(700, 760):
        thread = village.thread(number, village.empty, f"Vraag {number}?")
        thread = replace(thread, created=BEGUN + timedelta(minutes=number))
        made += [Put(thread), Put(village.opening(thread, village.cora, "Wie weet het?"))]
    async with node.database.transaction() as conn:
        await commit(conn, [Acted(tuple(made))], node.home, BEGUN)

    first = await reader.get("/b/agenda/onbeantwoord")
    onward = next(link for link in Markup(first.text).links if link.startswith("?na="))
    rest = await reader.get(f"/b/agenda/onbeantwoord{onward}")

    assert [f"Vraag {number}?" for number in range(759, 699, -1)] == titles(first) + titles(rest)
    assert not any(link.startswith("?na=") for link in Markup(rest.text).links)


@pytest.mark.usefixtures("village")
async def test_address_with_another_spelling_of_the_board_leads_to_its_own(
    reader: httpx.AsyncClient,
) -> None:
    moved = await reader.get("/b/VRAGEN/nieuw?taal=en")

    assert (301, "/b/vragen/nieuw?taal=en") == (moved.status_code, moved.headers["location"])
    assert 404 == (await reader.get("/b/nergens/nieuw")).status_code


async def test_member_is_told_by_whom_they_speak_with_and_never_by_numbers(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = Markup((await reader.get(f"/u/{village.john.name}")).text)

    beside = page.words("aside")
    assert {"Reageerde op", "Kreeg reactie van"} <= set(beside)
    assert "Cora de Wit" in beside
    assert village.john.display not in beside
    assert not any(any(letter.isdigit() for letter in text) for text in beside)
