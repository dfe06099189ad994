"""Follow, Accept, Reject: boards, threads and members are followed and answer at once."""

from dataclasses import replace

import pytest

from fediforum.forum.effects import Audience, Errand, Unrelate
from fediforum.forum.model import Tie
from fediforum.forum.rules import announce, answer, follow
from fediforum.forum.verdict import Needs
from fediforum.vocab.activities import Accept, Announce, Follow, Like, Reject, Undo
from fediforum.vocab.iri import Iri
from tests.forum.verdicts import ask, effects, emits, ended, errands, relations
from tests.people import (
    ALICE,
    BOB,
    CORA,
    DESK,
    FOLLOWS_TEA,
    GARDENING,
    HOME,
    LEMMY_TEA,
    MALLORY,
    SLUGS,
    SLUGS_THREAD,
    TEA,
    TEA_THREAD,
    act_id,
    as_member,
    known,
    local,
    tie,
)  # fmt: skip


def wants(what: Iri, name: str = "f") -> Follow:
    return Follow(id=act_id(BOB, name), actor=BOB.id, object=what)


@pytest.mark.parametrize("what", [GARDENING.id, CORA.id, SLUGS_THREAD.id])
def test_follow_is_accepted_at_once_at_the_followers_own_inbox(what: Iri) -> None:
    asked = wants(what)

    verdict = ask(asked, BOB)

    [relation], [emit] = relations(verdict), emits(verdict)
    assert (BOB.id, what, "accepted", asked.id) == (
        relation.a, relation.b, relation.value, relation.activity,
    )  # fmt: skip
    assert isinstance(emit.activity, Accept)
    assert (what, asked) == (emit.activity.actor, emit.activity.answered)
    assert Audience(personal=frozenset({BOB.id})) == emit.audience


def test_software_of_a_followers_server_is_asked_for() -> None:
    assert [Errand("nodeinfo", Iri("https://beta.test"))] == errands(ask(wants(GARDENING.id), BOB))


def test_repeated_follow_is_accepted_again_under_its_newest_id() -> None:
    before = tie(Tie.FOLLOW, BOB.id, GARDENING.id, "accepted", act_id(BOB, "old"))

    verdict = ask(wants(GARDENING.id, "new"), BOB, known(before))

    assert [act_id(BOB, "new")] == [relation.activity for relation in relations(verdict)]
    assert 1 == len(emits(verdict))


@pytest.mark.parametrize("what", [SLUGS, HOME.context(SLUGS_THREAD.short)])
def test_follow_of_an_opening_post_or_context_follows_the_thread(what: Iri) -> None:
    """Friendica asks for posts, FEP-efda for contexts; their owner, the board, answers."""
    verdict = ask(wants(what), BOB)

    assert [SLUGS_THREAD.id] == [relation.b for relation in relations(verdict)]
    assert [GARDENING.id] == [emit.signer for emit in emits(verdict)]


@pytest.mark.parametrize(
    "what", [HOME.thread("0neverhere000"), TEA_THREAD.id, HOME.instance, HOME.member("nobody")]
)
def test_what_cannot_be_followed_is_ignored(what: Iri) -> None:
    assert follow.NOTHING == ask(wants(what), BOB)


def test_banned_follower_is_told_no() -> None:
    verdict = ask(wants(SLUGS_THREAD.id), BOB, known(tie(Tie.BAN, BOB.id, GARDENING.id)))

    assert ([], [Reject]) == (relations(verdict), [type(e.activity) for e in emits(verdict)])


def test_undo_ends_a_follow() -> None:
    follows = tie(Tie.FOLLOW, BOB.id, GARDENING.id, "accepted", act_id(BOB, "f"))
    fresh = Undo(id=act_id(BOB, "u"), actor=BOB.id, undone=wants(GARDENING.id, "fresh"))
    bare = Undo(id=act_id(BOB, "u"), actor=BOB.id, object=act_id(BOB, "f"))

    verdicts = [ask(undo, BOB, known(follows)) for undo in (fresh, bare)]

    expected = [Unrelate(Tie.FOLLOW, BOB.id, GARDENING.id)]
    assert [expected, expected] == [ended(verdict) for verdict in verdicts]


def test_follow_of_a_thread_that_was_removed_can_still_be_ended() -> None:
    follows = tie(Tie.FOLLOW, BOB.id, SLUGS_THREAD.id, "accepted")
    removed = {SLUGS_THREAD.id: replace(SLUGS_THREAD, removed=True)}
    undo = Undo(id=act_id(BOB, "u"), actor=BOB.id, undone=wants(SLUGS))

    verdict = ask(undo, BOB, known(follows, threads=removed))

    assert [Unrelate(Tie.FOLLOW, BOB.id, SLUGS_THREAD.id)] == ended(verdict)


def test_follow_of_somebody_elsewhere_is_pending_and_asked_at_their_own_inbox() -> None:
    asked = Follow(id=act_id(CORA), actor=CORA.id, object=ALICE.id)

    verdict = ask(asked, CORA)

    assert ["pending"] == [relation.value for relation in relations(verdict)]
    assert [Audience(personal=frozenset({ALICE.id}))] == [e.audience for e in emits(verdict)]


def test_follow_of_a_stranger_looks_them_up_first() -> None:
    far = Iri("https://new.test/users/nia")

    verdict = ask(Follow(id=act_id(CORA), actor=CORA.id, object=far), CORA)

    assert Needs(frozenset({far})) == verdict


# -- answers to us -------------------------------------------------------------------------------

TEA_ACTOR = as_member(LEMMY_TEA)
PENDING = replace(FOLLOWS_TEA, value="pending")
ASKED = Follow(id=PENDING.activity or Iri(""), actor=DESK.id, object=LEMMY_TEA.id)


@pytest.mark.parametrize(
    "said_so",
    [
        Accept(id=act_id(TEA_ACTOR), actor=LEMMY_TEA.id, answered=ASKED, object=ASKED.id),
        Accept(id=act_id(TEA_ACTOR), actor=LEMMY_TEA.id, object=ASKED.id),
        Accept(id=act_id(TEA_ACTOR), actor=LEMMY_TEA.id, answered=replace(ASKED, id=Iri(""))),
    ],
)
def test_accept_of_our_follow_is_believed_and_history_is_asked_for(said_so: Accept) -> None:
    verdict = ask(said_so, TEA_ACTOR, known(PENDING))

    assert ["accepted"] == [relation.value for relation in relations(verdict)]
    assert [Errand("outbox", LEMMY_TEA.id)] == errands(verdict)


def test_board_that_changes_its_mind_is_not_read_anew() -> None:
    """By turns Reject and Accept it would have us read its history each time."""
    refused = replace(PENDING, value="refused")
    accept = Accept(id=act_id(TEA_ACTOR), actor=LEMMY_TEA.id, answered=ASKED, object=ASKED.id)

    verdict = ask(accept, TEA_ACTOR, known(refused))

    assert ["accepted"] == [relation.value for relation in relations(verdict)]
    assert [] == errands(verdict)


def test_accept_by_anybody_else_is_refused() -> None:
    stolen = Accept(id=act_id(MALLORY), actor=MALLORY.id, answered=ASKED)
    by_id = Accept(id=act_id(MALLORY), actor=MALLORY.id, object=ASKED.id)

    verdicts = [ask(one, MALLORY, known(PENDING)) for one in (stolen, by_id)]

    assert [answer.NOT_THEIRS, answer.NOT_THEIRS] == verdicts


def test_accept_of_what_nobody_asked_makes_no_follow() -> None:
    made_up = Follow(id=Iri(""), actor=CORA.id, object=MALLORY.id)

    verdict = ask(Accept(id=act_id(MALLORY), actor=MALLORY.id, answered=made_up), MALLORY)

    assert answer.NOT_ASKED == verdict


def test_reject_of_a_follow_of_a_board_is_remembered_and_the_board_is_followed_no_more() -> None:
    verdict = ask(Reject(id=act_id(TEA_ACTOR), actor=LEMMY_TEA.id, answered=ASKED), TEA_ACTOR)

    assert [(DESK.id, LEMMY_TEA.id, "refused")] == [
        (each.a, each.b, each.value) for each in relations(verdict)
    ]
    like = Like(id=act_id(BOB), actor=BOB.id, object=TEA)
    passes = Announce(id=act_id(TEA_ACTOR, "later"), actor=LEMMY_TEA.id, object=like)
    after = known().after(effects(verdict))
    assert announce.NOT_FOLLOWED == ask(passes, TEA_ACTOR, after)


def test_reject_of_something_else_is_left_alone() -> None:
    """NodeBB 4 answers its own errors with Rejects of all kinds."""
    odd = Reject(id=act_id(BOB), actor=BOB.id, object=Iri("https://forum.test/ap/activities/x"))

    assert answer.NOT_ASKED == ask(odd, BOB)


def test_thread_sends_a_follower_away() -> None:
    """Lemmy cannot take what a thread announces (decision 11)."""
    follows = tie(Tie.FOLLOW, BOB.id, SLUGS_THREAD.id, "accepted", act_id(BOB, "f"))
    no = Reject(id=HOME.activity("0n0"), actor=SLUGS_THREAD.id, answered=wants(SLUGS_THREAD.id))
    thread = replace(DESK, id=SLUGS_THREAD.id)

    verdict = ask(no, thread, known(follows))

    assert [Unrelate(Tie.FOLLOW, BOB.id, SLUGS_THREAD.id)] == ended(verdict)
    assert [frozenset({BOB.id})] == [emit.audience.personal for emit in emits(verdict)]
    assert local(thread).actor == emits(verdict)[0].signer
