"""Rendering: what the law wants sent is put into the bytes that will be sent.

The forms are the law's (``forum.effects.Form``); proofs and LD signatures are made here, of
our own activities only. Bytes of others are passed on as they came.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from fediforum.forum import compose
from fediforum.forum.effects import Effect, Emit, Form, Put
from fediforum.node import Node
from fediforum.store.ballots import Ballot
from fediforum.store.commit import Acted
from fediforum.store.database import Conn
from fediforum.store.emissions import Emission
from fediforum.vocab.activities import (
    Announce,
    AnyActivity,
    Create,
    Dislike,
    EmojiReact,
    Like,
    Received,
    Undo,
    Update,
)
from fediforum.vocab.collections import Collection, CollectionPage
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json, read_json, write_json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import ld_signature_expires, object_document
from fediforum.vocab.writing import provable, wrap, write
from fediforum.wire import create_proof, create_signature

log = structlog.get_logger(__name__)

# A relayed body that dies on the way costs less than one that is refused for its age.
WORTH_SENDING = timedelta(minutes=5)


@dataclass(slots=True)
class Judged:
    """One activity in work: the value, and its document once it was read or written.

    ``raw`` is None for what somebody here says; ``found`` where ``raw`` is the bare object.
    """

    activity: AnyActivity
    raw: bytes | None = None
    found: bool = False
    document: Json | None = None


async def render(
    node: Node, conn: Conn, judged: Judged, effects: Sequence[Effect], now: datetime
) -> Acted:
    """The effects, with each Emit made an emission, and the object's bytes to be kept."""
    emissions: list[Emission] = []
    for effect in effects:
        if isinstance(effect, Emit):
            emission = await emit(node, conn, judged, effect, now)
            if emission is not None:
                emissions.append(emission)
    return Acted(
        effects=tuple(effect for effect in effects if not isinstance(effect, Emit)),
        emissions=tuple(emissions),
        document=await object_bytes(node, conn, judged, effects, now),
    )


async def emit(
    node: Node, conn: Conn, judged: Judged, effect: Emit, now: datetime
) -> Emission | None:
    """What one Emit sends, not yet written; None where there is nothing to be passed on."""
    activity = effect.activity
    expires = None
    if effect.form is Form.RELAYED:
        if judged.raw is None or judged.found or not activity.signed:
            return None
        expires = ld_signature_expires(await document_of(node, conn, judged, now))
        if expires is not None and expires < now + WORTH_SENDING:
            return None
    return Emission(
        activity=activity.id,
        write=partial(body_of, node, conn, judged, effect, now),
        signer=effect.signer,
        lane=effect.lane,
        audience=effect.audience,
        # What somebody here said can be read at its id, whoever heard it.
        kept=activity is judged.activity and judged.raw is None,
        relay=effect.signer != activity.actor,
        vote=votes(activity) or (wraps(activity) and votes(judged.activity)),
        expires=expires,
        ballot=ballot_of(effect, judged.activity),
    )


async def body_of(node: Node, conn: Conn, judged: Judged, effect: Emit, now: datetime) -> bytes:
    """The bytes to send; proofs and signatures cost the more, so only what is sent has them."""
    activity = effect.activity
    match effect.form:
        case Form.RELAYED:
            assert judged.raw is not None
            return judged.raw
        case Form.LINKED:
            return write_json(await linked(node, conn, activity, now))
        case Form.PLAIN if activity is judged.activity:
            return write_json(await document_of(node, conn, judged, now))
        case Form.PLAIN:
            return write_json(await plain(node, conn, activity, judged, now))


def ballot_of(effect: Emit, judged: AnyActivity) -> Ballot | None:
    """The vote, or the taking back of one, that may be sent with others."""
    if effect.gather is None:
        return None
    undone = isinstance(judged, Undo)
    return Ballot(
        board=effect.gather.board,
        voter=judged.actor,
        post=effect.gather.post,
        first=effect.gather.first,
        undone=undone,
    )


def votes(activity: AnyActivity) -> bool:
    return isinstance(activity, Like | Dislike | EmojiReact)


def wraps(activity: AnyActivity) -> bool:
    return isinstance(activity, Announce) and isinstance(activity.object, Received)


async def document_of(node: Node, conn: Conn, judged: Judged, now: datetime) -> Json:
    """The judged activity's own document: as it came, or as we write it, once."""
    if judged.document is None:
        if judged.raw is not None and not judged.found:
            judged.document = read_json(judged.raw)
        elif judged.raw is None:
            judged.document = await plain(node, conn, judged.activity, judged, now)
        else:
            judged.document = write(judged.activity)
    return judged.document


async def plain(
    node: Node, conn: Conn, activity: AnyActivity, judged: Judged, now: datetime
) -> Json:
    """The activity written out, with an FEP-8b32 proof by its actor, who is one of ours."""
    if isinstance(activity, Announce) and isinstance(activity.object, Received):
        document = wrap(activity, await document_of(node, conn, judged, now))
    else:
        document = write(as_sent(activity), replies=answers(activity))
    key_id, key = await node.keyring.prover(conn, activity.actor)
    return create_proof(provable(document), key_id=key_id, private_key=key, created=now)


async def linked(node: Node, conn: Conn, activity: AnyActivity, now: datetime) -> Json:
    """The activity written out, with an LD signature by its actor, who is one of ours."""
    key_id, key = await node.keyring.linked(conn, activity.actor)
    # The canonical form takes some milliseconds.
    document = write(as_sent(activity), replies=answers(activity))
    return await asyncio.to_thread(
        create_signature, document, key_id=key_id, private_key=key, created=now
    )


def as_sent(activity: AnyActivity) -> AnyActivity:
    """What we say as it goes out; we keep the whole of a source of which we send the beginning."""
    if isinstance(activity, Create | Update) and isinstance(activity.object, Object):
        return replace(activity, object=compose.as_sent(activity.object))
    return activity


def answers(activity: AnyActivity) -> Collection | None:
    """The list of answers that a post of ours goes out with, empty for a new one.

    Of a mere id every Mastodon that hears of the post would fetch the list.
    """
    if not isinstance(activity, Create | Update) or not isinstance(activity.object, Object):
        return None
    replies = activity.object.replies
    if replies is None:
        return None
    first = Iri(f"{replies}?page=1")
    if isinstance(activity, Update):
        return Collection(id=replies, first=first)
    return Collection(id=replies, total_items=0, first=CollectionPage(id=first, part_of=replies))


async def object_bytes(
    node: Node, conn: Conn, judged: Judged, effects: Sequence[Effect], now: datetime
) -> bytes | None:
    """The bytes of the object that the activity brings along, which are kept as long as it.

    A vote in a poll brings one too, but what is put then is the poll. A board elsewhere passes
    a post on in its Create, or by itself.
    """
    activity = judged.activity
    said = activity.object if isinstance(activity, Announce) else activity
    thing = said.object if isinstance(said, Create | Update) else said
    if not isinstance(thing, Object):
        return None
    if not any(isinstance(effect, Put) and effect.thing.id == thing.id for effect in effects):
        return None
    if judged.found:
        return judged.raw
    inner = object_document(await document_of(node, conn, judged, now))
    if inner is not None and said is not activity and said is not thing:
        inner = object_document(inner)
    return write_json(inner) if inner is not None else None
