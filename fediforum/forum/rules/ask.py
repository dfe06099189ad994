"""Requests: who may do something to what is ours gets a stamp that says so; and answers to ours."""

from dataclasses import replace

from fediforum.forum import stamps
from fediforum.forum.case import Case
from fediforum.forum.effects import Audience, Effect, Emit, Relate
from fediforum.forum.home import Kind
from fediforum.forum.model import PostState, Relation, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules.create import may_answer
from fediforum.forum.rules.follow import accepted, answered, rejected
from fediforum.forum.verdict import Accepted, Ignored, Refused, Verdict
from fediforum.vocab.activities import (
    Accept,
    Create,
    Delete,
    FeatureRequest,
    QuoteRequest,
    Reject,
    ReplyRequest,
    Request,
)
from fediforum.vocab.iri import Iri, same_origin

NOT_OURS = Ignored("only what is ours can be stamped by us")
NOT_THEIRS = Refused("what is asked for is not of who asks")
NOT_ASKED = Ignored("nobody here asked for that")
KNOWN = Ignored("that stamp is known")
NOT_THEIR_STAMP = Refused("only who owns the thing may allow it")
NO_STAMP = Ignored("there is no stamp with it")
TAKEN_BACK = Ignored("it was taken back before")


def ask(activity: Request, case: Case) -> Verdict:
    """Judge a request: a stamp for what anybody may do, a Reject for what this one may not."""
    if case.local:
        return ask_elsewhere(activity, case)
    owner = owner_of(activity, case)
    if owner is None:
        return NOT_OURS
    if not same_origin(activity.instrument, activity.actor):
        return NOT_THEIRS
    kind = stamps.TIES[type(activity)]
    before = case.known.relation(kind, activity.instrument, activity.object)
    taken_back = before is not None and before.value == stamps.REFUSED
    if taken_back or not allowed(activity, case):
        return Accepted((answered(rejected(activity, owner, case)),))
    given = stamps.stamped(kind, activity.instrument, activity.object, activity.actor, case)
    consent = accepted(activity, owner, case, result=given.activity)
    return Accepted((Relate(given), answered(consent)))


def ask_elsewhere(activity: Request, case: Case) -> Verdict:
    """Somebody here asks somebody elsewhere whether a post may answer or quote theirs."""
    made, about = case.known.posts.get(activity.instrument), case.known.posts.get(activity.object)
    if made is None or about is None or about.local:
        return NOT_OURS
    if made.author != activity.actor or activity.to != (about.author,):
        return NOT_THEIRS
    kind = stamps.TIES[type(activity)]
    if case.known.relation(kind, made.id, about.id) is not None:
        return KNOWN
    return Accepted(stamps.asked(activity, made.thread or made.id))


def owner_of(activity: Request, case: Case) -> Iri | None:
    """Who answers: the post's author, or, as to a collection of actors, the actor."""
    if isinstance(activity, FeatureRequest):
        place = case.home.place(activity.object)
        if place is not None and place.kind is Kind.THREAD and not place.part:
            return activity.object if activity.object in case.known.threads else None
        member = case.known.members.get(activity.object)
        return member.id if member is not None and member.local and not member.gone else None
    post = case.known.posts.get(activity.object)
    return post.author if post is not None and post.local else None


def allowed(activity: Request, case: Case) -> bool:
    """Whether it may be: of what is shown, by who is not shut out; no answers once closed."""
    if isinstance(activity, FeatureRequest):
        member = case.known.members.get(activity.object)
        found = member is not None and member.discoverable and member.id != case.home.desk
        return found and not case.blocked(activity.object, activity.actor)
    post = case.known.posts[activity.object]
    filed = case.filed(post)
    if post.state is not PostState.SHOWN or case.blocked(post.author, activity.actor):
        return False
    if isinstance(activity, ReplyRequest):
        return filed is not None and may_answer(activity.actor, filed, case) is None
    return filed is None or not case.banned(activity.actor, filed.board)


# -- answers to what we asked ------------------------------------------------------------------


def granted(activity: Accept, case: Case) -> Verdict | None:
    """A stamp for something of ours, or one that was found for a quote; None for other answers."""
    found = requested(activity, case)
    if found is None:
        return None
    if not isinstance(found, Relation):
        return found
    stamp = activity.result
    if stamp is None or not same_origin(stamp, activity.actor):
        return NO_STAMP
    before = case.known.relation(found.kind, found.a, found.b)
    if before is not None and before.activity == stamp:
        return TAKEN_BACK if before.value == stamps.REFUSED else KNOWN
    if stamps.stands(before) and not isinstance(case.by, Fetched):
        return KNOWN  # each new one would have the post sent to everybody once more
    asker = case.known.posts.get(found.a)
    value = asker.author if asker is not None else case.home.instance
    given = replace(found, value=value, activity=stamp)
    return Accepted((Relate(given), *stamps.told(given, case)))


def denied(activity: Reject, case: Case) -> Verdict | None:
    """What we asked for may not be; a quote stays a link. None for other answers."""
    if isinstance(activity.answered, Create):
        return None
    found = requested(activity, case)
    if not isinstance(found, Relation):
        return found
    return Accepted(stamps.refused(found))


def requested(activity: Accept | Reject, case: Case) -> Relation | Verdict | None:
    """What is answered: a request, or a reply that was sent without asking (older GoToSocial).

    Only who owns the thing may answer; of what is not here, whoever speaks for its server.
    """
    found = request_in(activity, case)
    if found is None:
        return None
    target = case.known.posts.get(found.b)
    theirs = (
        target.author == activity.actor
        if target is not None
        else same_origin(found.b, activity.actor)
    )
    if not theirs:
        return NOT_THEIR_STAMP
    return found


def request_in(activity: Accept | Reject, case: Case) -> Relation | None:
    inner = activity.answered
    if isinstance(inner, Request):
        kind, made, owned = stamps.TIES[type(inner)], inner.instrument, inner.object
        before = case.known.relation(kind, made, owned)
        if before is not None and case.home.ours(made):
            return before
        post = case.known.posts.get(made)
        if isinstance(case.by, Fetched) and isinstance(inner, QuoteRequest) and post is not None:
            return Relation(kind=kind, a=made, b=owned) if post.quote == owned else None
        return None
    if inner is None and activity.object is not None:
        deed = case.known.deeds.get(activity.object)
        if deed is not None and deed.kind in stamps.TYPES and case.home.ours(deed.a):
            return deed
    if not isinstance(activity, Accept) or activity.result is None:
        return None  # what a board turns down is not for a stamp to say
    reply = case.post(inner.object.id if isinstance(inner, Create) else activity.object)
    if reply is None or not reply.local or reply.parent is None or case.home.ours(reply.parent):
        return None
    return Relation(kind=Tie.REPLYING, a=reply.id, b=reply.parent)


# -- what was allowed is taken back ------------------------------------------------------------


def take_back(activity: Delete, case: Case) -> Verdict | None:
    """A stamp is deleted by who gave it: quotes of the post become links. None for other things."""
    found = case.known.deeds.get(activity.object)
    if found is None or found.kind not in stamps.TYPES or case.by_board is not None:
        return None
    post = case.known.posts.get(found.b)
    owner = post.author if post is not None else None
    if not case.home.ours(activity.object):
        if not same_origin(activity.object, activity.actor) or owner not in {None, activity.actor}:
            return NOT_THEIR_STAMP
        return Accepted((*stamps.refused(found), *stamps.told(found, case)))
    owner = owner or found.b
    if not case.local or owner != activity.actor:
        return NOT_THEIR_STAMP
    if found.value == stamps.REFUSED:
        return TAKEN_BACK
    effects: tuple[Effect, ...] = stamps.refused(found)
    if not case.home.ours(found.a):
        heard = Audience(actors=frozenset({Iri(found.value)}))
        effects += (Emit(activity=activity, signer=owner, audience=heard, lane=found.b),)
    return Accepted((*effects, *stamps.told(found, case)))
