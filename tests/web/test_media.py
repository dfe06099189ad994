"""The door of pictures gives files of our own making, as long as a post shows them."""

import io

import httpx
import pytest
from PIL import Image
from starlette.types import ASGIApp, Receive, Scope, Send

from fediforum.flow import preside, speak
from fediforum.flow.pictures import fetch_one, make_room, take_in
from fediforum.forum.effects import Errand
from fediforum.node import Node
from fediforum.store.media import wanted
from fediforum.vocab.iri import Iri
from tests.flow.two_forums import Network
from tests.web.conftest import AS2

HTML = {"accept": "text/html"}
IMAGE = {"accept": "image/avif,image/webp,*/*;q=0.8"}
CAT = "https://gamma.test/cat.png"


def drawn(width: int = 1600, height: int = 1200) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


def gives(body: bytes) -> ASGIApp:
    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    return app


@pytest.fixture
async def url(alpha: Node) -> Iri:
    """A picture of anna's, that no post shows yet."""
    return await take_in(alpha, drawn())


@pytest.fixture
async def said(alpha: Node, url: Iri) -> speak.Said:
    """A thread that shows it."""
    return await speak.open_thread(alpha, "tuin", "anna", "Kat", f'![Een kat]({url} "Prent")')


async def test_picture_is_served_for_a_day_and_as_nothing_else(
    client: httpx.AsyncClient, url: Iri, said: speak.Said
) -> None:
    for accept in (IMAGE, {"accept": AS2}, HTML):
        answer = await client.get(url, headers=accept)

        assert 200 == answer.status_code
        assert "image/webp" == answer.headers["content-type"]
        assert "nosniff" == answer.headers["x-content-type-options"]
        assert "public, max-age=86400" == answer.headers["cache-control"]
        assert answer.headers["content-disposition"].startswith("inline; filename=")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        assert b"WEBP" == answer.content[8:12]
    again = await client.get(url, headers=IMAGE | {"if-none-match": answer.headers["etag"]})
    assert (304, b"") == (again.status_code, again.content)


async def test_picture_that_no_post_shows_is_not_served(
    client: httpx.AsyncClient, url: Iri
) -> None:
    assert 404 == (await client.get(url, headers=IMAGE)).status_code


async def test_picture_goes_with_its_post_and_comes_back_with_it(
    client: httpx.AsyncClient, alpha: Node, url: Iri, said: speak.Said
) -> None:
    await preside.remove_post(alpha, said.id, "Vals")
    assert 404 == (await client.get(url, headers=IMAGE)).status_code

    await preside.restore_post(alpha, said.id)
    assert 200 == (await client.get(url, headers=IMAGE)).status_code

    await speak.delete(alpha, said.id, "anna")
    assert 404 == (await client.get(url, headers=IMAGE)).status_code


@pytest.mark.parametrize(
    "name", ["..%2f..%2fsecret.key", "%2e%2e/secret.key", "a.webp", "a" * 32 + ".svg", "%00", ""]
)
async def test_no_other_name_leads_anywhere(client: httpx.AsyncClient, name: str) -> None:
    assert 404 == (await client.get(f"/media/{name}", headers=IMAGE)).status_code


async def test_page_shows_a_picture_of_ours_with_caption_size_and_description(
    client: httpx.AsyncClient, said: speak.Said
) -> None:
    page = (await client.get(said.url, headers=HTML)).text

    assert '<figure><a href="/media/' in page
    assert 'width="1600" height="1200" alt="Een kat" loading="lazy"' in page
    assert "<figcaption>Prent</figcaption></figure>" in page
    assert '<details class="alt"><summary>Beschrijving</summary><p>Een kat</p></details>' in page
    assert 1 == page.count("<img ")


async def test_page_leads_to_a_picture_elsewhere_until_it_is_here(
    client: httpx.AsyncClient, alpha: Node, network: Network
) -> None:
    network.apps["gamma.test"] = gives(drawn(300, 200))
    said = await speak.open_thread(alpha, "tuin", "anna", "Kat", f"![Een kat]({CAT})")

    before = (await client.get(said.url, headers=HTML)).text
    await fetch_one(alpha, Errand("picture", Iri(CAT)))
    after = (await client.get(said.url, headers=HTML)).text

    assert f'<a class="elders" href="{CAT}"' in before
    assert "<img " not in before
    assert 'width="300" height="200" alt="Een kat"' in after
    assert "gamma.test" not in after


async def test_picture_that_made_room_is_fetched_again_when_its_post_is_read(
    client: httpx.AsyncClient, alpha: Node, network: Network
) -> None:
    network.apps["gamma.test"] = gives(drawn(300, 200))
    said = await speak.open_thread(alpha, "tuin", "anna", "Kat", f"![Een kat]({CAT})")
    await fetch_one(alpha, Errand("picture", Iri(CAT)))
    await make_room(alpha, most_bytes=0)
    async with alpha.database.connection() as conn:
        assert await wanted(conn, Iri(CAT)) is None

    page = (await client.get(said.url, headers=HTML)).text

    assert "<img " not in page
    async with alpha.database.connection() as conn:
        assert await wanted(conn, Iri(CAT)) is not None


async def test_document_says_what_is_to_be_seen_and_how_large_it_is(
    client: httpx.AsyncClient, url: Iri, said: speak.Said
) -> None:
    document = (await client.get(said.id)).json()

    assert [
        {
            "type": "Image",
            "url": url,
            "mediaType": "image/webp",
            "name": "Een kat",
            "width": 1600,
            "height": 1200,
        }
    ] == document["attachment"]
    assert "<figcaption>Prent</figcaption>" in document["content"]
    assert f'![Een kat]({url} "Prent")' == document["source"]["content"]
