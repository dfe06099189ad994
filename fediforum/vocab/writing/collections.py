"""Collections: values → JSON."""

from typing import Any

from fediforum.vocab.collections import Collection, CollectionPage, Part
from fediforum.vocab.iri import Iri
from fediforum.vocab.writing.context import bare, present


def write_collection(collection: Collection) -> dict[str, Any]:
    """The collection without ``@context``; an embedded first page is written out."""
    first = collection.first
    return present(
        id=collection.id,
        type="OrderedCollection" if collection.ordered else "Collection",
        name=collection.name,
        url=collection.url,
        attributedTo=collection.attributed_to,
        audience=collection.audience,
        followers=collection.followers,
        collectionOf=collection.collection_of,
        **write_inverse(collection.of),
        totalItems=collection.total_items,
        first=write_page(first) if isinstance(first, CollectionPage) else first,
        last=collection.last,
        **write_items(collection),
    )


def write_inverse(of: tuple[Part, Iri] | None) -> dict[str, Any]:
    """What a collection belongs to, said by itself (FEP-5711)."""
    return {} if of is None else {f"{of[0]}Of": of[1]}


def write_page(page: CollectionPage) -> dict[str, Any]:
    return present(
        id=page.id,
        type="OrderedCollectionPage" if page.ordered else "CollectionPage",
        partOf=page.part_of,
        totalItems=page.total_items,
        next=page.next,
        prev=page.prev,
        **write_items(page),
    )


def write_items(listed: Collection | CollectionPage) -> dict[str, Any]:
    if listed.items is None:
        return {}
    items = [each if isinstance(each, str) else bare(each) for each in listed.items]
    return {"orderedItems" if listed.ordered else "items": items}
