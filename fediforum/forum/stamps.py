"""Stamps: who lets whom quote, answer, like, boost or recommend what.

FEP-044f, FEP-7aa9 and GoToSocial's interaction policies are one and the same here. A stamp is
a relation of what was made (``a``) to what it is made for (``b``). Its value is ASKED until the
owner of ``b`` answers us, and REFUSED once they took it back or said no; else it stands, its
``activity`` is the stamp's id and its value who asked.
"""

from collections.abc import Mapping
from dataclasses import replace

from fediforum.forum.case import Case
from fediforum.forum.effects import Audience, Effect, Emit, Errand, Put, Relate
from fediforum.forum.model import Post, PostState, Relation, Tie
from fediforum.forum.verdict import Accepted, Verdict
from fediforum.vocab.activities import (
    AnnounceRequest,
    FeatureRequest,
    LikeRequest,
    QuoteRequest,
    ReplyRequest,
    Request,
)
from fediforum.vocab.iri import Iri, same_origin
from fediforum.vocab.objects import Object

ASKED, REFUSED = "asked", "refused"

TIES: Mapping[type[Request], Tie] = {
    QuoteRequest: Tie.STAMP,
    ReplyRequest: Tie.REPLYING,
    LikeRequest: Tie.LIKING,
    AnnounceRequest: Tie.SHARING,
    FeatureRequest: Tie.FEATURING,
}
TYPES: Mapping[Tie, str] = {
    Tie.STAMP: "QuoteAuthorization",
    Tie.REPLYING: "ReplyAuthorization",
    Tie.LIKING: "LikeAuthorization",
    Tie.SHARING: "AnnounceAuthorization",
    Tie.FEATURING: "FeatureAuthorization",
}


def stands(relation: Relation | None) -> bool:
    return relation is not None and relation.value not in {ASKED, REFUSED}


def stamped(kind: Tie, made: Iri, owned: Iri, asker: Iri, case: Case) -> Relation:
    """The stamp that one of ours gives; the same each time that it is asked for."""
    cause = case.new.derived(made, f"stamp {kind}" if kind is not Tie.STAMP else "stamp", owned)
    stamp = Iri(f"{case.home.base}/ap/stamps/{cause.rpartition('/')[2]}")
    return Relation(kind=kind, a=made, b=owned, value=asker, activity=stamp)


def quoting(thing: Object, post: Post, case: Case) -> tuple[Effect, ...]:
    """What follows from a post that quotes: it is allowed, asked for, or looked up.

    Whoever quotes themself needs nothing. What stands here in public may be quoted by all
    whom its author has not blocked, as its policy says.
    """
    if post.quote is None or post.quote == post.id:
        return ()
    known = case.known.relation(Tie.STAMP, post.id, post.quote)
    if known is not None and (stands(known) or known.value == REFUSED or post.local):
        return ()
    quoted = case.known.posts.get(post.quote)
    if case.home.ours(post.quote):
        if quoted is None or quoted.state is not PostState.SHOWN:
            return ()
        if case.blocked(quoted.author, post.author):
            return ()
        return (Relate(stamped(Tie.STAMP, post.id, quoted.id, post.author, case)),)
    if post.local:
        return asked(quote_request(post, quoted, case), post.thread or post.id) if quoted else ()
    stamp = thing.quote_authorization
    if stamp is None or not same_origin(stamp, post.quote):
        return ()
    return (Errand("stamp", stamp, {"post": post.id}),)


def with_quote(verdict: Verdict, thing: Object, case: Case) -> Verdict:
    """The verdict on a post, and what follows from its quoting another; of one that waits, nothing
    until it is let in.
    """
    if thing.quote is None or not isinstance(verdict, Accepted):
        return verdict
    filed = [effect.thing for effect in verdict.effects if isinstance(effect, Put)]
    posts = [post for post in filed if isinstance(post, Post) and post.state is not PostState.HELD]
    more = [effect for post in posts for effect in quoting(thing, post, case)]
    return Accepted((*verdict.effects, *more))


def asked(request: Request, lane: str) -> tuple[Effect, ...]:
    """One of ours asks, at the inbox of who is to answer."""
    kind = TIES[type(request)]
    relation = Relation(
        kind=kind, a=request.instrument, b=request.object, value=ASKED, activity=request.id
    )
    heard = Audience(personal=frozenset(request.to))
    return (
        Relate(relation),
        Emit(activity=request, signer=request.actor, audience=heard, lane=lane),
    )


def quote_request(post: Post, quoted: Post, case: Case) -> QuoteRequest:
    return QuoteRequest(
        id=case.new.derived(post.id, "QuoteRequest", post.author),
        actor=post.author,
        to=(quoted.author,),
        object=quoted.id,
        instrument=post.id,
    )


def refused(relation: Relation) -> tuple[Effect, ...]:
    """It may not be done any more, or may not be at all; our own document says so."""
    return (Relate(replace(relation, value=REFUSED)),)


def told(relation: Relation, case: Case) -> tuple[Effect, ...]:
    """A post of ours is sent again with the stamp that it has now, or without."""
    ours = case.home.ours(relation.a) and relation.kind in {Tie.STAMP, Tie.REPLYING}
    return (Errand("restate", relation.a),) if ours else ()
