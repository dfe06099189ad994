"""Collections: lists that a server serves, whole or by the page.

Items are ids, or documents already written (an outbox holds activities). Nothing here reads
or writes JSON.
"""

from dataclasses import dataclass
from typing import Literal

from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json

Part = Literal["followers", "following", "likes", "outbox", "replies", "shares"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A Collection or, if ``ordered``, an OrderedCollection.

    ``items`` is None where only pages hold them; ``total_items`` may then exceed their number.
    ``of``: which part of which thing it is (FEP-5711); ``collection_of``: what type its items
    have.
    """

    id: Iri
    total_items: int | None = None
    ordered: bool = True
    items: tuple[Iri | Json, ...] | None = None
    first: "Iri | CollectionPage | None" = None
    last: Iri | None = None
    name: str | None = None
    url: Iri | None = None
    attributed_to: Iri | None = None
    audience: Iri | None = None
    followers: Iri | None = None
    collection_of: str | None = None
    of: tuple[Part, Iri] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionPage:
    """A page of a collection; an OrderedCollectionPage if ``ordered``."""

    id: Iri
    part_of: Iri
    ordered: bool = True
    items: tuple[Iri | Json, ...] = ()
    next: Iri | None = None
    prev: Iri | None = None
    total_items: int | None = None
