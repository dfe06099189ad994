"""Withdrawal: an author takes a post out of a board without deleting it, or puts it back.

``Remove`` and ``Add`` of a post by its own author, with the board, its outbox or the thread as
``target``; of an opening post from elsewhere also an edit that calls the board no longer.
"""

from dataclasses import replace

from fediforum.content import slug
from fediforum.forum import audience, notices
from fediforum.forum.case import Case, Filed
from fediforum.forum.compose import worded
from fediforum.forum.effects import Effect, Errand, Put
from fediforum.forum.model import NO_TITLE, Board, PostState
from fediforum.forum.rules.create import addressed, may_answer, may_open
from fediforum.forum.verdict import ALREADY, Accepted, Ignored, Refused, Verdict
from fediforum.forum.writing import title_for
from fediforum.vocab.activities import Add, Remove, Update
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Object

NOT_THERE = Ignored("the post does not stand there")
STANDING = (PostState.SHOWN, PostState.PENDING)
WHY = "Withdrawn by its author."
WITHDRAWN = {
    "nl": "De schrijver heeft het bericht teruggetrokken.",
    "en": "Its author has withdrawn the post.",
}


def withdrawal(activity: Remove, case: Case) -> Verdict | None:
    """Judge a Remove of one's own post from a board; None where it is something else."""
    filed = own_post(activity, case)
    return None if filed is None else take_out(activity, filed, case)


def refiling(activity: Add, case: Case) -> Verdict | None:
    """Judge an Add of one's own post to the board it was taken out of; None for another Add."""
    filed = own_post(activity, case)
    if filed is None or filed.post.state is not PostState.WITHDRAWN:
        return None
    return put_back(activity, filed, case)


def own_post(activity: Add | Remove, case: Case) -> Filed | None:
    post = case.post(activity.object)
    filed = case.filed(post) if post is not None else None
    if filed is None or filed.post.author != activity.actor or activity.target is None:
        return None
    if case.by_board not in (None, filed.board.id):
        return None
    board, thread = filed.board, filed.thread
    places = {board.id, board.followers, Iri(f"{board.id}/outbox"), thread.id, thread.context}
    return filed if activity.target in places else None


def calls_off(activity: Update, thing: Object, filed: Filed) -> bool:
    """Whether an edit of an opening post takes away the mention of its board."""
    post, board = filed.post, filed.board
    if not board.local or post.local or not filed.opening or board.id not in post.mentions:
        return False
    return not {board.id, board.followers} & addressed(activity, thing)


def calls_back(activity: Update, thing: Object, filed: Filed) -> bool:
    """Whether an edit of a withdrawn opening post calls its board again."""
    withdrawn = filed.post.state is PostState.WITHDRAWN
    return withdrawn and filed.opening and filed.board.id in addressed(activity, thing)


def take_out(activity: Remove | Update, filed: Filed, case: Case) -> Verdict:
    """The post leaves its place, and a thread without its opening post takes no more replies."""
    post, thread, board = filed.post, filed.thread, filed.board
    if post.state not in STANDING:
        return ALREADY if post.state is PostState.WITHDRAWN else NOT_THERE
    effects: list[Effect] = []
    if filed.opening:
        closed = replace(thread, title=NO_TITLE, slug="")
        if not thread.locked:
            closed = replace(closed, locked=True, lock_reason=reason(board))
        effects.append(Put(closed))
    effects.append(Put(replace(post, state=PostState.WITHDRAWN)))
    if board.local:
        effects += audience.withdrawn(filed, case)
        effects += notices.taken_out(activity, filed, case, why=WHY)
    elif post.local:
        effects += audience.posted_elsewhere(activity, board.id, post, None, case)
    return Accepted(tuple(effects))


def put_back(activity: Add | Update, filed: Filed, case: Case) -> Verdict:
    """The post stands in its old place again, if its author may still write there.

    In a board elsewhere it waits, as it did at first, until that board has it.
    """
    post, thread, board = filed.post, filed.thread, filed.board
    refusal = may_return(filed, case)
    if refusal is not None:
        return refusal
    effects: list[Effect] = []
    if filed.opening:
        title = title_for(post, board)
        opened = replace(thread, title=title, slug=slug(title))
        if thread.lock_reason in WITHDRAWN.values():
            opened = replace(opened, locked=False, lock_reason="")
        effects.append(Put(opened))
    asks = post.local and not board.local
    effects.append(Put(replace(post, state=PostState.PENDING if asks else PostState.SHOWN)))
    if board.local:
        effects += audience.restored(filed, activity, case)
        effects += notices.put_back(activity, filed, case, why=WHY)
    elif post.local:
        effects += audience.posted_elsewhere(activity, board.id, post, None, case)
        effects.append(Errand("confirm", post.id))
    return Accepted(tuple(effects))


def may_return(filed: Filed, case: Case) -> Refused | None:
    """Why its author may not write the post anew where it stood; None if they may."""
    if filed.opening:
        return may_open(filed.post.author, filed.board, case)
    parent = case.post(filed.post.parent)
    above = case.filed(parent) if parent is not None else None
    return may_answer(filed.post.author, above or filed, case)


def reason(board: Board) -> str:
    """Why a thread is closed whose opening post is withdrawn, in the board's language."""
    return worded(WITHDRAWN, board)
