"""Introducing: what other servers say of an id is fetched, read and, for actors, remembered.

What comes back here is an observation of one document at its own id; only ``act`` lets it
change anything of the forum.
"""

import asyncio
from collections.abc import Collection
from dataclasses import replace

import structlog

from fediforum import wire
from fediforum.errors import FediforumError, Forbidden, Malformed, Permanent, Temporary
from fediforum.flow.budget import Budget
from fediforum.forum import compose
from fediforum.forum.model import Board, Posting
from fediforum.node import Node
from fediforum.store.actors import save_actor
from fediforum.store.boards import save_boards
from fediforum.store.database import Conn
from fediforum.store.domains import blocked_host
from fediforum.store.peers import save_implements
from fediforum.vocab.activities import Create
from fediforum.vocab.actors import Actor, Key
from fediforum.vocab.iri import Iri, host_of, without_fragment
from fediforum.vocab.objects import Tombstone
from fediforum.vocab.reading import kind_of, read_actor, read_object
from fediforum.wire import Fetched, read_multikey, read_pem, write_pem

log = structlog.get_logger(__name__)

AT_ONCE = 24  # each is saved in a transaction of its own


async def fetch(node: Node, iri: Iri, budget: Budget, *, plain: bool = False) -> Fetched:
    """Return the document that an id of another server names; the instance actor signs.

    ``plain`` as ``wire.fetch_changed`` has it.

    Raises Forbidden for hosts that this server does not speak with and for ids of our own,
    Missing, Gone and FetchFailed as ``wire.fetch_document`` does.
    """
    found = await fetch_changed(node, iri, None, budget, plain=plain)
    if found is None:
        raise Permanent("Another server answered 304.", subject=iri)
    return found


async def fetch_changed(
    node: Node, iri: Iri, etag: str | None, budget: Budget, *, plain: bool = False
) -> Fetched | None:
    """Return the document as ``fetch`` does; None where it is still the one of that ETag."""
    federates(node)
    host = host_of(iri)
    if host not in budget.welcome:
        await speaks_with(node, host)
        budget.welcome.add(host)
    signer = await signer_here(node)
    seconds = budget.spend()
    try:
        async with asyncio.timeout(budget.seconds), node.pace.turn(host, budget.rate):
            found = await wire.fetch_changed(
                node.http, iri, etag=etag, signer=signer, seconds=seconds, plain=plain
            )
    except TimeoutError:
        raise Temporary(subject=iri) from None
    if found is not None and host_of(found.iri) != host:
        await speaks_with(node, host_of(found.iri))
    return found


async def speaks_with(node: Node, host: str) -> None:
    """Raise Forbidden for our own host, and for one that is blocked: neither is asked anything."""
    if host == node.home.host:
        raise Forbidden("That is an id of this server.", subject=host)
    async with node.database.connection() as conn:
        if await blocked_host(conn, host, node.clock()):
            raise Forbidden("This server does not speak with that one.", subject=host)


async def signer_here(node: Node) -> wire.Signer:
    """Whoever signs what this server asks of others: from memory, where it was needed before."""
    at_hand = node.keyring.signer_at_hand(node.home.instance)
    if at_hand is not None:
        return at_hand
    async with node.database.connection() as conn:
        return await node.keyring.signer(conn, node.home.instance)


def federates(node: Node) -> None:
    """Raise Forbidden on a try-out, which speaks with nobody."""
    if not node.settings.federates:
        raise Forbidden("This is a try-out: it federates with nobody until FEDIFORUM_URL is set.")


async def introduce(node: Node, iri: Iri, budget: Budget) -> Actor:
    """Whoever stands at that id is known from now on, keys included; what their document says.

    Raises Permanent where it is no actor, else as ``fetch``.
    """
    return await remember(node, await fetch(node, without_fragment(iri), budget))


async def remember(node: Node, found: Fetched) -> Actor:
    """Save the actor that a fetched document describes. Raises Permanent where it is none."""
    try:
        actor = read_actor(found.document)
    except Malformed as problem:
        raise Permanent(str(problem), subject=found.iri) from problem
    actor = replace(actor, keys=usable(actor.keys))

    async def work(conn: Conn) -> None:
        await save_actor(conn, actor, found.raw, node.clock())
        if actor.implements:
            await save_implements(conn, host_of(actor.id), actor.implements)
        if actor.type == "Group":
            await save_boards(conn, [board_elsewhere(actor)], node.clock())

    await node.database.in_transaction(work)
    node.keyring.forget(actor.id)
    log.info("introduced", actor=actor.id, type=actor.type)
    return actor


def board_elsewhere(actor: Actor) -> Board:
    """The board that a Group of another server is, or may become when it is followed."""
    closed = actor.posting_restricted_to_mods
    return Board(
        id=actor.id,
        local=False,
        name=actor.preferred_username,
        title=actor.name or actor.preferred_username,
        followers=actor.followers or Iri(""),
        inbox=actor.inbox,
        host=host_of(actor.id),
        shared_inbox=actor.shared_inbox,
        posting=Posting.MODERATORS if closed else Posting.ANYONE,
        questions=actor.question_answer,
        moderators=actor.moderators,
        featured=actor.featured,
        language=actor.language,
    )


def usable(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """The keys that we can verify with: RSA as PEM, Ed25519 as multibase."""
    kept: list[Key] = []
    for key in keys:
        try:
            if key.pem is not None:
                read_pem(key.pem, key_id=key.id, owner=key.owner)
                kept.append(key)
            elif key.multibase is not None:
                read = read_multikey(key.multibase, key_id=key.id, owner=key.owner)
                plain = (
                    key if read.algorithm == "ed25519" else Key(key.id, key.owner, write_pem(read))
                )
                kept.append(plain)
        except Malformed as problem:
            log.info("left out a key", key=key.id, reason=str(problem))
    return tuple({key.id: key for key in kept}.values())


async def introduce_all(node: Node, ids: Collection[Iri], budget: Budget) -> frozenset[Iri]:
    """Introduce as many of them as the budget allows; those that could be."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(iri: Iri) -> bool:
        async with room:
            try:
                await introduce(node, iri, budget)
                return True
            except FediforumError as problem:
                log.info("could not introduce", actor=iri, reason=str(problem))
                return False

    async with asyncio.TaskGroup() as group:
        tasks = {iri: group.create_task(one(iri)) for iri in sorted(ids)}
    return frozenset(iri for iri, task in tasks.items() if task.result())


def as_create(found: Fetched) -> Create | Tombstone:
    """The Create that a post found at its own id stands for, or what is left of the post.

    Raises Permanent where the document is no post.
    """
    try:
        if kind_of(found.document) not in ("object", "tombstone"):
            raise Malformed("that is no post")
        thing = read_object(found.document)
    except Malformed as problem:
        raise Permanent(str(problem), subject=found.iri) from problem
    return thing if isinstance(thing, Tombstone) else compose.found(thing)
