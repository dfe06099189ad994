"""Lists: what a collection of another server holds, page after page, within a budget."""

from collections import deque
from dataclasses import dataclass

import structlog

from fediforum.errors import FediforumError, Permanent
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import fetch
from fediforum.node import Node
from fediforum.vocab.iri import Iri, same_origin
from fediforum.vocab.json import Json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import listed, read_collection, read_document

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Entries:
    """What was read of a list; ``whole``: that is all of it, as far as its server says."""

    items: tuple[Iri | Json, ...] = ()
    whole: bool = False


async def entries(
    node: Node, iri: Iri | None, budget: Budget, *, pages: int, owner: Iri | None = None
) -> Entries:
    """Return the items of a list, as far as so many of its pages hold them.

    The last page is read before those in between: some list what is newest at the end. Nothing
    is raised; of no list, or where its server leads to another one, nothing was read.
    ``owner``: who names it as theirs; what their own server serves as mere JSON is then read
    as well.
    """
    if iri is None:
        return Entries()
    plain = owner is not None and same_origin(owner, iri)
    whole = True
    found: list[Iri | Json] = []
    ahead, seen = deque([iri]), set[Iri]()
    while ahead and len(seen) < pages:
        page = ahead.popleft()
        if page in seen:
            continue
        seen.add(page)
        if not same_origin(page, iri):
            whole = False
            continue
        try:
            there = await fetch(node, page, budget, plain=plain)
            if not same_origin(there.iri, iri):
                raise Permanent("The list is another server's.", subject=there.iri)
            read = read_collection(there.document)
        except FediforumError as problem:
            log.info("read no list", iri=page, reason=str(problem))
            whole = False
            continue
        found += read.items
        ahead.extend(each for each in (read.last, read.next, read.first) if each is not None)
    return Entries(tuple(found), whole and not set(ahead) - seen)


def named(item: Iri | Json) -> Iri | None:
    """The id of what an item is about: its own, or that of what its activity brings along."""
    found = listed(item)
    if isinstance(found, str) or found is None:
        return found
    try:
        thing = read_document(found)
    except FediforumError:
        return None
    return thing.id if isinstance(thing, Object) else None
