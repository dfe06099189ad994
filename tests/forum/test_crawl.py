"""crawl: a conversation is walked in a good order, once, and not for ever."""

from collections.abc import Mapping

from fediforum.forum.crawl import Frontier, Listing
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Object


def iri(name: str, host: str = "a.test") -> Iri:
    return Iri(f"https://{host}/{name}")


def note(
    name: str, *, parent: str | None = None, context: str | None = None, replies: str | None = None
) -> Object:
    return Object(
        id=iri(name),
        type="Note",
        attributed_to=iri("u"),
        in_reply_to=iri(parent) if parent else None,
        context=iri(context) if context else None,
        replies=iri(replies) if replies else None,
    )


def walk(frontier: Frontier, world: Mapping[Iri, Object | Listing]) -> list[str]:
    asked: list[str] = []
    while (wanted := frontier.next()) is not None:
        asked.append(wanted.rpartition("/")[2])
        frontier.feed(wanted, world.get(wanted))
    return asked


def test_parents_come_first_then_the_context_then_replies() -> None:
    world: dict[Iri, Object | Listing] = {
        iri("r"): note("r", parent="op", context="ctx", replies="r-replies"),
        iri("op"): note("op", context="ctx"),
        iri("ctx"): Listing((iri("op"), iri("r"), iri("x"))),
        iri("x"): note("x", parent="op"),
        iri("r-replies"): Listing((iri("y"),)),
        iri("y"): note("y", parent="r"),
    }

    assert ["r", "op", "ctx", "x", "r-replies", "y"] == walk(Frontier(iri("r")), world)


def test_nothing_is_fetched_twice() -> None:
    world: dict[Iri, Object | Listing] = {
        iri("a"): note("a", parent="b", context="ctx"),
        iri("b"): note("b", parent="a", context="ctx"),
        iri("ctx"): Listing((iri("a"), iri("b")), onward=iri("ctx")),
    }

    assert ["a", "b", "ctx"] == walk(Frontier(iri("a")), world)


def test_pages_are_followed_on_their_own_server_only() -> None:
    world: dict[Iri, Object | Listing] = {
        iri("a"): note("a", context="ctx"),
        iri("ctx"): Listing((), onward=iri("p1")),
        iri("p1"): Listing((iri("b"),), onward=iri("p2", "evil.test")),
        iri("b"): note("b"),
    }

    assert ["a", "ctx", "p1", "b"] == walk(Frontier(iri("a")), world)


def test_replies_listed_by_a_stranger_are_not_believed() -> None:
    post = Object(id=iri("a"), type="Note", attributed_to=iri("u"), replies=iri("r", "evil.test"))

    assert ["a"] == walk(Frontier(iri("a")), {iri("a"): post})


def test_what_could_not_be_read_ends_no_walk() -> None:
    world: dict[Iri, Object | Listing] = {
        iri("a"): note("a", parent="lost", context="ctx"),
        iri("ctx"): Listing((iri("b"),)),
    }

    assert ["a", "lost", "ctx", "b"] == walk(Frontier(iri("a")), world)


def test_walk_stops_at_its_bounds() -> None:
    chain: dict[Iri, Object | Listing] = {
        iri(f"n{i}"): note(f"n{i}", parent=f"n{i + 1}") for i in range(50)
    }
    pages: dict[Iri, Object | Listing] = {
        iri("a"): note("a", context="p0"),
        **{iri(f"p{i}"): Listing((iri(f"m{i}"),), onward=iri(f"p{i + 1}")) for i in range(50)},
    }
    few = Frontier(iri("n0"), requests=5)

    assert 5 == len(walk(few, chain))
    assert not few.done
    assert 7 == len(walk(Frontier(iri("n0"), items=7), chain))
    assert 4 == len([name for name in walk(Frontier(iri("a"), pages=4), pages) if name[0] == "p"])
