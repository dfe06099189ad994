"""The journal: what an activity is as an act of moderation.

Whoever moderates says activities like everybody else; which of those the journal keeps is seen by
what they come to. An act of an author upon what is theirs is none of the moderators'.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fediforum.forum.effects import Effect, Put, Relate, Shut, Unrelate
from fediforum.forum.known import Known
from fediforum.forum.model import Board, Post, PostState, Relation, Report, Thread, Tie
from fediforum.forum.rules.removal import reason_in
from fediforum.vocab.activities import AnyActivity, Lock, Move, Update
from fediforum.vocab.iri import Iri

PREFIX = "op_"


class Act(StrEnum):
    """What was done, in the words of the commands that do it."""

    REMOVE = "remove"
    RESTORE = "restore"
    LOCK = "lock"
    UNLOCK = "unlock"
    PIN = "pin"
    UNPIN = "unpin"
    MOVE = "move"
    BAN = "ban"
    UNBAN = "unban"
    APPOINT = "appoint"
    DISMISS = "dismiss"
    SETTLE = "settle"
    EDIT = "edit"
    SET = "set"
    WRITE = "write"
    DROP = "drop"
    UNDO = "undo"
    APPROVE = "approve"
    REJECT = "reject"
    TRUST = "trust"
    DISTRUST = "distrust"
    RULE = "rule"
    SLOW = "slow"
    CLEAN = "cleanup"
    RETITLE = "retitle"
    MERGE = "merge"


# What everybody may read of: neither reports, nor what was set.
PUBLIC = (
    *(Act.REMOVE, Act.RESTORE, Act.LOCK, Act.UNLOCK, Act.PIN, Act.UNPIN, Act.MOVE),
    *(Act.BAN, Act.UNBAN, Act.APPOINT, Act.DISMISS, Act.CLEAN, Act.RETITLE),
)

TIED = {
    Tie.BAN: (Act.BAN, Act.UNBAN),
    Tie.ROLE: (Act.APPOINT, Act.DISMISS),
    Tie.PIN: (Act.PIN, Act.UNPIN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An act of moderation or administration, with the name by which it is taken back.

    ``subject`` is an id, a host or the name of what was set; ``board`` whose affair it is, None
    for the whole forum's; ``undoes`` the operation that it takes back.
    """

    id: str
    at: datetime
    by: Iri
    act: str
    subject: str
    board: Iri | None = None
    reason: str = ""
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """What one activity did as an act of moderation."""

    act: Act
    subject: Iri
    board: Iri | None
    reason: str = ""


def deed_of(activity: AnyActivity, effects: Sequence[Effect], known: Known) -> Deed | None:
    """What an accepted activity is as an act of moderation, over what was known before it."""
    for effect in effects:
        match effect:
            case Put(Post() as post):
                deed = upon_post(post, known)
            case Put(Thread() as thread):
                deed = upon_thread(activity, thread, known)
            case Shut(post_id, locked):
                act = Act.LOCK if locked else Act.UNLOCK
                reason = reason_in(activity.summary) if isinstance(activity, Lock) else ""
                deed = Deed(act, post_id, board_of(post_id, known), reason)
            case Relate(Relation(kind=kind) as made) if kind in TIED:
                deed = Deed(TIED[kind][0], made.a, scope(made.b, known), reason_of(made))
            case Unrelate(kind, a, b) if kind in TIED:
                deed = Deed(TIED[kind][1], a, scope(b, known))
            case Put(Report(settled=settled) as report) if settled is not None:
                deed = Deed(Act.SETTLE, report.id, report.board, report.outcome)
            case Put(Board() as board) if isinstance(activity, Update) and board.local:
                deed = Deed(Act.EDIT, board.id, board.id)
            case _:
                deed = None
        if deed is not None:
            return deed
    return None


def upon_post(post: Post, known: Known) -> Deed | None:
    before = known.posts.get(post.id)
    if before is None or before.state is post.state:
        return None
    if post.state is PostState.REMOVED and before.state is PostState.HELD:
        return Deed(Act.REJECT, post.id, post.board, post.reason)
    if post.state is PostState.REMOVED:
        return Deed(Act.REMOVE, post.id, board_of(post.id, known), post.reason)
    if before.state is PostState.REMOVED and post.state is PostState.SHOWN:
        return Deed(Act.RESTORE, post.id, board_of(post.id, known))
    return None


def upon_thread(activity: AnyActivity, thread: Thread, known: Known) -> Deed | None:
    before = known.threads.get(thread.id)
    if before is None:
        return None
    if before.locked != thread.locked:
        act = Act.LOCK if thread.locked else Act.UNLOCK
        return Deed(act, thread.root, thread.board, thread.lock_reason)
    if before.into != thread.into:
        return Deed(Act.MERGE, thread.root, thread.board)
    if before.board != thread.board and isinstance(activity, Move):
        return Deed(Act.MOVE, thread.root, thread.board)
    return None


def board_of(post: Iri, known: Known) -> Iri | None:
    """The board that a post stands in."""
    there = known.posts.get(post)
    thread = known.thread_of(there) if there is not None else None
    return thread.board if thread is not None else None


def scope(iri: Iri, known: Known) -> Iri | None:
    """A board, or None for all of this server."""
    return iri if iri in known.boards else None


def reason_of(relation: Relation) -> str:
    return relation.value if relation.kind is Tie.BAN else ""


def operation_id(short: str) -> str:
    """The name of an operation that is told from others by those 13 characters."""
    return f"{PREFIX}{short}"
