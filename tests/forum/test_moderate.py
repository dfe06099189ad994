"""Block, Lock, Add, Remove, Move, QuoteRequest: what moderators and members do."""

from dataclasses import replace

import pytest

from fediforum.forum.effects import Errand
from fediforum.forum.model import Relation, Tie
from fediforum.forum.rules import moderate, move, quote
from fediforum.vocab.activities import (
    Accept,
    Add,
    Block,
    Lock,
    Move,
    QuoteRequest,
    Reject,
    Remove,
    Undo,
)  # fmt: skip
from fediforum.vocab.iri import Iri
from tests.forum.verdicts import ask, emits, ended, errands, relations, things
from tests.people import (
    ALICE,
    ANSWER,
    BOB,
    CORA,
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
    act_id,
    as_member,
    known,
    tie,
)  # fmt: skip

MODERATES = tie(Tie.ROLE, ALICE.id, GARDENING.id, "moderator")


# -- bans and blocks -----------------------------------------------------------------------------


def test_moderator_bans_from_their_board_until_a_day() -> None:
    ban = Block(
        id=act_id(ALICE), actor=ALICE.id, object=BOB.id, target=GARDENING.id, summary="rude",
        end_time=NOW,
    )  # fmt: skip

    [relation] = relations(ask(ban, ALICE, known(MODERATES)))

    assert (
        Relation(kind=Tie.BAN, a=BOB.id, b=GARDENING.id, value="rude", activity=ban.id, until=NOW)
        == relation
    )


@pytest.mark.parametrize("target", [GARDENING.id, KITCHEN.id, HOME.instance, Iri(HOME.base)])
def test_nobody_else_bans(target: Iri) -> None:
    world = known(tie(Tie.ROLE, MALLORY.id, LEMMY_TEA.id, "moderator"))
    ban = Block(id=act_id(MALLORY), actor=MALLORY.id, object=BOB.id, target=target)

    assert moderate.NOT_A_MODERATOR == ask(ban, MALLORY, world)


def test_desk_bans_from_the_server() -> None:
    ban = Block(id=act_id(DESK), actor=DESK.id, object=BOB.id, target=HOME.instance)

    assert [(BOB.id, HOME.instance)] == [(r.a, r.b) for r in relations(ask(ban, DESK))]


def test_ban_is_lifted_by_a_moderator() -> None:
    ban = Block(id=act_id(ALICE), actor=ALICE.id, object=BOB.id, target=GARDENING.id)
    undo = Undo(id=act_id(ALICE, "u"), actor=ALICE.id, undone=ban)
    world = known(MODERATES, tie(Tie.BAN, BOB.id, GARDENING.id))

    assert [(Tie.BAN, BOB.id)] == [(e.kind, e.a) for e in ended(ask(undo, ALICE, world))]


def test_block_ends_follows_both_ways() -> None:
    block = Block(id=act_id(BOB), actor=BOB.id, object=CORA.id)
    world = known(
        tie(Tie.FOLLOW, BOB.id, CORA.id, "accepted"), tie(Tie.FOLLOW, CORA.id, BOB.id, "accepted")
    )

    verdict = ask(block, BOB, world)

    assert [(Tie.BLOCK, BOB.id, CORA.id)] == [(r.kind, r.a, r.b) for r in relations(verdict)]
    assert {(BOB.id, CORA.id), (CORA.id, BOB.id)} == {(e.a, e.b) for e in ended(verdict)}


def test_block_between_others_is_not_our_business() -> None:
    block = Block(id=act_id(BOB), actor=BOB.id, object=ALICE.id)

    assert moderate.NOT_HERE == ask(block, BOB)


# -- locks, pins, roles --------------------------------------------------------------------------


def test_lock_says_why() -> None:
    lock = Lock(id=act_id(DESK), actor=DESK.id, object=ANSWER, summary="enough")

    assert [replace(SLUGS_THREAD, locked=True, lock_reason="enough")] == things(ask(lock, DESK))


def test_lock_by_the_author_or_a_stranger_is_refused() -> None:
    locks = [ask(Lock(id=act_id(who), actor=who.id, object=SLUGS), who) for who in (ALICE, MALLORY)]

    assert [moderate.NOT_A_MODERATOR, moderate.NOT_A_MODERATOR] == locks


def test_post_is_pinned_and_taken_off() -> None:
    featured = Iri(f"{GARDENING.id}/featured")
    pin = tie(Tie.PIN, SLUGS, GARDENING.id)
    add = Add(id=act_id(DESK), actor=DESK.id, object=SLUGS, target=featured)
    remove = Remove(id=act_id(DESK), actor=DESK.id, object=SLUGS, target=featured)

    assert [(Tie.PIN, SLUGS)] == [(r.kind, r.a) for r in relations(ask(add, DESK))]
    assert moderate.ALREADY == ask(add, DESK, known(pin))
    assert [(Tie.PIN, SLUGS)] == [(e.kind, e.a) for e in ended(ask(remove, DESK, known(pin)))]


def test_only_posts_of_the_board_are_pinned_in_it() -> None:
    add = Add(id=act_id(DESK), actor=DESK.id, object=TEA, target=Iri(f"{GARDENING.id}/featured"))

    assert moderate.NO_POST == ask(add, DESK)


@pytest.mark.parametrize("target", [Iri(f"{GARDENING.id}/moderators"), None])
def test_moderator_is_appointed(target: Iri | None) -> None:
    """PieFed 1.6 names no target when it adds a moderator."""
    add = Add(id=act_id(ALICE), actor=ALICE.id, object=BOB.id, target=target, audience=GARDENING.id)

    [role] = relations(ask(add, ALICE, known(MODERATES)))

    assert (Tie.ROLE, BOB.id, GARDENING.id, "moderator") == (role.kind, role.a, role.b, role.value)


def test_nobody_appoints_themself() -> None:
    add = Add(
        id=act_id(MALLORY), actor=MALLORY.id, object=MALLORY.id,
        target=Iri(f"{GARDENING.id}/moderators"),
    )  # fmt: skip

    assert moderate.NOT_A_MODERATOR == ask(add, MALLORY)


def test_post_that_a_followed_board_lists_in_its_thread_is_fetched() -> None:
    context = Iri("https://lemmy.test/post/1/context")
    world = known()
    threads = {key: replace(t, context=context) if t.board == LEMMY_TEA.id else t
               for key, t in world.threads.items()}  # fmt: skip
    tea = as_member(LEMMY_TEA)
    add = Add(id=act_id(tea), actor=tea.id, object=Iri("https://g.test/n/1"), target=context)

    verdict = ask(add, tea, replace(world, threads=threads))

    assert [Errand("fetch", Iri("https://g.test/n/1"), {"board": tea.id})] == errands(verdict)


# -- moves ---------------------------------------------------------------------------------------


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


# -- quotes --------------------------------------------------------------------------------------

QUOTE = QuoteRequest(
    id=act_id(BOB), actor=BOB.id, object=ANSWER, instrument=Iri("https://beta.test/notes/q")
)


def test_quote_of_our_post_gets_a_stamp() -> None:
    verdict = ask(QUOTE, BOB)

    [stamp], [emit] = relations(verdict), emits(verdict)
    assert (Tie.STAMP, QUOTE.instrument, ANSWER) == (stamp.kind, stamp.a, stamp.b)
    assert isinstance(emit.activity, Accept)
    assert (QUOTE, stamp.activity) == (emit.activity.answered, emit.activity.result)
    assert str(stamp.activity).startswith("https://forum.test/ap/stamps/")


def test_whoever_is_blocked_may_not_quote() -> None:
    verdict = ask(QUOTE, BOB, known(tie(Tie.BLOCK, CORA.id, BOB.id)))

    assert ([], [Reject]) == (relations(verdict), [type(e.activity) for e in emits(verdict)])


def test_only_our_posts_are_stamped_and_only_for_their_quoter() -> None:
    other = replace(QUOTE, object=SLUGS)
    borrowed = replace(QUOTE, instrument=Iri("https://alpha.test/notes/q"))

    assert [quote.NOT_OURS, quote.NOT_THEIRS] == [ask(one, BOB) for one in (other, borrowed)]


def test_desk_and_board_moderate_only_what_is_here() -> None:
    lock = Lock(id=act_id(DESK), actor=DESK.id, object=TEA)

    assert moderate.NOT_A_MODERATOR == ask(lock, DESK)
