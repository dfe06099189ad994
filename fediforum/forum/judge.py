"""judge: the one way into the law.

Theory of operation. Every activity, from whomever and however it came, is asked the same
questions in the same order: is its server blocked? does the way it came vouch for it? is its
actor known, alive and welcome? Then the rule of its verb decides. (Whether it was judged before
is asked by the store, in the transaction that keeps the effects.)

The answer is a value, made of values: nothing is fetched, read or remembered here. So an
activity can be judged again at any time, and a batch can be judged in order over what each
verdict adds to ``known`` (``Known.after``). A Needs says whose document is missing; the hands
fetch it and ask again. Nothing raises: what makes no sense is Ignored, what is not allowed is
Refused, with a reason that may be shown to whoever did it.
"""

from datetime import datetime
from typing import assert_never

from fediforum.forum.case import Case
from fediforum.forum.home import Ids, Kind
from fediforum.forum.known import Known
from fediforum.forum.provenance import Local, Provenance, vouches
from fediforum.forum.rules.announce import announce, contained, speakers
from fediforum.forum.rules.answer import accept, reject
from fediforum.forum.rules.ask import ask
from fediforum.forum.rules.ban import block
from fediforum.forum.rules.create import create
from fediforum.forum.rules.delete import delete
from fediforum.forum.rules.flag import flag, resolve, warn
from fediforum.forum.rules.follow import follow
from fediforum.forum.rules.moderate import add, lock, remove
from fediforum.forum.rules.move import move
from fediforum.forum.rules.poll import poll_vote
from fediforum.forum.rules.react import react
from fediforum.forum.rules.solve import choose_answer
from fediforum.forum.rules.undo import undo
from fediforum.forum.rules.update import read_anew, update
from fediforum.forum.rules.withdraw import refiling, withdrawal
from fediforum.forum.verdict import Ignored, Needs, Refused, Verdict
from fediforum.vocab.activities import (
    Accept,
    Add,
    Announce,
    AnyActivity,
    Block,
    ChooseAnswer,
    Create,
    Delete,
    Dislike,
    EmojiReact,
    Flag,
    Follow,
    Like,
    Lock,
    Move,
    PollVote,
    Reject,
    Remove,
    Request,
    Resolve,
    Undo,
    Unknown,
    Update,
    Warn,
)  # fmt: skip
from fediforum.vocab.iri import host_of

BLOCKED = Refused("this server does not speak with that one")
NOT_VOUCHED = Refused("whoever sent it cannot speak for its actor or its object")
FOREIGN_ID = Refused("its id belongs to another server than its actor")
GONE = Ignored("its actor is gone")
SUSPENDED = Refused("its actor is suspended")
UNDONE = Ignored("it was undone or deleted before it came")
STRANGER_LEAVES = Ignored("an actor that we never knew is gone")


def judge(activity: AnyActivity, known: Known, by: Provenance, now: datetime, new: Ids) -> Verdict:
    """What follows from an activity: effects, nothing, a refusal, or whom to look up first."""
    case = Case(known, by, now, new)
    return gate(activity, case) or rule(activity, case)


def gate(activity: AnyActivity, case: Case) -> Verdict | None:
    """The questions that are the same for every verb; None if all are answered well."""
    known, actor = case.known, activity.actor
    if any(known.shuns(iri) for iri in speakers(activity)):
        return BLOCKED
    if not vouches(case.by, activity):
        return NOT_VOUCHED
    if activity.id and host_of(activity.id) != host_of(actor):
        return FOREIGN_ID
    if activity.id and activity.id in known.gone:
        return UNDONE
    if actor in known.gone:
        return GONE
    member = known.members.get(actor)
    if member is None:
        return stranger(activity, case)
    if member.gone:
        return GONE
    return SUSPENDED if member.suspended else None


def stranger(activity: AnyActivity, case: Case) -> Verdict | None:
    """An actor that is not known: to be looked up, unless it only says that it is leaving.

    Threads here speak without being known: they are actors that nobody has stored.
    """
    if isinstance(activity, Delete) and activity.object == activity.actor:
        return STRANGER_LEAVES
    place = case.home.place(activity.actor)
    if isinstance(case.by, Local) and place is not None and place.kind is Kind.THREAD:
        return None if activity.actor in case.known.threads else Needs(frozenset({activity.actor}))
    return Needs(frozenset({activity.actor}))


def rule(activity: AnyActivity, case: Case) -> Verdict:
    """The rule of the verb."""
    match activity:
        case Create():
            anew = read_anew(activity, case)
            return create(activity, case) if anew is None else update(anew, case)
        case Update():
            return update(activity, case)
        case Delete():
            return delete(activity, case)
        case Follow():
            return follow(activity, case)
        case Accept():
            return accept(activity, case)
        case Reject():
            return reject(activity, case)
        case Announce():
            return announce(activity, case)
        case Like() | Dislike() | EmojiReact():
            return react(activity, case)
        case Undo():
            return undo(activity, case)
        case Flag():
            return flag(activity, case)
        case Resolve():
            return resolve(activity, case)
        case Warn():
            return warn(activity, case)
        case Block():
            return block(activity, case)
        case Lock():
            return lock(activity, case)
        case Add():
            return contained(activity, case) or refiling(activity, case) or add(activity, case)
        case Remove():
            return withdrawal(activity, case) or remove(activity, case)
        case Move():
            return move(activity, case)
        case Request():
            return ask(activity, case)
        case ChooseAnswer():
            return choose_answer(activity, case)
        case PollVote():
            return poll_vote(activity, case)
        case Unknown():
            return Ignored(f"we do not speak the verb {activity.type[:40]}")
        case _:
            assert_never(activity)
