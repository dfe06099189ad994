"""Cards and badges: what is drawn of a name, and what never is."""

import asyncio
import io
import threading
from dataclasses import replace
from xml.etree import ElementTree

import httpx
import pytest
from PIL import Image, ImageChops

from fediforum.errors import TooMany
from fediforum.forum.effects import Put
from fediforum.limits import CARDS_KEPT, CARDS_WAITING
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.web.found import badges, cards
from fediforum.web.found.drawing import HEIGHT, INK, MARGIN, PAPER, WIDTH, draw, plain
from tests.browser.village import BEGUN, Village
from tests.web.pages.markup import Markup

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Aansprakelijkheidswaardevaststellingsveranderingen" * 4


def picture(title: str, *, above: str = "Essays", below: str = "Buurtwerk") -> Image.Image:
    drawn = draw(title=title, above=above, below=below, accent="#1d4e89")
    return Image.open(io.BytesIO(drawn)).convert("RGB")


@pytest.mark.parametrize(
    "title", ["Wat nu?", LONG, "Coöperatie, œuvre & 's morgens " * 12, "", "王小明", "\u202eom"]
)
def test_card_is_as_large_as_networks_show_and_nothing_leaves_it(title: str) -> None:
    card = picture(title)

    edge = card.crop((WIDTH - MARGIN + 4, 0, WIDTH, HEIGHT))
    assert (WIDTH, HEIGHT) == card.size
    assert edge.getcolors() == [(edge.width * edge.height, tuple(bytes.fromhex(PAPER[1:])))]


def test_same_words_make_the_same_card_and_others_another() -> None:
    assert draw(title="a", above="b", below="c", accent="#1d4e89") == draw(
        title="a", above="b", below="c", accent="#1d4e89"
    )
    assert picture("Wéék").tobytes() != picture("Week").tobytes()


@pytest.mark.parametrize("title", ["王小明", "مكتبة", "שלום", "ไทย", "🐌🐌"])
def test_title_that_cannot_be_written_leaves_the_name_of_the_forum_and_no_boxes(
    title: str,
) -> None:
    assert "" == plain(title)
    assert ImageChops.difference(picture(title), picture("")).getbbox() is None
    assert tuple(bytes.fromhex(INK[1:])) in {
        colour for _, colour in picture(title).getcolors() or ()
    }


def test_dutch_can_be_written() -> None:
    for text in ("Één coöperatie", "Reünie in Curaçao", "’t Is „mooi” – of niet…", "€ 12,50", "ĳs"):
        assert plain(text), text


async def test_card_of_a_page_is_there_and_kept_for_ever(
    reader: httpx.AsyncClient, village: Village
) -> None:
    for path in ("/", "/b/essays", f"/t/{village.essay.short}-{village.essay.slug}", "/tag/zaal"):
        page = Markup((await reader.get(path)).text)
        (url,) = [
            each["content"] for each in page.named("meta") if each.get("property") == "og:image"
        ]
        answer = await reader.get(str(url))

        assert (200, "image/png") == (answer.status_code, answer.headers["content-type"]), path
        assert (WIDTH, HEIGHT) == Image.open(io.BytesIO(answer.content)).size
        assert "immutable" in answer.headers["cache-control"]


async def test_address_of_a_card_changes_with_what_is_on_it(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    path = f"/card/t{village.closed.short}.png"
    before = await reader.get(path)
    async with node.database.transaction() as conn:
        renamed = replace(village.closed, title="Iets anders")
        await commit(conn, [Acted((Put(renamed),))], node.home, BEGUN)
    after = await reader.get(path, headers={"if-none-match": before.headers["etag"]})
    again = await reader.get(path, headers={"if-none-match": after.headers["etag"]})

    assert (200, 200, 304) == (before.status_code, after.status_code, again.status_code)
    assert before.headers["etag"] != after.headers["etag"]
    assert "immutable" not in after.headers["cache-control"]


@pytest.mark.parametrize("kind", ["card/{}.png", "badge/{}.svg"])
async def test_what_is_not_there_has_no_picture(
    reader: httpx.AsyncClient, node: Node, village: Village, kind: str
) -> None:
    async with node.database.transaction() as conn:
        removed = Put(replace(village.closed, removed=True))
        await commit(conn, [Acted((removed,))], node.home, BEGUN)

    asked = {
        name: (await reader.get(f"/{kind.format(name)}")).status_code
        for name in ("nergens", "t0000000000000", f"t{village.closed.short}", "essays@elders.test")
    }

    assert [404, 404, 410, 404] == list(asked.values())


def card(title: str) -> cards.Card:
    return cards.Card(at="/card.png", title=title, above="", below="", accent="#000000")


async def test_cards_are_drawn_one_at_a_time_and_not_for_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawings, go, most = cards.Drawings(), threading.Event(), [0]

    def drawn(_: cards.Card) -> bytes:
        most[0] += 1
        go.wait(5)
        most[0] -= 1
        return b"%d" % most[0]

    monkeypatch.setattr(cards.Card, "drawn", drawn)
    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(drawings.drawn(card(str(n)))) for n in range(CARDS_WAITING)]
        await asyncio.sleep(0.05)
        with pytest.raises(TooMany):
            await drawings.drawn(card("one more"))
        go.set()

    assert {b"0"} == {each.result() for each in asked}


async def test_only_the_latest_cards_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards.Card, "drawn", lambda _: b"x")
    drawings = cards.Drawings()

    for number in range(CARDS_KEPT + 5):
        await drawings.drawn(card(str(number)))

    assert CARDS_KEPT == len(drawings.kept)


# -- badges --------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["Wat nu?", LONG, "<b>&\"'</b>\x0b", "王小明", "مكتبة"])
def test_badge_is_a_picture_that_loads_nothing(title: str) -> None:
    drawn = ElementTree.fromstring(badges.drawn(title, "Buurtwerk", "#1d4e89"))

    tags = {each.tag.removeprefix(SVG) for each in drawn.iter()}
    names = {name for each in drawn.iter() for name in each.attrib}
    assert {"svg", "title", "style", "rect", "path", "text"} == tags
    assert not {"href", "onload", "src"} & names
    assert 400 > int(drawn.attrib["width"]) or title == LONG
    assert 500 > int(drawn.attrib["width"])


async def test_badges_of_boards_and_threads_are_shown_on_any_site(
    reader: httpx.AsyncClient, village: Village
) -> None:
    for name, title in (("essays", "Essays"), (f"t{village.essay.short}", village.essay.title)):
        answer = await reader.get(f"/badge/{name}.svg")

        assert (200, "image/svg+xml") == (answer.status_code, answer.headers["content-type"])
        assert "cross-origin" == answer.headers["cross-origin-resource-policy"]
        assert "max-age" in answer.headers["cache-control"]
        assert f"{title}, Buurtwerk" in answer.text


async def test_sign_can_be_copied_from_the_page_of_what_it_leads_to(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    evil = replace(village.unanswered, title='Wat "nu" & <b>')
    async with node.database.transaction() as conn:
        await commit(conn, [Acted((Put(evil),))], node.home, BEGUN)

    for page, leads in (
        ("/b/essays", "/b/essays"),
        ("/b/essays/doe-mee", "/b/essays"),
        (f"/t/{evil.short}/doe-mee", f"/t/{evil.short}-{evil.slug}"),
    ):
        answer = Markup((await reader.get(page)).text)
        copied = "".join(text for text in answer.words("p") if text.startswith("<a "))
        sign = Markup(copied)
        (picture,) = sign.named("img")

        assert ["a", "img"] == [tag for tag, _ in sign.tags], page
        assert [f"https://buurtwerk.test{leads}"] == sign.links
        assert 200 == (await reader.get(str(picture["src"]))).status_code
        assert str(picture["alt"]).endswith(", Buurtwerk")
