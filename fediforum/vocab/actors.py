"""Actors: who speaks. People, boards, servers, and the keys that prove it is them.

A value here is what an actor's document says of itself; nothing here reads or writes JSON.
"""

from dataclasses import dataclass
from datetime import datetime

from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Attachment, Source

# Signatures of HTTP messages, as FEP-844e names them.
RFC_9421 = Iri("https://datatracker.ietf.org/doc/html/rfc9421")
RFC_9421_ED25519 = Iri(f"{RFC_9421}#name-eddsa-using-curve-edwards25")

ACTOR_TYPES = frozenset({"Application", "Group", "Organization", "Person", "Service"})


@dataclass(frozen=True, slots=True)
class Key:
    """A public key: ``pem`` (``publicKey``) or ``multibase`` (Multikey, FEP-521a)."""

    id: Iri
    owner: Iri
    pem: str | None = None
    multibase: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A line of a profile (PropertyValue); ``value`` is HTML that nobody has cleaned yet."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A Person, Group, Service, Organization or Application as its document says it."""

    id: Iri
    type: str
    preferred_username: str
    inbox: Iri
    outbox: Iri | None = None
    shared_inbox: Iri | None = None
    followers: Iri | None = None
    following: Iri | None = None
    featured: Iri | None = None
    moderators: Iri | None = None
    name: str | None = None
    summary: str | None = None
    source: Source | None = None
    url: Iri | None = None
    icon: Iri | None = None
    image: Iri | None = None
    keys: tuple[Key, ...] = ()
    webfinger: str | None = None
    fields: tuple[Field, ...] = ()
    attachment: tuple[Attachment, ...] = ()
    also_known_as: tuple[Iri, ...] = ()
    moved_to: Iri | None = None
    published: datetime | None = None
    updated: datetime | None = None
    discoverable: bool = True
    indexable: bool = False
    manually_approves_followers: bool = False
    posting_restricted_to_mods: bool = False
    question_answer: bool = False
    suspended: bool = False
    language: str | None = None
    attribution_domains: tuple[str, ...] = ()
    generator: Iri | None = None
    implements: tuple[Iri, ...] = ()
    """What the server behind it says that it can do (FEP-844e)."""
