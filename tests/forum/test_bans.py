"""Block: bans from boards and servers, and what members want of each other."""

from dataclasses import replace

import pytest

from fediforum.forum.effects import Errand, Sweep, Unsweep
from fediforum.forum.model import Relation, Tie
from fediforum.forum.rules import ban as rule, moderate, undo
from fediforum.forum.verdict import ALREADY
from fediforum.vocab.activities import Block, Undo
from fediforum.vocab.iri import Iri
from tests.forum.verdicts import ask, effects, emits, ended, errands, relations
from tests.people import (
    ALICE,
    BOB,
    CORA,
    DESK,
    GARDENING,
    HOME,
    KITCHEN,
    LEMMY_TEA,
    MALLORY,
    NOW,
    act_id,
    known,
    member,
    tie,
)  # fmt: skip

MODERATES = tie(Tie.ROLE, ALICE.id, GARDENING.id, "moderator")
ADMIN = member("admin", "beta.test")
BETA = Iri("https://beta.test/")
WORLD = known(MODERATES)
WORLD = replace(WORLD, members={**WORLD.members, ADMIN.id: ADMIN})


def test_moderator_bans_from_their_board_until_a_day() -> None:
    ban = Block(
        id=act_id(ALICE), actor=ALICE.id, object=BOB.id, target=GARDENING.id,
        summary="<p>rude</p>", end_time=NOW,
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
    lifted = Undo(id=act_id(ALICE, "u"), actor=ALICE.id, undone=ban)
    world = known(MODERATES, tie(Tie.BAN, BOB.id, GARDENING.id))

    assert [(Tie.BAN, BOB.id)] == [(e.kind, e.a) for e in ended(ask(lifted, ALICE, world))]


def test_whoever_is_banned_lifts_no_ban() -> None:
    ban = Block(id=act_id(ALICE), actor=ALICE.id, object=BOB.id, target=GARDENING.id)
    world = known(MODERATES, tie(Tie.BAN, BOB.id, GARDENING.id, "rude", ban.id))
    named = Undo(id=act_id(BOB, "u"), actor=BOB.id, object=ban.id)
    told = Undo(id=act_id(BOB, "u"), actor=BOB.id, undone=replace(ban, actor=BOB.id))

    assert undo.NOT_UNDONE == ask(named, BOB, world)
    assert moderate.NOT_A_MODERATOR == ask(told, BOB, world)


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

    assert rule.NOT_HERE == ask(block, BOB)


# -- what goes along -----------------------------------------------------------------------------


def ban(who: Iri, target: Iri, *, data: bool = True) -> Block:
    return Block(id=Iri(f"{who}/ban"), actor=who, object=BOB.id, target=target, remove_data=data)


def test_ban_that_removes_data_removes_what_was_written_in_that_board() -> None:
    verdict = ask(ban(ALICE.id, GARDENING.id), ALICE, WORLD)

    cause = f"{BOB.id} {GARDENING.id}"
    assert Sweep(cause=cause, by=BOB.id, board=GARDENING.id) in effects(verdict)
    assert [Errand("swept", BOB.id, {"cause": cause})] == errands(verdict)


def test_ban_that_removes_data_later_does_so_though_it_stands() -> None:
    stands = tie(Tie.BAN, BOB.id, GARDENING.id)
    world = replace(WORLD, relations={**WORLD.relations, (stands.kind, stands.a, stands.b): stands})

    assert ALREADY == ask(ban(ALICE.id, GARDENING.id, data=False), ALICE, world)
    assert any(isinstance(each, Sweep)
               for each in effects(ask(ban(ALICE.id, GARDENING.id), ALICE, world)))  # fmt: skip


def test_ban_that_is_lifted_brings_back_what_it_removed() -> None:
    inner = ban(ALICE.id, GARDENING.id)
    undo = Undo(id=act_id(ALICE, "u"), actor=ALICE.id, undone=replace(inner, id=Iri("")))
    world = WORLD.after(effects(ask(inner, ALICE, WORLD)))

    verdict = ask(undo, ALICE, world)

    assert Unsweep(f"{BOB.id} {GARDENING.id}", f"back {undo.id}") in effects(verdict)


# -- by a server ---------------------------------------------------------------------------------


def test_member_whom_their_own_server_bans_is_banned_here() -> None:
    verdict = ask(ban(ADMIN.id, BETA), ADMIN, WORLD)

    assert [(BOB.id, HOME.instance)] == [(r.a, r.b) for r in relations(verdict)]
    assert Sweep(cause=f"{BOB.id} {HOME.instance}", by=BOB.id) in effects(verdict)
    assert [] == emits(verdict)


def test_their_own_server_lifts_its_ban() -> None:
    inner = ban(ADMIN.id, BETA)
    undo = Undo(id=act_id(ADMIN, "u"), actor=ADMIN.id, undone=inner)
    world = WORLD.after(effects(ask(inner, ADMIN, WORLD)))

    assert [(Tie.BAN, BOB.id)] == [(e.kind, e.a) for e in ended(ask(undo, ADMIN, world))]


def test_no_other_server_touches_a_ban_of_ours() -> None:
    ours = tie(Tie.BAN, BOB.id, HOME.instance, "spam", act_id(DESK))
    world = replace(WORLD, relations={**WORLD.relations, (ours.kind, ours.a, ours.b): ours})
    undo = Undo(id=act_id(ADMIN, "u"), actor=ADMIN.id, undone=ban(ADMIN.id, BETA))

    assert rule.OURS == ask(undo, ADMIN, world)
    assert rule.OURS == ask(ban(ADMIN.id, BETA), ADMIN, world)


def test_server_bans_strangers_from_itself_only() -> None:
    elsewhere = ban(MALLORY.id, Iri("https://evil.test/"))
    borrowed = ban(MALLORY.id, BETA)

    assert rule.NOT_THEIRS == ask(elsewhere, MALLORY, WORLD)
    assert moderate.NOT_A_MODERATOR == ask(borrowed, MALLORY, WORLD)


def test_ban_of_ours_is_told_to_who_follows_the_member() -> None:
    said = Block(id=act_id(DESK), actor=DESK.id, object=CORA.id, target=HOME.instance)

    assert [frozenset({CORA.id})] == [e.audience.followers_of for e in emits(ask(said, DESK))]
