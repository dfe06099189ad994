"""A Discourse, as its plugin writes: whoever speaks is embedded, and so is all else.

What it addresses is decided in app/models/discourse_activity_pub_activity.rb.
"""

from typing import Any

from tests.federation.conversations.steps import AS2, FromSource

PUBLIC = f"{AS2}#Public"
HOST = "https://socialhub.activitypub.rocks"
GROUP = f"{HOST}/ap/actor/797217cf18c0e819dfafc52425590146"
RUTH, SAM = f"{HOST}/ap/actor/7a1c0e", f"{HOST}/ap/actor/8b2d1f"
TOPIC = f"{HOST}/ap/object/beab91d305882d7dc800fcfb8e9815dc"
REPLY = f"{HOST}/ap/object/5d1c3f7e9b"
CONTEXT = f"{HOST}/ap/collection/2f4e6a8c"
SERIALIZERS = "app/serializers/discourse_activity_pub/a_p"
MOMENT, LATER = "2026-08-01T12:00:00Z", "2026-08-01T12:05:00Z"


def actor(iri: str, kind: str, name: str) -> dict[str, Any]:
    """An actor as it stands in everything that it does."""
    return {
        "@context": AS2,
        "id": iri,
        "type": kind,
        "inbox": f"{iri}/inbox",
        "outbox": f"{iri}/outbox",
        "sharedInbox": f"{HOST}/ap/users/inbox",
        "followers": f"{iri}/followers",
        "preferredUsername": name,
        "name": name,
        "url": f"{HOST}/u/{name}",
        "updated": MOMENT,
        "publicKey": {"id": f"{iri}#main-key", "owner": iri, "publicKeyPem": "…"},
        "icon": {"type": "Image", "mediaType": "image/png", "url": f"{HOST}/images/{name}.png"},
    }


PEOPLE = {
    GROUP: actor(GROUP, "Group", "threadiverse-wg"),
    RUTH: actor(RUTH, "Person", "ruth"),
    SAM: actor(SAM, "Person", "sam"),
    "{board}": {"@context": AS2, "id": "{board}", "type": "Group", "inbox": "{board}/inbox",
                "outbox": "{board}/outbox", "preferredUsername": "general"},
    "{desk}": {"@context": AS2, "id": "{desk}", "type": "Person", "inbox": "{desk}/inbox",
               "outbox": "{desk}/outbox", "preferredUsername": "desk"},
}  # fmt: skip


def note(iri: str, by: str, content: str, **more: Any) -> dict[str, Any]:
    return {
        "@context": AS2,
        "id": iri,
        "type": "Note",
        "audience": GROUP,
        "to": [PUBLIC, GROUP],
        "published": MOMENT,
        "updated": MOMENT,
        "url": iri.replace("/ap/object/", "/t/"),
        "attributedTo": by,
        "context": CONTEXT,
        "content": f"{content}<br><br><a href=\"{HOST}\">Discuss this on our forum.</a>",
        **more,
    }  # fmt: skip


def elsewhere(iri: str, by: str, content: str) -> dict[str, Any]:
    """A post of another server, as it stands in what is done with it there: addressed to nobody."""
    return {
        "@context": AS2,
        "id": iri,
        "type": "Note",
        "audience": GROUP,
        "published": MOMENT,
        "updated": MOMENT,
        "url": iri,
        "attributedTo": by,
        "context": CONTEXT,
        "content": content,
    }


def without_content(thing: dict[str, Any]) -> dict[str, Any]:
    """What is left of a post in the Delete of it."""
    return {name: value for name, value in thing.items() if name != "content"}


def does(verb: str, thing: object, *, by: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "@context": AS2,
        "id": f"{HOST}/ap/activity/{number:032x}",
        "type": verb,
        "actor": PEOPLE[by],
        "object": thing,
        "to": [PUBLIC, GROUP],
        "published": MOMENT,
        "updated": MOMENT,
        **more,
    }


def said(document: dict[str, Any], where: str = "activity_serializer.rb") -> FromSource:
    return FromSource(document, f"discourse-activity-pub, {SERIALIZERS}/{where}")


def announced(inner: dict[str, Any], *, number: int) -> dict[str, Any]:
    """The category's Announce of an activity, its own actor embedded as well."""
    return does("Announce", inner, by=GROUP, number=number)
