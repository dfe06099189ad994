"""Activities: JSON → one value a verb. What brings another activity along is read with it.

Theory of operation: ``read_verb`` reads what all verbs share (the head) and hands over to
the one reader of the verb. ``depth`` says how many activities stand around this one. An inner
document that cannot be read still names itself by its id, so an answer to it is not lost;
only in an Announce must it be readable, for there it is believed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.vocab import shapes
from fediforum.vocab.activities import (
    Accept,
    Add,
    Announce,
    AnyActivity,
    Create,
    Delete,
    Dislike,
    EmojiReact,
    Follow,
    Like,
    Reject,
    Resolve,
    Undo,
    Unknown,
    Update,
)
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading.actors import read_actor
from fediforum.vocab.reading.collections import items_of
from fediforum.vocab.reading.head import Head, named, read_head, sole
from fediforum.vocab.reading.kinds import ACTIVITY_TYPES, kind_of, refuse_graphs, type_in
from fediforum.vocab.reading.moderation import (
    read_add,
    read_block,
    read_flag,
    read_lock,
    read_move,
    read_remove,
    read_warn,
)
from fediforum.vocab.reading.objects import read_object
from fediforum.vocab.reading.questions import read_choose_answer, read_poll_vote
from fediforum.vocab.reading.requests import REQUEST_READERS, read_stamp, says_no_actor

VOTES = (Like, Dislike, EmojiReact, Undo)


def read_activity(document: Json, *, signer: Iri | None = None) -> AnyActivity:
    """The activity that the document says; of a request without an actor, ``signer``'s.

    A verb that we do not speak is ``Unknown``; so are a Create and an Update that only name
    their object (``object`` is then that id, to be fetched) or bring something that is no
    post (``object`` is then None). Only Accept, Add, Follow, Reject, Remove and verbs that we
    do not speak may lack an id, which is then ``""``. Raises Malformed for everything that
    cannot be read without guessing who does what to which.
    """
    refuse_graphs(document)
    return read_verb(document, spare=signer if says_no_actor(document) else None)


def ld_signature_expires(document: Json) -> datetime | None:
    """When the document's LD signature ends to be worth passing on, if it says so."""
    signature = document.get("signature")
    return shapes.moment(signature.get("expires")) if isinstance(signature, dict) else None


def read_verb(document: Json, *, spare: Iri | None = None, depth: int = 0) -> AnyActivity:
    verb = verb_of(document)
    head = read_head(document, verb, spare, depth)
    if verb is None:
        types = shapes.types(document)
        thing = shapes.ident(shapes.one(document.get("object")))
        return Unknown(**head, type=types[0][:64] if types else "", object=thing)
    return READERS[verb](document, head, depth)


def verb_of(document: Json) -> str | None:
    if ACTIVITY_TYPES.isdisjoint(shapes.types(document)):
        return None
    return type_in(document, ACTIVITY_TYPES)


def embedded(
    document: Json, depth: int, spare: Iri | None
) -> tuple[Iri | None, AnyActivity | None]:
    """The id of the inner activity, and the activity itself, where they can be read.

    NodeBB 4.15 rejects activities by an inner document that has neither; that answers nothing.
    """
    given = sole(document)
    name = shapes.ident(given)
    found: AnyActivity | None = None
    if isinstance(given, dict) and depth < limits.ACTIVITY_DEPTH:
        try:
            if kind_of(given) == "activity":
                found = read_verb(given, spare=spare, depth=depth + 1)
        except Malformed:
            found = None
    return name, found


def only_named(document: Json, head: Head, type_: str) -> Unknown:
    """A Create or Update of a bare id, which must be fetched, or of what is no post."""
    given = sole(document)
    bare = isinstance(given, str) or (isinstance(given, dict) and not shapes.types(given))
    return Unknown(**head, type=type_, object=named(document) if bare else None)


def addressed(given: Json, document: Json) -> Json:
    """A post that names nobody is for whom its activity names, as Mastodon reads it."""
    if "to" in given or "cc" in given:
        return given
    return {**given, "to": document.get("to"), "cc": document.get("cc")}


def read_create(document: Json, head: Head, depth: int) -> AnyActivity:
    given = sole(document)
    if isinstance(given, dict) and kind_of(given) == "object":
        thing = read_object(addressed(given, document), attributed_to=head["actor"])
        if isinstance(thing, Object):
            return Create(**head, object=thing)
    return only_named(document, head, "Create")


def read_update(document: Json, head: Head, depth: int) -> AnyActivity:
    given = sole(document)
    if isinstance(given, dict):
        match kind_of(given):
            case "object":
                thing = read_object(addressed(given, document), attributed_to=head["actor"])
                if isinstance(thing, Object):
                    return Update(**head, object=thing)
            case "actor":
                return Update(**head, object=read_actor(given))
            case _:
                pass
    return only_named(document, head, "Update")


def read_delete(document: Json, head: Head, depth: int) -> Delete:
    return Delete(
        **head,
        object=named(document),
        summary=shapes.text(document.get("summary"), limits.SUMMARY),
        with_replies=document.get("withReplies") is True,
        stamp=read_stamp(document),
    )


def read_follow(document: Json, head: Head, depth: int) -> Follow:
    return Follow(**head, object=named(document))


def read_accept(document: Json, head: Head, depth: int) -> Accept:
    name, found = embedded(document, depth, None)
    result = shapes.ident(document.get("result"))
    return Accept(**head, object=name, answered=found, result=result)


def read_reject(document: Json, head: Head, depth: int) -> Reject:
    name, found = embedded(document, depth, None)
    said = shapes.text(document.get("summary") or document.get("content"), limits.SUMMARY) or ""
    return Reject(**head, object=name, answered=found, summary=said)


def read_undo(document: Json, head: Head, depth: int) -> Undo:
    name, found = embedded(document, depth, head["actor"])
    if name is None and found is None:
        raise Malformed("what is undone can neither be read nor named")
    return Undo(**head, object=name, undone=found)


def read_resolve(document: Json, head: Head, depth: int) -> Resolve:
    """Lemmy 1.0 embeds the Flag; others may name it."""
    name, found = embedded(document, depth, None)
    said = shapes.text(document.get("summary"), limits.SUMMARY) or ""
    return Resolve(**head, object=name, resolved=found, summary=said)


def read_added(document: Json, head: Head, depth: int) -> AnyActivity:
    """Hubzilla and Streams add whole activities to a conversation (FEP-171b)."""
    found = read_add(document, head, depth)
    if isinstance(found, Add):
        return replace(found, added=embedded(document, depth, None)[1])
    return found


def read_announce(document: Json, head: Head, depth: int) -> Announce:
    """A boost, FEP-1b12's wrapper, or PieFed's batch of votes (a list or a collection)."""
    if depth >= limits.ANNOUNCE_DEPTH:
        raise Malformed("Announces are nested too deeply")
    given = shapes.many(document.get("object"))
    if len(given) > 1:
        return Announce(**head, object=read_votes(given, depth))
    thing = sole(document)
    if not isinstance(thing, dict):
        return Announce(**head, object=named(document))
    match kind_of(thing):
        case "activity":
            return Announce(**head, object=read_verb(thing, depth=depth + 1))
        case "collection":
            return Announce(**head, object=read_votes(items_of(thing), depth))
        case "object":
            return Announce(**head, object=read_boosted(thing))
        case _:
            return Announce(**head, object=named(document))


def read_boosted(thing: Json) -> Object | Iri:
    """A post that cannot be read is boosted by its id; it is fetched from there anyway."""
    try:
        found = read_object(thing)
    except Malformed:
        return shapes.required(thing, "a boosted post")
    return found if isinstance(found, Object) else found.id


def read_votes(given: list[Any], depth: int) -> tuple[AnyActivity, ...]:
    """The votes of a batch, at most ``limits.VOTES``; one that cannot be read is left out."""
    if len(given) > limits.VOTES:
        raise Malformed("too many votes in one Announce")
    found: list[AnyActivity] = []
    for part in given:
        try:
            vote = read_verb(part, depth=depth + 1) if isinstance(part, dict) else None
        except Malformed:
            continue
        if isinstance(vote, VOTES):
            found.append(vote)
    if not found:
        raise Malformed("several things are announced, and none of them is a vote")
    return tuple(found)


def read_like(document: Json, head: Head, depth: int) -> Like:
    return Like(**head, object=named(document), content=reaction(document))


def read_dislike(document: Json, head: Head, depth: int) -> Dislike:
    return Dislike(**head, object=named(document))


def read_emoji_react(document: Json, head: Head, depth: int) -> EmojiReact:
    return EmojiReact(**head, object=named(document), content=reaction(document))


def reaction(document: Json) -> str | None:
    given = document.get("content") or document.get("_misskey_reaction")
    return shapes.label(given, limits.REACTION_CHARS)


READERS: dict[str, Callable[[Json, Head, int], AnyActivity]] = {
    "Accept": read_accept,
    "Add": read_added,
    "Announce": read_announce,
    "Block": read_block,
    "ChooseAnswer": read_choose_answer,
    "Create": read_create,
    "Delete": read_delete,
    "Dislike": read_dislike,
    "EmojiReact": read_emoji_react,
    "Flag": read_flag,
    "Follow": read_follow,
    "Like": read_like,
    "Lock": read_lock,
    "Move": read_move,
    "PollVote": read_poll_vote,
    "Reject": read_reject,
    "Remove": read_remove,
    "Resolve": read_resolve,
    "Undo": read_undo,
    "Update": read_update,
    "Warn": read_warn,
    **REQUEST_READERS,
}
