"""Block, Lock, Add, Remove: what moderators do, and what members do to each other.

Authority is looked at when the act is judged, never when it was written. A board elsewhere is
believed about its own affairs, whoever acted there (decision 13).
"""

from dataclasses import replace

from fediforum.forum import audience
from fediforum.forum.case import Case
from fediforum.forum.effects import Effect, Errand, Put, Relate, Unrelate
from fediforum.forum.model import Board, Relation, Thread, Tie
from fediforum.forum.verdict import Accepted, Ignored, Refused, Verdict
from fediforum.vocab.activities import Add, Block, Lock, Remove, Undo
from fediforum.vocab.iri import Iri

MODERATOR = "moderator"

NOT_A_MODERATOR = Refused("only a moderator of the board may do that")
NO_THREAD = Ignored("the thread is not known")
NO_BOARD = Ignored("that is no board or server that we know")
NO_POST = Ignored("the post is not in that board")
NOT_HERE = Ignored("nobody here is concerned")
ALREADY = Ignored("that is so already")
NO_TARGET = Ignored("it changes no list that we keep")
THEMSELF = Refused("nobody blocks themself")


def may_moderate(actor: Iri, board: Board, case: Case) -> bool:
    """Whether an act upon a board is its own: by a moderator, or passed on by the board."""
    if case.by_board is not None:
        return case.by_board == board.id
    return case.moderates(actor, board)


# -- Block -------------------------------------------------------------------------------------


def block(activity: Block, case: Case) -> Verdict:
    """Judge a Block: of one member by another, or a ban from a board or from this server."""
    if activity.target is None:
        return shun(activity, case)
    scope = ban_scope(activity.target, activity.actor, case)
    if not isinstance(scope, str):
        return scope
    ban = Relation(
        kind=Tie.BAN,
        a=activity.object,
        b=scope,
        value=activity.summary or "",
        activity=activity.id or None,
        until=activity.end_time,
    )
    before = case.known.relation(Tie.BAN, ban.a, ban.b)
    if before is not None and (before.value, before.until) == (ban.value, ban.until):
        return ALREADY
    return Accepted((Relate(ban), *told_of(activity, scope, case)))


def ban_scope(target: Iri, actor: Iri, case: Case) -> Iri | Verdict:
    """What somebody is banned from: a board's id, or this server's."""
    board = case.known.boards.get(target)
    if board is not None:
        return board.id if may_moderate(actor, board, case) else NOT_A_MODERATOR
    if target.rstrip("/") not in {case.home.base, case.home.instance}:
        return NO_BOARD
    return case.home.instance if case.local and actor == case.home.desk else NOT_A_MODERATOR


def lift_ban(activity: Undo, inner: Block, case: Case) -> Verdict:
    if inner.target is None:
        return NO_BOARD
    scope = ban_scope(inner.target, activity.actor, case)
    if not isinstance(scope, str):
        return scope
    if case.known.relation(Tie.BAN, inner.object, scope) is None:
        return ALREADY
    return Accepted((Unrelate(Tie.BAN, inner.object, scope), *told_of(activity, scope, case)))


def told_of(activity: Block | Undo, scope: Iri, case: Case) -> tuple[Effect, ...]:
    board = case.known.boards.get(scope)
    if board is None or not board.local:
        return ()
    return audience.moderated(activity, board, board.id, case)


def shun(activity: Block, case: Case) -> Verdict:
    """One member, or a board, wants nothing of another: follows end both ways."""
    blocker, other = activity.actor, activity.object
    if case.by_board is not None or not (case.local or case.home.ours(other)):
        return NOT_HERE
    if blocker == other:
        return THEMSELF
    if case.blocked(blocker, other):
        return ALREADY
    effects: list[Effect] = [
        Relate(Relation(kind=Tie.BLOCK, a=blocker, b=other, activity=activity.id or None))
    ]
    effects += [
        Unrelate(Tie.FOLLOW, a, b)
        for a, b in ((blocker, other), (other, blocker))
        if case.known.relation(Tie.FOLLOW, a, b) is not None
    ]
    if case.local and not case.home.ours(other):
        effects += audience.asked(activity, other, f"{blocker} {other}")
    return Accepted(tuple(effects))


# -- Lock --------------------------------------------------------------------------------------


def lock(activity: Lock, case: Case) -> Verdict:
    """Close a thread to replies, with the reason that is given."""
    thread = thread_of(activity.object, case)
    return turned(activity, thread, True, activity.summary or "", case)


def unlock(activity: Undo, inner: Lock, case: Case) -> Verdict:
    return turned(activity, thread_of(inner.object, case), False, "", case)


def thread_of(iri: Iri, case: Case) -> Thread | None:
    post = case.post(iri)
    return case.known.thread_of(post) if post is not None else case.thread(iri)


def turned(
    activity: Lock | Undo, thread: Thread | None, locked: bool, reason: str, case: Case
) -> Verdict:
    board = case.known.board_of(thread) if thread is not None else None
    if thread is None or board is None:
        return NO_THREAD
    if not may_moderate(activity.actor, board, case):
        return NOT_A_MODERATOR
    if thread.locked == locked:
        return ALREADY
    effects: list[Effect] = [Put(replace(thread, locked=locked, lock_reason=reason))]
    if board.local:
        effects += audience.moderated(activity, board, thread.id, case)
    return Accepted(tuple(effects))


# -- Add and Remove ----------------------------------------------------------------------------


def add(activity: Add, case: Case) -> Verdict:
    """Pin a post, make a moderator, or learn that a post stands in a thread elsewhere."""
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
    return audience.moderated(activity, board, board.id, case) if board.local else ()


def add_elsewhere(activity: Add, case: Case) -> Verdict:
    """A board that we follow lists a post in one of its threads (FEP-171b): it is fetched."""
    target, wanted = activity.target, activity.object
    thread = case.thread(target) if target is not None else None
    if thread is None or case.home.ours(wanted) or case.known.shuns(wanted):
        return NO_TARGET
    if case.post(wanted) is not None:
        return NO_TARGET
    if thread.board != (case.by_board or activity.actor) or not case.followed(thread.board):
        return NO_TARGET
    return Accepted((Errand("fetch", wanted, {"board": thread.board}),))
