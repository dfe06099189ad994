"""Polls (FEP-9967): Mastodon's votes and PieFed's, and who hears how a poll stands."""

from dataclasses import replace
from datetime import datetime, timedelta

from fediforum.forum import compose
from fediforum.forum.compose.polls import Poll, with_poll
from fediforum.forum.effects import Errand, Put
from fediforum.forum.judge import judge
from fediforum.forum.known import Known
from fediforum.forum.model import PostState, Tie
from fediforum.forum.provenance import Local
from fediforum.forum.rules import announce, poll, undo
from fediforum.forum.verdict import Accepted
from fediforum.vocab.activities import Announce, Create, PollVote, Undo, Update
from fediforum.vocab.objects import Option
from tests.forum.verdicts import ask, effects, emits, errands, relations
from tests.people import (
    ANSWER,
    ANSWER_POST,
    BOB,
    CORA,
    CORAS,
    GARDENING,
    LEMMY_TEA,
    MINUTE,
    NOW,
    SLUGS,
    TEA,
    act_id,
    as_member,
    calls,
    created,
    ids,
    known,
    said,
    tie,
)

OPTIONS = (Option("tea", 1), Option("coffee", 0))


def asking(iri: str = ANSWER, *, closes: datetime | None = None, many: bool = False) -> Known:
    """The world in which a post is a poll."""
    world = known()
    question = replace(world.posts[iri], options=OPTIONS, closes=closes, many=many)  # type: ignore[index]
    return replace(world, posts={**world.posts, question.id: question})


def note(name: str) -> Create:
    return created(replace(said(BOB, to=(CORA.id,), parent=ANSWER, content=""), name=name))


def vote(name: str, iri: str = ANSWER) -> PollVote:
    return PollVote(id=act_id(BOB), actor=BOB.id, object=iri, choice=name)  # type: ignore[arg-type]


def options_put(world: Known, iri: str) -> tuple[Option, ...]:
    return world.posts[iri].options  # type: ignore[index]


def test_vote_in_a_poll_is_counted_once_in_either_form() -> None:
    for first, second in ((note("tea"), vote("coffee")), (vote("tea"), note("coffee"))):
        verdict = ask(first, BOB, asking())
        after = asking().after(effects(verdict))

        assert (Option("tea", 2), Option("coffee", 0)) == options_put(after, ANSWER)
        assert poll.VOTED == ask(second, BOB, after)


def test_several_may_be_chosen_where_the_poll_says_so() -> None:
    world = asking(many=True)
    after = world.after(effects(ask(vote("tea"), BOB, world)))

    verdict = ask(vote("coffee"), BOB, after)

    assert "tea\ncoffee" == relations(verdict)[0].value


def test_choice_is_not_taken_back_to_be_counted_again() -> None:
    world = asking().after(effects(ask(vote("tea"), BOB, asking())))
    back = Undo(id=act_id(BOB, "back"), actor=BOB.id, object=act_id(BOB))

    assert undo.NOT_UNDONE == ask(back, BOB, world)


def test_vote_in_a_closed_poll_is_refused() -> None:
    closed = asking(closes=NOW - MINUTE)

    assert [poll.CLOSED] * 2 == [ask(note("tea"), BOB, closed), ask(vote("tea"), BOB, closed)]


def test_nobody_votes_in_a_poll_that_is_not_shown_or_whose_author_blocked_them() -> None:
    removed = replace(asking().posts[ANSWER_POST.id], state=PostState.REMOVED)
    gone = replace(asking(), posts={removed.id: removed})
    block = tie(Tie.BLOCK, CORA.id, BOB.id)
    shut = replace(asking(), relations={(block.kind, block.a, block.b): block})

    for said_so in (note("tea"), vote("tea")):
        assert poll.NO_POLL == ask(said_so, BOB, gone)
        assert poll.SHUT_OUT == ask(said_so, BOB, shut)


def test_vote_for_what_is_no_choice_is_refused() -> None:
    assert poll.NO_SUCH_CHOICE == ask(vote("milk"), BOB, asking())
    assert poll.NO_POLL == ask(vote("tea"), BOB)


def test_whoever_was_told_of_a_poll_here_is_told_how_it_stands() -> None:
    assert [Errand("tally", ANSWER)] == errands(ask(note("tea"), BOB, asking()))


def test_vote_that_a_board_elsewhere_passes_on_is_counted_until_its_server_says_more() -> None:
    passed = Announce(
        id=act_id(TEA_ACTOR), actor=LEMMY_TEA.id, object=replace(vote("tea", TEA), id=act_id(BOB))
    )

    verdict = ask(passed, TEA_ACTOR, asking(TEA))

    assert (Option("tea", 2), Option("coffee", 0)) == options_put(
        asking(TEA).after(effects(verdict)), TEA
    )


def test_poll_of_piefed_in_a_board_here_is_counted_here() -> None:
    world = asking(SLUGS)

    verdict = ask(vote("tea", SLUGS), BOB, world)

    assert (Option("tea", 2), Option("coffee", 0)) == options_put(
        world.after(effects(verdict)), SLUGS
    )
    assert [] == errands(verdict)


def test_vote_in_another_board_s_poll_is_not_believed() -> None:
    passed = Announce(id=act_id(TEA_ACTOR), actor=LEMMY_TEA.id, object=vote("tea"))

    assert announce.NO_NEWS != ask(passed, TEA_ACTOR, asking())
    assert poll.ANOTHER_BOARD == ask(passed, TEA_ACTOR, asking())


def test_poll_of_ours_is_told_of_when_it_closes() -> None:
    closes = NOW + timedelta(days=3)
    thing = said(
        CORA, cc=(GARDENING.id,), tag=calls(GARDENING), type="Question", one_of=OPTIONS,
        end_time=closes,
    )  # fmt: skip

    verdict = ask(created(thing), CORA)

    told = {"closes": closes.isoformat(), "cause": "it closes"}
    assert Errand("tally", thing.id, told) in errands(verdict)


def test_poll_without_an_end_closes_after_a_year() -> None:
    """PieFed loses a poll that never closes."""
    thing = said(CORA, cc=(GARDENING.id,), type="Question", one_of=OPTIONS)
    sooner = replace(thing, end_time=NOW + MINUTE)

    adopted = [
        compose.adopt(each, CORA, new=ids(), now=NOW, board=GARDENING) for each in (thing, sooner)
    ]

    ends = [each.object.end_time for each in adopted if isinstance(each, Create)]
    assert [NOW + timedelta(days=365), NOW + MINUTE] == ends
    thread = with_poll(replace(said(CORA), published=NOW), Poll(names=("a", "b")))
    assert NOW + timedelta(days=365) == thread.end_time


def test_how_a_poll_of_ours_stands_is_sent_and_changes_nothing() -> None:
    world = asking(CORAS)
    thing = replace(
        said(CORA, cc=(GARDENING.id,), tag=calls(GARDENING), type="Question"),
        id=CORAS, one_of=OPTIONS,
    )  # fmt: skip
    update = Update(id=act_id(CORA), actor=CORA.id, to=thing.to, cc=thing.cc, object=thing)

    verdict = judge(update, world, Local(CORA.id), NOW, ids())

    assert isinstance(verdict, Accepted)
    assert emits(verdict)
    assert [] == [each for each in verdict.effects if isinstance(each, Put)]


TEA_ACTOR = as_member(LEMMY_TEA)
