"""Looking: what stands at one id of a conversation, read but not yet acted on.

Nothing is believed here but what its own server says: a post is read at its own id, or, where
its own server lists it whole, in that list.
"""

import re
from dataclasses import dataclass, field, replace

import structlog

from fediforum.errors import (
    FediforumError,
    Forbidden,
    Gone,
    Malformed,
    Missing,
    Temporary,
    Unavailable,
)  # fmt: skip
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import fetch_changed
from fediforum.forum.crawl import Listing
from fediforum.forum.whole import Tried, Why
from fediforum.node import Node
from fediforum.store.heard import LastSaid
from fediforum.vocab.iri import Iri, same_origin
from fediforum.vocab.json import Json, write_json
from fediforum.vocab.objects import Object, Tombstone
from fediforum.vocab.reading import (
    ReadCollection,
    Ways,
    kind_of,
    listed,
    read_collection,
    read_object,
    read_ways,
)
from fediforum.vocab.reading.kinds import id_of
from fediforum.wire import Fetched, NotShown

log = structlog.get_logger(__name__)

DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Read:
    """A post as its own server says it, with its bytes, and where it says there is more."""

    post: Object
    raw: bytes
    ways: Ways = field(default_factory=Ways)


@dataclass(frozen=True, slots=True)
class List:
    """A list as it was read just now, the posts that it holds whole, and what to remember."""

    listing: Listing
    posts: tuple[Read, ...] = ()
    said: LastSaid | None = None


async def look(
    node: Node, iri: Iri, budget: Budget, last: LastSaid | None = None
) -> Read | List | Tried:
    """What stands at an id: a post, a list, or why there is neither. Raises Unavailable only.

    ``last``: what that list said before; it is asked for only if it has changed.
    """
    etag = last.etag if last is not None else None
    try:
        found = await fetch_changed(node, iri, etag, budget)
    except Unavailable:
        raise  # it is our own database that does not answer
    except FediforumError as problem:
        why = why_of(problem)
        if why is Why.UNREACHABLE and budget.spent:
            why = Why.BUDGET
        log.info("read nothing", iri=iri, reason=str(problem), why=why)
        return Tried(iri, why, str(problem))
    if found is None:
        return unchanged(last)
    return understand(iri, found)


def unchanged(last: LastSaid | None) -> List:
    """A list that is as it was: it goes on where it did.

    Unless its ETag stands for all that it lists, not only for that page (NodeBB's, and ours).
    """
    if last is None or last.etag is None or DIGEST.search(last.etag):
        return List(Listing(total=last.total if last is not None else None), said=last)
    return List(Listing(onward=last.onward, total=last.total), said=last)


def why_of(problem: FediforumError) -> Why:
    match problem:
        case Missing() | Gone():
            return Why.GONE
        case NotShown():
            return Why.REFUSED
        case Forbidden():
            return Why.RULE
        case Temporary():
            return Why.UNREACHABLE
        case _:
            return Why.NOTHING


def understand(iri: Iri, found: Fetched) -> Read | List | Tried:
    """What a fetched document means for the conversation: a post, a list, or nothing."""
    try:
        match kind_of(found.document):
            case "collection":
                read = read_collection(found.document)
                listing, posts = listing_of(read, found.iri)
                said = LastSaid(iri, found.etag, listing.total, listing.onward)
                return List(listing, posts, said)
            case "tombstone":
                return Tried(iri, Why.GONE)
            case "object":
                return read_post(found.document, found.raw) or Tried(iri, Why.GONE)
            case "activity":
                return brought(iri, found)
            case kind:
                return Tried(iri, Why.NOTHING, f"It is no post, but: {kind}.")
    except Malformed as problem:
        return Tried(iri, Why.NOTHING, str(problem))


def brought(iri: Iri, found: Fetched) -> Read | Tried:
    """The post that an activity of the same server brings along; else nothing."""
    inner = listed(found.document)
    read = vouched(inner, found.iri) if isinstance(inner, dict) else None
    return read or Tried(iri, Why.NOTHING, "It is no post, but: activity.")


def listing_of(read: ReadCollection, server: str) -> tuple[Listing, tuple[Read, ...]]:
    """What a list names; of the documents in it, those that its own server vouches for."""
    ids: list[Iri] = []
    posts: list[Read] = []
    for item in map(listed, read.items):
        if isinstance(item, str):
            ids.append(item)
        elif item is not None:
            whole = vouched(item, server)
            if whole is not None:
                posts.append(whole)
            else:
                ids.extend(own_id(item))
    onward = read.next or read.first
    listing = Listing(tuple(ids), onward, read.total_items, tuple(each.post for each in posts))
    return listing, tuple(posts)


def vouched(document: Json, server: str) -> Read | None:
    """A post that stands whole in a document of its own server (FEP-fe34); None for others."""
    try:
        if kind_of(document) != "object":
            return None
        read = read_post(document, write_json(document))
        if read is None or not same_origin(read.post.id, server):
            return None
        return read if same_origin(read.post.attributed_to, server) else None
    except Malformed:
        return None


def own_id(document: Json) -> tuple[Iri, ...]:
    """The id of a document that is to be read at its own place, if it has one."""
    try:
        return (id_of(document, "an item"),)
    except Malformed:
        return ()


def read_post(document: Json, raw: bytes) -> Read | None:
    """The post that a document is; None for what is left of a deleted one."""
    thing = read_object(document)
    if isinstance(thing, Tombstone):
        return None
    return Read(thing, raw, read_ways(document))


def replies_in(read: Read) -> Listing | None:
    """The replies that a post writes out itself, as references: each is read at its own id."""
    if read.ways.replies is None:
        return None
    listing, posts = listing_of(read.ways.replies, read.post.id)
    return replace(listing, items=(*listing.items, *(each.post.id for each in posts)), posts=())
