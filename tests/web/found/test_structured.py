"""Structured data: what search engines ask for is there, and nobody who does not want it."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from fediforum.content import SafeHtml
from fediforum.forum.effects import Put
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from tests.browser.hundred import settle_hundred
from tests.browser.village import BEGUN, TITLE, Village, short
from tests.web.pages.markup import Markup

Thing = dict[str, Any]

# What a type must have, and what else it may (schema.org 29; what search engines ask of it).
NEEDED = {
    "DiscussionForumPosting": {"headline", "url"},
    "Comment": {"author", "datePublished", "text", "url"},
    "Person": {"name", "url"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name"},
    "CollectionPage": {"name", "url"},
    "ItemList": {"itemListElement"},
    "ProfilePage": {"mainEntity"},
    "WebSite": {"name", "url"},
    "InteractionCounter": {"interactionType", "userInteractionCount"},
}
ALLOWED = {
    "DiscussionForumPosting": {
        *("author", "datePublished", "dateModified", "inLanguage", "text", "image", "isPartOf"),
        *("interactionStatistic", "comment", "mainEntityOfPage"),
    },
    "Comment": {"dateModified"},
    "Person": {"alternateName", "identifier", "description", "sameAs"},
    "ListItem": {"item", "url"},
    "CollectionPage": {"inLanguage", "isPartOf", "description", "mainEntity"},
    "ItemList": {"numberOfItems"},
    "ProfilePage": {"dateCreated"},
    "WebSite": {"inLanguage", "description"},
}


def faults(thing: object) -> Iterator[str]:
    """What the structured data of a page lacks, or says wrongly."""
    if isinstance(thing, list):
        for each in thing:
            yield from faults(each)
    if not isinstance(thing, dict):
        return
    kind = thing.get("@type")
    names = {name for name in thing if not name.startswith("@")}
    if "@graph" in thing:
        yield from faults(thing["@graph"])
        return
    if kind not in NEEDED:
        yield f"nobody knows what {kind} is"
        return
    lacking = NEEDED[kind] - names
    if kind == "WebSite" and names == {"url"}:
        lacking = set()  # named where something belongs to it
    if lacking:
        yield f"{kind} lacks {sorted(lacking)}"
    if more := names - NEEDED[kind] - ALLOWED.get(kind, set()):
        yield f"{kind} has no {sorted(more)}"
    for name, value in thing.items():
        if name in ("url", "item", "image", "sameAs") and isinstance(value, str):
            parts = urlsplit(value)
            if parts.scheme != "https" or not parts.netloc:
                yield f"{name} is not whole: {value}"
        if name.startswith("date") and datetime.fromisoformat(value).tzinfo is None:
            yield f"{name} has no zone"
        if value in ("", [], {}, None):
            yield f"{kind} says nothing of its {name}"
        yield from faults(value)
    if kind == "BreadcrumbList":
        places = [each["position"] for each in thing["itemListElement"]]
        if places != list(range(1, len(places) + 1)):
            yield "the way is not in order"


async def told(reader: httpx.AsyncClient, path: str) -> list[Thing]:
    """The things that a page tells of."""
    page = Markup((await reader.get(path)).text)
    blocks = [text for where, text in page.texts if where == "html/head/script"]
    things: list[Thing] = []
    for block in map(json.loads, blocks):
        assert block["@context"] == "https://schema.org"
        things += block.get("@graph", [block])
    return things


def kinds(things: list[Thing]) -> list[str]:
    return [each["@type"] for each in things]


async def test_what_every_page_tells_is_well_formed(
    reader: httpx.AsyncClient, village: Village
) -> None:
    essay, closed = village.essay, village.closed
    expected = {
        "/": ["WebSite"],
        "/b/vragen": ["CollectionPage", "BreadcrumbList"],
        f"/t/{essay.short}-{essay.slug}": ["DiscussionForumPosting", "BreadcrumbList"],
        f"/t/{essay.short}-{essay.slug}?pagina=2": ["DiscussionForumPosting", "BreadcrumbList"],
        f"/t/{closed.short}-{closed.slug}": ["BreadcrumbList"],  # anneke did not say yes
        "/u/cora": ["ProfilePage"],
        "/u/@verhoeven@mastodon.test": [],
        "/tag/zaal": [],
    }

    for path, types in expected.items():
        things = await told(reader, path)
        assert types == kinds(things), path
        assert [] == list(faults(things)), path


async def test_conversation_tells_how_it_began_and_who_replied(
    reader: httpx.AsyncClient, village: Village
) -> None:
    posting = (await told(reader, f"/t/{village.essay.short}-{village.essay.slug}"))[0]

    assert (TITLE, "John Terpstra") == (posting["headline"], posting["author"]["name"])
    assert posting["text"].startswith("Onze winkel ging dicht op een dinsdag.")
    assert posting["datePublished"] == posting["dateModified"] == "2026-05-03T09:13:00+00:00"
    assert {"https://schema.org/CommentAction"} == {
        each["interactionType"] for each in posting["interactionStatistic"]
    }
    assert {"John Terpstra", "Cora de Wit"} == {
        each["author"]["name"] for each in posting["comment"]
    }
    assert all(len(each["text"]) <= 200 for each in posting["comment"])
    assert all("#p" in each["url"] for each in posting["comment"])


async def test_later_page_names_only_what_it_goes_on_with(
    reader: httpx.AsyncClient, village: Village
) -> None:
    address = f"/t/{village.essay.short}-{village.essay.slug}"
    posting = (await told(reader, f"{address}?pagina=2"))[0]

    assert {"@type", "headline", "url", "comment"} == posting.keys()
    assert f"https://buurtwerk.test{address}" == posting["url"]


async def test_whoever_does_not_want_to_be_found_is_not_told_of(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    address = f"/t/{village.essay.short}-{village.essay.slug}"
    before = json.dumps(await told(reader, address))
    said = next(each for each in village.letters() if each.author == village.anneke.id)
    willing = replace(said, searchable=True)
    async with node.database.transaction() as conn:
        await commit(conn, [Acted((Put(willing),))], node.home, BEGUN)
    after = json.dumps(await told(reader, address))

    assert "Anneke" not in before
    assert "Verhoeven" not in after
    assert "Anneke" in after


async def test_nothing_in_it_ends_it(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    evil = "</script><!--<script>alert(1)</script>\u2028&"
    thread = replace(village.unanswered, title=evil)
    post = village.post(
        302, thread, village.john, SafeHtml("<p>&lt;/script&gt;&lt;!--</p>"), thread.root
    )
    async with node.database.transaction() as conn:
        await commit(conn, [Acted((Put(thread), Put(post)))], node.home, BEGUN)

    answer = await reader.get(f"/t/{thread.short}", follow_redirects=True)
    page = Markup(answer.text)

    raw = answer.text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert not set("<>&\u2028") & set(raw)
    assert [evil] == [each["headline"] for each in json.loads(raw)["@graph"] if "headline" in each]
    assert [] == page.crossed


async def test_page_keeps_its_weight_though_everybody_wants_to_be_found(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    thread = await settle_hundred(node, village)
    address = f"/t/{thread.short}-{thread.slug}"
    few = (await told(reader, address))[0]["comment"]
    async with node.database.transaction() as conn:
        await conn.execute("UPDATE actor SET indexable = true")
    many = (await told(reader, address))[0]["comment"]
    page = (await reader.get(address)).content

    assert len(few) < len(many) == 99
    assert max(len(each["text"]) for each in many) <= 40
    assert len(gzip.compress(page, 5)) <= 45_000


@pytest.mark.usefixtures("village")
async def test_every_page_says_how_it_is_shown_where_it_is_linked(
    reader: httpx.AsyncClient, village: Village
) -> None:
    for path, kind in (
        ("/", "website"),
        ("/b/essays", "website"),
        (f"/t/{village.essay.short}-{village.essay.slug}", "article"),
        ("/u/cora", "profile"),
    ):
        page = Markup((await reader.get(path)).text)
        said = {each.get("property"): each.get("content") for each in page.named("meta")}
        links = {(each.get("rel"), each.get("type")): each["href"] for each in page.named("link")}

        assert (kind, f"https://buurtwerk.test{path}") == (said["og:type"], said["og:url"])
        assert said["og:title"]
        assert (
            200 == (await reader.get(str(links["alternate", "application/atom+xml"]))).status_code
        )
        assert 200 == (await reader.get(str(links["alternate", "application/json"]))).status_code
        if kind != "profile":
            assert ("1200", "630") == (said["og:image:width"], said["og:image:height"])


async def test_words_of_who_did_not_say_yes_are_not_in_the_preview(
    reader: httpx.AsyncClient, village: Village
) -> None:
    page = (await reader.get(f"/t/{village.closed.short}-{village.closed.slug}")).text

    assert 'property="og:description"' not in page
    assert f'property="og:url" content="https://buurtwerk.test/t/{short(200)}' in page


async def test_what_has_nothing_to_find_is_not_listed(
    reader: httpx.AsyncClient, village: Village
) -> None:
    thread = f"/t/{village.essay.short}-{village.essay.slug}"
    listed = ("/", "/b/essays", thread, f"{thread}?pagina=2", "/u/cora", "/tag/zaal", "/over")
    unlisted = (
        *("/zoek?q=winkel", "/onbeantwoord", "/b/vragen/gesloten", "/u/@verhoeven@mastodon.test"),
        *(f"{thread}/boom", f"{thread}/alles", f"/t/{village.essay.short}/status", "/meld"),
        *(f"/t/{village.essay.short}/doe-mee", "/weergave", "/nergens"),
    )

    for paths, expected in ((listed, False), (unlisted, True)):
        for path in paths:
            answer = await reader.get(path, follow_redirects=True)
            metas = Markup(answer.text).named("meta")
            assert expected is ({"name": "robots", "content": "noindex"} in metas), path


async def test_every_page_has_one_description_at_most_and_one_address(
    reader: httpx.AsyncClient, village: Village
) -> None:
    essay = f"/t/{village.essay.short}-{village.essay.slug}"
    for path, own in (
        ("/", "/"),
        ("/b/vragen", "/b/vragen"),
        ("/b/vragen/unanswered", "/b/vragen/onbeantwoord"),
        (f"{essay}?sinds={short(3)}", essay),
        (f"{essay}?page=2", f"{essay}?pagina=2"),
        (f"{essay}?lang=en", essay),
        ("/u/cora", "/u/cora"),
        ("/search", "/zoek"),
    ):
        page = Markup((await reader.get(path, follow_redirects=True)).text)
        canonical = [each["href"] for each in page.named("link") if each.get("rel") == "canonical"]
        described = [each for each in page.named("meta") if each.get("name") == "description"]

        assert [f"https://buurtwerk.test{own}"] == canonical, path
        assert 1 >= len(described), path
