"""A picture of what a thread began with stands beside its links, where there is one."""

import io
import json

import httpx
import pytest
from PIL import Image

from fediforum.flow import setup, speak
from fediforum.flow.pictures import take_in
from fediforum.node import Node
from tests.web.pages.markup import Markup


def drawn(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


async def previewed(
    node: Node, reader: httpx.AsyncClient, size: tuple[int, int], warning: str | None = None
) -> tuple[Markup, dict[str, str | None]]:
    """The page of a thread that begins with a picture of that size, and what its links show."""
    await setup.create_board(node, "tuin", "De tuin")
    await setup.create_member(node, "anna", "Anna")
    url = await take_in(node, drawn(*size))
    text = f"Kijk eens.\n\n![Een kat in het gras]({url})"
    said = await speak.open_thread(node, "tuin", "anna", "Kat", text)
    async with node.database.transaction() as conn:
        await conn.execute("UPDATE post SET summary = $1 WHERE id = $2", warning, said.id)
    page = Markup((await reader.get(said.url, follow_redirects=True)).text)
    return page, {
        str(each.get("property")).removeprefix("og:image"): each.get("content")
        for each in page.named("meta")
        if str(each.get("property")).startswith("og:image")
    }


async def test_first_picture_stands_beside_links(node: Node, reader: httpx.AsyncClient) -> None:
    page, image = await previewed(node, reader, (1200, 800))

    address = str(image[""])
    (data,) = [text for where, text in page.texts if where == "html/head/script"]
    assert address.startswith("https://buurtwerk.test/media/")
    assert ("1200", "800") == (image[":width"], image[":height"])
    assert 200 == (await reader.get(address)).status_code
    assert address == json.loads(data)["@graph"][0]["image"]


@pytest.mark.parametrize("size", [(300, 300), (1200, 90)])
async def test_picture_that_is_too_small_leaves_the_card(
    node: Node, reader: httpx.AsyncClient, size: tuple[int, int]
) -> None:
    _, image = await previewed(node, reader, size)

    assert str(image[""]).startswith("https://buurtwerk.test/card/t")


async def test_picture_that_is_warned_of_is_not_shown_beside_links(
    node: Node, reader: httpx.AsyncClient
) -> None:
    _, image = await previewed(node, reader, (1200, 800), "Een dode kat")

    assert str(image[""]).startswith("https://buurtwerk.test/card/t")
