"""What a NodeBB hears, and from whom: as seen with NodeBB 4.15 on the other side."""

from dataclasses import replace

import pytest

from fediforum.forum.model import PostState, Tie
from fediforum.vocab.activities import AnyActivity, Delete, Like, Undo, Update
from fediforum.vocab.iri import Iri, host_of
from fediforum.vocab.objects import Source
from tests.forum.hearing import BOARD, NODEBB, THREAD, Server, got_by, heard
from tests.people import (
    ALICE,
    ANSWER,
    BOB,
    CORA,
    DESK,
    NOW,
    SLUGS,
    act_id,
    known,
    local,
    said,
    signed,
    tie,
)

TOLD = "Announce it by board"


def test_deletion_reaches_a_nodebb_that_is_mentioned_by_the_board_alone() -> None:
    """A direct Delete would have it purge the post, or hang if others have answered it."""
    world = known()
    called = replace(world.posts[ANSWER], mentions=(Iri("https://n.test/uid/2"),))
    world = replace(world, posts={**world.posts, ANSWER: called})

    got = heard(Delete(id=act_id(CORA), actor=CORA.id, object=ANSWER), local(CORA), world)

    assert {TOLD} == got["n.test"]


@pytest.mark.parametrize("verb", ["Update", "Delete"])
def test_nodebb_that_follows_only_the_thread_hears_from_the_author(verb: str) -> None:
    """The board is nothing to it, so it would not believe the board."""
    thing = replace(said(CORA, content="<p>New</p>"), id=ANSWER, updated=NOW)
    acts: dict[str, AnyActivity] = {
        "Update": Update(id=act_id(CORA), actor=CORA.id, object=thing),
        "Delete": Delete(id=act_id(CORA), actor=CORA.id, object=ANSWER),
    }
    lone = Server("lone.test", "nodebb", THREAD)

    assert [f"{verb} by author"] == got_by(lone, acts[verb], local(CORA))


@pytest.mark.parametrize("verb", ["Like", "Undo", "Update", "Delete"])
def test_nodebb_is_not_told_what_it_said_itself(verb: str) -> None:
    """It answers 424 to activities of its own, which it cannot look up."""
    like = Like(id=act_id(BOB, "like"), actor=BOB.id, object=ANSWER)
    thing = replace(said(ALICE, content="<p>New</p>"), id=SLUGS, updated=NOW)
    acts: dict[str, AnyActivity] = {
        "Like": like,
        "Undo": Undo(id=act_id(BOB), actor=BOB.id, undone=like),
        "Update": Update(id=act_id(ALICE), actor=ALICE.id, object=thing),
        "Delete": Delete(id=act_id(ALICE), actor=ALICE.id, object=SLUGS),
    }
    activity = acts[verb]
    speaker = ALICE if activity.actor == ALICE.id else BOB
    world = known(tie(Tie.VOTE, BOB.id, ANSWER, "up")) if verb == "Undo" else known()
    theirs = Server(host_of(activity.actor), "nodebb", BOARD)

    assert [] == got_by(theirs, activity, signed(speaker), world)
    assert [TOLD] == got_by(NODEBB, activity, signed(speaker), world)


@pytest.mark.parametrize(
    ("iri", "again"), [(ANSWER, ["Update by author"]), (SLUGS, [])], ids=["ours", "elsewhere"]
)
def test_nodebb_shows_a_post_of_ours_again_when_its_author_edits_it(
    iri: Iri, again: list[str]
) -> None:
    """It knows no undone removal; what was written elsewhere is for its own server to say."""
    removal = Delete(id=act_id(DESK, "rem"), actor=DESK.id, object=iri, summary="spam")
    undo = Undo(id=act_id(DESK, "und"), actor=DESK.id, undone=removal)
    world = known()
    words = Source("Beer, **every** evening.")
    gone = replace(world.posts[iri], state=PostState.REMOVED, source=words)
    world = replace(world, posts={**world.posts, iri: gone})

    assert [TOLD, *again] == got_by(NODEBB, undo, local(DESK), world)
