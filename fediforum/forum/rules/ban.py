"""Block: a ban from a board, from this server or by a member's own server; or of one another.

A server that bans its own member is believed: here they may write no more either.
"""

from fediforum.forum import audience, notices
from fediforum.forum.case import Case
from fediforum.forum.effects import Audience, Effect, Emit, Errand, Relate, Sweep, Unrelate, Unsweep
from fediforum.forum.model import Relation, Tie
from fediforum.forum.rules.moderate import NOT_A_MODERATOR, may_moderate
from fediforum.forum.rules.removal import back_by, heard, reason_in
from fediforum.forum.verdict import ALREADY, Accepted, Ignored, Refused, Verdict
from fediforum.vocab.activities import Block, Undo
from fediforum.vocab.iri import Iri, same_origin

NO_BOARD = Ignored("that is no board or server that we know")
NOT_HERE = Ignored("nobody here is concerned")
NOT_THEIRS = Ignored("another server bans whom it likes, but not from here")
OURS = Ignored("this server has banned them itself")
THEMSELF = Refused("nobody blocks themself")


def block(activity: Block, case: Case) -> Verdict:
    """Judge a Block: of one member by another, or a ban from a board or a server."""
    if activity.target is None:
        return shun(activity, case)
    scope = ban_scope(activity.target, activity, activity.object, case)
    if not isinstance(scope, str):
        return scope
    ban = Relation(
        kind=Tie.BAN,
        a=activity.object,
        b=scope,
        value=reason_in(activity.summary),
        activity=activity.id or None,
        until=activity.end_time,
    )
    before = case.known.relation(Tie.BAN, ban.a, ban.b)
    same = before is not None and (before.value, before.until) == (ban.value, ban.until)
    if same and not activity.remove_data:
        return ALREADY
    if before is not None and not lifts(before, activity.actor, scope, case):
        return OURS
    effects: tuple[Effect, ...] = (Relate(ban),)
    if activity.remove_data:
        board = scope if scope in case.known.boards else None
        effects += (
            Sweep(cause=cause(ban.a, scope), by=ban.a, board=board),
            Errand("swept", ban.a, {"cause": cause(ban.a, scope)}),
        )
    effects += told_of(activity, ban.a, scope, case)
    banned_from = case.known.boards.get(scope)
    if banned_from is not None and banned_from.local:
        effects += notices.banned(ban, banned_from, activity.actor, case)
    return Accepted(effects)


def ban_scope(target: Iri, activity: Block | Undo, whom: Iri, case: Case) -> Iri | Verdict:
    """What somebody is banned from: a board's id, or this server's."""
    actor, server = activity.actor, case.home.instance
    board = case.known.boards.get(target)
    if board is not None:
        return board.id if may_moderate(actor, board, case) else NOT_A_MODERATOR
    if target.rstrip("/") in {case.home.base, server}:
        return server if case.local and actor == case.home.desk else NOT_A_MODERATOR
    if case.by_board is not None or whom not in case.known.members:
        return NO_BOARD
    if not same_origin(actor, target):
        return NOT_A_MODERATOR
    return server if same_origin(whom, target) and whom != actor else NOT_THEIRS


def lift_ban(activity: Undo, inner: Block, case: Case) -> Verdict:
    """End a ban, and show again what was removed with it."""
    if inner.target is None:
        return NO_BOARD
    whom = inner.object
    scope = ban_scope(inner.target, activity, whom, case)
    if not isinstance(scope, str):
        return scope
    before = case.known.relation(Tie.BAN, whom, scope)
    if before is None:
        return ALREADY
    if not lifts(before, activity.actor, scope, case):
        return OURS
    back = back_by(activity)
    return Accepted(
        (
            Unrelate(Tie.BAN, whom, scope),
            Unsweep(cause(whom, scope), back),
            Errand("swept", whom, {"cause": back}),
            *told_of(activity, whom, scope, case),
        )
    )


def lifts(ban: Relation, actor: Iri, scope: Iri, case: Case) -> bool:
    """Whether the ban is the actor's to change: one by this server is not by another's."""
    if scope != case.home.instance or case.local:
        return True
    return ban.activity is not None and same_origin(ban.activity, actor)


def cause(whom: Iri, scope: Iri) -> str:
    """What posts are removed for that go with a ban."""
    return f"{whom} {scope}"


def told_of(activity: Block | Undo, whom: Iri, scope: Iri, case: Case) -> tuple[Effect, ...]:
    board = case.known.boards.get(scope)
    if board is not None:
        return heard(activity, board, board.id, case)
    if not (case.local and case.home.ours(whom)):
        return ()
    followers = Audience(followers_of=frozenset({whom}))
    return (Emit(activity=activity, signer=activity.actor, audience=followers, lane=whom),)


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
