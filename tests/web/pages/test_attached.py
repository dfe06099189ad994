"""What hangs on a post is said in words that lead to it."""

from dataclasses import replace
from datetime import timedelta

import httpx

from fediforum.content import SafeHtml
from fediforum.forum.effects import Put
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.store.media import File, save_picture
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Attachment
from tests.browser.village import BEGUN, Village
from tests.web.pages.markup import Markup

NEWS = Iri("https://krant.test/slakken")


async def test_link_without_a_name_is_called_by_its_address(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    root = village.unanswered.root
    post = village.post(301, village.unanswered, village.anneke, SafeHtml("<p>Kijk</p>"), root)
    post = replace(post, attachments=(Attachment("Link", NEWS),))
    async with node.database.transaction() as conn:
        await commit(conn, [Acted((Put(post),))], node.home, BEGUN + timedelta(days=1))

    path = f"/t/{village.unanswered.short}-{village.unanswered.slug}"
    page = Markup((await reader.get(path)).text)

    assert f"Link: {NEWS}" in " ".join(page.words("p"))
    assert NEWS in page.links


async def test_picture_that_is_here_is_shown_once_and_everything_else_is_a_link(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    urls = [Iri(f"https://sociaal.test/{name}") for name in ("in.png", "under.png", "away.png")]
    inside, under, away = urls
    film = Iri("https://sociaal.test/film.mp4")
    said = SafeHtml(f'<p>Kijk: <img src="{inside}" alt="Een kat"></p>')
    root = village.unanswered.root
    post = village.post(302, village.unanswered, village.anneke, said, root)
    files = [Attachment("Image", url, "image/png", url[-9:]) for url in urls]
    post = replace(
        post, attachments=(*files, Attachment("Video", film, "video/mp4", "Zij loopt", 640, 360))
    )
    async with node.database.transaction() as conn:
        await commit(conn, [Acted((Put(post),))], node.home, BEGUN + timedelta(days=1))
        for url, letter in ((inside, "a"), (under, "b")):
            file = File(f"{letter * 32}.webp", 300, 200, 9)
            await save_picture(conn, url, [file], BEGUN)

    path = f"/t/{village.unanswered.short}-{village.unanswered.slug}"
    text = (await reader.get(path)).text

    assert 1 == text.count(f'<img src="/media/{"a" * 32}.webp"')
    assert 1 == text.count(f'<img src="/media/{"b" * 32}.webp"')
    assert str(inside) not in text
    assert f'Afbeelding: <a href="{away}"' in text
    assert f'640 × 360: <a href="{film}"' in text
    assert text.index("/media/" + "a" * 32) < text.index("/media/" + "b" * 32) < text.index(film)
