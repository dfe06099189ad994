"""Accept and Reject: what somebody here asked is answered; a follower is sent away."""

from dataclasses import replace

from fediforum.forum.case import Case
from fediforum.forum.effects import Effect, Errand, Relate, Unrelate
from fediforum.forum.model import Relation, Tie
from fediforum.forum.rules.ask import denied, granted
from fediforum.forum.rules.confirm import turn_down
from fediforum.forum.rules.follow import ACCEPTED, PENDING, REFUSED, answered
from fediforum.forum.verdict import Accepted, Ignored, Refused, Verdict
from fediforum.vocab.activities import Accept, Create, Follow, Reject

NOT_ASKED = Ignored("nobody here asked for that")
NOT_PENDING = Ignored("it was accepted before")
NOT_THEIRS = Refused("only who is followed may answer")
NO_FOLLOWER = Ignored("that actor does not follow")


def accept(activity: Accept, case: Case) -> Verdict:
    """Believe that a Follow of ours is accepted, if it was asked of exactly that actor."""
    if case.local:
        return NOT_ASKED
    stamp = granted(activity, case)
    if stamp is not None:
        return stamp
    found = asked_of(activity, case)
    if not isinstance(found, Relation):
        return found
    if found.value == ACCEPTED:
        return NOT_PENDING
    effects: list[Effect] = [Relate(replace(found, value=ACCEPTED))]
    # A board that changes its mind is not read anew each time: only where we have asked.
    if found.b in case.known.boards and found.value == PENDING:
        effects.append(Errand("outbox", found.b))
    return Accepted(tuple(effects))


def reject(activity: Reject, case: Case) -> Verdict:
    """End a Follow of ours that is refused; or, said by one of ours, send a follower away.

    That this forum may not follow a board is remembered, for whoever asked.
    """
    if case.local:
        return send_away(activity, case)
    no_stamp = denied(activity, case)
    if no_stamp is not None:
        return no_stamp
    named = activity.object
    if isinstance(activity.answered, Create) or (named is not None and case.post(named)):
        return turn_down(activity, case)
    found = asked_of(activity, case)
    if not isinstance(found, Relation):
        return found
    if found.a == case.home.desk and found.b in case.known.boards:
        return Accepted((Relate(replace(found, value=REFUSED)),))
    return Accepted((Unrelate(Tie.FOLLOW, found.a, found.b),))


def asked_of(activity: Accept | Reject, case: Case) -> Relation | Verdict:
    """The Follow of ours that is answered: by its id, or by who follows whom (Guppe, PieFed)."""
    inner = activity.answered
    if isinstance(inner, Follow):
        if inner.object != activity.actor:
            return NOT_THEIRS
        found = case.known.relation(Tie.FOLLOW, inner.actor, activity.actor)
    elif inner is None and activity.object is not None:
        found = case.known.deeds.get(activity.object)
    else:
        return NOT_ASKED
    if found is None or found.kind is not Tie.FOLLOW or not case.home.ours(found.a):
        return NOT_ASKED
    return found if found.b == activity.actor else NOT_THEIRS


def send_away(activity: Reject, case: Case) -> Verdict:
    inner = activity.answered
    if not isinstance(inner, Follow) or inner.object != activity.actor:
        return NO_FOLLOWER
    if case.known.relation(Tie.FOLLOW, inner.actor, activity.actor) is None:
        return NO_FOLLOWER
    effects: tuple[Effect, ...] = (Unrelate(Tie.FOLLOW, inner.actor, activity.actor),)
    if case.home.ours(inner.actor):
        return Accepted(effects)
    told = replace(activity, to=(inner.actor,))
    return Accepted((*effects, answered(told)))
