"""The host's note: a reply in which a moderator speaks as one; from anybody else it is a reply."""

from dataclasses import replace
from datetime import timedelta

from fediforum.forum import compose
from fediforum.forum.judge import judge
from fediforum.forum.known import Known
from fediforum.forum.model import Member, Post, Tie
from fediforum.forum.rules import create, update
from fediforum.forum.verdict import Accepted, Verdict
from fediforum.vocab.activities import Update
from fediforum.vocab.objects import Object
from tests.forum.verdicts import ask, emits, the_post
from tests.people import (
    ALICE,
    BOB,
    CORA,
    GARDENING,
    KITCHEN,
    MINUTE,
    NOW,
    SLUGS,
    SLUGS_POST,
    SLUGS_THREAD,
    act_id,
    created,
    ids,
    known,
    said,
    signed,
    tie,
)  # fmt: skip


def hosting(*members: Member) -> Known:
    return known(*(tie(Tie.ROLE, one.id, GARDENING.id, "moderator") for one in members))


def note(author: Member, *, distinguished: bool = True) -> Object:
    return said(author, cc=(GARDENING.id,), parent=SLUGS, distinguished=distinguished)


def noted(verdict: Verdict) -> bool:
    return the_post(verdict).note


def test_reply_of_a_moderator_may_stand_apart() -> None:
    assert noted(ask(created(note(BOB)), BOB, hosting(BOB)))
    assert not noted(ask(created(note(BOB, distinguished=False)), BOB, hosting(BOB)))


def test_reply_of_anybody_else_never_does() -> None:
    elsewhere = known(tie(Tie.ROLE, BOB.id, KITCHEN.id, "moderator"))

    assert not noted(ask(created(note(BOB)), BOB, known()))
    assert not noted(ask(created(note(BOB)), BOB, hosting(ALICE)))
    assert not noted(ask(created(note(BOB)), BOB, elsewhere))


def test_somebody_here_who_is_no_moderator_is_told_so() -> None:
    assert create.NO_HOST == ask(created(note(CORA)), CORA, known())
    assert noted(ask(created(note(CORA)), CORA, hosting(CORA)))


def test_opening_post_is_no_note() -> None:
    opening = said(BOB, cc=(GARDENING.id,), distinguished=True)

    assert not noted(ask(created(opening), BOB, hosting(BOB)))


def filed(author: Member, *, told: bool) -> tuple[Object, Known]:
    """A reply that stands here, as its document is and as it is known."""
    thing = note(author, distinguished=told)
    world = hosting(BOB)
    verdict = judge(created(thing), world, signed(author), NOW, ids())
    assert isinstance(verdict, Accepted)
    return thing, world.after(verdict.effects)


def again(author: Member, thing: Object, world: Known) -> Verdict:
    edit = Update(id=act_id(author, "edit"), actor=author.id, to=thing.to, object=thing)
    return judge(edit, world, signed(author), NOW + MINUTE, ids())


def test_moderator_may_set_a_reply_apart_later_without_dating_it() -> None:
    thing, world = filed(BOB, told=False)

    verdict = again(BOB, replace(thing, distinguished=True), world)

    assert noted(verdict)
    assert SLUGS_THREAD.id == the_post(verdict).thread
    assert emits(verdict)


def test_moderator_may_take_it_back() -> None:
    thing, world = filed(BOB, told=True)

    assert not noted(again(BOB, replace(thing, distinguished=False), world))
    assert update.SAME == again(BOB, thing, world)


def test_an_edit_says_anew_whether_it_stands_apart() -> None:
    thing, world = filed(BOB, told=True)
    edited = replace(thing, content="<p>Anders.</p>", updated=NOW + timedelta(seconds=30))

    assert noted(again(BOB, edited, world))
    assert not noted(again(BOB, replace(edited, distinguished=False), world))


def test_an_edit_of_anybody_else_sets_nothing_apart() -> None:
    thing, world = filed(ALICE, told=False)
    edited = replace(
        thing, content="<p>Anders.</p>", distinguished=True, updated=NOW + timedelta(seconds=30)
    )

    assert update.SAME == again(ALICE, replace(thing, distinguished=True), world)
    assert not noted(again(ALICE, edited, world))


def test_a_note_of_ours_says_so_and_stays_one_when_it_is_edited() -> None:
    activity = compose.reply(
        CORA, SLUGS_POST, SLUGS_THREAD, GARDENING, ALICE, "Rustig aan.",
        new=ids(), now=NOW, apart=True,
    )  # fmt: skip
    world = hosting(CORA)
    verdict = ask(activity, CORA, world)
    stands: Post = the_post(verdict)

    edit = compose.edit(
        CORA, stands, SLUGS_THREAD, GARDENING, ALICE, "Rustig aan, graag.",
        new=ids(), now=NOW + MINUTE,
    )  # fmt: skip

    assert activity.object.distinguished
    assert stands.note
    assert isinstance(edit.object, Object)
    assert edit.object.distinguished
