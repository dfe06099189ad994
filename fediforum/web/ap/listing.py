"""Listing: collections made of ids, in the shapes that the network walks through.

Pure: ids in, collections out.
"""

import hashlib
from collections.abc import Sequence

from fediforum.vocab.collections import Collection, CollectionPage
from fediforum.vocab.iri import Iri

MOST = 500


def page_count(total: int) -> int:
    return max(1, -(-total // MOST))


def replies(post: Iri, ids: Sequence[Iri], *, ordered: bool = False) -> Collection:
    """The replies to a post (FEP-7458), the first page written out in it, as Mastodon does."""
    iri = Iri(f"{post}/replies")
    first = page(iri, ids, 1, ordered=ordered)
    return Collection(
        id=iri,
        total_items=len(ids),
        ordered=ordered,
        of=("replies", post),
        first=first if first is not None else Iri(f"{iri}?page=1"),
    )


def page(
    iri: Iri, ids: Sequence[Iri], number: int, *, ordered: bool = False
) -> CollectionPage | None:
    """One page of the collection; None where it has no such page."""
    pages = page_count(len(ids))
    if not 1 <= number <= pages:
        return None
    return CollectionPage(
        id=Iri(f"{iri}?page={number}"),
        part_of=iri,
        ordered=ordered,
        items=tuple(ids[(number - 1) * MOST : number * MOST]),
        next=Iri(f"{iri}?page={number + 1}") if number < pages else None,
        prev=Iri(f"{iri}?page={number - 1}") if number > 1 else None,
    )


def context(
    iri: Iri, ids: Sequence[Iri], board: Iri, *, name: str, url: Iri, followers: Iri
) -> Collection:
    """A whole thread (FEP-7888, FEP-2931, FEP-f228): up to 500 ids at once, more only by the page.

    It can be followed (FEP-efda): ``followers`` are those of the thread's actor.
    """
    few = len(ids) <= MOST
    return Collection(
        id=iri,
        name=name,
        url=url,
        total_items=len(ids),
        items=tuple(ids) if few else None,
        first=None if few else Iri(f"{iri}?page=1"),
        last=None if few else Iri(f"{iri}?page={page_count(len(ids))}"),
        attributed_to=board,
        audience=board,
        followers=followers,
        collection_of="Object",
    )


def ids_etag(ids: Sequence[Iri]) -> str:
    """The XOR of the SHA-256 of the ids, in hexadecimal, quoted: NodeBB compares it.

    >>> ids_etag([]) == '"' + 64 * "0" + '"'
    True
    """
    total = 0
    for iri in ids:
        total ^= int.from_bytes(hashlib.sha256(iri.encode()).digest(), "big")
    return f'"{total:064x}"'
