"""Actors: JSON → Actor. An actor speaks only for its own server (FEP-fe34)."""

import re
from typing import Any

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.vocab import shapes
from fediforum.vocab.actors import ACTOR_TYPES, Actor, Field, Key
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.vocab.reading.kinds import id_of, refuse_graphs, type_in
from fediforum.vocab.reading.objects import read_attachments, read_source

USERNAME = re.compile(rf"[A-Za-z0-9_.\-]{{1,{limits.USERNAME_CHARS}}}")
HANDLE = re.compile(r"[A-Za-z0-9_.\-]{1,64}@[a-z0-9.\-]{1,253}(:\d{1,5})?")
ODD = re.compile(r"[^A-Za-z0-9_.\-]+")


def read_actor(document: Json) -> Actor:
    """The actor that the document says.

    Collections, keys and a shared inbox of another server are left out, and so are ids that
    come as objects where only strings mean anything (``alsoKnownAs``, ``attributionDomains``).
    Raises Malformed without an https id, an inbox, or one type that an actor has.
    """
    refuse_graphs(document)
    iri = id_of(document, "an actor")
    type_ = type_in(document, ACTOR_TYPES)
    return Actor(
        id=iri,
        type=type_,
        preferred_username=username(document.get("preferredUsername"), iri),
        inbox=shapes.required(document.get("inbox"), "an inbox"),
        outbox=shapes.beside(iri, document.get("outbox")),
        shared_inbox=shared_inbox(document, iri),
        followers=shapes.beside(iri, document.get("followers")),
        following=shapes.beside(iri, document.get("following")),
        featured=shapes.beside(iri, document.get("featured")),
        moderators=moderators(document, iri) if type_ == "Group" else None,
        name=shapes.label(shapes.said(document, "name", limits.CONTENT), limits.NAME_CHARS),
        summary=shapes.said(document, "summary", limits.SUMMARY) or None,
        source=read_source(document.get("source")),
        url=shapes.web_link(document.get("url")),
        icon=shapes.picture(document.get("icon")),
        image=shapes.picture(document.get("image")),
        keys=read_keys(document, iri),
        webfinger=handle(document.get("webfinger")),
        fields=read_fields(document.get("attachment")),
        attachment=read_attachments(document.get("attachment")),
        also_known_as=shapes.idents(strings(document.get("alsoKnownAs")), limits.ADDRESSEES),
        moved_to=shapes.ident(document.get("movedTo")),
        published=shapes.moment(document.get("published")),
        updated=shapes.moment(document.get("updated")),
        discoverable=document.get("discoverable", True) is True,
        indexable=indexable(document),
        manually_approves_followers=document.get("manuallyApprovesFollowers") is True,
        posting_restricted_to_mods=document.get("postingRestrictedToMods") is True,
        question_answer=document.get("questionAnswer") is True,
        suspended=document.get("suspended") is True,
        language=shapes.language(document),
        attribution_domains=tuple(
            domain[:253]
            for domain in strings(document.get("attributionDomains"))[: limits.ADDRESSEES]
        ),
        generator=shapes.ident(document.get("generator")),
        implements=implemented(document, type_),
    )


def implemented(document: Json, type_: str) -> tuple[Iri, ...]:
    """What the software says that it can do: a server of itself, others in ``generator``.

    One that is only named by its id is not looked up.
    """
    software = document if type_ == "Application" else shapes.one(document.get("generator"))
    given = shapes.many(software.get("implements")) if isinstance(software, dict) else []
    named = [part.get("href") if isinstance(part, dict) else part for part in given]
    return shapes.idents(named, limits.HASHTAGS)


def indexable(document: Json) -> bool:
    """Whether all that an actor says to everybody may be searched by everybody (FEP-5feb).

    ``searchableBy`` goes before ``indexable`` (FEP-268d).
    """
    by = shapes.searchable(document)
    return document.get("indexable") is True if by is None else by


def strings(value: Any) -> list[str]:
    return [part for part in shapes.many(value) if isinstance(part, str)]


def username(value: Any, iri: Iri) -> str:
    """The name, or one made of the id where it is missing or could pose as another's."""
    if isinstance(value, str) and USERNAME.fullmatch(value):
        return value
    last = iri.rstrip("/").rpartition("/")[2]
    return ODD.sub("-", last).strip("-")[: limits.USERNAME_CHARS] or "nameless"


def handle(value: Any) -> str | None:
    """``name@host`` of FEP-2c59, which nobody has checked yet."""
    if not isinstance(value, str):
        return None
    text = value.removeprefix("acct:").removeprefix("@")
    return text if HANDLE.fullmatch(text) else None


def shared_inbox(document: Json, iri: Iri) -> Iri | None:
    """``endpoints.sharedInbox``; old Mastodon and Pleroma put it on the actor itself."""
    endpoints = shapes.one(document.get("endpoints"))
    given = endpoints.get("sharedInbox") if isinstance(endpoints, dict) else None
    return shapes.beside(iri, given or document.get("sharedInbox"))


def moderators(document: Json, iri: Iri) -> Iri | None:
    """The collection of a board's moderators: Lemmy calls it ``attributedTo``, PieFed both.

    PeerTube's ``attributedTo`` of a Group is a list of people, and no collection.
    """
    owner = document.get("attributedTo")
    return shapes.beside(iri, document.get("moderators")) or (
        shapes.beside(iri, owner) if isinstance(owner, str) else None
    )


def read_keys(document: Json, iri: Iri) -> tuple[Key, ...]:
    """The keys that are the actor's own, at most ``limits.KEYS`` (FEP-521a, security v1)."""
    found: list[Key] = []
    for part in shapes.many(document.get("publicKey")):
        found.extend(read_key(part, iri, "owner", "publicKeyPem"))
    for part in shapes.many(document.get("assertionMethod")):
        found.extend(read_key(part, iri, "controller", "publicKeyMultibase"))
    return tuple(found)[: limits.KEYS]


def read_key(part: Any, iri: Iri, owner: str, material: str) -> tuple[Key, ...]:
    if not isinstance(part, dict) or part.get(owner, iri) != iri:
        return ()
    key_id = shapes.beside(iri, part.get("id"))
    text = part.get(material)
    if key_id is None or not isinstance(text, str) or len(text) > limits.KEY:
        return ()
    if material == "publicKeyPem":
        return (Key(key_id, iri, pem=text),)
    return (Key(key_id, iri, multibase=text),)


def read_key_document(document: Json) -> Key:
    """The key in a document of its own, as GoToSocial serves it: bare, or inside its actor.

    Raises Malformed where it names no owner on the same server, or holds no key.
    """
    given = document
    if isinstance(inner := shapes.one(document.get("publicKey")), dict):
        given = inner
    owner = shapes.required(given.get("owner", given.get("controller")), "the owner of a key")
    found = (
        *read_key({**given, "owner": owner}, owner, "owner", "publicKeyPem"),
        *read_key({**given, "controller": owner}, owner, "controller", "publicKeyMultibase"),
    )
    if not found:
        raise Malformed("the document holds no key", subject=owner)
    return found[0]


def read_fields(value: Any) -> tuple[Field, ...]:
    """The lines of a profile, at most ``limits.ATTACHMENTS``."""
    found = []
    for part in shapes.many(value):
        if isinstance(part, dict) and "PropertyValue" in shapes.types(part):
            name = shapes.label(part.get("name"), limits.NAME_CHARS)
            text = shapes.text(part.get("value"), limits.NAME_CHARS * 8)
            if name and text is not None:
                found.append(Field(name, text))
    return tuple(found[: limits.ATTACHMENTS])
