"""Consent: only an author files their own post; somebody else's call makes a question to them.

The question is a private Note of the desk, asked once for a post and a board; what its author
answers is kept with it.
"""

import re
from dataclasses import replace

from fediforum.content import plain_text, sanitise_remote
from fediforum.forum import audience
from fediforum.forum.case import Case
from fediforum.forum.effects import Effect, Errand, Relate
from fediforum.forum.model import Relation, Tie
from fediforum.forum.verdict import Accepted, Ignored, Refused, Verdict
from fediforum.vocab.activities import Create
from fediforum.vocab.objects import Object

YES = frozenset({"ja", "jazeker", "graag", "yes", "yep", "sure", "ok", "oke", "oké", "oui", "sí"})
NO = frozenset({"nee", "neen", "liever", "no", "nope", "nein", "non"})
ASKED = "asked"
WORD = re.compile(r"[^\W\d_]+")

NOT_A_QUESTION = Ignored("it is not public")
ASKED_BEFORE = Ignored("that was asked before")
SHUT_OUT = Refused("its author wants nothing of this forum")
BANNED = Refused("its author is banned from the board")
NOT_ASKED = Ignored("somebody else was asked")
ANSWERED = Ignored("that was answered before")
UNCLEAR = Ignored("it says neither yes nor no")


def consent(activity: Create, case: Case) -> Verdict | None:
    """Judge the desk's question, or the answer to one; None for any other post."""
    thing = activity.object
    if case.local and activity.actor == case.home.desk and not thing.public:
        return ask(activity, thing, case)
    if thing.in_reply_to is None:
        return None
    question = case.known.deeds.get(thing.in_reply_to)
    if question is None or question.kind is not Tie.QUESTION:
        return None
    return answered(activity, question)


def ask(activity: Create, thing: Object, case: Case) -> Verdict:
    """The author of a post is asked whether it may stand in a board: once, and if they listen."""
    board = case.known.boards.get(activity.audience) if activity.audience is not None else None
    if board is None or thing.in_reply_to is None or len(thing.to) != 1:
        return NOT_A_QUESTION
    author = thing.to[0]
    if case.known.relation(Tie.QUESTION, thing.in_reply_to, board.id) is not None:
        return ASKED_BEFORE
    if case.blocked(author, case.home.desk) or case.blocked(author, board.id):
        return SHUT_OUT
    if case.banned(author, board) or case.blocked(board.id, author):
        return BANNED
    question = Relation(
        kind=Tie.QUESTION,
        a=thing.in_reply_to,
        b=board.id,
        value=f"{ASKED} {author}",
        activity=thing.id,
    )
    return Accepted((Relate(question), *audience.asked(activity, author, thing.in_reply_to)))


def answered(activity: Create, question: Relation) -> Verdict:
    """What the author says decides: yes brings the conversation here, no is remembered.

    A no may become a yes. A yes stands: every one has a whole conversation read.
    """
    before, _, author = question.value.partition(" ")
    if activity.actor != author:
        return NOT_ASKED
    word = answer_in(activity.object)
    if word is None:
        return UNCLEAR
    if before in {"yes", word}:
        return ANSWERED
    effects: tuple[Effect, ...] = (Relate(replace(question, value=f"{word} {author}")),)
    if word == "yes":
        effects += (Errand("consented", question.a, {"board": question.b}),)
    return Accepted(effects)


def answer_in(thing: Object) -> str | None:
    """``yes`` or ``no``, by the first word of an answer that is not somebody's name."""
    text = re.sub(r"@\S+", " ", plain_text(sanitise_remote(thing.content)))
    first = WORD.search(text.lower())
    if first is None:
        return None
    if first[0] in YES:
        return "yes"
    return "no" if first[0] in NO else None
