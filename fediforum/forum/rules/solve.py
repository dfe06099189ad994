"""ChooseAnswer: whoever asked, or a moderator, says which reply answers the question (PieFed)."""

from fediforum.forum import audience, notices
from fediforum.forum.case import Case, Filed
from fediforum.forum.effects import Effect, Relate, Unrelate
from fediforum.forum.model import PostState, Relation, Tie
from fediforum.forum.verdict import ALREADY, Accepted, Ignored, Refused, Verdict
from fediforum.vocab.activities import ChooseAnswer, Undo
from fediforum.vocab.iri import Iri

NO_REPLY = Ignored("that is no reply that we know")
NO_QUESTIONS = Refused("the board is not one for questions")
NOT_YOURS = Refused("only who asked, or a moderator, may say what answers the question")


def choose_answer(activity: ChooseAnswer, case: Case) -> Verdict:
    """Judge that a reply answers the question of its thread; there may be several that do."""
    filed = reply_at(activity.object, activity.actor, case)
    if not isinstance(filed, Filed):
        return filed
    if filed.board.local and not filed.board.questions:
        return NO_QUESTIONS
    if answers(filed, case):
        return ALREADY
    relation = Relation(
        kind=Tie.ANSWER, a=filed.post.id, b=filed.thread.id, activity=activity.id or None
    )
    return Accepted((Relate(relation), *told(activity, filed, case)))


def take_answer_back(activity: Undo, inner: ChooseAnswer, case: Case) -> Verdict:
    """The reply is one like any other again."""
    filed = reply_at(inner.object, activity.actor, case)
    if not isinstance(filed, Filed):
        return filed
    if not answers(filed, case):
        return ALREADY
    ended = Unrelate(Tie.ANSWER, filed.post.id, filed.thread.id)
    return Accepted((ended, *told(activity, filed, case)))


def answers(filed: Filed, case: Case) -> bool:
    return case.known.relation(Tie.ANSWER, filed.post.id, filed.thread.id) is not None


def reply_at(iri: Iri, actor: Iri, case: Case) -> Filed | Verdict:
    """The reply that an id means, if the actor may say what it is worth."""
    post = case.post(iri)
    filed = case.filed(post) if post is not None else None
    if filed is None or filed.opening or filed.post.state is not PostState.SHOWN:
        return NO_REPLY
    if case.by_board is not None:
        return filed if case.by_board == filed.board.id else NO_REPLY
    if actor == filed.thread.author or case.moderates(actor, filed.board):
        return filed
    return NOT_YOURS


def told(activity: ChooseAnswer | Undo, filed: Filed, case: Case) -> tuple[Effect, ...]:
    if filed.board.local:
        return notices.told_gatherers(activity, filed, case)
    if case.local:
        return audience.voted_elsewhere(activity, filed.board.id, filed.post)
    return ()
