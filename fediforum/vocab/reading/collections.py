"""Collections: JSON → ReadCollection, whether whole, a page, or a page within a whole."""

from dataclasses import dataclass
from typing import Any

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.vocab import shapes
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.vocab.reading.kinds import (
    COLLECTION_TYPES,
    kind_by_shape,
    kind_of,
    refuse_graphs,
    type_in,
)  # fmt: skip

BRINGING = frozenset({"Add", "Announce", "Create", "Update"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCollection:
    """What a collection or page of another server lists, and where it goes on.

    ``items`` are ids or documents, those of an embedded first page included; ``first`` is
    the first page where it must be fetched; ``next`` the page after the items at hand.
    PieFed's ``replies`` have no ``id``; ``total_items`` is a claim, and nobody checked it.
    """

    id: Iri | None
    ordered: bool
    items: tuple[Iri | Json, ...]
    first: Iri | None
    next: Iri | None
    part_of: Iri | None
    total_items: int | None
    attributed_to: Iri | None
    audience: Iri | None
    name: str | None
    last: Iri | None = None


def read_collection(document: Json) -> ReadCollection:
    """What the collection or page lists, at most ``limits.BACKFILL_ITEMS``.

    An older NodeBB calls a topic a ``Conversation`` and lists it elsewhere (``posts``).
    Raises Malformed where the document is no collection.
    """
    refuse_graphs(document)
    if kind_by_shape(document) != "collection":
        type_in(document, COLLECTION_TYPES)
    types = shapes.types(document)
    first = shapes.one(document.get("first")) or shapes.one(document.get("posts"))
    page = first if isinstance(first, dict) and (items_of(first) or first.get("next")) else {}
    items = (*read_items(document), *read_items(page))
    return ReadCollection(
        id=shapes.readable(found) if isinstance(found := document.get("id"), str) else None,
        ordered="orderedItems" in document or any(type_.startswith("Ordered") for type_ in types),
        items=items[: limits.BACKFILL_ITEMS],
        first=None if page else shapes.ident(first),
        next=shapes.ident(page.get("next")) or shapes.ident(document.get("next")),
        part_of=shapes.ident(document.get("partOf")),
        total_items=shapes.count(document.get("totalItems")),
        attributed_to=shapes.ident(document.get("attributedTo")),
        audience=shapes.ident(document.get("audience")),
        name=shapes.label(document.get("name"), limits.NAME_CHARS),
        last=shapes.ident(document.get("last")),
    )


def items_of(document: Json) -> list[Any]:
    return shapes.many(document.get("orderedItems")) or shapes.many(document.get("items"))


def read_items(document: Json) -> tuple[Iri | Json, ...]:
    found: list[Iri | Json] = []
    for item in items_of(document):
        if isinstance(item, dict):
            found.append(item)
        elif isinstance(item, str) and (iri := shapes.readable(item)) is not None:
            found.append(iri)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a post's document says that more of its conversation is listed.

    ``replies`` where they are written out in the post, as Mastodon has it; ``history``: the
    activities of the whole conversation (FEP-f228 ``contextHistory``).
    """

    replies: ReadCollection | None = None
    history: Iri | None = None


def read_ways(document: Json) -> Ways:
    """What a post's document says of lists, beside what ``Object`` holds; never raises."""
    replies = shapes.one(document.get("replies"))
    written: ReadCollection | None = None
    if isinstance(replies, dict):
        try:
            written = read_collection(replies)
        except Malformed:
            written = None
    return Ways(written, shapes.ident(document.get("contextHistory")))


def ballot(document: Json) -> tuple[Json, ...]:
    """A Create for each post of a Create that brings several: so GoToSocial sends a choice of
    more than one option. They are named after their posts. Empty for all else.

    No more of the document than its actor stands in each: together they are not much larger.
    """
    given = document.get("object")
    if "Create" not in shapes.types(document) or not isinstance(given, list) or len(given) < 2:
        return ()
    shared = {"type": "Create", "actor": shapes.ident(document.get("actor"))}
    posts = [each for each in given if isinstance(each, dict)]
    return tuple({**shared, "id": f"{each.get('id')}/create", "object": each} for each in posts)


def listed(item: Iri | Json) -> Iri | Json | None:
    """What an item of a conversation's list is about: a post's id or its document.

    Activities are unwrapped: conversations are also listed as Creates, or as Adds of Creates
    (FEP-171b), outboxes as Announces of them.

    >>> listed({"type": "Add", "actor": "a", "object": {"type": "Create", "object": "https://a/1"}})
    'https://a/1'
    """
    found: Any = item
    for _ in range(limits.ACTIVITY_DEPTH):
        if isinstance(found, str):
            return shapes.readable(found)
        if not isinstance(found, dict) or not is_activity(found):
            break
        if not BRINGING & set(shapes.types(found)):
            return None
        found = shapes.one(found.get("object"))
    return found if isinstance(found, dict) and not is_activity(found) else None


def is_activity(document: Json) -> bool:
    try:
        return kind_of(document) == "activity"
    except Malformed:
        return False
