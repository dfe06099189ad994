"""Move: an actor goes to live elsewhere, or a thread goes to another board."""

from dataclasses import replace

from fediforum.forum import audience
from fediforum.forum.case import Case
from fediforum.forum.effects import Effect, Errand, Put
from fediforum.forum.model import Thread
from fediforum.forum.rules.moderate import thread_of
from fediforum.forum.verdict import Accepted, Ignored, Refused, Verdict
from fediforum.vocab.activities import Move

NOT_THEMSELF = Refused("an actor can only move itself")
NO_THREAD = Ignored("the thread is not known")
NOWHERE = Ignored("it does not say where to")
ALREADY = Ignored("that is so already")
NO_BOARD = Ignored("one of the boards is not here")
NOT_A_MODERATOR = Refused("only a moderator of both boards may move a thread")


def move(activity: Move, case: Case) -> Verdict:
    """Judge a move. An actor's is only believed when its new document names the old one, so
    the hands look there first; a thread's (FEP-f15d) by a moderator of both boards.
    """
    if activity.target is None:
        return NOWHERE
    thread = thread_of(activity.object, case)
    if thread is not None:
        return move_thread(activity, thread, case)
    if activity.object != activity.actor:
        return NOT_THEMSELF if activity.object in case.known.members else NO_THREAD
    member = case.known.members.get(activity.actor)
    if case.known.shuns(activity.target) or activity.target == activity.actor:
        return NOWHERE
    if member is not None and member.moved_to == activity.target:
        return ALREADY
    return Accepted((Errand("move", activity.actor, {"target": activity.target}),))


def move_thread(activity: Move, thread: Thread, case: Case) -> Verdict:
    origin = case.known.boards.get(thread.board)
    target = case.known.boards.get(activity.target) if activity.target is not None else None
    if origin is None or target is None or not (origin.local and target.local):
        return NO_BOARD
    if target.id == origin.id:
        return ALREADY
    if not (case.moderates(activity.actor, origin) and case.moderates(activity.actor, target)):
        return NOT_A_MODERATOR
    effects: list[Effect] = [Put(replace(thread, board=target.id))]
    effects += audience.moderated(activity, origin, thread.id, case)
    return Accepted(tuple(effects))
