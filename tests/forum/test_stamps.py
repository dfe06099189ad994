"""Stamps: who may quote, answer, like, boost and recommend what; and how it is taken back
(FEP-044f, FEP-7aa9).
"""

from dataclasses import replace

import pytest

from fediforum.forum import compose
from fediforum.forum.effects import Audience, Errand
from fediforum.forum.judge import judge
from fediforum.forum.model import Member, Post, PostState, Relation, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules import ask as rules
from fediforum.forum.stamps import ASKED, REFUSED
from fediforum.vocab.activities import (
    Accept,
    AnnounceRequest,
    Delete,
    FeatureRequest,
    LikeRequest,
    QuoteRequest,
    Reject,
    ReplyRequest,
    Request,
    Update,
)
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Authorization, Object
from tests.forum.verdicts import ask, effects, emits, errands, from_bob, relations, things
from tests.people import (
    ALICE,
    ANSWER,
    ANSWER_POST,
    BOB,
    CORA,
    CORAS,
    CORAS_POST,
    CORAS_THREAD,
    DESK,
    GARDENING,
    HOME,
    LEMMY_TEA,
    MALLORY,
    NOW,
    SLUGS,
    SLUGS_POST,
    act_id,
    as_member,
    created,
    ids,
    known,
    local,
    member,
    said,
    signed,
    tie,
)  # fmt: skip

QUOTING = Iri("https://beta.test/notes/quoting")
STAMP = Iri("https://alpha.test/stamps/1")
REQUEST = QuoteRequest(id=act_id(BOB, "ask"), actor=BOB.id, object=CORAS, instrument=QUOTING)


def request(verb: type[Request], **more: object) -> Request:
    parts = {"id": act_id(BOB, "ask"), "actor": BOB.id, "object": CORAS, "instrument": QUOTING}
    return verb(**{**parts, **more})  # type: ignore[arg-type]


def quoting(who: object, quoted: Iri, **more: object) -> Object:
    return replace(said(who, parent=CORAS), quote=quoted, **more)  # type: ignore[arg-type]


def answer_to(activity: Request) -> Accept | Reject:
    [emit] = emits(ask(activity, BOB))
    assert isinstance(emit.activity, Accept | Reject)
    assert Audience(personal=frozenset({BOB.id})) == emit.audience
    return emit.activity


# -- others ask us -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "kind"),
    [
        (QuoteRequest, Tie.STAMP),
        (ReplyRequest, Tie.REPLYING),
        (LikeRequest, Tie.LIKING),
        (AnnounceRequest, Tie.SHARING),
    ],
)
def test_what_anybody_may_do_is_stamped_by_the_author(verb: type[Request], kind: Tie) -> None:
    activity = request(verb)

    answer = answer_to(activity)

    [relation] = relations(ask(activity, BOB))
    assert isinstance(answer, Accept)
    assert (CORA.id, activity, relation.activity) == (answer.actor, answer.answered, answer.result)
    assert (kind, QUOTING, CORAS, BOB.id) == (
        relation.kind, relation.a, relation.b, relation.value,
    )  # fmt: skip


def test_stamps_for_quoting_and_for_answering_the_same_post_differ() -> None:
    one, other = (relations(ask(request(verb), BOB)) for verb in (QuoteRequest, ReplyRequest))

    assert one[0].activity != other[0].activity


def test_board_may_be_recommended_and_a_thread_or_the_desk_may_not() -> None:
    asked = [
        request(FeatureRequest, object=iri)
        for iri in (GARDENING.id, CORA.id, CORAS_THREAD.id, DESK.id)
    ]

    said = [isinstance(answer_to(each), Accept) for each in asked]

    assert [True, True, False, False] == said


def test_member_who_wants_not_to_be_found_is_not_recommended() -> None:
    world = known(members={**known().members, CORA.id: replace(CORA, discoverable=False)})

    [emit] = emits(ask(request(FeatureRequest, object=CORA.id), BOB, world))

    assert isinstance(emit.activity, Reject)


def test_closed_thread_takes_quotes_and_no_answers() -> None:
    locked = replace(CORAS_THREAD, locked=True)
    world = known(threads={**known().threads, locked.id: locked})

    answers = [
        emits(ask(request(verb), BOB, world))[0].activity for verb in (QuoteRequest, ReplyRequest)
    ]

    assert [True, False] == [isinstance(answer, Accept) for answer in answers]


@pytest.mark.parametrize(
    "relation",
    [
        tie(Tie.BAN, BOB.id, GARDENING.id),
        tie(Tie.BLOCK, CORA.id, BOB.id),
        tie(Tie.STAMP, QUOTING, CORAS, REFUSED, HOME.activity("0stamp")),
    ],
)
def test_who_is_shut_out_or_was_told_no_gets_no_stamp(relation: Relation) -> None:
    verdict = ask(REQUEST, BOB, known(relation))

    assert [Reject] == [type(emit.activity) for emit in emits(verdict)]
    assert [] == relations(verdict)


def test_removed_post_is_stamped_for_nobody() -> None:
    gone = replace(CORAS_POST, state=PostState.REMOVED)

    verdict = ask(REQUEST, BOB, known(posts={**known().posts, CORAS: gone}))

    assert [Reject] == [type(emit.activity) for emit in emits(verdict)]


def test_nobody_asks_for_a_post_of_another_server() -> None:
    assert rules.NOT_THEIRS == ask(replace(REQUEST, instrument=Iri("https://evil.test/1")), BOB)


def test_only_what_is_ours_is_stamped() -> None:
    assert rules.NOT_OURS == ask(replace(REQUEST, object=SLUGS), BOB)


# -- posts that quote ----------------------------------------------------------------------------


def test_quote_of_ours_needs_no_leave_but_the_policy() -> None:
    [relation] = relations(from_bob(quoting(BOB, CORAS)))

    assert (Tie.STAMP, CORAS, BOB.id) == (relation.kind, relation.b, relation.value)


def test_quote_by_who_is_blocked_stays_a_link() -> None:
    thing = replace(quoting(BOB, CORAS), in_reply_to=SLUGS, cc=(GARDENING.id,))
    world = known(tie(Tie.BLOCK, CORA.id, BOB.id))

    verdict = judge(created(thing), world, signed(BOB), NOW, ids())

    assert [] == relations(verdict)


def test_quote_elsewhere_is_shown_once_its_stamp_was_looked_up() -> None:
    thing = quoting(BOB, SLUGS, quote_authorization=STAMP)

    verdict = from_bob(thing)

    assert [Errand("stamp", STAMP, {"post": thing.id})] == errands(verdict)
    assert [] == relations(verdict)


@pytest.mark.parametrize("stamp", [None, Iri("https://beta.test/stamps/1")])
def test_stamp_of_another_server_than_the_quoted_post_s_is_not_looked_up(stamp: Iri | None) -> None:
    assert [] == errands(from_bob(quoting(BOB, SLUGS, quote_authorization=stamp)))


def test_member_who_quotes_somebody_elsewhere_asks_the_author() -> None:
    thing = quoting(CORA, SLUGS)

    verdict = judge(created(thing), known(), local(CORA), NOW, ids())

    [request] = [emit for emit in emits(verdict) if isinstance(emit.activity, QuoteRequest)]
    assert Audience(personal=frozenset({ALICE.id})) == request.audience
    assert [(thing.id, SLUGS, ASKED, request.activity.id)] == [
        (each.a, each.b, each.value, each.activity) for each in relations(verdict)
    ]


# -- what is answered ----------------------------------------------------------------------------

OURS = replace(ANSWER_POST, quote=SLUGS)
ASKING = QuoteRequest(
    id=HOME.activity("0asking"), actor=CORA.id, to=(ALICE.id,), object=SLUGS, instrument=ANSWER
)
PENDING = tie(Tie.STAMP, ANSWER, SLUGS, ASKED, ASKING.id)


def accepted(**more: object) -> Accept:
    parts = {"id": act_id(ALICE, "yes"), "actor": ALICE.id, "object": ASKING.id, "result": STAMP}
    return Accept(**{**parts, **more})  # type: ignore[arg-type]


def asking(*more: Relation) -> dict[str, object]:
    world = known(PENDING, *more, posts={**known().posts, ANSWER: OURS})
    return {"world": world}


def test_leave_that_is_given_again_under_another_id_sends_nothing_anew() -> None:
    given = replace(PENDING, value=CORA.id, activity=STAMP)
    again = accepted(answered=ASKING, result=Iri("https://alpha.test/stamps/2"))

    assert rules.KNOWN == ask(again, ALICE, **asking(given))  # type: ignore[arg-type]


@pytest.mark.parametrize("inner", [ASKING, None])
def test_leave_to_quote_is_kept_and_told_to_everybody(inner: QuoteRequest | None) -> None:
    verdict = ask(accepted(answered=inner), ALICE, **asking())  # type: ignore[arg-type]

    assert [(Tie.STAMP, ANSWER, SLUGS, OURS.author, STAMP)] == [
        (each.kind, each.a, each.b, each.value, each.activity) for each in relations(verdict)
    ]
    assert [Errand("restate", ANSWER)] == errands(verdict)


def test_only_the_quoted_author_gives_leave() -> None:
    other = accepted(id=act_id(MALLORY), actor=MALLORY.id, answered=ASKING)

    assert rules.NOT_THEIR_STAMP == ask(other, MALLORY, **asking())  # type: ignore[arg-type]


@pytest.mark.parametrize("result", [None, Iri("https://evil.test/stamps/1")])
def test_leave_without_a_stamp_of_the_author_s_server_is_none(result: Iri | None) -> None:
    verdict = ask(accepted(answered=ASKING, result=result), ALICE, **asking())  # type: ignore[arg-type]

    assert rules.NO_STAMP == verdict


def test_quote_that_is_refused_stays_a_link() -> None:
    no = Reject(id=act_id(ALICE, "no"), actor=ALICE.id, object=ASKING.id, answered=ASKING)

    verdict = ask(no, ALICE, **asking())  # type: ignore[arg-type]

    assert [REFUSED] == [each.value for each in relations(verdict)]


def test_stamp_that_was_found_lets_a_post_elsewhere_quote() -> None:
    bobs = replace(SLUGS_POST, id=QUOTING, author=BOB.id, quote=SLUGS)
    inner = QuoteRequest(id=Iri(""), actor=BOB.id, object=SLUGS, instrument=QUOTING)
    world = known(posts={**known().posts, QUOTING: bobs})
    found = accepted(id=Iri(""), object=None, answered=inner)

    verdict = judge(found, world, Fetched(STAMP), NOW, ids())

    assert [(QUOTING, SLUGS, BOB.id, STAMP)] == [
        (each.a, each.b, each.value, each.activity) for each in relations(verdict)
    ]


def test_reply_that_was_sent_without_asking_may_be_allowed_too() -> None:
    mine = replace(ANSWER_POST, author=CORA.id, parent=SLUGS)
    world = known(posts={**known().posts, ANSWER: mine})

    verdict = ask(accepted(object=ANSWER), ALICE, world)

    assert [(Tie.REPLYING, ANSWER, SLUGS, STAMP)] == [
        (each.kind, each.a, each.b, each.activity) for each in relations(verdict)
    ]


def test_board_that_turns_a_post_down_is_not_taken_for_an_author_who_does() -> None:
    mine = replace(
        ANSWER_POST, author=CORA.id, parent=SLUGS, board=LEMMY_TEA.id, state=PostState.PENDING
    )
    board = as_member(LEMMY_TEA)
    no = Reject(id=act_id(board, "no"), actor=board.id, object=ANSWER)

    verdict = ask(no, board, known(posts={**known().posts, ANSWER: mine}))

    assert PostState.REFUSED in {each.state for each in things(verdict) if isinstance(each, Post)}


# -- what was allowed is taken back --------------------------------------------------------------

GIVEN = tie(Tie.STAMP, QUOTING, CORAS, BOB.id, Iri("https://forum.test/ap/stamps/1"))


def test_author_takes_back_a_quote_and_its_server_is_told() -> None:
    activity = compose.revoke(GIVEN, CORA.id, new=ids(), now=NOW)

    verdict = judge(activity, known(GIVEN), local(CORA), NOW, ids())

    [emit] = emits(verdict)
    assert Audience(actors=frozenset({BOB.id})) == emit.audience
    assert [(REFUSED, GIVEN.activity)] == [
        (each.value, each.activity) for each in relations(verdict)
    ]


def test_nobody_else_takes_it_back() -> None:
    activity = replace(compose.revoke(GIVEN, CORA.id, new=ids(), now=NOW), actor=BOB.id, id=Iri(""))

    assert rules.NOT_THEIR_STAMP == ask(activity, BOB, known(GIVEN))


@pytest.mark.parametrize("named", [True, False])
def test_quote_of_ours_becomes_a_link_when_its_author_says_so(named: bool) -> None:
    given = replace(PENDING, value=CORA.id, activity=STAMP)
    stamp = Authorization(STAMP, "QuoteAuthorization", ALICE.id, ANSWER, SLUGS) if named else None
    activity = Delete(id=act_id(ALICE, "no"), actor=ALICE.id, object=STAMP, stamp=stamp)

    verdict = ask(activity, ALICE, known(given, posts={**known().posts, ANSWER: OURS}))

    assert [REFUSED] == [each.value for each in relations(verdict)]
    assert [Errand("restate", ANSWER)] == errands(verdict)


@pytest.mark.parametrize("who", [MALLORY, member("neighbour", "alpha.test")])
def test_stamp_is_taken_back_by_nobody_but_who_gave_it(who: Member) -> None:
    given = replace(PENDING, value=CORA.id, activity=STAMP)
    activity = Delete(id=act_id(who), actor=who.id, object=STAMP)
    world = known(given)
    world = replace(world, members={**world.members, who.id: who})

    assert rules.NOT_THEIR_STAMP == ask(activity, who, world)


# -- what is said again --------------------------------------------------------------------------


def test_update_that_only_brings_the_stamp_of_a_quote_is_looked_up() -> None:
    thing = quoting(BOB, SLUGS)
    [post] = [each for each in things(from_bob(thing)) if hasattr(each, "quote")]
    world = known(posts={**known().posts, thing.id: post})
    stamped = replace(thing, quote_authorization=STAMP)
    update = Update(id=act_id(BOB, "update"), actor=BOB.id, object=stamped)

    verdict = judge(update, world, signed(BOB), NOW, ids())

    assert [Errand("stamp", STAMP, {"post": thing.id})] == errands(verdict)
    assert [post] == things(verdict)
    assert {GARDENING.id} == {emit.signer for emit in emits(verdict)}


def test_what_a_member_says_again_reaches_the_same_people() -> None:
    thing = quoting(CORA, CORAS)
    first = judge(created(thing), known(), local(CORA), NOW, ids())
    world = known().after(effects(first))

    again = judge(compose.restate(thing, new=ids(), now=NOW), world, local(CORA), NOW, ids())

    assert thing.id in {each.id for each in things(again) if hasattr(each, "id")}
    assert CORA.id in {emit.signer for emit in emits(again)}
