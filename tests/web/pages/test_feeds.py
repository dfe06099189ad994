"""The feeds: what a feed reader makes of them, and what must never be in them."""

from dataclasses import replace
from datetime import timedelta
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
REPLY = "{http://purl.org/syndication/thread/1.0}in-reply-to"
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
        {"ref": village.closed.root, "href": f"https://buurtwerk.test/p/{village.closed.short}"}
    ] == replies


async def test_deleted_post_is_told_as_such(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    id_ = village.post_id(201, village.cora)
    await put(node, Put(Grave(id=id_, by=village.cora.id, at=BEGUN + timedelta(days=1))))

    feed = ElementTree.fromstring((await reader.get(f"/t/{village.closed.short}.atom")).content)

    assert [id_] == [each.attrib["ref"] for each in feed.iter(GRAVE)]
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


async def put(node: Node, *effects: Put) -> None:
    async with node.database.transaction() as conn:
        await commit(conn, [Acted(effects)], node.home, BEGUN + timedelta(days=1))
