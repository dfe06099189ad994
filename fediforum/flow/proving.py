"""Proving: what somebody else brings is believed by a proof of its own actor (FEP-8b32).

Theory of operation. The proof is read off the very JSON that is acted on. Its key must stand as
a Multikey in the document of the actor, who is asked once where we do not know the key. A proof
holds for whoever brings it again, so an old one is not taken: what was acted on is remembered
for longer. Nothing is raised here: whatever is in doubt is no proof, and is then looked up at
its own server.
"""

from dataclasses import replace
from datetime import timedelta

import structlog

from fediforum import limits
from fediforum.errors import FediforumError
from fediforum.flow.act import Spoken
from fediforum.flow.budget import Budget
from fediforum.flow.identify import known_key
from fediforum.flow.introduce import introduce
from fediforum.forum.provenance import Proven, Signed
from fediforum.node import Node
from fediforum.vocab.activities import Activity, Announce, AnyActivity, Create, Update
from fediforum.vocab.iri import Iri, host_of, read_iri, same_origin
from fediforum.vocab.json import Json, read_json
from fediforum.vocab.jsonld import needs_expansion
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import object_document
from fediforum.wire import PublicKey, proof_key, verify_proof

log = structlog.get_logger(__name__)

LASTING = timedelta(days=limits.PROOF_DAYS)


def one_key() -> Budget:
    """What may be spent on a proof: one look at the document of its actor."""
    return Budget(1, limits.KEY_FETCH_SECONDS)


async def proven(node: Node, document: Json, actor: Iri, budget: Budget) -> Proven | None:
    """The proof by ``actor`` that the document carries, if it holds."""
    try:
        key_id = read_iri(proof_key(document) or "")
        if needs_expansion(document) or not same_origin(key_id, actor):
            return None
        key = await key_for(node, key_id, actor, budget)
        if key is None:
            return None
        made = verify_proof(document, key, node.clock())
    except FediforumError as problem:
        log.info("does not believe a proof", actor=actor, reason=str(problem))
        return None
    if made is None or made < node.clock() - LASTING:
        return None
    return Proven(actor, key_id)


async def key_for(node: Node, key_id: Iri, actor: Iri, budget: Budget) -> PublicKey | None:
    """The key of that id, if it is the actor's own and makes proofs."""
    key = await known_key(node, key_id)
    if key is None and not budget.spent and not node.keyring.unknown.get(key_id):
        host = host_of(actor)
        if not node.gate.relays.take(host):
            return None
        with node.gate.key_fetch(host):
            try:
                await introduce(node, actor, budget)
            finally:
                key = await known_key(node, key_id)
                if key is None:
                    node.keyring.unknown.put(key_id, True)
    return key if key is not None and key.owner == actor and key.proves else None


# -- what is passed on ---------------------------------------------------------------------------


def passes_on(spoken: Spoken) -> bool:
    """Whether it passes on a post of another server than the sender's, perhaps with a proof."""
    match spoken:
        case Spoken(activity=Announce(actor=board, object=Create() | Update() | Object() as inner)):
            return not same_origin(speaker(inner), board) and b'"proof"' in (spoken.raw or b"")
        case _:
            return False


async def with_inner(node: Node, spoken: Spoken, budget: Budget) -> Spoken | None:
    """The same, with the proof of what it passes on if that holds.

    None where it might hold, and the budget does not allow to ask for its key.
    """
    activity, by = spoken.activity, spoken.by
    document = read_json(spoken.raw or b"")
    if needs_expansion(document):
        return spoken  # whoever passes it on says what its words mean: not what was proved
    inner = object_document(document)
    if not isinstance(activity, Announce) or not isinstance(by, Signed) or inner is None:
        return spoken
    key_id = proof_key(inner)
    if key_id is None:
        return spoken
    if budget.spent and await known_key(node, Iri(key_id)) is None:
        return None
    assert isinstance(activity.object, Activity | Object)
    proof = await proven(node, inner, speaker(activity.object), budget)
    return replace(spoken, by=replace(by, inner=proof))


def speaker(thing: AnyActivity | Object) -> Iri:
    return thing.attributed_to if isinstance(thing, Object) else thing.actor
