"""What moderators take off and put back: posts, their answers, threads that leave their board."""

from dataclasses import replace

import pytest

from fediforum.forum.effects import Errand, Put, Sweep, Unbury, Unsweep
from fediforum.forum.judge import judge
from fediforum.forum.known import Known
from fediforum.forum.model import PostState, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules import delete, moderate, undo
from fediforum.vocab.activities import Add, Announce, AnyActivity, Delete, Remove, Undo
from fediforum.vocab.iri import Iri
from tests.forum.verdicts import ask, effects, emits, errands, the_post, things
from tests.people import (
    ALICE,
    ANSWER,
    ANSWER_POST,
    BOB,
    CORA,
    CORAS,
    DESK,
    GARDENING,
    HOME,
    KITCHEN,
    LEMMY_TEA,
    MALLORY,
    NOW,
    SLUGS,
    SLUGS_POST,
    SLUGS_THREAD,
    TEA,
    TEA_POST,
    TEA_THREAD,
    act_id,
    as_member,
    created,
    ids,
    known,
    member,
    said,
    tie,
)  # fmt: skip

MODERATES = tie(Tie.ROLE, ALICE.id, GARDENING.id, "moderator")
CONTEXT = HOME.context(SLUGS_THREAD.short)
TEA_ACTOR = as_member(LEMMY_TEA)


def removal(thing: Iri, *, tree: bool = False, summary: str | None = "") -> Delete:
    return Delete(id=act_id(DESK), actor=DESK.id, object=thing, summary=summary, with_replies=tree)


def removed(tree: bool = False) -> Known:
    return known().after(effects(ask(removal(SLUGS, tree=tree), DESK)))


# -- with what stands under it -------------------------------------------------------------------


def test_removal_takes_the_answers_along_if_it_says_so() -> None:
    verdict = ask(removal(SLUGS, tree=True), DESK)

    assert Sweep(cause=SLUGS, under=SLUGS) in effects(verdict)
    assert Errand("swept", SLUGS, {"cause": SLUGS}) in errands(verdict)
    assert PostState.REMOVED is removed(tree=True).posts[ANSWER].state


def test_removal_leaves_the_answers_alone_unless_it_says_so() -> None:
    assert PostState.SHOWN is removed().posts[ANSWER].state


def test_undone_removal_brings_the_answers_back() -> None:
    inner = replace(removal(SLUGS), id=Iri("https://forum.test/fresh"))
    back = Undo(id=act_id(DESK, "u"), actor=DESK.id, undone=inner)

    world = removed(tree=True)
    world = world.after(effects(ask(back, DESK, world)))

    assert {PostState.SHOWN} == {world.posts[iri].state for iri in (SLUGS, ANSWER)}
    assert not world.threads[SLUGS_THREAD.id].removed


def test_removal_by_itself_is_not_undone_with_that_of_its_thread() -> None:
    world = known().after(effects(ask(removal(ANSWER), DESK)))
    world = world.after(effects(ask(removal(SLUGS, tree=True), DESK, world)))
    back = Undo(id=act_id(DESK, "u"), actor=DESK.id, undone=removal(SLUGS))

    world = world.after(effects(ask(back, DESK, world)))

    assert PostState.REMOVED is world.posts[ANSWER].state


def test_board_elsewhere_removes_what_stands_under_its_posts() -> None:
    inner = Delete(id=Iri(""), actor=MALLORY.id, object=TEA, summary="", with_replies=True)
    wrap = Announce(id=act_id(TEA_ACTOR), actor=TEA_ACTOR.id, object=inner)

    verdict = ask(wrap, TEA_ACTOR)

    assert Sweep(cause=TEA, under=TEA) in effects(verdict)
    assert ([], []) == (emits(verdict), errands(verdict))


def test_reason_of_a_removal_stands_where_the_post_stood_until_it_is_back() -> None:
    verdict = ask(removal(SLUGS, summary="<p>off <b>topic</b></p>"), DESK)
    world = known().after(effects(verdict))
    back = Undo(id=act_id(DESK, "u"), actor=DESK.id, undone=removal(SLUGS))

    assert "off topic" == the_post(verdict).reason.strip()
    assert "" == the_post(ask(back, DESK, world)).reason


# -- whole threads -------------------------------------------------------------------------------


def test_deleted_context_is_a_removed_thread() -> None:
    """NodeBB names a topic by its context."""
    verdict = ask(removal(CONTEXT), DESK)

    assert [replace(SLUGS_THREAD, removed=True)] == [
        thing for thing in things(verdict) if thing != the_post(verdict)
    ]


@pytest.mark.parametrize("thing", [CONTEXT, SLUGS])
def test_thread_leaves_its_board_and_forums_are_told_in_words_they_know(thing: Iri) -> None:
    leaves = Remove(id=act_id(DESK), actor=DESK.id, object=thing, target=GARDENING.id)

    verdict = ask(leaves, DESK)

    assert PostState.REMOVED is the_post(verdict).state
    told = [e.activity.object for e in emits(verdict) if isinstance(e.activity, Announce)]
    [desks] = {each for each in told if isinstance(each, Delete)}
    assert (DESK.id, SLUGS, "") == (desks.actor, desks.object, desks.summary)


def test_thread_comes_back_to_its_board() -> None:
    leaves = Remove(id=act_id(DESK), actor=DESK.id, object=CONTEXT, target=GARDENING.id)
    world = known().after(effects(ask(leaves, DESK)))
    back: tuple[AnyActivity, ...] = (
        Add(id=act_id(DESK, "b"), actor=DESK.id, object=CONTEXT, target=GARDENING.id),
        Undo(id=act_id(DESK, "b"), actor=DESK.id, undone=leaves),
    )

    for each in back:
        assert PostState.SHOWN is the_post(ask(each, DESK, world)).state


def test_nobody_else_takes_a_thread_off_its_board() -> None:
    leaves = Remove(id=act_id(BOB), actor=BOB.id, object=CONTEXT, target=GARDENING.id)

    assert moderate.NOT_A_MODERATOR == ask(leaves, BOB)


def test_thread_is_taken_off_no_board_but_its_own() -> None:
    leaves = Remove(id=act_id(DESK), actor=DESK.id, object=CONTEXT, target=KITCHEN.id)

    assert moderate.NO_TARGET == ask(leaves, DESK)


def test_post_leaves_its_thread() -> None:
    leaves = Remove(id=act_id(DESK), actor=DESK.id, object=ANSWER, target=CONTEXT)

    assert (ANSWER, PostState.REMOVED) == (
        the_post(ask(leaves, DESK)).id,
        the_post(ask(leaves, DESK)).state,
    )


# -- boards --------------------------------------------------------------------------------------


def test_board_elsewhere_is_closed_and_opened_by_its_own_word() -> None:
    inner = Delete(id=Iri(""), actor=MALLORY.id, object=LEMMY_TEA.id, summary="")
    closing = Announce(id=act_id(TEA_ACTOR), actor=TEA_ACTOR.id, object=inner)
    back = Undo(id=Iri(""), actor=MALLORY.id, undone=inner)
    opening = Announce(id=act_id(TEA_ACTOR, "o"), actor=TEA_ACTOR.id, object=back)

    world = known().after(effects(ask(closing, TEA_ACTOR)))

    assert world.boards[LEMMY_TEA.id].removed
    assert [LEMMY_TEA] == things(ask(opening, TEA_ACTOR, world))


def test_nobody_closes_another_board() -> None:
    inner = Delete(id=Iri(""), actor=MALLORY.id, object=GARDENING.id, summary="")
    wrap = Announce(id=act_id(TEA_ACTOR), actor=TEA_ACTOR.id, object=inner)

    assert delete.NOT_ITSELF == ask(wrap, TEA_ACTOR)
    assert delete.NOT_ITSELF == ask(inner, MALLORY)


# -- what the author's own server does -----------------------------------------------------------


def test_author_who_moderates_removes_when_they_say_why() -> None:
    removes = Delete(id=act_id(ALICE), actor=ALICE.id, object=SLUGS, summary="off topic")
    deletes = replace(removes, summary=None)
    world = known(MODERATES)

    assert PostState.REMOVED is the_post(ask(removes, ALICE, world)).state
    after = world.after(effects(ask(deletes, ALICE, world)))
    assert PostState.DELETED is after.posts[SLUGS].state


def test_removal_by_the_authors_own_server_is_looked_up_there() -> None:
    admin = member("admin", "alpha.test")
    world = known()
    world = replace(world, members={**world.members, admin.id: admin})
    removes = Delete(id=act_id(admin), actor=admin.id, object=SLUGS, summary="spam")

    assert [Errand("gone", SLUGS)] == list(effects(ask(removes, admin, world)))


def buried(*, removed_before: bool = False) -> Known:
    world = removed() if removed_before else known()
    deletes = Delete(id=act_id(ALICE), actor=ALICE.id, object=SLUGS)
    return world.after(effects(ask(deletes, ALICE, world)))


BACK = Undo(
    id=act_id(ALICE, "u"), actor=ALICE.id,
    undone=Delete(id=Iri("https://alpha.test/new"), actor=ALICE.id, object=SLUGS),
)  # fmt: skip


def test_undone_deletion_is_looked_up_where_the_post_stands_and_passed_on() -> None:
    verdict = ask(BACK, ALICE, buried())

    passed_on = [(each.signer, type(each.activity)) for each in emits(verdict)]
    assert [Errand("revive", SLUGS)] == list(errands(verdict))
    assert [(GARDENING.id, Announce)] == passed_on


def test_deletion_that_another_of_the_server_undoes_is_looked_up_and_not_passed_on() -> None:
    admin = member("admin", "alpha.test")
    world = buried()
    world = replace(world, members={**world.members, admin.id: admin})
    deletion = Delete(id=act_id(admin), actor=admin.id, object=SLUGS)
    back = Undo(id=act_id(admin, "u"), actor=admin.id, undone=deletion)

    verdict = ask(back, admin, world)

    assert [Errand("revive", SLUGS)] == list(effects(verdict))


@pytest.mark.parametrize(("before", "state"), [(False, "shown"), (True, "removed")])
def test_post_that_its_server_has_again_stands_as_it_stood(before: bool, state: str) -> None:
    world, by = buried(removed_before=before), Fetched(SLUGS)
    thing = said(ALICE, content="<p>Snails.</p>")
    again = created(replace(thing, id=SLUGS), name="")
    unbury = judge(replace(BACK, id=Iri("")), world, by, NOW, ids())
    assert (Unbury(SLUGS),) == effects(unbury)

    post = the_post(judge(again, world.after(effects(unbury)), by, NOW, ids()))

    assert (state, "<p>Snails.</p>") == (post.state, post.content)


def test_nobody_else_undoes_a_deletion() -> None:
    other = replace(BACK, actor=BOB.id, id=act_id(BOB),
                    undone=Delete(id=Iri(""), actor=BOB.id, object=SLUGS))  # fmt: skip

    assert delete.DELETED == ask(other, BOB, buried())


def test_deletion_by_somebody_here_is_final() -> None:
    deletes = Delete(id=act_id(CORA), actor=CORA.id, object=CORAS)
    world = known().after(effects(ask(deletes, CORA)))
    back = Undo(id=act_id(CORA, "u"), actor=CORA.id, undone=deletes)

    assert delete.DELETED == ask(back, CORA, world)


# -- what was boosted ----------------------------------------------------------------------------


def test_board_takes_back_the_boost_of_what_was_swept_and_says_it_again() -> None:
    group = as_member(GARDENING)
    boost = Announce(id=act_id(group), actor=group.id, object=SLUGS)
    unboost = Undo(id=act_id(group, "u"), actor=group.id, undone=boost)

    [gone] = emits(ask(unboost, group, removed()))
    [again] = emits(ask(boost, group))

    assert isinstance(gone.activity, Undo)
    assert isinstance(again.activity, Announce)
    assert undo.NOT_REMOVED == ask(unboost, group)


def test_unsweep_marks_what_came_back() -> None:
    world = removed(tree=True).after([Unsweep(SLUGS, "back x"), Put(TEA_POST)])

    assert ("back x", ANSWER_POST.content) == (
        world.posts[ANSWER].swept,
        world.posts[ANSWER].content,
    )
    assert SLUGS_POST.id in world.posts


# -- a board elsewhere passes on no longer ----------------------------------------------------


def no_longer(inner: AnyActivity) -> Undo:
    return Undo(id=act_id(TEA_ACTOR, "undo"), actor=TEA_ACTOR.id, undone=inner)


@pytest.mark.parametrize(
    "said_before",
    [
        Announce(id=act_id(TEA_ACTOR), actor=TEA_ACTOR.id, object=TEA),
        Add(
            id=act_id(TEA_ACTOR),
            actor=TEA_ACTOR.id,
            object=TEA,
            target=Iri(f"{TEA_ACTOR.id}/outbox"),
        ),
    ],
)
def test_post_that_its_board_passes_on_no_longer_is_taken_off(said_before: AnyActivity) -> None:
    """So a community of lotide removes a post; adding it again puts it back."""
    off = known().after(effects(ask(no_longer(said_before), TEA_ACTOR)))
    again = Add(
        id=act_id(TEA_ACTOR, "again"),
        actor=TEA_ACTOR.id,
        object=TEA,
        target=Iri(f"{TEA_ACTOR.id}/outbox"),
    )

    assert (PostState.REMOVED, True) == (off.posts[TEA].state, off.threads[TEA_THREAD.id].removed)
    assert PostState.SHOWN == off.after(effects(ask(again, TEA_ACTOR, off))).posts[TEA].state


def test_board_takes_off_only_what_stands_in_it_and_only_if_it_is_followed() -> None:
    boost = Announce(id=act_id(TEA_ACTOR), actor=TEA_ACTOR.id, object=TEA)
    other = replace(boost, object=SLUGS)

    assert undo.NOTHING == ask(no_longer(other), TEA_ACTOR)
    assert undo.NOTHING == ask(no_longer(boost), TEA_ACTOR, known(relations={}))
