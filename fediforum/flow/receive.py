"""Receiving: what another server POSTs, from bytes to a row that will not be lost.

Theory of operation. Each step costs more than the one before, and nothing is stored before the
last: JSON within bounds → shape → a host that we speak with → a Delete of
somebody we never knew ends here → what the signature claims → the key, from memory, the store
or one fetch → the signature → the signer is the actor → the host's rate, and how far we are
behind → one row, committed. Only then the caller may answer 202.

Nothing in the body is believed before the signature is verified; what is only read before
decides nothing but refusals. Whether the actor may do what they say is for the law, later.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog

from fediforum import limits
from fediforum.errors import BadSignature, FediforumError, Forbidden, Malformed, Unavailable
from fediforum.flow.budget import Budget
from fediforum.flow.identify import find_key, renewed_key
from fediforum.flow.introduce import federates
from fediforum.flow.proving import one_key, proven
from fediforum.flow.rebuffing import turned_away
from fediforum.flow.synchronise import compare
from fediforum.forum.effects import Errand
from fediforum.forum.provenance import Proven, Signed, vouches
from fediforum.node import Node
from fediforum.store.actors import actor
from fediforum.store.errands import enqueue_errands
from fediforum.store.intake import IntakeRow, backlog
from fediforum.store.peers import heard
from fediforum.vocab import shapes
from fediforum.vocab.activities import AnyActivity, Delete, Reject, Undo, Update, subject_of
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri, host_of, same_origin, without_fragment
from fediforum.vocab.json import Json, read_json, write_json
from fediforum.vocab.jsonld import needs_expansion
from fediforum.vocab.reading import (
    ballot,
    kind_of,
    ld_signature_expires,
    read_activity,
    read_collection,
    says_no_actor,
)
from fediforum.wire import (
    Claim,
    Dialect,
    PublicKey,
    SignedRequest,
    carries_proof,
    parse_claim,
    verify,
)

log = structlog.get_logger(__name__)

BACKLOG_SECONDS = 5.0


async def receive(node: Node, request: SignedRequest, remote_address: str) -> None:
    """The activity in the request is on record, committed, and will be acted on.

    Or it needs no acting on (a stranger deletes themselves; a relayed document that we look up
    instead). Raises Malformed, Unauthenticated, Forbidden, TooMany and Unavailable.
    """
    try:
        await received(node, request, remote_address)
    except FediforumError as problem:
        turned_away(node, request, problem)
        raise


async def received(node: Node, request: SignedRequest, remote_address: str) -> None:
    """The steps of the essay above."""
    federates(node)
    with node.gate.request():
        document = read_json(request.body)
        choices = ballot(document)
        several = bool(choices) or kind_of(document) == "collection"
        plain = not several and not needs_expansion(document)
        now = node.clock()
        signer = signer_of(request, document, now)
        activity = read_shaped(node, document, signer) if plain else None
        if activity is not None:
            await check_host(node, activity.actor)
            if await stranger_leaves(node, activity):
                return
        claim = parse_claim(request, now)
        await check_host(node, claim.key_id)
        key = await verified(node, claim, now, remote_address)
        if several:
            items = choices or read_collection(document).items
            await unpack(node, items, key, claim.dialect)
            return
        if activity is None:
            # Terms are put in plain words only for who has proved to be somebody.
            activity = read_shaped(node, await node.expander.plain(request.body), signer)
        node.gate.from_host(host_of(key.owner))
        if key.owner != activity.actor:
            await relayed(node, activity, document, request.body, Iri(key.owner))
            return
        await check_backlog(node, activity)
        await note_heard(node, host_of(key.owner))
        await compare(node, request, claim, Iri(key.owner))
        by = Signed(Iri(key.owner), Iri(key.id))
        await node.intake.put(row_of(activity, by, request.body, claim.dialect))


def signer_of(request: SignedRequest, document: Json, now: datetime) -> Iri | None:
    """Who claims to sign a document that does not say whose it is."""
    if not says_no_actor(document):
        return None
    return without_fragment(Iri(parse_claim(request, now).key_id))


def read_shaped(node: Node, document: Json, signer: Iri | None = None) -> AnyActivity:
    """What the document says, by somebody elsewhere who names things of their own server."""
    activity = read_activity(document, signer=signer)
    if node.home.ours(activity.actor):
        raise Forbidden("Nobody here speaks through another server.", subject=activity.actor)
    if activity.id and not same_origin(activity.id, activity.actor):
        raise Forbidden("The activity's id is another server's.", subject=activity.id)
    return activity


async def check_host(node: Node, iri: str) -> None:
    if not await node.welcome(host_of(iri)):
        raise Forbidden("This server does not speak with yours.", subject=iri)


async def stranger_leaves(node: Node, activity: AnyActivity) -> bool:
    """Whether somebody whom we never knew deletes themselves.

    Mastodon tells every server that it knows, and the key is gone by then: to look for it
    would cost us a fetch for each (the Delete storm).
    """
    if not isinstance(activity, Delete) or activity.object != activity.actor:
        return False
    async with node.database.connection() as conn:
        return await actor(conn, activity.actor) is None


async def verified(node: Node, claim: Claim, now: datetime, address: str) -> PublicKey:
    """The key that made the signature; renewed once if it does not fit at first."""
    key_id = Iri(claim.key_id)
    host = host_of(key_id)
    key = await find_key(node, key_id, address)
    try:
        verify(claim, key, now)
        return key
    except BadSignature:
        fresh = await renewed_key(node, key)
        try:
            if fresh is None:
                raise
            verify(claim, fresh, now)
            return fresh
        except BadSignature:
            node.gate.failed(address, host)
            raise


async def unpack(node: Node, items: Sequence[Iri | Json], key: PublicKey, dialect: Dialect) -> None:
    """Each activity in a collection is on record that its signer says, or that a proof vouches for.

    Discourse POSTs a topic with its posts as one collection when it is first published. What
    somebody else said, and what is only named, is looked up at its own server; what cannot be
    read, or is of a server that we do not speak with, is left alone.
    """
    rows: list[IntakeRow] = []
    errands: list[Errand] = []
    # Of one request, not of one item: else it would have us ask hundreds for their keys.
    budget = Budget(limits.FETCHES_PER_ACTIVITY, limits.KEY_FETCH_SECONDS)
    for item in items[: limits.VOTES]:
        found = await unpacked(node, item, key, dialect, budget)
        if isinstance(found, Errand):
            errands.append(found)
        elif found is not None:
            rows.append(found)
    if errands:
        async with node.database.transaction() as conn:
            await enqueue_errands(conn, errands[: limits.FETCHES_PER_ACTIVITY])
    # Not a TaskGroup: what goes wrong must come out as it is, to be answered.
    await asyncio.gather(*(node.intake.put(row) for row in rows))


async def unpacked(
    node: Node, item: Iri | Json, key: PublicKey, dialect: Dialect, budget: Budget
) -> IntakeRow | Errand | None:
    """One item of a collection: what it says, or what is to be looked up instead."""
    try:
        if isinstance(item, str):
            return looked_up(node, Iri(item), key)
        if kind_of(item) != "activity":
            return looked_up(node, shapes.ident(item), key)
        activity = read_shaped(node, item)
        by: Signed | Proven | None = Signed(Iri(key.owner), Iri(key.id))
        if activity.actor != key.owner:
            by = await believed(node, activity, item, budget)
    except (Malformed, Forbidden):
        return None
    if by is None:
        return looked_up(node, Iri(subject_of(activity)), key)
    node.gate.from_host(host_of(key.owner))
    await check_backlog(node, activity)
    return row_of(activity, by, write_json(item), dialect)


def looked_up(node: Node, thing: Iri | None, key: PublicKey) -> Errand | None:
    """The errand for a post that somebody names; its server is not stormed for that."""
    if thing is None or not thing.startswith("https://") or node.home.ours(thing):
        return None
    if not node.gate.relays.take(host_of(thing)):
        return None
    return Errand("fetch", thing, {"relayed_by": key.owner})


async def believed(
    node: Node, activity: AnyActivity, document: Json, budget: Budget
) -> Proven | None:
    """The proof of its actor that an activity carries which somebody else brought, if it holds."""
    if not carries_proof(document) or not vouches(Proven(activity.actor, Iri("")), activity):
        return None
    await check_host(node, activity.actor)
    return await proven(node, document, activity.actor, budget)


async def relayed(
    node: Node, activity: AnyActivity, document: Json, body: bytes, signer: Iri
) -> None:
    """Somebody passed on what another said: it is believed by a proof of its actor (FEP-8b32).

    Without a proof or an LD signature it is refused; with one that does not hold (LD signatures
    are never verified) its object is fetched from its own server, or found to be gone there
    (decision 13). So is what a moderator of the actor's own server has edited or deleted: NodeBB
    says that its author did, and signs as the moderator.
    """
    by = await believed(node, activity, document, one_key())
    if by is not None:
        await check_backlog(node, activity)
        await node.intake.put(row_of(activity, by, body))
        return
    moderated = isinstance(activity, Update | Delete) and same_origin(signer, activity.actor)
    if not (activity.signed or carries_proof(document) or moderated):
        raise Forbidden("The signer is not the actor.", subject=signer)
    expires = ld_signature_expires(document)
    subject = subject_of(activity)
    if (expires is not None and expires < node.clock()) or not subject.startswith("https://"):
        return
    if node.home.ours(subject) or not same_origin(subject, activity.actor):
        return
    if not node.gate.relays.take(host_of(subject)):
        return
    kind = "gone" if isinstance(activity, Delete) else "fetch"
    if isinstance(activity, Update) and isinstance(activity.object, Actor):
        kind = "actor"
    errand = Errand(kind=kind, subject=Iri(subject), details={"relayed_by": signer})
    async with node.database.transaction() as conn:
        await enqueue_errands(conn, [errand])
    log.info("looks up what was relayed", object=subject, signer=signer)


async def check_backlog(node: Node, activity: AnyActivity) -> None:
    """Raise Unavailable when too much waits already; what takes back is always let in."""
    if isinstance(activity, Delete | Undo | Reject):
        return
    if node.gate.looked_at_backlog(BACKLOG_SECONDS):
        async with node.database.connection() as conn:
            count, lag = await backlog(conn)
        node.gate.behind = count > limits.INTAKE_QUEUE or lag > limits.INTAKE_LAG_SECONDS
    if node.gate.behind:
        raise Unavailable("This server is behind with its work.", retry_after=node.gate.later())


async def note_heard(node: Node, host: str) -> None:
    """A host that can reach us is alive: what waits for it is tried again."""
    if node.gate.first_heard(host):
        async with node.database.transaction() as conn:
            await heard(conn, host, node.clock())


def row_of(
    activity: AnyActivity, by: Signed | Proven, body: bytes, dialect: Dialect | None = None
) -> IntakeRow:
    """What is put on record; ``dialect``: of the signature, where that is what vouches."""
    host = host_of(by.actor)
    proven = isinstance(by, Proven)
    return IntakeRow(
        host=host,
        signer=by.actor,
        key_id=by.key_id,
        activity=activity.id,
        lane=f"{host} {subject_of(activity)}",
        body=body,
        proven=proven,
        dialect="" if proven or dialect is None else dialect,
    )
