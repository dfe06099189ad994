"""What holds for every page, whatever it shows."""

import gzip
from itertools import pairwise

import httpx
import pytest

from tests.browser.village import Village, short
from tests.web.pages.markup import Markup

CSS_BYTES = 8 * 1024
THREAD_BYTES = 45 * 1024
NODES = 3_500


def pages(village: Village) -> tuple[str, ...]:
    essay, closed = village.essay, village.closed
    return (
        "/",
        "/b/essays",
        "/b/vragen",
        "/b/agenda",
        f"/t/{essay.short}-{essay.slug}",
        f"/t/{essay.short}-{essay.slug}?pagina=2",
        f"/t/{closed.short}-{closed.slug}",
        f"/t/{village.unanswered.short}-{village.unanswered.slug}",
        f"/t/{essay.short}/doe-mee",
        f"/t/{closed.short}/doe-mee?bericht={short(201)}",
        "/b/essays/doe-mee",
        "/u/cora",
        "/u/@verhoeven@mastodon.test",
        "/tag/zaal",
        "/tag/niets",
        "/nergens",
        f"/p/{short(22)}",
    )


async def test_tags_nest_and_ids_are_there_once(
    reader: httpx.AsyncClient, village: Village
) -> None:
    for path in pages(village):
        page = Markup((await reader.get(path)).text)

        assert page.crossed == [], path
        assert sorted(set(page.ids)) == sorted(page.ids), path


async def test_there_is_one_title_and_it_comes_first(
    reader: httpx.AsyncClient, village: Village
) -> None:
    for path in pages(village):
        page = Markup((await reader.get(path)).text)
        headings = [tag for tag, _ in page.tags if tag in ("h1", "h2", "h3", "h4", "h5", "h6")]

        assert headings[0] == "h1", path
        assert headings.count("h1") == 1, path


async def test_no_heading_skips_a_level(reader: httpx.AsyncClient, village: Village) -> None:
    for path in pages(village):
        page = Markup((await reader.get(path)).text)
        levels = [int(tag[1]) for tag, _ in page.tags if tag[0] == "h" and tag[1:].isdigit()]

        steps = [deep - above for above, deep in pairwise(levels)]
        assert max(steps, default=0) <= 1, path


def harmless(script: dict[str, str | None]) -> bool:
    """Whether it is data for search engines, or a file of ours."""
    if script.get("type") == "application/ld+json":
        return "src" not in script
    return str(script.get("src")).startswith("/static/")


async def test_nothing_is_loaded_but_the_style_and_our_own_pictures(
    reader: httpx.AsyncClient, village: Village
) -> None:
    for path in pages(village):
        page = Markup((await reader.get(path)).text)

        elsewhere = [
            url
            for url in page.loaded
            if not url.startswith(("/static/", "https://buurtwerk.test/media/"))
        ]
        assert elsewhere == [], path
        assert all(map(harmless, page.named("script"))), path
        assert not any("style" in attributes for _, attributes in page.tags), path


async def test_every_link_to_our_pages_resolves(
    reader: httpx.AsyncClient, village: Village
) -> None:
    found = {
        str(httpx.URL(path).join(link)).partition("#")[0]
        for path in pages(village)
        for link in Markup((await reader.get(path)).text).links
        if not link.startswith(("http", "#"))
    }

    broken = {path for path in found if (await reader.get(path)).status_code not in (200, 303)}

    assert broken == set()
    assert len(found) > 20


async def test_anchors_of_a_page_exist_on_it(reader: httpx.AsyncClient, village: Village) -> None:
    for path in pages(village):
        page = Markup((await reader.get(path)).text)

        anchors = {link[1:] for link in page.links if link.startswith("#")}
        assert anchors <= set(page.ids), path


async def test_page_that_the_reader_has_is_not_sent_again(
    reader: httpx.AsyncClient, village: Village
) -> None:
    path = f"/t/{village.essay.short}-{village.essay.slug}"
    first = await reader.get(path)

    second = await reader.get(path, headers={"if-none-match": first.headers["etag"]})

    assert second.status_code == 304
    assert second.content == b""
    assert "set-cookie" not in first.headers


async def test_reader_gets_the_language_of_the_browser(
    reader: httpx.AsyncClient, village: Village
) -> None:
    dutch = await reader.get("/b/essays")
    english = await reader.get("/b/essays", headers={"accept-language": "en-GB,en;q=0.9"})
    asked = await reader.get("/b/essays?taal=en")

    assert "Volg dit bord" in dutch.text
    assert '<html lang="en"' in english.text
    assert "Follow this board" in english.text
    assert "Follow this board" in asked.text
    assert "Accept-Language" in dutch.headers["vary"]


@pytest.mark.usefixtures("village")
async def test_style_is_small_and_kept_for_ever(reader: httpx.AsyncClient) -> None:
    path = Markup((await reader.get("/")).text).loaded[0]

    style = await reader.get(path)

    assert len(gzip.compress(style.content)) <= CSS_BYTES
    assert "immutable" in style.headers["cache-control"]
    assert "text/css" in style.headers["content-type"]
    assert "url(" not in style.text
    assert (await reader.get("/static/forum.css")).status_code == 404
    assert (await reader.get("/static/..%2f..%2fpyproject.toml")).status_code == 404


async def test_hundred_replies_fit_the_budget(reader: httpx.AsyncClient, village: Village) -> None:
    answer = await reader.get(f"/t/{village.essay.short}-{village.essay.slug}")
    page = Markup(answer.text)

    assert len(page.named("article")) >= 95
    assert len(gzip.compress(answer.content, 6)) <= THREAD_BYTES
    assert len(page.tags) <= NODES
    assert len(page.loaded) <= 2
