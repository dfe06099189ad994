"""The feeds: what a feed reader makes of them, and what must never be in them."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from xml.etree import ElementTree

import feedparser
import httpx
import pytest

from fediforum.content import SafeHtml
from fediforum.forum.effects import Put
from fediforum.forum.model import Grave
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from tests.browser.village import BEGUN, LETTERS, TITLE, Village, short

ATOM = "{http://www.w3.org/2005/Atom}"
THREADING = "{http://purl.org/syndication/thread/1.0}"
REPLY = f"{THREADING}in-reply-to"
GRAVE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


@pytest.mark.parametrize("path", ["/feed.atom", "/b/essays.atom", "/b/agenda.atom"])
@pytest.mark.usefixtures("village")
async def test_feed_is_read_by_a_feed_reader(reader: httpx.AsyncClient, path: str) -> None:
    answer = await reader.get(path)
    feed = feedparser.parse(answer.content)

    assert "application/atom+xml; charset=utf-8" == answer.headers["content-type"]
    assert not feed.bozo
    assert "atom10" == feed.version
    assert feed.feed.title
    assert feed.feed.updated
    assert f"https://buurtwerk.test{path}" in [link.href for link in feed.feed.links]


async def test_entries_are_the_newest_first_and_named_by_their_id(
    reader: httpx.AsyncClient, village: Village
) -> None:
    feed = feedparser.parse((await reader.get(f"/t/{village.essay.short}.atom")).content)

    newest = village.post_id(LETTERS + 1, village.people[(LETTERS + 1) * 5 % 8])
    assert 50 == len(feed.entries)
    assert newest == feed.entries[0].id
    assert feed.entries[0].title.endswith(f"over {TITLE}")
    assert feed.entries[0].link.endswith(f"?pagina=2#p{short(LETTERS + 1)}")
    assert feed.entries[0].published == "2026-05-03T11:24:00+00:00"


async def test_entry_says_what_it_replies_to(reader: httpx.AsyncClient, village: Village) -> None:
    feed = ElementTree.fromstring((await reader.get(f"/t/{village.closed.short}.atom")).content)

    replies = [each.attrib for each in feed.iter(REPLY)]

    assert [
        {
            "ref": village.closed.root,
            "href": f"https://buurtwerk.test/p/{village.closed.short}",
            "type": "text/html",
        }
    ] == replies


async def test_deleted_post_is_told_as_such(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    id_ = village.post_id(201, village.cora)
    await put(node, Put(Grave(id=id_, by=village.cora.id, at=BEGUN + timedelta(days=1))))

    feed = ElementTree.fromstring((await reader.get(f"/t/{village.closed.short}.atom")).content)

    graves = {each.attrib["ref"]: each.attrib["when"] for each in feed.iter(GRAVE)}
    assert [village.post_id(202, village.john), id_] == list(graves)  # one was withdrawn before
    assert (BEGUN + timedelta(days=1)).isoformat() == graves[id_]
    assert 1 == len(list(feed.iter(f"{ATOM}entry")))


async def test_characters_that_no_document_may_hold_are_left_out(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    author = replace(village.anneke, display="Ann\x0beke\ufffe & <b>")
    post = village.post(
        302, village.unanswered, author, SafeHtml("<p>Een\x1b zin &amp; ]]&gt;</p>")
    )
    await put(node, Put(author), Put(replace(post, summary="\x02Pas op")))

    feed = ElementTree.fromstring((await reader.get("/feed.atom")).content)

    entry = next(each for each in feed.iter(f"{ATOM}entry") if each[0].text == post.id)
    assert "Anneke & <b>" == entry.findtext(f"{ATOM}author/{ATOM}name")
    assert "Pas op" == entry.findtext(f"{ATOM}summary")
    assert "Een zin &amp; ]]&gt;" in (entry.findtext(f"{ATOM}content") or "")


async def test_feed_that_is_not_there_is_missing(
    reader: httpx.AsyncClient, village: Village
) -> None:
    for path in ("/b/nergens.atom", f"/t/{short(999)}.atom", "/t/x.atom"):
        assert 404 == (await reader.get(path)).status_code, path


FEEDS = (
    "/feed.atom",
    "/onbeantwoord.atom",
    "/b/vragen.atom",
    "/b/vragen/onbeantwoord.atom",
    "/b/vragen/gesloten.atom",
    "/b/vragen/antwoorden.atom",
    "/b/essays/antwoorden.atom",
    "/b/agenda.atom",
    "/u/cora.atom",
    "/u/@verhoeven@mastodon.test.atom",
    "/tag/zaal.atom",
    "/zoek.atom?q=winkel",
    f"/t/{short(1)}.atom",
    f"/t/{short(200)}.atom",
)


@pytest.mark.usefixtures("village")
async def test_every_feed_is_what_the_rules_of_feeds_ask_for(reader: httpx.AsyncClient) -> None:
    for path in FEEDS:
        answer = await reader.get(path)
        feed = ElementTree.fromstring(answer.content)

        assert [] == faults(feed), path
        assert "application/atom+xml; charset=utf-8" == answer.headers["content-type"], path
        assert f"https://buurtwerk.test{path}" == link(feed, "self"), path
        assert not feedparser.parse(answer.content).bozo, path


def faults(feed: ElementTree.Element) -> list[str]:
    """What a feed lacks or has twice (RFC 4287 §4.1, RFC 4685 §3, RFC 6721 §3)."""
    found = []
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        found += [
            f"{element.tag} needs one {once}"
            for once in ("id", "title", "updated")
            if len(element.findall(ATOM + once)) != 1
        ]
        if not str(element.findtext(f"{ATOM}id")).startswith("https://"):
            found.append("an id is an address in full")
        if link(element, "alternate") is None:
            found.append(f"{element.tag} leads nowhere")
        for each in ("updated", "published"):
            if (text := element.findtext(ATOM + each)) is not None:
                assert datetime.fromisoformat(text).tzinfo is not None
    for entry in feed.iter(f"{ATOM}entry"):
        if entry.findtext(f"{ATOM}author/{ATOM}name") in (None, ""):
            found.append("an entry has no author")
        content = entry.find(f"{ATOM}content")
        if content is None or content.get("type") != "html":
            found.append("an entry says nothing")
        elif re.search(r'(href|src|cite)="(?!https?://|mailto:)', content.text or ""):
            found.append(f"an address is not whole: {content.text}")
        kinds = [
            (each.get("type"), each.get("hreflang"))
            for each in entry.findall(f"{ATOM}link")
            if each.get("rel") == "alternate"
        ]
        if len(kinds) != len(set(kinds)):
            found.append("two alternates of one kind")
    ids = [each.findtext(f"{ATOM}id") for each in feed.iter(f"{ATOM}entry")]
    ids += [each.get("ref") for each in feed.iter(GRAVE)]
    if len(ids) != len(set(ids)):
        found.append("an id is there twice")
    for grave in feed.iter(GRAVE):
        datetime.fromisoformat(grave.attrib["when"])
    return found


def link(element: ElementTree.Element, rel: str) -> str | None:
    found = (each for each in element.findall(f"{ATOM}link") if each.get("rel") == rel)
    first = next(found, None)
    return None if first is None else first.attrib["href"]


async def test_board_feed_holds_what_its_threads_began_with_and_how_many_replied(
    reader: httpx.AsyncClient, village: Village
) -> None:
    feed = ElementTree.fromstring((await reader.get("/b/vragen.atom")).content)

    entries = list(feed.iter(f"{ATOM}entry"))
    replies = [each for each in entries[1].iter(f"{ATOM}link") if each.get("rel") == "replies"]
    assert [village.unanswered.root, village.closed.root] == [
        each.findtext(f"{ATOM}id") for each in entries
    ]
    assert [f"https://buurtwerk.test/t/{village.closed.short}.atom"] == [
        each.get("href") for each in replies
    ]
    assert ["1"] == [each.get(f"{THREADING}count") for each in replies]


async def test_lists_of_a_board_have_feeds_of_their_own(
    reader: httpx.AsyncClient, village: Village
) -> None:
    newest = await reader.get("/b/vragen/nieuw.atom")
    waiting = feedparser.parse((await reader.get("/b/vragen/unanswered.atom")).content)
    closed = feedparser.parse((await reader.get("/b/vragen/gesloten.atom")).content)
    replies = feedparser.parse((await reader.get("/b/vragen/antwoorden.atom")).content)

    assert (301, "/b/vragen.atom") == (newest.status_code, newest.headers["location"])
    assert [village.unanswered.root] == [each.id for each in waiting.entries]
    assert [village.closed.root] == [each.id for each in closed.entries]
    assert [
        village.unanswered.root,
        village.post_id(201, village.cora),
        village.closed.root,
    ] == [each.id for each in replies.entries]


async def test_pages_of_a_feed_hold_every_post_once(
    reader: httpx.AsyncClient, village: Village
) -> None:
    seen: list[str] = []
    for start in (
        f"/t/{village.essay.short}.atom?n=40",
        "/feed.atom?n=37",
        "/b/essays/antwoorden.atom",
    ):
        seen.clear()
        path: str | None = start
        while path is not None:
            feed = ElementTree.fromstring((await reader.get(path)).content)
            seen += [str(each.findtext(f"{ATOM}id")) for each in feed.iter(f"{ATOM}entry")]
            seen += [each.attrib["ref"] for each in feed.iter(GRAVE)]
            path = link(feed, "next")
        assert len(seen) == len(set(seen)), start
        assert {post.id for post in village.letters()} | {village.essay.root} <= set(seen), start


@pytest.mark.parametrize(("asked", "given"), [("7", 7), ("0", 1), ("x", 50), ("9999", 132)])
async def test_as_many_entries_are_given_as_are_asked_for_within_bounds(
    reader: httpx.AsyncClient, village: Village, asked: str, given: int
) -> None:
    answer = await reader.get(f"/t/{village.essay.short}.atom?n={asked}")
    feed = ElementTree.fromstring(answer.content)

    assert given == len([*feed.iter(f"{ATOM}entry"), *feed.iter(GRAVE)])


async def test_whoever_has_a_feed_is_told_so(reader: httpx.AsyncClient, village: Village) -> None:
    path = f"/t/{village.closed.short}.atom"
    first = await reader.get(path)

    again = await reader.get(path, headers={"if-none-match": first.headers["etag"]})

    assert (304, b"") == (again.status_code, again.content)
    assert "vary" not in first.headers or "cookie" not in first.headers["vary"].lower()


@pytest.mark.usefixtures("village")
async def test_post_with_a_warning_says_so_before_anything_else(reader: httpx.AsyncClient) -> None:
    feed = ElementTree.fromstring((await reader.get(f"/t/{short(1)}.atom?n=200")).content)

    warned = [each for each in feed.iter(f"{ATOM}entry") if each.find(f"{ATOM}summary") is not None]
    told = [str(each.findtext(f"{ATOM}content")).strip() for each in warned]
    assert [True] == [
        each.startswith("<details><summary>Gaat over een sterfgeval</summary>") for each in told
    ]


async def test_feed_of_somebody_who_is_gone_is_gone(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    await put(node, Put(replace(village.anneke, gone=True)))

    assert 410 == (await reader.get("/u/@anneke@sociaal.test.atom")).status_code
    assert 404 == (await reader.get("/u/nobody.atom")).status_code
    assert 404 == (await reader.get("/b/nergens/antwoorden.atom")).status_code


@pytest.mark.usefixtures("village")
@pytest.mark.parametrize("path", FEEDS)
async def test_feed_is_a_feed_whatever_else_is_accepted(
    reader: httpx.AsyncClient, path: str
) -> None:
    answer = await reader.get(path, headers={"accept": "application/activity+json"})

    assert (200, "application/atom+xml; charset=utf-8") == (
        answer.status_code,
        answer.headers["content-type"],
    )


async def put(node: Node, *effects: Put) -> None:
    async with node.database.transaction() as conn:
        await commit(conn, [Acted(effects)], node.home, BEGUN + timedelta(days=1))
