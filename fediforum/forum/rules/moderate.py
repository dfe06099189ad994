"""Lock, Add, Remove: what moderators do to threads, posts and lists.

Authority is looked at when the act is judged, never when it was written. A board elsewhere is
believed about its own affairs, whoever acted there (decision 13).
"""

from dataclasses import replace

from fediforum.forum.case import Case, Filed
from fediforum.forum.effects import Effect, Errand, Put, Relate, Shut, Unrelate
from fediforum.forum.model import Board, PostState, Relation, Thread, Tie
from fediforum.forum.rules.removal import heard, put_back, reason_in, taken_off
from fediforum.forum.verdict import ALREADY, Accepted, Ignored, Refused, Verdict
from fediforum.vocab.activities import Add, Lock, Remove, Undo, Update
from fediforum.vocab.iri import Iri, same_origin

MODERATOR = "moderator"

SHUT_OUT = Refused("this server does not speak with that of its author")
NOT_A_MODERATOR = Refused("only a moderator of the board may do that")
NO_THREAD = Ignored("the thread is not known")
NO_POST = Ignored("the post is not in that board")
NO_TARGET = Ignored("it changes no list that we keep")


def may_moderate(actor: Iri, board: Board, case: Case) -> bool:
    """Whether an act upon a board is its own: by a moderator, or passed on by the board."""
    if case.by_board is not None:
        return case.by_board == board.id
    return case.moderates(actor, board)


# -- Lock --------------------------------------------------------------------------------------


def lock(activity: Lock, case: Case) -> Verdict:
    """Close a thread to replies, or one post and what stands under it; for the reason given.

    Whoever opened a thread may close it too, as at Mbin, and open it again if they closed it.
    """
    return turned(activity, activity.object, True, reason_in(activity.summary), case)


def unlock(activity: Undo, inner: Lock, case: Case) -> Verdict:
    return turned(activity, inner.object, False, "", case)


def turned(
    activity: Lock | Undo | Update, thing: Iri, locked: bool, reason: str, case: Case
) -> Verdict:
    post, thread = case.post(thing), thread_of(thing, case)
    board = case.known.board_of(thread) if thread is not None else None
    if thread is None or board is None:
        return NO_THREAD
    opening = post is None or post.id == thread.root
    if not may_turn(activity.actor, thread, board, locked=locked, opening=opening, case=case):
        return NOT_A_MODERATOR
    effects: list[Effect] = []
    if post is not None and not opening:
        if post.locked == locked:
            return ALREADY
        effects.append(Shut(post.id, locked))
    elif thread.locked == locked:
        return ALREADY
    else:
        by = activity.actor if locked else None
        effects.append(Put(replace(thread, locked=locked, lock_reason=reason, locked_by=by)))
        if case.home.ours(thread.root):
            effects.append(Errand("restate", thread.root))
    effects += heard(activity, board, thread.id, case)
    return Accepted(tuple(effects))


def may_turn(
    actor: Iri, thread: Thread, board: Board, *, locked: bool, opening: bool, case: Case
) -> bool:
    """Whether the actor may close something to replies, or open it again."""
    if may_moderate(actor, board, case):
        return True
    own = opening and actor == thread.author and case.by_board is None
    return own and (locked or thread.locked_by == actor)


def thread_of(iri: Iri, case: Case) -> Thread | None:
    post = case.post(iri)
    return case.known.thread_of(post) if post is not None else case.thread(iri)


# -- Add and Remove ----------------------------------------------------------------------------


def add(activity: Add, case: Case) -> Verdict:
    """Pin a post, make a moderator, or learn that a post stands in a thread elsewhere."""
    filed = taken_from(activity, case)
    if filed is not None:
        return restore(activity, filed, case)
    found = list_of(activity, case)
    if found is None:
        return add_elsewhere(activity, case)
    kind, board = found
    relation = entry(activity, kind, board, case)
    if not isinstance(relation, Relation):
        return relation
    if case.known.relation(kind, relation.a, relation.b) is not None:
        return ALREADY
    return Accepted((Relate(relation), *told(activity, board, case)))


def remove(activity: Remove, case: Case) -> Verdict:
    filed = taken_from(activity, case)
    if filed is not None:
        return take_off(activity, filed, case)
    found = list_of(activity, case)
    if found is None:
        return NO_TARGET
    kind, board = found
    relation = entry(activity, kind, board, case)
    if not isinstance(relation, Relation):
        return relation
    if case.known.relation(kind, relation.a, relation.b) is None:
        return ALREADY
    return Accepted((Unrelate(kind, relation.a, relation.b), *told(activity, board, case)))


def taken_from(activity: Add | Remove, case: Case) -> Filed | None:
    """The post that leaves its board or thread without being deleted, or comes back to it.

    FEP-f15d names a thread by its context, and the board as ``target``.
    """
    post = case.post(activity.object)
    filed = case.filed(post) if post is not None else None
    if filed is None or activity.target is None:
        return None
    places = {filed.board.id, Iri(f"{filed.board.id}/outbox"), filed.thread.context}
    return filed if activity.target in places else None


def take_off(activity: Remove, filed: Filed, case: Case) -> Verdict:
    if not may_moderate(activity.actor, filed.board, case):
        return NOT_A_MODERATOR
    if filed.post.state is not PostState.SHOWN:
        return ALREADY
    return Accepted(taken_off(activity, filed, case))


def restore(activity: Add | Undo, filed: Filed, case: Case) -> Verdict:
    """A post that was removed is put back by a moderator, with what was removed along with it."""
    if not may_moderate(activity.actor, filed.board, case):
        return NOT_A_MODERATOR
    if filed.post.state is not PostState.REMOVED:
        return ALREADY
    if case.known.shuns(filed.post.author):
        return SHUT_OUT
    return Accepted(put_back(activity, filed, case))


def list_of(activity: Add | Remove, case: Case) -> tuple[Tie, Board] | None:
    """Which list of which board is changed. PieFed names no ``target`` for moderators."""
    target = activity.target
    boards = case.known.boards.values()
    if target is None:
        named = activity.audience or case.by_board
        board = case.known.boards.get(named) if named is not None else None
        return (
            (Tie.ROLE, board) if board is not None and case.post(activity.object) is None else None
        )
    for board in boards:
        if target in {board.featured, f"{board.id}/featured"}:
            return Tie.PIN, board
        if target in {board.moderators, f"{board.id}/moderators"}:
            return Tie.ROLE, board
    return None


def entry(activity: Add | Remove, kind: Tie, board: Board, case: Case) -> Relation | Verdict:
    """The line of the list that is added or taken out, if the actor may."""
    if not may_moderate(activity.actor, board, case):
        return NOT_A_MODERATOR
    value = MODERATOR if kind is Tie.ROLE else ""
    a = activity.object
    if kind is Tie.PIN:
        post = case.post(activity.object)
        thread = case.known.thread_of(post) if post is not None else None
        if post is None or thread is None or thread.board != board.id:
            return NO_POST
        a = post.id
    return Relation(kind=kind, a=a, b=board.id, value=value, activity=activity.id or None)


def told(activity: Add | Remove, board: Board, case: Case) -> tuple[Effect, ...]:
    return heard(activity, board, board.id, case)


def add_elsewhere(activity: Add, case: Case) -> Verdict:
    """The owner of a thread's list adds a post to it (FEP-171b): it is read at its own id.

    The owner is the board, if we follow it, or who opened the thread, on whose server it is kept.
    A board that we follow adds a post to a list of its own, where that is how it passes posts on:
    to Smithereen's wall of a group (FEP-400e), or lotide's outbox.
    """
    target, wanted = activity.target, activity.object
    if target is None or case.home.ours(wanted) or case.known.shuns(wanted):
        return NO_TARGET
    if case.post(wanted) is not None:
        return NO_TARGET
    thread = case.thread(target)
    speaker = case.by_board or activity.actor
    if thread is None:
        if not case.followed(speaker) or not same_origin(speaker, target):
            return NO_TARGET
        return Accepted((Errand("fetch", wanted, {"board": speaker}),))
    if not (
        (speaker == thread.board and case.followed(thread.board))
        or (speaker == thread.author and same_origin(speaker, target))
    ):
        return NO_TARGET
    return Accepted((Errand("fetch", wanted, {"board": thread.board, "thread": thread.id}),))
