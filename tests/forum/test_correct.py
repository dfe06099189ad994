"""What moderators change of posts and boards that are not theirs, and what they cannot."""

from dataclasses import replace

import pytest

from fediforum.forum.actors import board_actor
from fediforum.forum.effects import Errand
from fediforum.forum.judge import judge
from fediforum.forum.model import Member, Posting, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules import correct, moderate
from fediforum.vocab.activities import Announce, Update
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Hashtag, Object
from tests.forum.verdicts import ask, effects, emits, errands, the_post, the_thread, things
from tests.people import (
    ALICE,
    ANSWER,
    BOB,
    DESK,
    GARDENING,
    HOME,
    LEMMY_TEA,
    MALLORY,
    NOW,
    SLUGS,
    SLUGS_POST,
    SLUGS_THREAD,
    TEA,
    TEA_AUTHOR,
    TEA_THREAD,
    act_id,
    as_member,
    calls,
    created,
    ids,
    known,
    said,
    tie,
)  # fmt: skip

BOB_MODERATES = known(tie(Tie.ROLE, BOB.id, GARDENING.id, "moderator"))
TEA_ACTOR = as_member(LEMMY_TEA)


def slugs(**more: object) -> Object:
    thing = replace(said(ALICE, content="<p>Other words.</p>"), id=SLUGS, updated=NOW)
    return replace(thing, **more)  # type: ignore[arg-type]


def by(who: Member, thing: Object) -> Update:
    return Update(id=act_id(who), actor=who.id, object=thing)


def test_moderator_marks_a_post_and_changes_no_word_of_it() -> None:
    marked = slugs(sensitive=True, tag=(Hashtag("Pests"),), name="Another title")

    verdict = ask(by(BOB, marked), BOB, BOB_MODERATES)

    assert [replace(SLUGS_POST, sensitive=True, hashtags=("pests",))] == things(verdict)
    assert {GARDENING.id} == {emit.signer for emit in emits(verdict)}


def test_nobody_else_marks_a_post() -> None:
    assert moderate.NOT_A_MODERATOR == ask(by(MALLORY, slugs(sensitive=True)), MALLORY)


def test_moderator_does_not_give_a_post_another_author() -> None:
    stolen = by(BOB, slugs(attributed_to=MALLORY.id, sensitive=True))

    assert correct.NOT_THE_AUTHOR == ask(stolen, BOB, BOB_MODERATES)


def test_moderator_who_changes_nothing_is_told_so() -> None:
    assert correct.SAME == ask(by(BOB, slugs()), BOB, BOB_MODERATES)


@pytest.mark.parametrize("who", [ALICE, BOB])
def test_author_and_moderator_close_a_thread_by_its_opening_post(who: Member) -> None:
    """PeerTube and older Lemmys have a word for it in the post itself."""
    closed = the_thread(ask(by(who, slugs(comments_enabled=False)), who, BOB_MODERATES))

    assert (True, who.id) == (closed.locked, closed.locked_by)


def test_author_does_not_open_what_a_moderator_closed() -> None:
    threads = {SLUGS_THREAD.id: replace(SLUGS_THREAD, locked=True, locked_by=BOB.id)}
    world = replace(BOB_MODERATES, threads=threads)
    opened = slugs(comments_enabled=True)

    assert the_thread(ask(by(ALICE, opened), ALICE, world)).locked
    assert not the_thread(ask(by(BOB, opened), BOB, world)).locked


def test_reply_closes_nothing() -> None:
    thing = replace(slugs(comments_enabled=False), id=ANSWER, attributed_to=HOME.member("cora"))

    assert correct.SAME == ask(by(BOB, thing), BOB, BOB_MODERATES)


def test_what_a_moderator_elsewhere_marks_is_read_at_its_author_too() -> None:
    thing = replace(said(TEA_AUTHOR), id=TEA, sensitive=True)
    inner = Update(id=Iri(""), actor=MALLORY.id, object=thing)

    verdict = ask(Announce(id=act_id(TEA_ACTOR), actor=TEA_ACTOR.id, object=inner), TEA_ACTOR)

    assert the_post(verdict).sensitive
    assert [Errand("fetch", TEA, {"board": LEMMY_TEA.id})] == errands(verdict)


# -- boards --------------------------------------------------------------------------------------

NEW = replace(
    board_actor(replace(GARDENING, title="Plants", posting=Posting.MODERATORS), HOME, ()),
    summary="<p>New</p>",
)


def test_moderator_elsewhere_says_what_a_board_is_about() -> None:
    change = Update(id=act_id(BOB), actor=BOB.id, object=NEW)

    said_so = {"title": "Plants", "sidebar": "", "summary": "<p>New</p>", "restricted": "yes"}
    said_so["by"] = BOB.id
    assert [Errand("describe", GARDENING.id, said_so)] == list(
        effects(ask(change, BOB, BOB_MODERATES))
    )


def test_nobody_else_says_what_a_board_is_about() -> None:
    change = Update(id=act_id(MALLORY), actor=MALLORY.id, object=NEW)

    assert moderate.NOT_A_MODERATOR == ask(change, MALLORY)


def test_board_elsewhere_that_its_moderator_changes_is_read_at_its_own_id() -> None:
    tea = replace(NEW, id=LEMMY_TEA.id)
    world = known(tie(Tie.ROLE, BOB.id, LEMMY_TEA.id, "moderator"))
    change = Update(id=act_id(BOB), actor=BOB.id, object=tea)

    assert [Errand("actor", LEMMY_TEA.id)] == list(effects(ask(change, BOB, world)))


def test_board_passes_on_what_its_moderator_made_of_it() -> None:
    inner = Update(id=Iri(""), actor=MALLORY.id, object=replace(NEW, id=LEMMY_TEA.id))
    wrap = Announce(id=act_id(TEA_ACTOR), actor=TEA_ACTOR.id, object=inner)

    verdict = ask(wrap, TEA_ACTOR)

    assert [Errand("actor", LEMMY_TEA.id)] == errands(verdict)


def test_desk_marks_a_post_here_too() -> None:
    verdict = ask(by(DESK, slugs(sensitive=True)), DESK)

    assert the_post(verdict).sensitive


def test_thread_that_comes_closed_to_replies_is_locked() -> None:
    thing = said(BOB, cc=(GARDENING.id,), tag=calls(GARDENING), comments_enabled=False)

    opened = the_thread(ask(created(thing), BOB))

    assert (True, BOB.id) == (opened.locked, opened.locked_by)


def test_thread_of_a_board_elsewhere_stands_as_its_server_says_when_asked() -> None:
    threads = {TEA_THREAD.id: replace(TEA_THREAD, locked=True, locked_by=MALLORY.id)}
    thing = replace(said(TEA_AUTHOR, comments_enabled=True, updated=NOW), id=TEA)
    world = known(threads={**known().threads, **threads})

    read = judge(created(thing, name=""), world, Fetched(TEA), NOW, ids())

    assert not the_thread(read).locked
