"""Branches: the order of a nested view. Pure: which reply stands behind which, and how deep."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True)
class Leaf:
    """A reply, as little of it as its place depends on."""

    short: str
    id: Iri
    parent: Iri | None


@dataclass(frozen=True, slots=True)
class Placed:
    leaf: Leaf
    level: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some replies in a row; ``after`` is the last of them, if others follow."""

    places: tuple[Placed, ...]
    after: str | None


def sliced(leaves: Sequence[Leaf], after: str | None, most: int) -> Part | None:
    """Return at most ``most`` replies that follow ``after`` in the nested order.

    The part ends with a branch if one ends in its last quarter. None where ``after`` is not
    among the leaves, which come by time.
    """
    order = list(nested(leaves))
    start = 0
    if after is not None:
        behind = (n for n, place in enumerate(order, 1) if place.leaf.short == after)
        if (found := next(behind, None)) is None:
            return None
        start = found
    end = min(start + most, len(order))
    if end < len(order):
        least = start + most * 3 // 4
        end = next((n for n in range(end, least, -1) if order[n].level == 1), end)
    last = order[end - 1].leaf.short if end < len(order) else None
    return Part(tuple(order[start:end]), last)


def nested(leaves: Sequence[Leaf]) -> Iterator[Placed]:
    """Yield each reply behind what it answers, and those to one post in the order given.

    What answers nothing that is here is of level 1, as is one of a ring that answers itself.

    >>> a, b, c = Leaf("a", Iri("a"), None), Leaf("b", Iri("b"), None), Leaf("c", "c", Iri("a"))
    >>> [(place.leaf.short, place.level) for place in nested([a, b, c])]
    [('a', 1), ('c', 2), ('b', 1)]
    """
    here = {leaf.id for leaf in leaves}
    below: dict[Iri, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        if leaf.parent in here and leaf.parent is not None:
            below[leaf.parent].append(leaf)
    begun = [leaf for leaf in leaves if leaf.parent not in here]
    seen: set[Iri] = set()
    for first in (*begun, *leaves):
        waiting = [Placed(first, 1)]
        while waiting:
            place = waiting.pop()
            if place.leaf.id in seen:
                continue
            seen.add(place.leaf.id)
            yield place
            waiting += [Placed(leaf, place.level + 1) for leaf in reversed(below[place.leaf.id])]
