"""Stamping: what others allow is asked for and looked up; what we sent is sent again with it."""

from dataclasses import replace

import structlog

from fediforum.errors import Malformed
from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import fetch
from fediforum.flow.journalling import standing_operation
from fediforum.forum import compose
from fediforum.forum.effects import Errand
from fediforum.forum.known import Known
from fediforum.forum.model import Post, Relation, Tie
from fediforum.forum.provenance import Fetched, Local
from fediforum.forum.stamps import stands
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.store.posts import stored_document
from fediforum.vocab.activities import Accept, QuoteRequest
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import read_json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import read_authorization, read_object

log = structlog.get_logger(__name__)


async def look_up_stamp(node: Node, errand: Errand) -> None:
    """A quote from elsewhere is allowed if the stamp that it names says so, at its own id."""
    found = await fetch(node, errand.subject, Budget.errand())
    stamp = read_authorization(found.document)
    quoting = Iri(errand.details.get("post", ""))
    async with node.database.connection() as conn:
        post = (await load_known(conn, {quoting}, node.home)).posts.get(quoting)
    if post is None or stamp.id != found.iri or stamp.type != "QuoteAuthorization":
        return
    if (stamp.interacting, stamp.target) != (post.id, post.quote):
        log.info("a stamp is for something else", stamp=stamp.id, post=post.id)
        return
    request = QuoteRequest(id=Iri(""), actor=post.author, object=stamp.target, instrument=post.id)
    consent = Accept(id=Iri(""), actor=stamp.attributed_to, answered=request, result=stamp.id)
    await act(node, [Spoken(activity=consent, by=Fetched(stamp.id))], Budget.errand())


async def restate(node: Node, errand: Errand) -> None:
    """A post of ours is sent again as it stands, with the stamps and the policy of today."""
    async with node.database.connection() as conn:
        raw = await stored_document(conn, errand.subject)
        known = await load_known(conn, {errand.subject}, node.home)
        post = known.posts.get(errand.subject)
        if raw is None or post is None or not post.local:
            return
        about = {iri for iri in (post.quote, post.parent) if iri is not None}
        known = await load_known(conn, {post.id, *about}, node.home)
        operation = await standing_operation(conn, errand)
    thing = read_object(read_json(raw))
    if not isinstance(thing, Object):
        return
    thing = replace(thing, source=post.source)  # what was sent may be its beginning only
    thread = known.thread_of(post)
    closed = thread is not None and thread.locked
    now = replace(
        thing,
        quote_authorization=stamp_of(known, Tie.STAMP, post, post.quote),
        reply_authorization=stamp_of(known, Tie.REPLYING, post, post.parent),
        asks=("reply",) if closed else (),
        comments_enabled=False if closed and post.parent is None else None,
    )
    if now == thing:
        return
    activity = compose.restate(now, new=ids(node), now=node.clock())
    spoken = Spoken(activity=activity, by=Local(post.author), operation=operation)
    await act(node, [spoken], Budget.none())


def stamp_of(known: Known, kind: Tie, post: Post, about: Iri | None) -> Iri | None:
    relation: Relation | None = known.relation(kind, post.id, about) if about is not None else None
    return relation.activity if relation is not None and stands(relation) else None


async def ask_to_answer(node: Node, reply: Object, parent: Post) -> None:
    """Whoever wants to be asked before they are answered is asked (GoToSocial).

    The answer has been sent already; servers that want to be asked hold it until they allow it.
    """
    async with node.database.connection() as conn:
        raw = await stored_document(conn, parent.id) if not parent.local else None
    if raw is None:
        return
    try:
        policy = read_object(read_json(raw))
    except Malformed:
        return
    if not isinstance(policy, Object) or "reply" not in policy.asks:
        return
    request = compose.ask_to_answer(reply, parent, new=ids(node))
    await act(node, [Spoken(activity=request, by=Local(request.actor))], Budget.none())
