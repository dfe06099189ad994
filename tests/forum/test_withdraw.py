"""Withdrawal: an author takes their own post out of a board, and may put it back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fediforum.forum.effects import Errand
from fediforum.forum.known import Known
from fediforum.forum.model import NO_TITLE, Board, Posting, PostState, Thread, Tie
from fediforum.forum.rules import create, moderate
from fediforum.forum.verdict import ALREADY, Accepted, Refused, Verdict
from fediforum.vocab.activities import (
    Add,
    Announce,
    AnyActivity,
    Delete,
    Like,
    Remove,
    Undo,
    Update,
)
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Object
from tests.forum.verdicts import ask, effects, emits, errands, the_post, the_thread, things
from tests.people import (
    ALICE,
    ANSWER,
    BOB,
    CORA,
    CORAS,
    DESK,
    GARDENING,
    LEMMY_TEA,
    NOW,
    SLUGS,
    SLUGS_THREAD,
    TEA,
    act_id,
    calls,
    known,
    said,
    tie,
)

OUT = Remove(id=act_id(ALICE, "out"), actor=ALICE.id, object=SLUGS, target=GARDENING.id)
OUT_REPLY = Remove(id=act_id(CORA), actor=CORA.id, object=ANSWER, target=GARDENING.id)
BACK = Add(id=act_id(ALICE, "back"), actor=ALICE.id, object=SLUGS, target=GARDENING.id)


def without_slugs(*relations: object) -> Known:
    world = known(*relations)  # type: ignore[arg-type]
    return world.after(effects(ask(OUT, ALICE, world)))


def announced(verdict: Verdict) -> list[AnyActivity]:
    return [
        emit.activity.object
        for emit in emits(verdict)
        if isinstance(emit.activity, Announce)
        if isinstance(emit.activity.object, Delete | Undo)
    ]


@pytest.mark.parametrize(
    "target",
    [GARDENING.id, Iri(f"{GARDENING.id}/outbox"), SLUGS_THREAD.id, SLUGS_THREAD.context],
)
def test_author_takes_an_opening_post_out_and_its_thread_is_closed(target: Iri) -> None:
    verdict = ask(replace(OUT, target=target), ALICE)

    thread = the_thread(verdict)
    assert PostState.WITHDRAWN is the_post(verdict).state
    assert (True, NO_TITLE) == (thread.locked, thread.title)


def test_reply_is_taken_out_and_its_thread_goes_on() -> None:
    verdict = ask(OUT_REPLY, CORA)

    assert PostState.WITHDRAWN is the_post(verdict).state
    assert [] == [thing for thing in things(verdict) if isinstance(thing, Thread)]


def test_microblogs_hear_that_the_boost_is_undone_and_forums_that_the_post_is_removed() -> None:
    verdict = ask(OUT, ALICE)

    undone = [e.activity for e in emits(verdict) if isinstance(e.activity, Undo)]
    [removal] = announced(verdict)
    assert [SLUGS] == [each.undone.object for each in undone if isinstance(each.undone, Announce)]
    assert isinstance(removal, Delete)
    assert (DESK.id, SLUGS) == (removal.actor, removal.object)
    assert removal.summary


def test_nobody_takes_out_what_another_wrote() -> None:
    assert moderate.NOT_A_MODERATOR == ask(replace(OUT, id=act_id(BOB), actor=BOB.id), BOB)


def test_author_unpins_no_more_than_others_do() -> None:
    pins = Iri(f"{GARDENING.id}/featured")

    assert moderate.NOT_A_MODERATOR == ask(replace(OUT, target=pins), ALICE)


def test_what_is_out_takes_no_votes_and_is_taken_out_once() -> None:
    world = without_slugs()
    like = Like(id=act_id(BOB), actor=BOB.id, object=SLUGS)

    assert ALREADY == ask(replace(OUT, id=act_id(ALICE, "again")), ALICE, world)
    assert "the post is not shown" == getattr(ask(like, BOB, world), "reason", "")


def test_author_puts_it_back_and_its_thread_is_open_with_its_title() -> None:
    world = known()
    named = replace(world.posts[SLUGS], name="Slugs ate my lettuce")
    world = replace(world, posts={**world.posts, SLUGS: named})
    world = world.after(effects(ask(OUT, ALICE, world)))

    verdict = ask(BACK, ALICE, world)

    thread = the_thread(verdict)
    assert PostState.SHOWN is the_post(verdict).state
    assert (False, "", "Slugs ate my lettuce") == (
        thread.locked,
        thread.lock_reason,
        thread.title,
    )
    [undo] = announced(verdict)
    assert isinstance(undo, Undo)


def test_thread_that_a_moderator_closed_stays_closed() -> None:
    locked = replace(SLUGS_THREAD, locked=True, lock_reason="Genoeg.")
    world = known(threads={**known().threads, SLUGS_THREAD.id: locked})
    world = world.after(effects(ask(OUT, ALICE, world)))

    thread = the_thread(ask(BACK, ALICE, world))

    assert (True, "Genoeg.") == (thread.locked, thread.lock_reason)


def test_whoever_was_banned_since_puts_nothing_back() -> None:
    ban = tie(Tie.BAN, ALICE.id, GARDENING.id)

    assert create.BANNED == ask(BACK, ALICE, without_slugs(ban))


@pytest.mark.parametrize(
    ("group", "locked", "back"),
    [
        (replace(GARDENING, posting=Posting.MODERATORS), False, None),
        (GARDENING, True, create.LOCKED),
        (replace(GARDENING, removed=True), False, create.CLOSED),
    ],
    ids=["who-may-open", "locked", "closed"],
)
def test_reply_is_put_back_by_who_might_answer_there_now(
    group: Board, locked: bool, back: Refused | None
) -> None:
    world = known()
    world = world.after(effects(ask(OUT_REPLY, CORA, world)))
    thread = replace(SLUGS_THREAD, locked=locked)
    world = replace(
        world,
        boards={**world.boards, group.id: group},
        threads={**world.threads, thread.id: thread},
    )
    add = Add(id=act_id(CORA, "back"), actor=CORA.id, object=ANSWER, target=GARDENING.id)

    verdict = ask(add, CORA, world)

    assert back == (None if isinstance(verdict, Accepted) else verdict)


def test_post_of_ours_in_a_board_elsewhere_waits_for_that_board_again() -> None:
    mine = replace(known().posts[TEA], id=CORAS, local=True, author=CORA.id, parent=TEA)
    out = Remove(id=act_id(CORA, "out"), actor=CORA.id, object=CORAS, target=LEMMY_TEA.id)
    back = Add(id=act_id(CORA, "back"), actor=CORA.id, object=CORAS, target=LEMMY_TEA.id)
    world = known(posts={**known().posts, CORAS: mine})
    world = world.after(effects(ask(out, CORA, world)))

    verdict = ask(back, CORA, world)

    assert PostState.PENDING is the_post(verdict).state
    assert [Errand("confirm", CORAS)] == errands(verdict)
    assert [frozenset({LEMMY_TEA.id})] == [
        emit.audience.actors & {LEMMY_TEA.id} for emit in emits(verdict)
    ]


# -- by an edit ------------------------------------------------------------------------------------


def mentioning(group: Board | None) -> Update:
    tag = calls(group) if group is not None else ()
    thing = said(ALICE, name="slugs", tag=tag, updated=NOW, content="<p>Slugs.</p>")
    thing = replace(thing, id=SLUGS)
    return Update(id=act_id(ALICE, "edit"), actor=ALICE.id, object=thing, to=thing.to, cc=thing.cc)


def called() -> Known:
    """The world in which Alice's post calls the board, as it does from Mastodon."""
    world = known()
    post = replace(world.posts[SLUGS], mentions=(GARDENING.id,))
    return replace(world, posts={**world.posts, SLUGS: post})


def test_edit_that_calls_the_board_no_longer_takes_the_post_out() -> None:
    assert PostState.WITHDRAWN is the_post(ask(mentioning(None), ALICE, called())).state


def test_edit_that_still_calls_the_board_is_an_edit() -> None:
    assert PostState.SHOWN is the_post(ask(mentioning(GARDENING), ALICE, called())).state


def test_post_that_never_called_the_board_by_name_is_only_edited() -> None:
    assert PostState.SHOWN is the_post(ask(mentioning(None), ALICE)).state


def test_edit_that_calls_the_board_again_puts_the_post_back() -> None:
    world = called()
    world = world.after(effects(ask(mentioning(None), ALICE, world)))
    again = mentioning(GARDENING)
    assert isinstance(again.object, Object)
    later = replace(again, object=replace(again.object, updated=NOW + timedelta(seconds=9)))

    verdict = ask(later, ALICE, world)

    assert PostState.SHOWN is the_post(verdict).state
    assert not the_thread(verdict).locked


def test_edit_of_a_reply_takes_it_out_of_nothing() -> None:
    iri = Iri("https://alpha.test/notes/reply")
    mine = replace(
        known().posts[ANSWER], id=iri, local=False, author=ALICE.id, mentions=(GARDENING.id,)
    )
    world = known(posts={**known().posts, iri: mine})
    thing = replace(said(ALICE, parent=SLUGS, updated=NOW), id=iri)

    verdict = ask(Update(id=act_id(ALICE, "edit"), actor=ALICE.id, object=thing), ALICE, world)

    assert PostState.SHOWN is the_post(verdict).state
