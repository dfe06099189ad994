"""Consent: a call by others makes a question, and only the author's answer files a post."""

from dataclasses import replace

import pytest

from fediforum.forum import compose
from fediforum.forum.effects import Errand
from fediforum.forum.known import Known
from fediforum.forum.model import Board, Post, Relation, Tie
from fediforum.forum.rules import consent, create
from fediforum.vocab.activities import Create
from fediforum.vocab.iri import PUBLIC, Iri
from tests.forum.verdicts import ask, effects, emits, errands, from_bob, relations, things
from tests.people import (
    ALICE,
    BOB,
    DESK,
    GARDENING,
    MALLORY,
    NOW,
    calls,
    created,
    ids,
    known,
    said,
    tie,
)

THEIRS = Iri("https://alpha.test/notes/about-beans")


def question(board: Board = GARDENING) -> Create:
    return compose.question(ALICE, THEIRS, board, new=ids(), now=NOW)


def asked() -> tuple[Known, Relation]:
    """The world in which Alice was asked whether her post may stand in Gardening."""
    [relation] = relations(ask(question(), DESK))
    return known(relation), relation


def answer(text: str, to: Iri = DESK.id, **more: object) -> Create:
    return created(said(ALICE, to=(to,), parent=question().object.id, content=text, **more))  # type: ignore[arg-type]


# -- a call ----------------------------------------------------------------------------------------


def test_call_under_a_post_of_somebody_else_files_neither_and_is_looked_into() -> None:
    thing = said(BOB, cc=(GARDENING.id,), tag=calls(GARDENING), parent=THEIRS)

    verdict = from_bob(thing)

    assert [None] == [post.thread for post in things(verdict) if isinstance(post, Post)]
    assert Errand("ask", thing.id, {"board": GARDENING.id}) in errands(verdict)


def test_reply_that_calls_no_board_here_makes_no_question() -> None:
    thing = said(BOB, cc=(DESK.id,), tag=calls(DESK), parent=THEIRS)

    assert [] == [errand for errand in errands(from_bob(thing)) if errand.kind == "ask"]


# -- the question ----------------------------------------------------------------------------------


def test_question_goes_to_the_author_alone() -> None:
    verdict = ask(question(), DESK)

    [emit] = emits(verdict)
    thing = question().object
    assert frozenset({ALICE.id}) == emit.audience.personal
    assert DESK.id == emit.signer
    assert ((ALICE.id,), (), False) == (thing.to, thing.cc, thing.public)
    assert THEIRS == thing.in_reply_to
    assert PUBLIC not in emit.activity.to


def test_question_is_in_the_language_of_the_board() -> None:
    dutch = question(replace(GARDENING, language="nl")).object.content
    english = question(replace(GARDENING, language="en")).object.content

    assert ("Antwoord dan", "Then answer") == tuple(
        word for word, text in (("Antwoord dan", dutch), ("Then answer", english)) if word in text
    )


def test_author_is_asked_once_for_a_post_and_a_board() -> None:
    world, _ = asked()

    assert consent.ASKED_BEFORE == ask(question(), DESK, world)


def test_whoever_blocked_the_desk_is_not_asked() -> None:
    world = known(tie(Tie.BLOCK, ALICE.id, DESK.id))

    assert consent.SHUT_OUT == ask(question(), DESK, world)


# -- the answer ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<p>Ja</p>",
        "<p>ja, graag!</p>",
        "<p>@<a href='https://x.test'>desk</a> Yes please</p>",
        "OK",
    ],
)
def test_yes_of_the_author_brings_the_conversation_here(text: str) -> None:
    world, relation = asked()

    verdict = ask(answer(text), ALICE, world)

    assert [Errand("consented", THEIRS, {"board": GARDENING.id})] == errands(verdict)
    assert [replace(relation, value=f"yes {ALICE.id}")] == relations(verdict)


def test_public_yes_counts_as_well_and_is_filed_nowhere() -> None:
    world, _ = asked()

    verdict = ask(answer("ja", to=PUBLIC, cc=(DESK.id,)), ALICE, world)

    assert ["consented"] == [errand.kind for errand in errands(verdict)]
    assert [] == things(verdict)


@pytest.mark.parametrize("text", ["Nee", "<p>no, thank you</p>", "Liever niet"])
def test_no_of_the_author_is_remembered(text: str) -> None:
    world, relation = asked()

    verdict = ask(answer(text), ALICE, world)

    assert [replace(relation, value=f"no {ALICE.id}")] == relations(verdict)
    assert [] == errands(verdict)
    assert consent.ASKED_BEFORE == ask(question(), DESK, world.after(effects(verdict)))


def test_no_may_become_a_yes_and_a_yes_is_said_once() -> None:
    world, _ = asked()
    refused = world.after(effects(ask(answer("nee"), ALICE, world)))

    verdict = ask(answer("ja"), ALICE, refused)
    agreed = refused.after(effects(verdict))

    assert ["consented"] == [errand.kind for errand in errands(verdict)]
    assert consent.ANSWERED == ask(answer("nee"), ALICE, refused)
    assert [consent.ANSWERED] * 2 == [ask(answer(word), ALICE, agreed) for word in ("ja", "nee")]


def test_answer_that_says_neither_changes_nothing() -> None:
    world, _ = asked()

    assert consent.UNCLEAR == ask(answer("Wat is dat voor forum?"), ALICE, world)
    assert consent.UNCLEAR == ask(answer(""), ALICE, world)


def test_nobody_answers_for_the_author() -> None:
    world, _ = asked()
    forged = created(said(MALLORY, to=(DESK.id,), parent=question().object.id, content="ja"))

    assert consent.NOT_ASKED == ask(forged, MALLORY, world)


def test_private_note_to_the_desk_that_answers_no_question_is_left_alone() -> None:
    assert create.NOT_PUBLIC == ask(answer("ja"), ALICE)


def test_members_here_ask_nobody_in_private() -> None:
    thing = replace(question().object, attributed_to=BOB.id, id=Iri("https://beta.test/notes/q"))

    assert create.NOT_PUBLIC == from_bob(thing)
