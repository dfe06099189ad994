"""Follow: a board, a thread or a member here is followed, and accepts at once (FEP-a974)."""

from fediforum.forum import audience
from fediforum.forum.case import Case
from fediforum.forum.effects import Audience, Effect, Emit, Errand, Relate
from fediforum.forum.home import Kind
from fediforum.forum.model import Relation, Tie
from fediforum.forum.verdict import Accepted, Ignored, Needs, Refused, Verdict
from fediforum.vocab.activities import Accept, Follow, Reject, Request
from fediforum.vocab.iri import Iri, origin_of

ACCEPTED, PENDING, REFUSED = "accepted", "pending", "refused"

NOTHING = Ignored("there is nothing to follow by that id")
NOT_FOLLOWABLE = Ignored("that cannot be followed")
CLOSED = Refused("the board is closed")
BLOCKED = Refused("this server does not speak with that one")
THEMSELF = Refused("nobody follows themself")


def follow(activity: Follow, case: Case) -> Verdict:
    """Judge a Follow. A repeated one is answered again: the other side may have forgotten."""
    target = followed_by(activity.object, case)
    if target is None:
        return follow_elsewhere(activity, case)
    if target == activity.actor:
        return THEMSELF
    board = case.known.boards.get(target)
    if board is not None and board.removed:
        return CLOSED
    answerer = answering(activity.object, target, case)
    if shut_out(activity.actor, target, case):
        return Accepted((answered(rejected(activity, answerer, case)),))
    relation = Relation(
        kind=Tie.FOLLOW, a=activity.actor, b=target, value=ACCEPTED, activity=activity.id or None
    )
    effects: list[Effect] = [Relate(relation)]
    if not case.local:
        effects.append(answered(accepted(activity, answerer, case)))
        effects.append(Errand("nodeinfo", Iri(origin_of(activity.actor))))
    return Accepted(tuple(effects))


def followed_by(wanted: Iri, case: Case) -> Iri | None:
    """What of ours a Follow is for: a board, a member, or a thread.

    A thread is also meant by its opening post (Friendica) and by its context (FEP-efda).
    """
    place = case.home.place(wanted)
    if wanted in case.known.boards and case.known.boards[wanted].local:
        return wanted
    if place is not None and place.kind is Kind.MEMBER and not place.part:
        member = case.known.members.get(wanted)
        return wanted if member is not None and not member.gone else None
    thread = case.thread(wanted)
    post = case.known.posts.get(wanted)
    if thread is None and post is not None:
        filed = case.filed(post)
        thread = filed.thread if filed is not None and filed.opening else None
    if thread is None or thread.removed:
        return None
    board = case.known.board_of(thread)
    return thread.id if board is not None and board.local and not board.removed else None


def unfollowed_by(wanted: Iri, case: Case) -> Iri:
    """What an Undo of that Follow ends, whether or not it could still be followed."""
    post = case.known.posts.get(wanted)
    thread = case.thread(wanted) if post is None else case.known.thread_of(post)
    return thread.id if thread is not None else wanted


def answering(wanted: Iri, target: Iri, case: Case) -> Iri:
    """Who answers: who is followed; for a post or context the board, as their owner."""
    if wanted == target:
        return target
    thread = case.known.threads[target]
    return thread.board


def shut_out(follower: Iri, target: Iri, case: Case) -> bool:
    thread = case.known.threads.get(target)
    board = case.known.boards.get(thread.board if thread is not None else target)
    if board is not None and case.banned(follower, board):
        return True
    return case.blocked(target, follower)


def follow_elsewhere(activity: Follow, case: Case) -> Verdict:
    """Somebody here follows somebody elsewhere: asked, and pending until answered."""
    if not case.local:
        return NOTHING if case.home.ours(activity.object) else NOT_FOLLOWABLE
    if case.home.ours(activity.object):
        return NOTHING
    if case.known.shuns(activity.object):
        return BLOCKED
    if activity.object not in case.known.members and activity.object not in case.known.boards:
        return Needs(frozenset({activity.object}))
    before = case.known.relation(Tie.FOLLOW, activity.actor, activity.object)
    relation = Relation(
        kind=Tie.FOLLOW,
        a=activity.actor,
        b=activity.object,
        value=ACCEPTED if before is not None and before.value == ACCEPTED else PENDING,
        activity=activity.id,
    )
    lane = f"{activity.actor} {activity.object}"
    return Accepted((Relate(relation), *audience.asked(activity, activity.object, lane)))


# -- answers of ours ---------------------------------------------------------------------------


def accepted(
    activity: Follow | Request, answerer: Iri, case: Case, *, result: Iri | None = None
) -> Accept:
    """The yes to what somebody asked; ``result`` is the stamp that goes with it."""
    return Accept(
        id=case.new.derived(audience.cause_of(activity), "Accept", answerer),
        actor=answerer,
        to=(activity.actor,),
        object=activity.id or None,
        answered=activity,
        result=result,
    )


def rejected(activity: Follow | Request, answerer: Iri, case: Case) -> Reject:
    return Reject(
        id=case.new.derived(audience.cause_of(activity), "Reject", answerer),
        actor=answerer,
        to=(activity.actor,),
        object=activity.id or None,
        answered=activity,
    )


def answered(answer: Accept | Reject) -> Emit:
    """The answer goes to the own inbox of who asked, signed by who was asked (Mastodon)."""
    asker = answer.to[0]
    return Emit(
        activity=answer,
        signer=answer.actor,
        audience=Audience(personal=frozenset({asker})),
        lane=f"{asker} {answer.actor}",
    )
