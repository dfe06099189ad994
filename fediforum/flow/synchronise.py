"""Synchronising: who follows whom is compared with other servers, and mended (FEP-8fcf).

Theory of operation. Out: once in a while a delivery tells who of the receiver's server follows
the signer, as a digest. In: where such a digest of another server differs from what we know of
its followers here, an errand reads its list, and believes it only if it has that very digest.
Whom it lists and who follows nobody says so (Undo); who is not listed does not follow any more.
The desk is another matter: what this forum follows is its keeper's wish, so a board that has
lost it, perhaps by a backup put back, is asked again.
"""

from collections.abc import Mapping

import structlog

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.budget import Budget
from fediforum.flow.lists import entries
from fediforum.forum import compose
from fediforum.forum.effects import Errand
from fediforum.forum.model import Member, Relation, Tie
from fediforum.forum.provenance import Fetched, Local
from fediforum.forum.rules.follow import ACCEPTED
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.errands import enqueue_errands
from fediforum.store.known import load_known
from fediforum.store.reading import followers_at
from fediforum.store.relations import followers_iri, follows_here
from fediforum.vocab.activities import Accept, Follow, Reject
from fediforum.vocab.iri import Iri, same_origin
from fediforum.wire import Claim, SignedRequest
from fediforum.wire.synchronization import (
    HEADER,
    Synchronization,
    digest_of,
    read_synchronization,
    write_synchronization,
)

log = structlog.get_logger(__name__)

PAGES = 10


# -- what we tell ----------------------------------------------------------------------------------


async def followers_told(node: Node, conn: Conn, signer: Iri, host: str) -> dict[str, str]:
    """The header for a delivery: none where nobody at that host follows, or it heard lately."""
    name = f"{signer} {host}"
    if node.gate.told.get(name):
        return {}
    node.gate.told.put(name, True)
    followers = await followers_at(conn, signer, host)
    if not followers:
        return {}
    collection = f"{signer}/followers"
    told = Synchronization(collection, f"{collection}?host={host}", digest_of(followers))
    return {HEADER: write_synchronization(told)}


# -- what we are told ------------------------------------------------------------------------------


async def compare(node: Node, request: SignedRequest, claim: Claim, sender: Iri) -> None:
    """An errand is on its way if ``sender`` counts others of us among its followers than we do.

    A header that is not signed for, or that is about somebody else, is left alone.
    """
    try:
        value = request.header(HEADER.lower())
        if value is None or HEADER.lower() not in claim.covered:
            return
        told = read_synchronization(value)
        if not same_origin(told.url, sender):
            return
    except Malformed:
        return
    name = f"{sender} {told.digest}"
    if node.gate.compared.get(name):
        return
    async with node.database.transaction() as conn:
        if told.collection != await followers_iri(conn, sender):
            return
        node.gate.compared.put(name, True)
        if told.digest == digest_of(accepted(await follows_here(conn, sender))):
            return
        details = {"url": told.url, "digest": told.digest}
        await enqueue_errands(conn, [Errand("followers", sender, details)])


async def reconcile(node: Node, errand: Errand) -> None:
    """Who follows an actor from here is what its server and ours agree on."""
    actor, url = errand.subject, Iri(errand.details.get("url", ""))
    held = await entries(node, url, Budget.errand(), pages=PAGES)
    found = (iri for iri in held.items if isinstance(iri, str) and node.home.ours(iri))
    listed = list(dict.fromkeys(found))[: limits.BACKFILL_ITEMS]
    if not held.whole or digest_of(listed) != errand.details.get("digest"):
        log.info("does not believe a list of followers", actor=actor)
        return
    async with node.database.connection() as conn:
        follows = await follows_here(conn, actor)
        known = await load_known(conn, {actor, *listed, *follows}, node.home)
    there = [known.members[iri] for iri in listed if iri in known.members]
    here = [known.members[iri] for iri in accepted(follows)]
    said = [listed_only(node, each, actor, url, follows) for each in there if each not in here]
    said += [known_only(node, each, actor, url) for each in here if each not in there]
    for spoken in said:
        await act(node, [spoken], Budget.none())
    log.info("compared followers", actor=actor, mended=len(said))


def accepted(follows: Mapping[Iri, str]) -> list[Iri]:
    return [iri for iri, value in follows.items() if value == ACCEPTED]


def listed_only(
    node: Node, member: Member, actor: Iri, url: Iri, follows: Mapping[Iri, str]
) -> Spoken:
    """What follows where the other server thinks that somebody here follows: it accepted what
    was asked; what never was is taken back.
    """
    if member.id in follows:
        answer = Accept(id=Iri(""), actor=actor, answered=asked(member, actor))
        return Spoken(activity=answer, by=Fetched(url))
    relation = Relation(kind=Tie.FOLLOW, a=member.id, b=actor)
    undo = compose.unfollow(member, relation, new=ids(node), now=node.clock())
    return Spoken(activity=undo, by=Local(member.id))


def known_only(node: Node, member: Member, actor: Iri, url: Iri) -> Spoken:
    """What follows where only we think so: the desk asks again, everybody else has been let go."""
    if member.id == node.home.desk:
        follow = compose.follow(member, actor, new=ids(node), now=node.clock())
        return Spoken(activity=follow, by=Local(member.id))
    answer = Reject(id=Iri(""), actor=actor, answered=asked(member, actor))
    return Spoken(activity=answer, by=Fetched(url))


def asked(member: Member, actor: Iri) -> Follow:
    return Follow(id=Iri(""), actor=member.id, to=(actor,), object=actor)
