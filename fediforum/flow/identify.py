"""Identifying: from the id of a key to the key, and so to whoever signed.

Theory of operation. A key proves an actor only if that actor's own document, read at the
actor's own id, lists the key; so whatever is served under the key's id is a hint and no more.
Memory is asked first, then the store, then, once, the other server; what could not be found is
not looked for again for ten minutes, and a key is renewed every five minutes at most, so that
forged signatures cost us next to nothing.
"""

from datetime import timedelta

import structlog

from fediforum import limits
from fediforum.errors import FediforumError, Forbidden, Temporary, Unavailable, UnknownKey
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import fetch, introduce, remember
from fediforum.forum.effects import Errand
from fediforum.node import Node
from fediforum.store.actors import StoredKey, key_by_id
from fediforum.store.errands import enqueue_errands
from fediforum.vocab.iri import Iri, host_of, read_iri, same_origin, without_fragment
from fediforum.vocab.reading import kind_of, read_key_document
from fediforum.wire import PublicKey, read_multikey, read_pem

log = structlog.get_logger(__name__)

REQUESTS = 2


async def known_key(node: Node, key_id: Iri) -> PublicKey | None:
    """The key of that id as memory or the store has it."""
    key = node.keyring.public.get(key_id)
    if key is None:
        async with node.database.connection() as conn:
            stored = await key_by_id(conn, key_id)
        if stored is not None:
            key = public(stored)
            node.keyring.public.put(key_id, key)
            await keep_fresh(node, stored)
    return key


async def find_key(node: Node, key_id: Iri, address: str) -> PublicKey:
    """The key of that id, fetched if need be, by order of a request from ``address``.

    Raises UnknownKey where there is none to be had, TooMany where that address or host has
    made us look in vain too often, Unavailable where the other server does not answer now.
    """
    key = await known_key(node, key_id)
    if key is not None:
        return key
    host = host_of(key_id)
    node.gate.check_stranger(address, host)
    if node.keyring.unknown.get(key_id):
        raise UnknownKey()
    if not node.http.guard.private(host.partition(":")[0]):
        node.gate.newcomer(host)
    try:
        with node.gate.key_fetch(host):
            await look_up(node, key_id)
    except Temporary as problem:
        node.gate.unknown(address, host)
        raise Unavailable("The signer's key cannot be fetched now.") from problem
    except Unavailable:
        raise
    except FediforumError as problem:
        log.info("found no key", key=key_id, reason=str(problem))
    key = await known_key(node, key_id)
    if key is None:
        node.gate.unknown(address, host)
        node.keyring.unknown.put(key_id, True)
        raise UnknownKey()
    return key


async def look_up(node: Node, key_id: Iri) -> None:
    """The key's owner is introduced, if its document is to be found by the key's id."""
    budget = Budget(REQUESTS, limits.KEY_FETCH_SECONDS)
    found = await fetch(node, without_fragment(read_iri(key_id)), budget)
    if kind_of(found.document) == "actor":
        await remember(node, found)
        return
    # GoToSocial serves a key as a document of its own: its owner must list it.
    owner = read_key_document(found.document).owner
    if not same_origin(owner, key_id):
        raise Forbidden("The key's owner lives on another server.", subject=key_id)
    await introduce(node, owner, budget)


async def renewed_key(node: Node, key: PublicKey) -> PublicKey | None:
    """The key after its owner's document was read again; None if it is as it was, or too soon.

    For a signature that does not fit: the key may have been changed under the same id.
    """
    owner = Iri(key.owner)
    if node.home.ours(owner) or node.keyring.refreshed.get(owner):
        return None
    node.keyring.refreshed.put(owner, True)
    try:
        with node.gate.key_fetch(host_of(owner)):
            await introduce(node, owner, Budget(1, limits.KEY_FETCH_SECONDS))
    except FediforumError as problem:
        log.info("could not renew a key", owner=owner, reason=str(problem))
        return None
    fresh = await known_key(node, Iri(key.id))
    return fresh if fresh != key else None


async def keep_fresh(node: Node, stored: StoredKey) -> None:
    """Somebody who still speaks, and was last read more than a day ago, is read again soon."""
    before = node.clock() - timedelta(seconds=limits.ACTOR_STALE_SECONDS)
    if stored.fetched is not None and stored.fetched < before:
        async with node.database.transaction() as conn:
            await enqueue_errands(conn, [Errand(kind="actor", subject=stored.owner)])


def public(stored: StoredKey) -> PublicKey:
    read = read_pem if stored.algorithm == "rsa" else read_multikey
    return read(stored.public, key_id=stored.id, owner=stored.owner)
