"""Votes, and Undo of all that can be undone."""

from dataclasses import replace

import pytest

from fediforum.forum.effects import Audience, Emit, Unrelate
from fediforum.forum.model import Grave, PostState, Tie
from fediforum.forum.rules import delete, moderate, react, undo
from fediforum.vocab.activities import (
    Announce,
    AnyActivity,
    Block,
    Delete,
    Dislike,
    EmojiReact,
    Like,
    Lock,
    Undo,
)  # fmt: skip
from fediforum.vocab.iri import Iri
from tests.forum.verdicts import ask, effects, emits, ended, relations, things
from tests.people import (
    ALICE,
    ANSWER,
    ANSWER_POST,
    BOB,
    CORA,
    DESK,
    GARDENING,
    LEMMY_TEA,
    MALLORY,
    NOW,
    SLUGS,
    SLUGS_POST,
    SLUGS_THREAD,
    TEA,
    TEA_AUTHOR,
    act_id,
    known,
    tie,
)  # fmt: skip

LIKE = Like(id=act_id(BOB, "like"), actor=BOB.id, object=ANSWER)
DISLIKE = Dislike(id=act_id(BOB, "no"), actor=BOB.id, object=ANSWER)


@pytest.mark.parametrize(
    ("activity", "value"),
    [
        (LIKE, "up"),
        (DISLIKE, "down"),
        (replace(LIKE, content="🐌"), "🐌"),
        (EmojiReact(id=act_id(BOB), actor=BOB.id, object=ANSWER, content="🐌"), "🐌"),
        (EmojiReact(id=act_id(BOB), actor=BOB.id, object=ANSWER), "up"),
        (replace(LIKE, content="down"), "up"),
    ],
)
def test_vote_is_counted_as_what_it_says(activity: AnyActivity, value: str) -> None:
    assert [(Tie.VOTE, BOB.id, ANSWER, value)] == [
        (r.kind, r.a, r.b, r.value) for r in relations(ask(activity, BOB))
    ]


def test_newest_vote_takes_the_place_of_the_older() -> None:
    before = tie(Tie.VOTE, BOB.id, ANSWER, "up", LIKE.id)

    assert ["down"] == [r.value for r in relations(ask(DISLIKE, BOB, known(before)))]


def test_same_vote_again_is_nothing_new() -> None:
    before = tie(Tie.VOTE, BOB.id, ANSWER, "up", LIKE.id)

    assert react.KNOWN == ask(replace(LIKE, id=act_id(BOB, "again")), BOB, known(before))


@pytest.mark.parametrize("state", [PostState.REMOVED, PostState.DELETED, PostState.REFUSED])
def test_what_is_not_shown_takes_no_votes(state: PostState) -> None:
    posts = {ANSWER: replace(ANSWER_POST, state=state)}

    assert react.NOT_SHOWN == ask(LIKE, BOB, known(posts=posts))


def test_banned_and_blocked_voters_are_refused() -> None:
    banned = known(tie(Tie.BAN, BOB.id, GARDENING.id))
    blocked = known(tie(Tie.BLOCK, CORA.id, BOB.id))

    assert [react.BANNED, react.SHUT_OUT] == [ask(LIKE, BOB, world) for world in (banned, blocked)]


def test_vote_on_what_nobody_knows_is_ignored() -> None:
    assert react.NO_POST == ask(replace(LIKE, object=Iri("https://new.test/n")), BOB)


def test_vote_in_a_board_elsewhere_goes_to_the_board_and_the_author() -> None:
    verdict = ask(Like(id=act_id(CORA), actor=CORA.id, object=TEA), CORA)

    assert [Audience(actors=frozenset({LEMMY_TEA.id, TEA_AUTHOR.id}))] == [
        emit.audience for emit in emits(verdict)
    ]


# -- Undo ----------------------------------------------------------------------------------------

VOTED = tie(Tie.VOTE, BOB.id, ANSWER, "up", LIKE.id)


def undoing(inner: AnyActivity | None, *, by: Iri = BOB.id, bare: Iri | None = None) -> Undo:
    who = {BOB.id: BOB, MALLORY.id: MALLORY, DESK.id: DESK, CORA.id: CORA, ALICE.id: ALICE}[by]
    return Undo(id=act_id(who, "undo"), actor=by, object=bare, undone=inner)


@pytest.mark.parametrize(
    "said_so",
    [
        undoing(LIKE),
        undoing(replace(LIKE, id=act_id(BOB, "never-sent"))),
        undoing(replace(LIKE, id=Iri(""))),
        undoing(None, bare=LIKE.id),
    ],
)
def test_vote_is_taken_back_by_what_it_says_or_by_its_id(said_so: Undo) -> None:
    """PieFed 1.6 and Lemmy embed an activity that was never sent before."""
    assert [Unrelate(Tie.VOTE, BOB.id, ANSWER)] == ended(ask(said_so, BOB, known(VOTED)))


@pytest.mark.parametrize(
    ("value", "cast"),
    [
        ("up", LIKE),
        ("down", Dislike(id=LIKE.id, actor=BOB.id, object=ANSWER)),
        (":hi:", replace(LIKE, content=":hi:")),
    ],
)
def test_vote_that_is_only_named_is_told_of_in_full(value: str, cast: AnyActivity) -> None:
    """Pleroma, Mitra and lotide name it; Lemmy and PieFed read only what is embedded."""
    before = known(tie(Tie.VOTE, BOB.id, ANSWER, value, LIKE.id))

    told = emits(ask(undoing(None, bare=LIKE.id), BOB, before))

    expected = undoing(cast, bare=LIKE.id)
    assert {expected} == {one.activity.object for one in told if isinstance(one.activity, Announce)}


def test_late_undo_of_a_vote_that_was_replaced_leaves_the_new_one() -> None:
    now_down = tie(Tie.VOTE, BOB.id, ANSWER, "down", DISLIKE.id)

    assert undo.REPLACED == ask(undoing(LIKE), BOB, known(now_down))


def test_nobody_takes_back_what_another_did() -> None:
    embedded = undoing(LIKE, by=MALLORY.id)
    bare = undoing(None, by=MALLORY.id, bare=LIKE.id)

    verdicts = [ask(one, MALLORY, known(VOTED)) for one in (embedded, bare)]

    assert [undo.NOT_YOURS, undo.NOT_YOURS] == verdicts


def test_what_is_undone_before_it_came_is_remembered() -> None:
    assert [Grave(id=LIKE.id, by=BOB.id, at=NOW)] == things(ask(undoing(LIKE), BOB))
    assert undo.NOTHING == ask(undoing(LIKE), BOB, known(gone=frozenset({LIKE.id})))


def test_nobody_bars_the_id_of_anothers_act() -> None:
    foreign = undoing(None, by=MALLORY.id, bare=Iri("https://beta.test/activities/next"))

    assert undo.NOTHING == ask(foreign, MALLORY)


def test_undo_of_an_undo_and_of_what_cannot_be_undone_is_left_alone() -> None:
    assert undo.NOT_UNDONE == ask(undoing(undoing(LIKE)), BOB)


def test_boost_and_block_are_taken_back() -> None:
    share = tie(Tie.SHARE, BOB.id, ANSWER, "", act_id(BOB, "s"))
    block = tie(Tie.BLOCK, BOB.id, CORA.id)
    boost = Announce(id=act_id(BOB, "s"), actor=BOB.id, object=ANSWER)
    shun = Block(id=act_id(BOB, "b"), actor=BOB.id, object=CORA.id)

    found = [ended(ask(undoing(inner), BOB, known(share, block))) for inner in (boost, shun)]

    assert [
        [Unrelate(Tie.SHARE, BOB.id, ANSWER)],
        [Unrelate(Tie.BLOCK, BOB.id, CORA.id)],
    ] == found


def test_moderator_puts_a_removed_thread_back() -> None:
    world = known(
        posts={SLUGS: replace(SLUGS_POST, state=PostState.REMOVED)},
        threads={SLUGS_THREAD.id: replace(SLUGS_THREAD, removed=True)},
    )
    removal = Delete(id=act_id(DESK), actor=DESK.id, object=SLUGS, summary="")

    verdict = ask(undoing(removal, by=DESK.id), DESK, world)

    assert [SLUGS_THREAD, SLUGS_POST] == things(verdict)


def test_author_cannot_put_back_what_a_moderator_removed() -> None:
    world = known(posts={SLUGS: replace(SLUGS_POST, state=PostState.REMOVED)})
    removal = Delete(id=act_id(ALICE), actor=ALICE.id, object=SLUGS)

    assert moderate.NOT_A_MODERATOR == ask(undoing(removal, by=ALICE.id), ALICE, world)


def test_what_its_author_deleted_stays_deleted() -> None:
    world = known(posts={SLUGS: replace(SLUGS_POST, state=PostState.DELETED)})
    removal = Delete(id=act_id(DESK), actor=DESK.id, object=SLUGS, summary="")

    assert delete.DELETED == ask(undoing(removal, by=DESK.id), DESK, world)


def test_lock_is_taken_off() -> None:
    world = known(threads={SLUGS_THREAD.id: replace(SLUGS_THREAD, locked=True, lock_reason="x")})
    lock = Lock(id=act_id(DESK), actor=DESK.id, object=SLUGS)

    assert [SLUGS_THREAD] == things(ask(undoing(lock, by=DESK.id), DESK, world))


def test_undo_of_a_vote_in_a_board_here_is_passed_on() -> None:
    sent = effects(ask(undoing(LIKE), BOB, known(VOTED)))

    assert 1 == len({effect.activity.id for effect in sent if isinstance(effect, Emit)})
