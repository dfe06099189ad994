"""Any value → a whole document, with the ``@context`` that explains it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, assert_never

from fediforum.vocab.activities import Activity, Announce, AnyActivity, Create, Received
from fediforum.vocab.actors import Actor
from fediforum.vocab.collections import Collection, CollectionPage
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.vocab.objects import Authorization, Object, Option, Tombstone
from fediforum.vocab.writing.activities import write_activity
from fediforum.vocab.writing.actors import write_actor
from fediforum.vocab.writing.collections import write_collection, write_page
from fediforum.vocab.writing.context import bare, in_context
from fediforum.vocab.writing.objects import (
    write_authorization,
    write_count,
    write_object,
    write_option,
    write_tombstone,
)

OF_ITS_OWN = frozenset({"@context", "proof", "signature"})
FILED = frozenset({"audience", "context", "conversation"})
Written = Object | Tombstone | Authorization | Actor | AnyActivity | Collection | CollectionPage


def write(thing: Written, *, replies: Collection | None = None) -> Json:
    """The document that says the thing, in the shape that every reader takes.

    ``replies`` is written out in the post, also in one that an activity brings along. An
    Announce of ``Received`` cannot be written: ``wrap`` does that.
    """
    return in_context(write_plain(thing, replies))


def write_plain(thing: Written, replies: Collection | None) -> dict[str, Any]:
    match thing:
        case Object():
            return write_object(thing, replies)
        case Actor():
            return write_actor(thing)
        case Tombstone():
            return write_tombstone(thing)
        case Authorization():
            return write_authorization(thing)
        case Collection():
            return write_collection(thing)
        case CollectionPage():
            return write_page(thing)
        case Activity():
            return write_activity(thing, replies)
        case _ as never:
            assert_never(never)


def freshen(
    document: Json,
    *,
    replies: Collection,
    likes: int,
    shares: int,
    options: Sequence[Option] = (),
    closed: bool = False,
    answer: bool = False,
    voters: int | None = None,
) -> Json:
    """The document of a post of ours, with what has come to it since it was written.

    ``options`` are a poll's, in their order, as they were chosen so far; ``closed`` is what
    takes no answers any more; ``answer`` is what answers the question of its thread.
    """
    chosen = [write_option(option) for option in options]
    poll = {key: chosen for key in ("oneOf", "anyOf") if chosen and key in document}
    live = {
        **poll,
        **({"votersCount": voters} if poll and voters is not None else {}),
        **({"answer": True} if answer else {}),
        **close(document, closed=closed),
        "likes": write_count(Iri(document["id"]), "likes", likes),
        "shares": write_count(Iri(document["id"]), "shares", shares),
        "replies": write_collection(replies),
    }
    kept = {key: value for key, value in bare(document).items() if key != "commentsEnabled"}
    return in_context({**kept, **live})


def close(document: Json, *, closed: bool) -> dict[str, Any]:
    """The policy of a post, which only its author may answer once it is closed (GoToSocial);
    of a thread PeerTube's word for that too, which Lemmy and PieFed read.
    """
    policy = dict(document.get("interactionPolicy") or {})
    policy.pop("canReply", None)
    if closed:
        policy["canReply"] = {"automaticApproval": [document["attributedTo"]]}
    shut = {"commentsEnabled": False} if closed and "inReplyTo" not in document else {}
    return {**({"interactionPolicy": policy} if policy else {}), **shut}


def withdrawn(document: Json) -> Json:
    """The document of a post of ours that its author took out of its board: no word of that."""
    board = document.get("audience")
    kept = {key: value for key, value in bare(document).items() if key not in FILED}
    for key in ("to", "cc"):
        named = [iri for iri in document.get(key, ()) if board is None or not is_of(iri, board)]
        kept[key] = named
    kept["tag"] = [tag for tag in document.get("tag", ()) if tag.get("href") != board]
    return in_context(kept)


def is_of(iri: str, board: str) -> bool:
    return iri == board or iri.startswith(f"{board}/")


def enclose(create: Create, document: Json) -> Json:
    """The Create of a post of ours, with the post's own document in it, key for key."""
    return in_context({**write_activity(create), "object": bare(document)})


def retold(document: Json, author: Iri) -> dict[str, Any]:
    """A post's document to stand in what we tell of it, without proofs that do not hold there."""
    kept = {key: value for key, value in document.items() if key not in OF_ITS_OWN}
    return {**kept, "attributedTo": author}


def leading(create: Json, replies: Iri) -> Json:
    """The Create of an opening post, with where the thread below it is written out."""
    return {**create, "object": {**create["object"], "replies": replies}}


def gathered(announce: Announce, votes: Sequence[Json]) -> Json:
    """An Announce of many votes, each as it came (FEP-4248)."""
    return {**in_context(write_activity(announce)), "object": [dict(vote) for vote in votes]}


def wrap(announce: Announce, received: Json) -> Json:
    """The Announce of ``Received`` with the received document in it, key for key (FEP-1b12).

    Its own ``@context`` and proofs stay with it, for whoever checks them.
    """
    assert isinstance(announce.object, Received)
    outer = write_activity(replace(announce, object=Iri("")))
    return {**in_context(outer), "object": dict(received)}
