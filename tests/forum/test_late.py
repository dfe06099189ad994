"""Late: what comes after a thread was closed is kept beside it, and let in by moderators only."""

from dataclasses import replace

from fediforum.forum.judge import judge
from fediforum.forum.known import Known
from fediforum.forum.model import Post, PostState, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules import create, react
from fediforum.forum.rules.hold import NOT_ADMITTED
from fediforum.forum.verdict import Accepted, Refused, Verdict
from fediforum.vocab.activities import Delete, Like, Reject, Update
from fediforum.vocab.iri import Iri
from tests.forum.verdicts import ask, effects, emits, the_post, things
from tests.people import (
    ALICE,
    BOB,
    CORA,
    DAAN,
    DESK,
    GARDENING,
    NOW,
    SLUGS,
    SLUGS_THREAD,
    act_id,
    created,
    ids,
    known,
    said,
    tie,
)

CLOSED = replace(SLUGS_THREAD, locked=True)
REPLY = created(said(BOB, cc=(ALICE.id,), parent=SLUGS))


def closed(*more: Post) -> Known:
    world = known(threads={**known().threads, CLOSED.id: CLOSED})
    return replace(world, posts={**world.posts, **{post.id: post for post in more}})


def late() -> Post:
    return the_post(ask(REPLY, BOB, closed()))


def let_in(moderator: Iri, world: Known) -> Verdict:
    found = replace(REPLY, id=Iri(""))
    return judge(found, world, Fetched(REPLY.object.id, admitted=moderator), NOW, ids())


def test_reply_to_a_closed_thread_is_kept_and_shown_nowhere() -> None:
    post = late()

    assert (PostState.LATE, CLOSED.id, None) == (post.state, post.thread, post.seq)


def test_nobody_but_the_author_s_server_hears_of_what_came_late() -> None:
    [emit] = emits(ask(REPLY, BOB, closed()))

    assert isinstance(emit.activity, Reject)
    assert REPLY == emit.activity.answered
    assert (frozenset({BOB.id}), frozenset()) == (emit.audience.actors, emit.audience.followers_of)
    assert frozenset({"fediforum"}) == emit.audience.software


def test_member_here_is_told_at_once_that_the_thread_is_closed() -> None:
    assert create.LOCKED == ask(created(said(CORA, parent=SLUGS)), CORA, closed())


def test_refusal_says_why_a_thread_is_closed_in_the_words_of_its_page() -> None:
    world = closed()
    thread = replace(world.threads[CLOSED.id], lock_reason="Alles is gezegd.")
    world = replace(world, threads={**world.threads, thread.id: thread})

    refused = ask(created(said(CORA, parent=SLUGS)), CORA, world)

    assert isinstance(refused, Refused)
    assert f"{create.LOCKED.reason}: Alles is gezegd." == refused.reason


def test_reply_of_somebody_banned_is_not_kept() -> None:
    ban = tie(Tie.BAN, BOB.id, GARDENING.id)
    world = replace(closed(), relations=known(ban).relations)

    assert create.BANNED == ask(REPLY, BOB, world)


def test_reply_that_is_for_nobody_here_is_not_kept() -> None:
    assert create.NOT_ADDRESSED == ask(created(said(BOB, parent=SLUGS)), BOB, closed())


def test_answer_to_what_came_late_is_late_too() -> None:
    below = created(said(ALICE, name="n2", parent=REPLY.object.id, cc=(BOB.id,)))
    world = replace(closed(late()), threads=known().threads)

    assert PostState.LATE is the_post(ask(below, ALICE, world)).state


def test_moderator_lets_it_in_at_the_end() -> None:
    verdict = let_in(DESK.id, closed(late()))

    post = the_post(verdict)
    assert (PostState.SHOWN, CLOSED.id, late().short) == (post.state, post.thread, post.short)
    assert emits(verdict)


def test_nobody_else_lets_it_in() -> None:
    assert NOT_ADMITTED == let_in(DAAN.id, closed(late()))


def test_reading_it_again_does_not_let_it_in() -> None:
    found = replace(REPLY, id=Iri(""))

    verdict = judge(found, closed(late()), Fetched(REPLY.object.id), NOW, ids())

    assert not isinstance(verdict, Accepted)


def test_edit_finds_it_there_and_tells_nobody() -> None:
    thing = replace(REPLY.object, content="<p>Better.</p>", updated=NOW)
    edit = Update(id=act_id(BOB, "edit"), actor=BOB.id, object=thing, to=thing.to, cc=thing.cc)

    verdict = ask(edit, BOB, closed(late()))

    post = the_post(verdict)
    assert (PostState.LATE, "<p>Better.</p>") == (post.state, post.content)
    assert [] == emits(verdict)


def test_deletion_finds_it_there_and_tells_nobody() -> None:
    gone = Delete(id=act_id(BOB, "gone"), actor=BOB.id, object=REPLY.object.id)
    world = closed(late())

    verdict = ask(gone, BOB, world)

    left = world.after(effects(verdict)).posts[REPLY.object.id]
    assert 1 == len(things(verdict))
    assert (PostState.DELETED, None) == (left.state, left.thread)
    assert [] == emits(verdict)


def test_nobody_votes_on_what_is_not_shown() -> None:
    like = Like(id=act_id(ALICE), actor=ALICE.id, object=REPLY.object.id)

    assert react.NOT_SHOWN == ask(like, ALICE, closed(late()))
