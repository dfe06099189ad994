"""QuoteRequest: who may quote a post of ours gets a stamp that says so (FEP-044f)."""

from fediforum.forum import audience
from fediforum.forum.case import Case
from fediforum.forum.effects import Relate
from fediforum.forum.home import Home
from fediforum.forum.model import PostState, Relation, Tie
from fediforum.forum.rules.follow import answered
from fediforum.forum.verdict import Accepted, Ignored, Refused, Verdict
from fediforum.vocab.activities import Accept, QuoteRequest, Reject
from fediforum.vocab.iri import Iri, same_origin

NOT_OURS = Ignored("only a post of ours can be stamped by us")
NOT_THEIRS = Refused("the quoting post is not of who asks")


def quote(activity: QuoteRequest, case: Case) -> Verdict:
    """Stamp a quote of a public post; refuse one of a post that is gone, or by who is blocked."""
    post = case.post(activity.object)
    if post is None or not post.local:
        return NOT_OURS
    if not same_origin(activity.instrument, activity.actor):
        return NOT_THEIRS
    cause = audience.cause_of(activity)
    filed = case.filed(post)
    banned = filed is not None and case.banned(activity.actor, filed.board)
    if post.state is not PostState.SHOWN or banned or case.blocked(post.author, activity.actor):
        refusal = Reject(
            id=case.new.derived(cause, "Reject", post.author),
            actor=post.author,
            to=(activity.actor,),
            object=activity.id or None,
            answered=activity,
        )
        return Accepted((answered(refusal),))
    stamp = stamp_id(case.home, case.new.derived(activity.instrument, "stamp", post.id))
    consent = Accept(
        id=case.new.derived(cause, "Accept", post.author),
        actor=post.author,
        to=(activity.actor,),
        object=activity.id or None,
        answered=activity,
        result=stamp,
    )
    stamped = Relation(
        kind=Tie.STAMP, a=activity.instrument, b=post.id, value=activity.id, activity=stamp
    )
    return Accepted((Relate(stamped), answered(consent)))


def stamp_id(home: Home, derived: Iri) -> Iri:
    """The stamp's own address; its key is that of a derived activity."""
    return Iri(f"{home.base}/ap/stamps/{derived.rpartition('/')[2]}")
