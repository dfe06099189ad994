"""Collections: JSON → ReadCollection, whether whole, a page, or a page within a whole."""

from dataclasses import dataclass
from typing import Any

from fediforum import limits
from fediforum.vocab import shapes
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.vocab.reading.kinds import COLLECTION_TYPES, kind_by_shape, refuse_graphs, type_in


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


def read_collection(document: Json) -> ReadCollection:
    """What the collection or page lists, at most ``limits.BACKFILL_ITEMS``.

    Raises Malformed where the document is no collection.
    """
    refuse_graphs(document)
    if kind_by_shape(document) != "collection":
        type_in(document, COLLECTION_TYPES)
    types = shapes.types(document)
    first = shapes.one(document.get("first"))
    page = first if isinstance(first, dict) and items_of(first) else {}
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
