"""Verbs about questions (PieFed's): an answer that is accepted, and a choice in a poll."""

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.vocab import shapes
from fediforum.vocab.activities import ChooseAnswer, PollVote
from fediforum.vocab.json import Json
from fediforum.vocab.reading.head import Head, named


def read_choose_answer(document: Json, head: Head, depth: int) -> ChooseAnswer:
    return ChooseAnswer(**head, object=named(document))


def read_poll_vote(document: Json, head: Head, depth: int) -> PollVote:
    """``choice_text`` is the option's name, as it stands in the poll."""
    choice = shapes.label(document.get("choice_text"), limits.NAME_CHARS)
    if not choice:
        raise Malformed("a vote in a poll must name its choice")
    return PollVote(**head, object=named(document), choice=choice)
