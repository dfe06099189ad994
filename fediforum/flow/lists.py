"""Lists: what a collection of another server holds, page after page, within a budget."""

from collections import deque

import structlog

from fediforum.errors import FediforumError
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import fetch
from fediforum.node import Node
from fediforum.vocab.iri import Iri, same_origin
from fediforum.vocab.json import Json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import listed, read_collection, read_document

log = structlog.get_logger(__name__)


async def entries(
    node: Node, iri: Iri, budget: Budget, *, pages: int, owner: Iri | None = None
) -> tuple[Iri | Json, ...] | None:
    """Return the items of a list, as far as so many of its pages hold them.

    The last page is read before those in between: some list what is newest at the end. None
    where nothing of it could be read; nothing is raised. ``owner``: who names it as theirs; what
    their own server serves as mere JSON is then read as well.
    """
    plain = owner is not None and same_origin(owner, iri)
    read_any = False
    found: list[Iri | Json] = []
    ahead, seen = deque([iri]), set[Iri]()
    while ahead and len(seen) < pages:
        page = ahead.popleft()
        if page in seen or not same_origin(page, iri):
            continue
        seen.add(page)
        try:
            read = read_collection((await fetch(node, page, budget, plain=plain)).document)
        except FediforumError as problem:
            log.info("read no list", iri=page, reason=str(problem))
            continue
        read_any = True
        found += read.items
        ahead.extend(each for each in (read.last, read.next, read.first) if each is not None)
    return tuple(found) if read_any else None


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
