"""The nested order: every reply once, behind what it answers, in parts that end well."""

import pytest

from fediforum.store.reading.branches import Leaf, nested, sliced
from fediforum.vocab.iri import Iri


def leaf(name: str, parent: str | None = None) -> Leaf:
    return Leaf(name, Iri(name), Iri(parent) if parent else None)


def order(leaves: list[Leaf]) -> list[tuple[str, int]]:
    return [(place.leaf.short, place.level) for place in nested(leaves)]


def test_replies_to_one_post_keep_their_order_and_stand_below_it() -> None:
    leaves = [leaf("a"), leaf("b"), leaf("a1", "a"), leaf("b1", "b"), leaf("a2", "a")]

    assert [("a", 1), ("a1", 2), ("a2", 2), ("b", 1), ("b1", 2)] == order(leaves)


def test_reply_to_what_is_not_here_begins_a_branch() -> None:
    assert [("a", 1), ("b", 2)] == order([leaf("a", "elsewhere"), leaf("b", "a")])


def test_ring_of_replies_is_read_once() -> None:
    ring = [leaf("a", "c"), leaf("b", "a"), leaf("c", "b"), leaf("self", "self")]

    assert [("a", 1), ("b", 2), ("c", 3), ("self", 1)] == order(ring)


def test_chain_may_be_as_long_as_a_thread() -> None:
    chain = [leaf("0"), *(leaf(str(n), str(n - 1)) for n in range(1, 10_000))]

    assert [(str(n), n + 1) for n in range(10_000)] == order(chain)


@pytest.mark.parametrize("shape", ["flat", "chain", "bushes"])
def test_parts_hold_everything_once_and_no_part_too_much(shape: str) -> None:
    parents: dict[str, list[str | None]] = {
        "flat": [None for _ in range(500)],
        "chain": [None, *(str(n) for n in range(499))],
        "bushes": [str(n - n % 7) if n % 7 else None for n in range(500)],
    }
    leaves = [leaf(str(n), parent) for n, parent in enumerate(parents[shape])]
    seen, after = [], None

    while True:
        part = sliced(leaves, after, 100)
        assert part is not None
        assert 0 < len(part.places) <= 100
        seen += [place.leaf.short for place in part.places]
        if (after := part.after) is None:
            break

    assert [short for short, _ in order(leaves)] == seen


def test_part_ends_with_a_branch_where_it_can() -> None:
    leaves = [leaf(str(n), str(n - n % 7) if n % 7 else None) for n in range(500)]

    part = sliced(leaves, None, 100)

    assert part is not None
    assert "97" == part.after
    assert 98 == len(part.places)


def test_part_behind_a_reply_goes_on_there_whatever_was_said_before_it() -> None:
    leaves = [leaf(str(n)) for n in range(30)]
    before = sliced(leaves, "9", 10)

    after = sliced([leaf("new"), *leaves[:5], leaf("newer", "3"), *leaves[5:]], "9", 10)

    assert before == after


def test_part_behind_a_stranger_is_none_and_one_of_nothing_is_empty() -> None:
    assert sliced([leaf("a")], "x", 10) is None
    assert (empty := sliced([], None, 10)) is not None
    assert () == empty.places
