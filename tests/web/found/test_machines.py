"""What machines ask a site for: its map, its wishes, whom to tell of a hole, how to embed it."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import httpx
import pytest

from fediforum import limits
from fediforum.forum.effects import Put
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.store.instance import instance, save_instance
from fediforum.web.found import sitemap
from fediforum.web.found.files import LEARNERS, told_of_security, told_to_robots
from tests.browser.village import BEGUN, Village, short
from tests.web.pages.markup import Markup

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places(document: bytes) -> list[str]:
    return [str(each.text) for each in ElementTree.fromstring(document).iter(f"{MAP}loc")]


async def mapped(reader: httpx.AsyncClient) -> list[str]:
    """Every page that the site map names."""
    index = await reader.get("/sitemap.xml")
    assert "application/xml" == index.headers["content-type"]
    found: list[str] = []
    for part in places(index.content):
        found += places((await reader.get(part)).content)
    return found


async def test_site_map_names_every_page_that_is_to_be_found_once(
    reader: httpx.AsyncClient, village: Village
) -> None:
    found = await mapped(reader)

    threads = {
        f"https://buurtwerk.test/t/{each.short}-{each.slug}"
        for each in (village.essay, village.closed, village.unanswered)
    }
    assert {"https://buurtwerk.test/", "https://buurtwerk.test/b/agenda", *threads} <= set(found)
    assert len(found) == len(set(found))
    for each in found:
        page = await reader.get(each)
        assert 200 == page.status_code, each
        assert {"name": "robots", "content": "noindex"} not in Markup(page.text).named("meta")


async def test_what_was_removed_is_not_on_the_map(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    gone = [replace(each, removed=True) for each in (village.essay, village.closed)]
    async with node.database.transaction() as conn:
        await commit(conn, [Acted(tuple(map(Put, gone)))], node.home, BEGUN)

    left = [each for each in await mapped(reader) if "/t/" in each]

    assert [village.unanswered.short] == [each.split("/t/")[1][:13] for each in left]


async def test_map_is_in_parts_and_each_is_sent_bit_by_bit(
    reader: httpx.AsyncClient, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [each for each in await mapped(reader) if "/t/" in each]
    monkeypatch.setattr(sitemap, "SITEMAP_URLS", 2)
    monkeypatch.setattr(sitemap, "AT_ONCE", 1)

    assert whole == [each for each in await mapped(reader) if "/t/" in each]
    assert 2 < len(places((await reader.get("/sitemap.xml")).content))


@pytest.mark.usefixtures("village")
async def test_part_that_is_not_there_is_missing(reader: httpx.AsyncClient) -> None:
    for part in ("77", "x", str(10**30)):
        assert 404 == (await reader.get(f"/sitemap-{part}.xml")).status_code


def test_robots_may_read_what_is_to_be_found_and_not_what_costs_much() -> None:
    robots = RobotFileParser()
    robots.parse(told_to_robots("https://a.test", training=True).split("\n"))

    may = {path: robots.can_fetch("Anybot", f"https://a.test{path}") for path in (
        "/", "/b/tuin", "/t/0123456789abc-x", "/u/anna", "/feed.atom", "/zoek?q=x", "/search",
        "/ap/posts/1", "/meld", "/report", "/verder",
    )}  # fmt: skip
    assert [True] * 5 + [False] * 6 == list(may.values())
    assert ["https://a.test/sitemap.xml"] == robots.site_maps()
    assert robots.can_fetch("GPTBot", "https://a.test/t/0123456789abc")


def test_machines_that_learn_are_asked_to_stay_away_where_the_forum_wants_that() -> None:
    robots = RobotFileParser()
    robots.parse(told_to_robots("https://a.test", training=False).split("\n"))

    assert not any(robots.can_fetch(name, "https://a.test/") for name in LEARNERS)
    assert robots.can_fetch("Googlebot", "https://a.test/")


@pytest.mark.usefixtures("village")
async def test_forum_decides_whether_machines_learn_from_it(
    reader: httpx.AsyncClient, node: Node
) -> None:
    welcome = (await reader.get("/robots.txt")).text
    async with node.database.transaction() as conn:
        forum = await instance(conn, node.home.base)
        assert forum is not None
        await save_instance(conn, replace(forum, training=False))

    assert "GPTBot" not in welcome
    assert "User-agent: GPTBot" in (await reader.get("/robots.txt")).text


async def test_whom_to_tell_of_a_hole_is_said(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    answer = await reader.get("/.well-known/security.txt")
    async with node.database.connection() as conn:
        forum = await instance(conn, node.home.base)
    assert forum is not None
    now = datetime(2026, 5, 3, 9, 12, tzinfo=UTC)
    named = told_of_security(replace(forum, contact_mail="cora@a.test"), "https://a.test", now)

    lines = dict(each.split(": ", 1) for each in answer.text.split("\n") if each)
    assert {"Contact", "Expires", "Preferred-Languages", "Canonical"} == lines.keys()
    assert "https://buurtwerk.test/meld" == lines["Contact"]
    assert datetime.fromisoformat(lines["Expires"]).tzinfo is not None
    assert named.startswith("Contact: mailto:cora@a.test\nContact: https://a.test/meld\n")
    assert "Expires: 2026-10-30T00:00:00Z" in named


@pytest.mark.usefixtures("village")
async def test_icon_stands_at_its_oldest_address(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/favicon.ico")

    assert b"\0\0\1\0" == answer.content[:4]
    assert len(answer.content) < 2_000


# -- oEmbed --------------------------------------------------------------------------------------


async def embedded(reader: httpx.AsyncClient, url: str, **more: str) -> httpx.Response:
    return await reader.get("/oembed", params={"url": url, **more})


async def test_thread_is_embedded_as_a_quotation_with_a_link(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = Markup((await reader.get(f"/t/{village.essay.short}-{village.essay.slug}")).text)
    (found,) = [
        each["href"] for each in page.named("link") if each.get("type") == "application/json+oembed"
    ]
    shown = (await reader.get(str(found))).json()

    url = f"https://buurtwerk.test/t/{village.essay.short}-{village.essay.slug}"
    assert ("1.0", "rich", village.essay.title, "John Terpstra", "Buurtwerk") == tuple(
        shown[name] for name in ("version", "type", "title", "author_name", "provider_name")
    )
    assert shown["html"].startswith(f'<blockquote cite="{url}"><p>Onze winkel ging dicht')
    assert f'<a href="{url}">{village.essay.title}</a>' in shown["html"]
    assert "<script" not in shown["html"]
    assert isinstance(shown["width"], int)
    assert isinstance(shown["height"], int)
    assert 200 == (await reader.get(shown["thumbnail_url"])).status_code


async def test_posts_and_boards_are_embedded_too(
    reader: httpx.AsyncClient, village: Village
) -> None:
    base = "https://buurtwerk.test"
    reply = (await embedded(reader, f"{base}/p/{short(201)}")).json()
    board = (await embedded(reader, f"{base}/b/essays")).json()

    assert ("Cora de Wit", True) == (reply["author_name"], f"#p{short(201)}" in reply["html"])
    assert ("Essays", False) == (board["title"], "author_name" in board)


async def test_whoever_does_not_want_to_be_found_is_linked_and_not_quoted(
    reader: httpx.AsyncClient, village: Village
) -> None:
    shown = (await embedded(reader, f"https://buurtwerk.test/t/{village.closed.short}")).json()

    assert "author_name" not in shown
    assert "dertig" not in shown["html"]
    assert village.closed.title in shown["html"]


@pytest.mark.usefixtures("village")
async def test_nothing_else_is_embedded(reader: httpx.AsyncClient) -> None:
    base = "https://buurtwerk.test"
    for url, status in (
        ("https://elsewhere.test/t/0123456789abc", 404),
        (f"{base}.evil.test/b/essays", 404),
        (f"{base}/", 404),
        (f"{base}/p/{short(22)}", 404),
        (f"{base}/t/{short(999)}", 404),
        (f"{base}/b/nergens", 404),
        (f"{base}/b/%00", 404),
        ("javascript:alert(1)", 404),
        ("", 400),
        (f"{base}/{'x' * limits.IRI}", 400),
    ):
        assert status == (await embedded(reader, url)).status_code, url


async def test_only_json_is_spoken_and_sizes_are_kept(
    reader: httpx.AsyncClient, village: Village
) -> None:
    url = f"https://buurtwerk.test/t/{village.essay.short}"
    small = (await embedded(reader, url, maxwidth="300", maxheight="100")).json()

    assert 501 == (await embedded(reader, url, format="xml")).status_code
    assert (300, 100) == (small["width"], small["height"])


async def test_words_of_others_are_no_markup_where_they_are_embedded(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    evil = replace(village.unanswered, title='"><script>alert(1)</script>')
    async with node.database.transaction() as conn:
        await commit(conn, [Acted((Put(evil),))], node.home, BEGUN)

    shown = (await embedded(reader, f"https://buurtwerk.test/t/{evil.short}")).json()
    markup = Markup(shown["html"])

    assert {"blockquote", "p", "a"} == {tag for tag, _ in markup.tags}
    assert [] == markup.crossed
    assert '"><script>alert(1)</script>' in markup.words("a")


@pytest.mark.usefixtures("village")
async def test_map_names_only_pages_that_are_to_be_found_as_they_are(
    reader: httpx.AsyncClient,
) -> None:
    parts = locations((await reader.get("/sitemap.xml")).content)
    listed = [url for part in parts for url in locations((await reader.get(part)).content)]

    assert len(listed) > 10
    for url in listed:
        answer = await reader.get(url)
        heads = [tag for tag in Markup(answer.text).named("link") if tag.get("rel") == "canonical"]
        assert (200, False) == (answer.status_code, "noindex" in answer.text), url
        assert [url] == [each.get("href") for each in heads], url


def locations(xml: bytes) -> list[str]:
    return [str(each.text) for each in ElementTree.fromstring(xml).iter() if "loc" in each.tag]


@pytest.mark.usefixtures("village")
@pytest.mark.parametrize("part", ["9" * 5000, "-1", "²", "1e3", "x", "99"])
async def test_part_of_the_map_that_there_is_not_is_missing(
    reader: httpx.AsyncClient, part: str
) -> None:
    assert 404 == (await reader.get(f"/sitemap-{part}.xml")).status_code
