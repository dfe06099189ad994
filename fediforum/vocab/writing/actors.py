"""Actors: values → JSON, with everything that Mastodon, Lemmy and PieFed look for."""

from typing import Any

from fediforum.vocab.actors import RFC_9421, RFC_9421_ED25519, Actor, Key
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.json import Json
from fediforum.vocab.writing.context import present
from fediforum.vocab.writing.moments import write_moment
from fediforum.vocab.writing.objects import write_attachment, write_source

ABILITIES = {
    RFC_9421: "RFC-9421: HTTP Message Signatures",
    RFC_9421_ED25519: "RFC-9421 signatures using the Ed25519 algorithm",
}


def write_actor(actor: Actor) -> dict[str, Any]:
    """The actor without ``@context``."""
    return present(
        id=actor.id,
        type=actor.type,
        preferredUsername=actor.preferred_username,
        webfinger=actor.webfinger,
        name=actor.name,
        summary=actor.summary,
        source=write_source(actor.source),
        url=actor.url,
        icon=write_picture(actor.icon),
        image=write_picture(actor.image),
        inbox=actor.inbox,
        outbox=actor.outbox,
        followers=actor.followers,
        following=actor.following,
        featured=actor.featured,
        endpoints={"sharedInbox": actor.shared_inbox} if actor.shared_inbox else None,
        **write_keys(actor.keys),
        **write_board(actor),
        attachment=write_attachments(actor),
        alsoKnownAs=list(actor.also_known_as) or None,
        movedTo=actor.moved_to,
        manuallyApprovesFollowers=actor.manually_approves_followers,
        discoverable=actor.discoverable,
        indexable=actor.indexable,
        # Whoever is not to be found by others is found by themself (FEP-268d).
        searchableBy=PUBLIC if actor.indexable else actor.id,
        interactionPolicy=write_policy(actor),
        suspended=True if actor.suspended else None,
        attributionDomains=list(actor.attribution_domains) or None,
        published=write_moment(actor.published),
        updated=write_moment(actor.updated),
        **write_software(actor),
    )


def write_policy(actor: Actor) -> Json | None:
    """Whoever may be found may be put into a collection of actors (FEP-7aa9)."""
    if not actor.discoverable or actor.suspended:
        return None
    return {"canFeature": {"automaticApproval": [PUBLIC]}}


def write_picture(url: Iri | None) -> Json | None:
    return None if url is None else {"type": "Image", "url": url}


def write_keys(keys: tuple[Key, ...]) -> dict[str, Any]:
    """``publicKey`` is one object, as Lemmy wants it; Multikeys stand beside it (FEP-521a)."""
    pems = [
        {"id": key.id, "owner": key.owner, "publicKeyPem": key.pem}
        for key in keys
        if key.pem is not None
    ]
    multikeys = [
        {
            "id": key.id,
            "type": "Multikey",
            "controller": key.owner,
            "publicKeyMultibase": key.multibase,
        }
        for key in keys
        if key.multibase is not None
    ]
    return present(publicKey=pems[0] if pems else None, assertionMethod=multikeys or None)


def write_board(actor: Actor) -> dict[str, Any]:
    """Lemmy finds the moderators of a Group under ``attributedTo``, PieFed under both."""
    if actor.type != "Group":
        return {}
    return present(
        attributedTo=actor.moderators,
        moderators=actor.moderators,
        postingRestrictedToMods=actor.posting_restricted_to_mods,
        questionAnswer=actor.question_answer or None,
    )


def write_attachments(actor: Actor) -> list[Json]:
    fields = [
        {"type": "PropertyValue", "name": field.name, "value": field.value}
        for field in actor.fields
    ]
    return [*fields, *(write_attachment(each) for each in actor.attachment)]


def write_software(actor: Actor) -> dict[str, Any]:
    """What the server behind the actor can do (FEP-844e)."""
    can = [present(href=each, name=ABILITIES.get(each)) for each in actor.implements] or None
    if actor.type == "Application":
        return present(implements=can)
    if actor.generator is None:
        return {}
    return {"generator": present(id=actor.generator, type="Application", implements=can)}
