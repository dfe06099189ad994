"""Move: actors who live elsewhere now, and threads that go to another board (FEP-f15d)."""

from dataclasses import replace

import pytest

from fediforum.forum import compose
from fediforum.forum.effects import Errand, Peers
from fediforum.forum.model import PostState, Tie
from fediforum.forum.rules import move
from fediforum.forum.verdict import Accepted
from fediforum.vocab.activities import Announce, Delete, Move
from fediforum.vocab.iri import Iri
from tests.forum.verdicts import ask, emits, errands, the_post, the_thread, things
from tests.people import (
    ALICE,
    BOB,
    CORAS_POST,
    CORAS_THREAD,
    DESK,
    GARDENING,
    HOME,
    KITCHEN,
    LEMMY_TEA,
    MALLORY,
    NOW,
    SLUGS,
    SLUGS_THREAD,
    TEA,
    TEA_AUTHOR,
    TEA_THREAD,
    act_id,
    as_member,
    board,
    ids,
    known,
    tie,
)  # fmt: skip

MODERATES = tie(Tie.ROLE, ALICE.id, GARDENING.id, "moderator")
TEA_ACTOR = as_member(LEMMY_TEA)
COFFEE = board("coffee", "lemmy.test", title="Coffee")
WORLD = known(tie(Tie.FOLLOW, DESK.id, COFFEE.id, "accepted"))
WORLD = replace(WORLD, boards={**WORLD.boards, COFFEE.id: COFFEE})


def test_actors_move_is_looked_into_first() -> None:
    new = Iri("https://new.test/users/bob")
    said_so = Move(id=act_id(BOB), actor=BOB.id, object=BOB.id, target=new)

    assert [Errand("move", BOB.id, {"target": new})] == errands(ask(said_so, BOB))


def test_nobody_moves_another() -> None:
    said_so = Move(id=act_id(MALLORY), actor=MALLORY.id, object=BOB.id, target=MALLORY.id)

    assert move.NOT_THEMSELF == ask(said_so, MALLORY)


def test_thread_is_moved_by_a_moderator_of_both_boards() -> None:
    context = HOME.context(SLUGS_THREAD.short)
    there = Move(id=act_id(DESK), actor=DESK.id, object=context, target=KITCHEN.id)
    alone = replace(there, id=act_id(ALICE), actor=ALICE.id)

    assert [replace(SLUGS_THREAD, board=KITCHEN.id)] == things(ask(there, DESK))
    assert move.NOT_A_MODERATOR == ask(alone, ALICE, known(MODERATES))


# -- what others hear ----------------------------------------------------------------------------


def test_forums_that_know_no_move_see_the_thread_go_and_come() -> None:
    said = compose.move_thread(DESK, CORAS_THREAD, GARDENING, KITCHEN, new=ids(), now=NOW)
    post = replace(CORAS_POST, create=Iri("https://forum.test/ap/activities/c"))
    world = replace(known(), posts={**known().posts, post.id: post})

    told = emits(ask(said, DESK, world))

    wrap, returned, *removals, unwrapped, brought = told
    assert (GARDENING.id, frozenset({Peers.FORUM})) == (wrap.signer, wrap.audience.among)
    assert isinstance(unwrapped.activity, Move)
    # NodeBB heeds only what the board says itself.
    assert (GARDENING.id, CORAS_THREAD.context, frozenset({Peers.NODEBB})) == (
        unwrapped.activity.actor,
        unwrapped.activity.object,
        unwrapped.audience.among,
    )
    for emit in removals:
        assert isinstance(emit.activity, Announce)
        assert isinstance(emit.activity.object, Delete)
        assert {"lemmy", "mbin"} <= emit.audience.software
        assert not {"piefed", "fediforum"} & emit.audience.software
    assert isinstance(brought.activity, Announce)
    assert (KITCHEN.id, post.create) == (brought.signer, brought.activity.object)
    assert Peers.MICROBLOG not in brought.audience.among
    # Whoever saw it leave, and hears nothing of the board that it comes from.
    heard = (returned.signer, returned.audience.software)
    assert (KITCHEN.id, frozenset({"fediforum"})) == heard
    assert returned.audience.without is not None


# -- elsewhere -----------------------------------------------------------------------------------

THREAD_MOVES = Move(
    id=act_id(TEA_AUTHOR), actor=TEA_AUTHOR.id, object=TEA, origin=LEMMY_TEA.id, target=COFFEE.id
)


def passed_on(inner: Move) -> Announce:
    return Announce(id=act_id(TEA_ACTOR), actor=TEA_ACTOR.id, object=inner)


def test_thread_goes_to_another_board_that_we_follow() -> None:
    """PieFed has the old board announce it; NodeBB's member says it without more."""
    for said, who in ((passed_on(THREAD_MOVES), TEA_ACTOR), (THREAD_MOVES, TEA_AUTHOR)):
        assert [replace(TEA_THREAD, board=COFFEE.id)] == things(ask(said, who, WORLD))


def test_thread_that_is_named_by_its_context_moves() -> None:
    context = Iri("https://lemmy.test/topic/1")
    threads = {**WORLD.threads, TEA_THREAD.id: replace(TEA_THREAD, context=context)}
    said = passed_on(replace(THREAD_MOVES, object=context))

    moved = the_thread(ask(said, TEA_ACTOR, replace(WORLD, threads=threads)))

    assert COFFEE.id == moved.board


def test_thread_that_goes_where_we_do_not_follow_is_shown_no_more() -> None:
    said = passed_on(replace(THREAD_MOVES, target=Iri("https://lemmy.test/c/secret")))

    verdict = ask(said, TEA_ACTOR)

    assert (True, PostState.REMOVED) == (the_thread(verdict).removed, the_post(verdict).state)


def test_thread_that_left_and_comes_back_is_shown_again() -> None:
    there = replace(THREAD_MOVES, target=Iri("https://lemmy.test/c/secret"))
    verdict = ask(passed_on(there), TEA_ACTOR)
    assert isinstance(verdict, Accepted)
    gone = WORLD.after(verdict.effects)
    back = replace(there, origin=there.target, target=LEMMY_TEA.id)

    again = ask(passed_on(back), TEA_ACTOR, gone)

    assert (False, PostState.SHOWN) == (the_thread(again).removed, the_post(again).state)


@pytest.mark.parametrize(
    "said",
    [
        replace(THREAD_MOVES, actor=MALLORY.id, id=act_id(MALLORY)),
        replace(THREAD_MOVES, actor=MALLORY.id, id=act_id(MALLORY), origin=None),
    ],
)
def test_stranger_moves_no_thread(said: Move) -> None:
    assert move.NOT_A_MODERATOR == ask(said, MALLORY, WORLD)


def test_thread_moves_only_from_where_it_stands() -> None:
    said = replace(THREAD_MOVES, origin=GARDENING.id)

    assert move.NOT_FROM_THERE == ask(said, TEA_AUTHOR, WORLD)


def test_no_thread_is_moved_into_a_board_here_from_elsewhere() -> None:
    said = passed_on(replace(THREAD_MOVES, target=KITCHEN.id))

    assert move.NO_BOARD == ask(said, TEA_ACTOR, WORLD)


def test_board_elsewhere_forges_no_moderator_of_boards_here() -> None:
    both = (tie(Tie.ROLE, ALICE.id, group.id, "moderator") for group in (GARDENING, KITCHEN))
    there = Move(id=act_id(ALICE), actor=ALICE.id, object=SLUGS, target=KITCHEN.id)
    world = known(*both)

    assert [replace(SLUGS_THREAD, board=KITCHEN.id)] == things(ask(there, ALICE, world))
    assert move.NOT_A_MODERATOR == ask(passed_on(there), TEA_ACTOR, world)


def test_board_moves_nobody() -> None:
    said = passed_on(replace(THREAD_MOVES, object=BOB.id, actor=BOB.id))

    assert move.NO_THREAD == ask(said, TEA_ACTOR, WORLD)
