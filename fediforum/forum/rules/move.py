"""Move: an actor goes to live elsewhere, or a thread goes to another board.

Servers that know FEP-f15d hear of a thread's move as it is. For the others it disappears from
the old board and appears in the new one; microblogs, which know no boards, hear nothing.
"""

from dataclasses import replace

from fediforum.forum import audience, notices
from fediforum.forum.audience import FORUM_SOFTWARE, followers
from fediforum.forum.case import Case, Filed
from fediforum.forum.effects import Effect, Emit, Errand, Peers, Put
from fediforum.forum.model import Board, Post, PostState, Thread
from fediforum.forum.rules.merge import merge
from fediforum.forum.rules.moderate import may_moderate, thread_of
from fediforum.forum.rules.removal import hidden, told_nodebb
from fediforum.forum.verdict import ALREADY, Accepted, Ignored, Refused, Verdict
from fediforum.vocab.activities import Announce, Move
from fediforum.vocab.iri import PUBLIC, Iri, same_origin

NOT_THEMSELF = Refused("an actor can only move itself")
NO_THREAD = Ignored("the thread is not known")
NOWHERE = Ignored("it does not say where to")
NO_BOARD = Ignored("one of the boards is not here")
NOT_FROM_THERE = Ignored("the thread does not stand in that board")
NOT_A_MODERATOR = Refused("only a moderator of both boards may move a thread")

OURS = "fediforum"
MOVERS = frozenset({"piefed", OURS})
WRAPPED = frozenset({Peers.FORUM})


def move(activity: Move, case: Case) -> Verdict:
    """Judge a move. An actor's is only believed when its new document names the old one, so
    the hands look there first; a thread's (FEP-f15d) by a moderator of both boards. PieFed
    names a thread by its opening post, others by its context. One that goes to a thread is merged.
    """
    if activity.target is None:
        return NOWHERE
    thread = thread_of(activity.object, case)
    into = thread_of(activity.target, case)
    if thread is not None and into is not None:
        return merge(activity, thread, into, case)
    if thread is not None:
        return move_thread(activity, activity.target, thread, case)
    if case.by_board is not None:
        return NO_THREAD
    if activity.object != activity.actor:
        return NOT_THEMSELF if activity.object in case.known.members else NO_THREAD
    member = case.known.members.get(activity.actor)
    if case.known.shuns(activity.target) or activity.target == activity.actor:
        return NOWHERE
    if member is not None and member.moved_to == activity.target:
        return ALREADY
    return Accepted((Errand("move", activity.actor, {"target": activity.target}),))


def move_thread(activity: Move, wanted: Iri, thread: Thread, case: Case) -> Verdict:
    origin, target = case.known.boards.get(thread.board), case.known.boards.get(wanted)
    if origin is None:
        return NO_BOARD
    if wanted == origin.id == case.by_board and thread.removed:
        return come_back(thread, origin, case)
    if activity.origin not in {None, origin.id}:
        return NOT_FROM_THERE
    if wanted == origin.id:
        return ALREADY
    if not origin.local:
        return move_elsewhere(activity, wanted, thread, origin, case)
    if target is None or not target.local:
        return NO_BOARD
    if not all(may_moderate(activity.actor, board, case) for board in (origin, target)):
        return NOT_A_MODERATOR
    effects: list[Effect] = [Put(replace(thread, board=target.id))]
    effects += audience.passed_on(activity, origin, WRAPPED, thread.id, case)
    effects.append(told_of_return(activity, origin, target, thread, case))
    opening = case.known.posts.get(thread.root)
    if opening is not None and opening.visible:
        effects += told_otherwise(activity, Filed(opening, thread, origin), target, case)
    return Accepted(tuple(effects))


def told_otherwise(activity: Move, filed: Filed, target: Board, case: Case) -> tuple[Effect, ...]:
    """Forums that know no Move: the desk takes the thread off, the other board brings it."""
    strangers = FORUM_SOFTWARE - MOVERS
    gone = tuple(
        replace(emit, audience=replace(followers(filed.board, {Peers.FORUM}), software=strangers))
        for emit in notices.taken_out(activity, filed, case)
    )
    unwrapped = told_nodebb(activity, filed, case)
    return (*gone, unwrapped, brought(activity, filed.post, filed.thread, target, case))


def brought(activity: Move, post: Post, thread: Thread, target: Board, case: Case) -> Emit:
    """The new board's Announce of what opened the thread, by the id that its server knows."""
    named = post.create if post.local and post.create else post.id
    announce = Announce(
        id=case.new.derived(audience.cause_of(activity), "brought", target.id),
        actor=target.id,
        to=(PUBLIC, target.id),
        cc=(target.followers,),
        published=case.now,
        object=named,
    )
    heard = followers(target, {Peers.FORUM, Peers.NODEBB})
    return Emit(activity=announce, signer=target.id, audience=heard, lane=thread.id)


def move_elsewhere(
    activity: Move, wanted: Iri, thread: Thread, origin: Board, case: Case
) -> Verdict:
    """A board elsewhere is believed that a thread leaves it for another board of its server.

    If that board is not followed from here, the thread is not shown here any more.
    """
    if not may_move(activity, wanted, origin, case):
        return NOT_A_MODERATOR
    target = case.known.boards.get(wanted)
    if target is not None and not target.local and case.followed(wanted):
        return Accepted((Put(replace(thread, board=wanted)),))
    opening = case.known.posts.get(thread.root)
    if target is not None and target.local:
        return NO_BOARD
    if opening is None or thread.removed:
        return ALREADY
    return Accepted(hidden(Filed(opening, thread, origin)))


def told_of_return(
    activity: Move, origin: Board, target: Board, thread: Thread, case: Case
) -> Emit:
    """Of fediforums that follow only the new board, some have seen the thread leave it before."""
    heard = replace(
        followers(target, {Peers.FORUM}),
        software=frozenset({OURS}),
        without=followers(origin, {Peers.FORUM}),
    )
    wrap = audience.wrapped(activity, target, case)
    return Emit(activity=wrap, signer=target.id, audience=heard, lane=thread.id)


def come_back(thread: Thread, board: Board, case: Case) -> Verdict:
    """A thread that left a board elsewhere for one that is not followed here stands in it again."""
    opening = case.known.posts.get(thread.root)
    if opening is None or opening.state is not PostState.REMOVED:
        return ALREADY
    return Accepted(
        (Put(replace(thread, removed=False)), Put(replace(opening, state=PostState.SHOWN)))
    )


def may_move(activity: Move, wanted: Iri, origin: Board, case: Case) -> bool:
    """Whether the old board says so, or a moderator of it; NodeBB has its members say it bare."""
    if may_moderate(activity.actor, origin, case):
        return True
    own = same_origin(activity.actor, origin.id) and same_origin(wanted, origin.id)
    return case.by_board is None and own
