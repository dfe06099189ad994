"""Accepted answers: by whoever asked, or a moderator, in boards that are for questions."""

from dataclasses import replace

from fediforum.forum.known import Known
from fediforum.forum.model import Board, Relation, Tie
from fediforum.forum.rules import solve
from fediforum.forum.verdict import ALREADY
from fediforum.vocab.activities import Announce, ChooseAnswer, Undo
from tests.forum.hearing import LEMMY, MASTODON, Server, reaches
from tests.forum.verdicts import ask, effects, emits, ended, relations
from tests.people import (
    ALICE,
    ANSWER,
    BOB,
    DESK,
    GARDENING,
    LEMMY_TEA,
    SLUGS,
    SLUGS_THREAD,
    TEA_POST,
    TEA_THREAD,
    act_id,
    as_member,
    known,
)

ASKING = replace(GARDENING, questions=True)
SOLVED = ChooseAnswer(id=act_id(ALICE), actor=ALICE.id, object=ANSWER)
ACCEPTED = Relation(kind=Tie.ANSWER, a=ANSWER, b=SLUGS_THREAD.id, activity=SOLVED.id)


def asking(board: Board = ASKING) -> Known:
    world = known()
    return replace(world, boards={**world.boards, board.id: board})


def test_whoever_asked_accepts_an_answer() -> None:
    assert [ACCEPTED] == relations(ask(SOLVED, ALICE, asking()))


def test_moderator_accepts_an_answer() -> None:
    verdict = ask(replace(SOLVED, id=act_id(DESK), actor=DESK.id), DESK, asking())

    assert [(ANSWER, SLUGS_THREAD.id)] == [(each.a, each.b) for each in relations(verdict)]


def test_nobody_else_accepts_one() -> None:
    assert solve.NOT_YOURS == ask(replace(SOLVED, id=act_id(BOB), actor=BOB.id), BOB, asking())


def test_there_are_no_answers_where_nothing_is_asked() -> None:
    assert solve.NO_QUESTIONS == ask(SOLVED, ALICE)


def test_question_is_no_answer_to_itself() -> None:
    assert solve.NO_REPLY == ask(replace(SOLVED, object=SLUGS), ALICE, asking())


def test_answer_is_accepted_once_and_taken_back_once() -> None:
    world = asking().after(effects(ask(SOLVED, ALICE, asking())))
    undo = Undo(id=act_id(ALICE, "undo"), actor=ALICE.id, undone=replace(SOLVED, id=act_id(BOB)))

    verdict = ask(undo, ALICE, world)

    assert ALREADY == ask(SOLVED, ALICE, world)
    assert [(Tie.ANSWER, ANSWER, SLUGS_THREAD.id)] == [
        (each.kind, each.a, each.b) for each in ended(verdict)
    ]
    assert ALREADY == ask(undo, ALICE, world.after(effects(verdict)))


def test_only_who_knows_the_word_is_told() -> None:
    [emit] = emits(ask(SOLVED, ALICE, asking()))
    board = frozenset({GARDENING.id})
    piefed = Server("p.test", "piefed", board)

    assert [piefed] == [one for one in (piefed, LEMMY, MASTODON) if reaches(emit.audience, one)]


def test_board_elsewhere_is_believed_about_its_own_answers() -> None:
    world = known()
    reply = replace(TEA_POST, id=ANSWER, parent=TEA_POST.id, seq=2)
    world = replace(world, posts={**world.posts, ANSWER: reply})
    tea = as_member(LEMMY_TEA)
    passed = Announce(id=act_id(tea), actor=tea.id, object=replace(SOLVED, actor=BOB.id))

    assert [(ANSWER, TEA_THREAD.id)] == [(r.a, r.b) for r in relations(ask(passed, tea, world))]
    assert solve.NO_REPLY == ask(passed, tea, asking())
