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
) -> Json:
    """The document of a post of ours, with what has come to it since it was written.

    ``options`` are a poll's, in their order, as they were chosen so far; ``closed`` is what
    takes no answers any more.
    """
    chosen = [write_option(option) for option in options]
    poll = {key: chosen for key in ("oneOf", "anyOf") if chosen and key in document}
    live = {
        **poll,
        **close(document, closed=closed),
        "likes": write_count(Iri(document["id"]), "likes", likes),
        "shares": write_count(Iri(document["id"]), "shares", shares),
        "replies": write_collection(replies),
    }
    return in_context({**bare(document), **live})


def close(document: Json, *, closed: bool) -> dict[str, Any]:
    """The policy of a post, which only its author may answer once it is closed (GoToSocial)."""
    policy = dict(document.get("interactionPolicy") or {})
    policy.pop("canReply", None)
    if closed:
        policy["canReply"] = {"automaticApproval": [document["attributedTo"]]}
    return {"interactionPolicy": policy} if policy else {}


def enclose(create: Create, document: Json) -> Json:
    """The Create of a post of ours, with the post's own document in it, key for key."""
    return in_context({**write_activity(create), "object": bare(document)})


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
