"""Lock, Add, Remove: what moderators do to threads, posts and lists."""

from dataclasses import replace

import pytest

from fediforum.forum.effects import Errand, Shut
from fediforum.forum.model import PostState, Tie
from fediforum.forum.rules import moderate
from fediforum.forum.verdict import ALREADY
from fediforum.vocab.activities import (
    Add,
    Lock,
    Remove,
    Undo,
)  # fmt: skip
from fediforum.vocab.iri import Iri
from tests.forum.verdicts import (
    ask,
    effects,
    emits,
    ended,
    errands,
    relations,
    the_post,
    the_thread,
    things,
)
from tests.people import (
    ALICE,
    ANSWER,
    BOB,
    CORA,
    DESK,
    GARDENING,
    LEMMY_TEA,
    MALLORY,
    SLUGS,
    SLUGS_THREAD,
    TEA,
    act_id,
    as_member,
    created,
    known,
    said,
    tie,
)  # fmt: skip

MODERATES = tie(Tie.ROLE, ALICE.id, GARDENING.id, "moderator")


# -- locks, pins, roles --------------------------------------------------------------------------


def test_lock_says_why() -> None:
    lock = Lock(id=act_id(DESK), actor=DESK.id, object=SLUGS, summary="enough")
    closed = replace(SLUGS_THREAD, locked=True, lock_reason="enough", locked_by=DESK.id)

    assert [closed] == things(ask(lock, DESK))


def test_lock_of_one_reply_closes_what_stands_under_it_and_no_more() -> None:
    lock = Lock(id=act_id(DESK), actor=DESK.id, object=ANSWER)

    verdict = ask(lock, DESK)

    assert ([], Shut(ANSWER, True)) == (things(verdict), effects(verdict)[0])
    assert [GARDENING.id] * 2 == [emit.signer for emit in emits(verdict)]


def test_reply_under_a_locked_reply_is_turned_away() -> None:
    world = known().after([Shut(ANSWER, True)])
    answer = said(BOB, cc=(CORA.id,), parent=ANSWER)
    beside = said(BOB, cc=(ALICE.id,), parent=SLUGS)

    assert PostState.LATE is the_post(ask(created(answer), BOB, world)).state
    assert PostState.SHOWN is the_post(ask(created(beside), BOB, world)).state


def test_lock_by_a_stranger_is_refused() -> None:
    lock = Lock(id=act_id(MALLORY), actor=MALLORY.id, object=SLUGS)

    assert moderate.NOT_A_MODERATOR == ask(lock, MALLORY)


def test_whoever_opened_a_thread_closes_it_and_opens_it_again() -> None:
    """Mbin lets authors lock their threads."""
    lock = Lock(id=act_id(ALICE), actor=ALICE.id, object=SLUGS)
    undo = Undo(id=act_id(ALICE, "u"), actor=ALICE.id, undone=lock)

    closed = the_thread(ask(lock, ALICE))
    opened = the_thread(ask(undo, ALICE, known(threads={SLUGS_THREAD.id: closed})))

    assert (True, ALICE.id, SLUGS_THREAD) == (closed.locked, closed.locked_by, opened)


def test_author_does_not_open_what_a_moderator_closed() -> None:
    closed = replace(SLUGS_THREAD, locked=True, locked_by=DESK.id)
    lock = Lock(id=act_id(ALICE), actor=ALICE.id, object=SLUGS)
    undo = Undo(id=act_id(ALICE, "u"), actor=ALICE.id, undone=lock)

    verdict = ask(undo, ALICE, known(threads={SLUGS_THREAD.id: closed}))

    assert moderate.NOT_A_MODERATOR == verdict


def test_post_is_pinned_and_taken_off() -> None:
    featured = Iri(f"{GARDENING.id}/featured")
    pin = tie(Tie.PIN, SLUGS, GARDENING.id)
    add = Add(id=act_id(DESK), actor=DESK.id, object=SLUGS, target=featured)
    remove = Remove(id=act_id(DESK), actor=DESK.id, object=SLUGS, target=featured)

    assert [(Tie.PIN, SLUGS)] == [(r.kind, r.a) for r in relations(ask(add, DESK))]
    assert ALREADY == ask(add, DESK, known(pin))
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

    details = {"board": tea.id, "thread": next(t.id for t in threads.values() if t.board == tea.id)}
    assert [Errand("fetch", Iri("https://g.test/n/1"), details)] == errands(verdict)


def test_post_that_a_followed_board_adds_to_a_list_of_its_own_is_fetched() -> None:
    """A group of Smithereen adds to its wall so (FEP-400e), a community of lotide to its outbox."""
    tea, wanted = as_member(LEMMY_TEA), Iri("https://g.test/n/1")
    add = Add(id=act_id(tea), actor=tea.id, object=wanted, target=Iri(f"{tea.id}/wall"))
    elsewhere = replace(add, target=Iri("https://g.test/wall"))

    assert [Errand("fetch", wanted, {"board": tea.id})] == errands(ask(add, tea))
    assert moderate.NO_TARGET == ask(elsewhere, tea)
    assert moderate.NO_TARGET == ask(add, tea, known(relations={}))


def test_desk_and_board_moderate_only_what_is_here() -> None:
    lock = Lock(id=act_id(DESK), actor=DESK.id, object=TEA)

    assert moderate.NOT_A_MODERATOR == ask(lock, DESK)
