"""crawl: a conversation is walked in a good order, once, and not for ever."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from fediforum.forum.crawl import Frontier, Listing
from fediforum.forum.whole import Why
from fediforum.limits import (
    ANCESTORS,
    BACKFILL_FUTILE_HOST,
    BACKFILL_FUTILE_LISTER,
    REPLIES_LISTED,
)
from fediforum.vocab.iri import Iri, host_of
from fediforum.vocab.objects import Object


def iri(name: str, host: str = "a.test") -> Iri:
    return Iri(f"https://{host}/{name}")


def note(
    name: str,
    *,
    host: str = "a.test",
    parent: str | None = None,
    context: str | None = None,
    replies: str | None = None,
) -> Object:
    return Object(
        id=iri(name, host),
        type="Note",
        attributed_to=iri("u", host),
        in_reply_to=iri(parent) if parent else None,
        context=iri(context) if context else None,
        replies=iri(replies, host) if replies else None,
    )


def walk(frontier: Frontier, world: Mapping[Iri, Object | Listing]) -> list[str]:
    asked: list[str] = []
    while (wanted := frontier.next()) is not None:
        asked.append(wanted.rpartition("/")[2])
        frontier.feed(wanted, world.get(wanted))
    return asked


def test_parents_come_first_then_the_context_then_replies() -> None:
    r, list_of_r = iri("r", "b.test"), iri("r-replies", "b.test")
    world: dict[Iri, Object | Listing] = {
        r: note("r", host="b.test", parent="op", replies="r-replies"),
        iri("op"): note("op", context="ctx"),
        iri("ctx"): Listing((iri("op"), r, iri("x"))),
        iri("x"): note("x", parent="op"),
        list_of_r: Listing((iri("y"),)),
        iri("y"): note("y"),
    }

    assert ["r", "op", "ctx", "x", "r-replies", "y"] == walk(Frontier(r), world)


def test_a_server_that_listed_the_whole_conversation_is_asked_for_no_other_list() -> None:
    world: dict[Iri, Object | Listing] = {
        iri("op"): note("op", context="ctx", replies="op-replies"),
        iri("ctx"): Listing((iri("op"), iri("x"))),
        iri("x"): note("x", parent="op", replies="x-replies"),
    }

    assert ["op", "ctx", "op-replies", "x"] == walk(Frontier(iri("op")), world)


def test_posts_wait_for_the_lists_that_may_hold_them() -> None:
    """PieFed names a thread in its context, and writes it out below its opening post."""
    x = note("x", parent="op")
    frontier = Frontier(iri("op"))
    frontier.feed(frontier.next() or iri("?"), note("op", context="ctx", replies="op-replies"))
    asked = {frontier.next(), frontier.next()}

    frontier.feed(iri("ctx"), Listing((iri("op"), x.id)))
    early = frontier.next()
    frontier.feed(iri("op-replies"), Listing(posts=(x,)))

    assert {iri("ctx"), iri("op-replies")} == asked
    assert (None, None) == (early, frontier.next())
    assert frontier.done


def test_context_that_cannot_be_read_leaves_the_replies() -> None:
    world: dict[Iri, Object | Listing] = {
        iri("op"): note("op", context="ctx", replies="op-replies"),
        iri("op-replies"): Listing((iri("x"),)),
        iri("x"): note("x", parent="op"),
    }

    assert ["op", "ctx", "op-replies", "x"] == walk(Frontier(iri("op")), world)


def test_a_list_that_says_it_holds_no_more_than_is_known_is_not_read() -> None:
    frontier = Frontier(iri("x"))
    frontier.feed(iri("x"), note("x", parent="op"))

    frontier.want_replies(iri("op-replies"), iri("op"), total=1)
    frontier.want_replies(iri("x-replies"), iri("x"), total=1)

    assert ["op", "x-replies"] == walk(frontier, {})


def test_replies_that_a_post_writes_out_need_not_be_asked_for() -> None:
    post = note("a", replies="list")
    written = Listing((iri("b"),), onward=iri("page2"))
    frontier = Frontier()
    frontier.feed(iri("a"), post, written)
    world: dict[Iri, Object | Listing] = {iri("b"): note("b"), iri("page2"): Listing((iri("c"),))}

    assert ["b", "page2", "c"] == walk(frontier, world)


def test_last_page_that_repeats_itself_for_ever_is_the_last() -> None:
    """NodeBB gives its last page again for every number beyond it."""
    world: dict[Iri, Object | Listing] = {
        iri("a"): note("a", context="p0"),
        **{iri(f"p{i}"): Listing((iri("x"),), onward=iri(f"p{i + 1}")) for i in range(50)},
    }

    assert ["a", "p0", "p1", "x"] == walk(Frontier(iri("a")), world)


def test_page_that_has_not_changed_leads_on() -> None:
    world: dict[Iri, Object | Listing] = {
        iri("a"): note("a", context="p0"),
        iri("p0"): Listing(onward=iri("p1")),
        iri("p1"): Listing((iri("x"),)),
    }

    assert ["a", "p0", "p1", "x"] == walk(Frontier(iri("a")), world)


def test_what_stands_in_a_list_of_its_own_server_is_not_fetched() -> None:
    x = note("x", parent="a")
    world: dict[Iri, Object | Listing] = {
        iri("a"): note("a", context="ctx"),
        iri("ctx"): Listing((iri("y"),), posts=(x,)),
    }
    frontier = Frontier(iri("a"))

    assert ["a", "ctx", "y"] == walk(frontier, world)
    assert {x.id, iri("y")} == {claimed for claimed, _ in frontier.claims}


def test_ids_of_our_own_are_never_asked_for() -> None:
    world: dict[Iri, Object | Listing] = {
        iri("a"): note("a", context="ctx"),
        iri("ctx"): Listing((iri("x", "own.test"), iri("y"))),
    }
    frontier = Frontier(iri("a"), own="own.test")

    assert ["a", "ctx", "y"] == walk(frontier, world)
    assert [iri("y")] == [claimed for claimed, _ in frontier.claims]


def test_a_server_that_gives_nothing_is_left_alone() -> None:
    lost = tuple(iri(f"n{i}", "lost.test") for i in range(300))
    world: dict[Iri, Object | Listing] = {
        iri("a"): note("a", context="ctx"),
        iri("ctx"): Listing((*lost, iri("b"))),
        iri("b"): note("b"),
    }
    frontier = Frontier(iri("a"))

    asked = walk(frontier, world)

    assert "b" in asked
    assert BACKFILL_FUTILE_HOST == len([name for name in asked if name.startswith("n")])
    assert not frontier.done
    assert 300 - BACKFILL_FUTILE_HOST == len(frontier.remaining())


def test_a_server_that_does_not_answer_is_left_alone_sooner() -> None:
    lost = tuple(iri(f"n{i}", "lost.test") for i in range(300))
    frontier = Frontier(iri("a"))
    frontier.feed(iri("a"), note("a"))
    frontier.feed(iri("ctx"), Listing(lost))

    asked = 0
    while (wanted := frontier.next()) is not None:
        frontier.feed(wanted, None, unanswered=True)
        asked += 1

    assert 3 == asked
    assert {Why.UNREACHABLE} == set(frontier.remaining().values())


def test_who_lists_in_vain_is_not_followed_for_ever() -> None:
    """Ids at a thousand servers, which none of them knows."""
    lies = tuple(iri("n", f"h{i}.test") for i in range(1000))
    world: dict[Iri, Object | Listing] = {
        iri("a"): note("a", context="ctx"),
        iri("ctx"): Listing(lies),
    }
    frontier = Frontier(iri("a"))

    assert BACKFILL_FUTILE_LISTER + 2 == len(walk(frontier, world))
    assert not frontier.done


def test_who_lists_other_conversations_of_other_servers_is_not_followed_for_ever() -> None:
    ids = tuple(iri(f"n{i}", "victim.test") for i in range(2 * BACKFILL_FUTILE_LISTER))
    far = tuple(iri(f"r{i}", "victim.test") for i in range(2 * BACKFILL_FUTILE_LISTER))
    other = iri("other", "victim.test")
    strays = {each: note(each.rpartition("/")[2], host="victim.test") for each in (*ids, other)}
    under = {
        each: replace(note("x"), id=each, attributed_to=other, in_reply_to=other) for each in far
    }
    world: dict[Iri, Object | Listing] = {
        iri("a"): note("a", context="ctx"),
        iri("ctx"): Listing((*far, *ids)),
        **strays,
        **under,
    }
    frontier = Frontier(iri("a"))

    assert BACKFILL_FUTILE_LISTER + 3 == len(walk(frontier, world))
    assert not frontier.done


def test_posts_of_other_servers_that_belong_to_the_conversation_are_all_read() -> None:
    below = {iri(f"n{i}", "b.test"): note(f"n{i}", host="b.test", parent="a") for i in range(300)}
    world: dict[Iri, Object | Listing] = {
        iri("a"): note("a", context="ctx"),
        iri("ctx"): Listing((*below, iri("a"))),
        **below,
    }
    frontier = Frontier(iri("a"))

    assert 302 == len(walk(frontier, world))
    assert frontier.done


def test_many_servers_are_asked_side_by_side_and_each_only_so_much() -> None:
    ids = tuple(iri(f"n{i}", f"h{i % 3}.test") for i in range(60))
    frontier = Frontier(together=4)
    frontier.feed(iri("ctx"), Listing(ids))

    asked = []
    while (wanted := frontier.next()) is not None:
        asked.append(host_of(wanted))

    assert {"h0.test": 4, "h1.test": 4, "h2.test": 4} == Counter(asked)
    assert ["h0.test", "h1.test", "h2.test"] == asked[:3]


def test_of_a_posts_replies_no_more_are_followed_than_its_limit() -> None:
    frontier = Frontier()
    frontier.feed(iri("a"), note("a", replies="r"))
    frontier.feed(iri("r"), Listing(tuple(iri(f"n{i}") for i in range(2000))))

    assert REPLIES_LISTED == len(frontier.claims)


def test_a_chain_of_parents_ends_somewhere() -> None:
    chain: dict[Iri, Object | Listing] = {
        iri(f"n{i}"): note(f"n{i}", parent=f"n{i + 1}") for i in range(500)
    }

    assert ANCESTORS + 1 == len(walk(Frontier(iri("n0")), chain))


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


def test_replies_of_a_post_that_is_here_are_listed_by_its_own_server() -> None:
    frontier = Frontier()

    frontier.want_replies(iri("r", "victim.test"), iri("a"))

    assert frontier.next() is None


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
