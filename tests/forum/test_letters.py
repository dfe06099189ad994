"""Letters: whoever was moderated hears it from the desk, with the reason and whom to ask."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fediforum.content import SafeHtml, plain_text
from fediforum.forum.audience import MICROBLOG_SOFTWARE
from fediforum.forum.effects import Emit
from fediforum.forum.known import Known
from fediforum.forum.verdict import Verdict
from fediforum.vocab.activities import Block, Create, Delete, Undo
from fediforum.vocab.iri import PUBLIC, Iri
from tests.forum.verdicts import ask, effects, emits
from tests.people import (
    ALICE,
    ANSWER,
    BOB,
    CORAS,
    DESK,
    GARDENING,
    HOME,
    NOW,
    SLUGS,
    act_id,
    known,
)  # fmt: skip


def letters(verdict: Verdict) -> list[Emit]:
    return [
        emit
        for emit in emits(verdict)
        if isinstance(emit.activity, Create) and PUBLIC not in emit.activity.to
    ]


def words(emit: Emit) -> str:
    assert isinstance(emit.activity, Create)
    return plain_text(SafeHtml(emit.activity.object.content))


def removal(thing: Iri = SLUGS, reason: str = "reclame") -> Delete:
    return Delete(id=act_id(DESK), actor=DESK.id, object=thing, summary=reason)


def speaking(language: str) -> Known:
    boards = {**known().boards, GARDENING.id: replace(GARDENING, language=language)}
    return replace(known(), boards=boards)


def test_author_hears_why_their_post_was_taken_away_and_whom_to_ask() -> None:
    (letter,) = letters(ask(removal(), DESK, speaking("nl")))

    assert DESK.id == letter.signer == letter.activity.actor
    assert frozenset({ALICE.id}) == letter.audience.personal
    assert (ALICE.id,) == letter.activity.to
    assert "weggehaald" in words(letter)
    assert "De reden: reclame" in words(letter)
    assert HOME.contact_page in words(letter)


def test_letter_goes_to_software_that_shows_it_alone() -> None:
    (letter,) = letters(ask(removal(), DESK))

    assert MICROBLOG_SOFTWARE == letter.audience.software


def test_letter_speaks_the_board_s_language_or_english() -> None:
    told = [words(letters(ask(removal(), DESK, speaking(each)))[0]) for each in ("nl", "en", "fr")]

    assert [True, False, False] == ["De reden" in each for each in told]
    assert [False, True, True] == ["The reason" in each for each in told]


def test_reason_that_was_not_given_is_said_not_to_be() -> None:
    (letter,) = letters(ask(removal(reason=""), DESK, speaking("nl")))

    assert "die staat er niet bij" in words(letter)


def test_author_hears_that_their_post_is_back() -> None:
    gone = known().after(effects(ask(removal(), DESK)))
    inner = replace(removal(), id=act_id(DESK, "again"))

    (letter,) = letters(ask(Undo(id=act_id(DESK, "u"), actor=DESK.id, undone=inner), DESK, gone))

    assert "again" in words(letter)


def test_banned_member_hears_for_how_long() -> None:
    said = Block(
        id=act_id(DESK), actor=DESK.id, object=BOB.id, target=GARDENING.id, summary="spam",
        end_time=NOW + timedelta(days=7),
    )  # fmt: skip

    (letter,) = letters(ask(said, DESK))

    assert frozenset({BOB.id}) == letter.audience.personal
    assert f"until {NOW + timedelta(days=7):%Y-%m-%d}" in words(letter)


@pytest.mark.parametrize("post", [CORAS, ANSWER])
def test_members_here_and_moderators_of_their_own_posts_get_no_letter(post: Iri) -> None:
    author = known().posts[post].author
    own = author == ALICE.id

    verdict = ask(removal(post), DESK) if not own else ask(removal(post), ALICE)

    assert [] == letters(verdict)
