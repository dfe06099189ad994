"""A forum looks as its keeper wants it: in one sheet, and with colours that can be read."""

import io
import re
from dataclasses import replace

import httpx
import pytest
from PIL import Image

from fediforum.flow import setup, site
from fediforum.flow.reshape import Looks, edit_board
from fediforum.forum.colours import DARK_PAPER, LIGHT_PAPER, READABLE, accents, contrast
from fediforum.media.logo import drawn
from fediforum.node import Node
from fediforum.web import looks
from tests.browser.village import Village
from tests.web.pages.markup import Markup

AS2 = {"accept": "application/activity+json"}
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 24"><circle r="9"/></svg>'


def sheet_in(page: str) -> str:
    return str(next(
        each["href"] for each in Markup(page).named("link") if each.get("rel") == "stylesheet"
    ))  # fmt: skip


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 32), "#1d4e89").save(file, "PNG")
    return file.getvalue()


def test_papers_of_the_law_are_those_of_the_sheet() -> None:
    papers = re.findall(r"--paper: (#[0-9a-f]{6})", looks.read("forum.css"))
    own = re.findall(r"var\(--own(?:-dark)?, (#[0-9a-f]{6})\)", looks.read("forum.css"))

    assert {LIGHT_PAPER, DARK_PAPER} == set(papers)
    assert own[0] == looks.ACCENT
    assert all(
        contrast(own[0], LIGHT_PAPER) >= READABLE <= contrast(each, DARK_PAPER) for each in own[1:]
    )


def test_dark_themes_by_device_and_by_choice_are_one() -> None:
    blocks = re.findall(r"(?:not\(\[data-theme=light\]\)|\[data-theme=dark\]) \{(.*?)\}",
                        looks.read("forum.css"), re.DOTALL)  # fmt: skip

    device, chosen = (set(re.findall(r"--[a-z]+: [^;]+", block)) for block in blocks)
    assert len(device) == 6
    assert device == chosen


@pytest.mark.usefixtures("village")
async def test_accent_stands_before_the_one_sheet_under_a_name_of_its_own(
    reader: httpx.AsyncClient, node: Node
) -> None:
    before = sheet_in((await reader.get("/")).text)
    light, dark = accents("#3a6b35")
    await site.change(node, "looks", lambda forum: replace(forum, accent=light, accent_dark=dark))

    after = sheet_in((await reader.get("/")).text)
    served = await reader.get(after)
    old = await reader.get(before)

    assert before != after
    assert served.text.startswith(f":root{{--own:{light};--own-dark:{dark}}}")
    assert "immutable" in served.headers["cache-control"]
    assert served.headers["content-type"].startswith("text/css")
    assert 200 == old.status_code
    assert len(Markup((await reader.get("/")).text).loaded) <= 2


@pytest.mark.usefixtures("village")
async def test_board_has_its_colour_on_its_own_pages(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    await edit_board(node, village.essays.id, looks=Looks(accents=("#a33b20", "#e08a6d")))
    thread = f"/t/{village.essay.short}-{village.essay.slug}"

    pages = [(await reader.get(path)).text for path in ("/b/essays", thread, "/b/vragen")]
    served = (await reader.get(sheet_in(pages[0]))).text

    boards = [Markup(page).named("html")[0].get("data-board") for page in pages]
    assert ["essays", "essays", "vragen"] == boards
    assert '[data-board="essays"]{--own:#a33b20;--own-dark:#e08a6d}' in served
    assert "vragen" not in served.partition("color-scheme")[0]


@pytest.mark.usefixtures("village")
@pytest.mark.parametrize(("raw", "told"), [(png(), True), (DRAWING, False)])
async def test_logo_is_shown_here_and_a_picture_is_told_to_others(
    reader: httpx.AsyncClient, node: Node, raw: bytes, told: bool
) -> None:
    board = await setup.create_board(node, "straat", "De straat")
    forum = (await site.give_logo(node, raw)).forum
    made = site.logo_of(raw)
    await edit_board(node, board.id, looks=Looks(logo=made, changes_logo=True))

    page = Markup((await reader.get("/b/straat")).text)
    served = await reader.get(f"/static/{forum.logo}")
    actors = [
        (await reader.get(path, headers=AS2)).json() for path in ("/ap/instance", "/b/straat")
    ]

    pictures = [(each["src"], each["alt"], each["height"]) for each in page.named("img")]
    assert [(f"/static/{forum.logo}", "", "24"), (f"/static/{made.name}", "", "56")] == pictures
    assert drawn(raw).content == served.content
    assert "default-src 'none'" in served.headers["content-security-policy"]
    url = f"https://buurtwerk.test/static/{forum.logo}"
    assert [{"type": "Image", "url": url} if told else None] * 2 == [
        actor.get("icon") for actor in actors
    ]


@pytest.mark.usefixtures("village")
async def test_logo_that_nobody_has_is_not_kept(reader: httpx.AsyncClient, node: Node) -> None:
    first = (await site.give_logo(node, png())).forum.logo
    await site.give_logo(node, None)

    assert (await reader.get(f"/static/{first}")).status_code == 404


@pytest.mark.usefixtures("village")
@pytest.mark.parametrize(
    "name", ["forum.css", "forum.0123456789ab.php", "../looks.py", "logo.0123456789ab.svg", "x"]
)
async def test_nothing_else_is_served(reader: httpx.AsyncClient, name: str) -> None:
    assert (await reader.get(f"/static/{name}")).status_code == 404


@pytest.mark.usefixtures("village")
async def test_maker_is_named_before_the_software(reader: httpx.AsyncClient, node: Node) -> None:
    await site.change(
        node,
        "maker",
        lambda forum: replace(forum, maker="John Beckers", maker_url="https://john.test/"),
    )

    page = Markup((await reader.get("/")).text)

    assert "https://john.test/" in page.links
    assert ["Gemaakt door", "John Beckers", "draait op fediforum"] == [
        text.strip(" ·") for text in page.words("footer") if text.strip(" ·")
    ][-3:]
    assert ["draait op fediforum"] == page.words("small")


@pytest.mark.usefixtures("village")
async def test_forum_without_a_name_is_called_by_its_address(
    reader: httpx.AsyncClient, node: Node
) -> None:
    await site.change(node, "looks", lambda forum: replace(forum, title=""))

    page = Markup((await reader.get("/")).text)

    assert (["buurtwerk.test"], ["buurtwerk.test"]) == (page.words("h1"), page.words("title"))
