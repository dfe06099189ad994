"""Backfilling: a conversation elsewhere is walked and brought here, oldest first.

``forum.crawl`` says what to read next and when to stop; here it is read, kept in memory within
the bounds of a pass, and then acted on in the order in which it was written.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from fediforum.errors import FediforumError, Malformed
from fediforum.flow.act import Spoken, act_each
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import fetch, introduce
from fediforum.forum import compose
from fediforum.forum.crawl import Frontier, Listing
from fediforum.forum.provenance import Fetched as FetchedFrom
from fediforum.forum.verdict import Accepted
from fediforum.node import Node
from fediforum.vocab.activities import subject_of
from fediforum.vocab.iri import Iri, read_iri
from fediforum.vocab.json import Json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import (
    ReadCollection,
    kind_of,
    read_activity,
    read_collection,
    read_document,
    read_object,
)
from fediforum.wire import Fetched

log = structlog.get_logger(__name__)

TOGETHER = 50
BEGINNING = datetime.min.replace(tzinfo=UTC)

Read = tuple[Object, bytes]


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """How many posts were read, saved and not saved, and whether there was more to look at."""

    seen: int
    saved: int
    refused: int
    done: bool


async def backfill(node: Node, seed: Iri, budget: Budget) -> BackfillReport:
    """As much of the conversation around a post as the budget allows is here."""
    frontier = Frontier(seed, requests=budget.requests)
    posts: dict[Iri, Read] = {}
    while not budget.spent and (iri := frontier.next()) is not None:
        found = await look(node, iri, budget)
        if isinstance(found, Fetched):
            thing = read_post(found)
            frontier.feed(iri, thing)
            if thing is not None:
                posts[thing.id] = (thing, found.raw)
        else:
            frontier.feed(iri, found)
    saved = await file(node, list(posts.values()), budget)
    report = BackfillReport(len(posts), saved, len(posts) - saved, frontier.done)
    log.info("backfilled", seed=seed, seen=report.seen, saved=report.saved, done=report.done)
    return report


async def look(node: Node, iri: Iri, budget: Budget) -> Fetched | Listing | None:
    """What stands at an id: a post's document, a list, or nothing that can be read."""
    try:
        found = await fetch(node, iri, budget)
        if kind_of(found.document) == "collection":
            return listing(read_collection(found.document))
        return found
    except FediforumError as problem:
        log.info("read nothing", iri=iri, reason=str(problem))
        return None


def read_post(found: Fetched) -> Object | None:
    try:
        thing = read_object(found.document)
    except Malformed:
        return None
    return thing if isinstance(thing, Object) else None


def listing(read: ReadCollection) -> Listing:
    """The ids that a collection lists, also where it embeds documents, and where it goes on."""
    items = (item if isinstance(item, str) else item_id(item) for item in read.items)
    return Listing(tuple(iri for iri in items if iri is not None), read.next or read.first)


def item_id(item: Json) -> Iri | None:
    """What an embedded item is about: itself, or, for an activity, the post that it brings."""
    try:
        if kind_of(item) == "activity":
            return read_iri(subject_of(read_activity(item)))
        thing = read_document(item)
    except Malformed:
        return None
    return thing.id if isinstance(thing, Object) else None


async def file(node: Node, posts: Sequence[Read], budget: Budget) -> int:
    """Act on posts, oldest first and parents before children; how many the law took in."""
    ordered = in_order(posts)
    saved = 0
    for start in range(0, len(ordered), TOGETHER):
        batch = [
            Spoken(activity=compose.found(thing), by=FetchedFrom(thing.id), raw=raw)
            for thing, raw in ordered[start : start + TOGETHER]
        ]
        for outcome in await act_each(node, batch, budget):
            saved += isinstance(outcome, Accepted)
            if isinstance(outcome, Exception):
                log.warning("could not file", reason=repr(outcome))
    return saved


def in_order(posts: Sequence[Read]) -> Sequence[Read]:
    """The posts by date, but none before its parent, whatever their servers' clocks said."""
    ids = {thing.id for thing, _ in posts}
    children: dict[Iri, list[Read]] = {}
    ready: list[tuple[datetime, Iri, Read]] = []
    for post in posts:
        thing = post[0]
        if thing.in_reply_to is not None and thing.in_reply_to in ids:
            children.setdefault(thing.in_reply_to, []).append(post)
        else:
            heapq.heappush(ready, (thing.published or BEGINNING, thing.id, post))
    ordered: list[Read] = []
    while ready:
        _, iri, post = heapq.heappop(ready)
        ordered.append(post)
        for child in children.pop(iri, ()):
            heapq.heappush(ready, (child[0].published or BEGINNING, child[0].id, child))
    # What is left answers itself in a circle, and will never be filed.
    return ordered


async def seed_board(node: Node, board: Iri, budget: Budget) -> int:
    """The posts on the first page of a board's outbox are here; how many were taken in."""
    actor = await introduce(node, board, budget)
    if actor.outbox is None:
        return 0
    page = await look(node, actor.outbox, budget)
    if isinstance(page, Listing) and not page.items and page.onward is not None:
        page = await look(node, page.onward, budget)
    if not isinstance(page, Listing):
        return 0
    posts: list[Read] = []
    for iri in page.items:
        if budget.spent:
            break
        found = await look(node, iri, budget)
        thing = read_post(found) if isinstance(found, Fetched) else None
        if thing is not None and isinstance(found, Fetched):
            posts.append((thing, found.raw))
    return await file(node, posts, budget)
