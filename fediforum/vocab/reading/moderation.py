"""Verbs of moderators, and of who asks them: JSON → values. None brings another activity."""

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.vocab import shapes
from fediforum.vocab.activities import (
    Add,
    AnyActivity,
    Block,
    Flag,
    Lock,
    Move,
    Remove,
    Unknown,
    Warn,
)
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.vocab.reading.head import Head, named, sole


def read_flag(document: Json, head: Head, depth: int) -> Flag:
    """Mastodon says why in ``content``, Lemmy in ``summary``."""
    things = shapes.idents(document.get("object"), limits.OBJECTS)
    if not things:
        raise Malformed("a report must name what it is about")
    reason = document.get("content") or document.get("summary")
    return Flag(**head, object=things, content=shapes.text(reason, limits.SUMMARY) or "")


def read_block(document: Json, head: Head, depth: int) -> Block:
    """Lemmy 0.19 says ``expires``, later ``endTime``; PieFed both."""
    return Block(
        **head,
        object=named(document),
        target=shapes.ident(document.get("target")),
        summary=shapes.text(document.get("summary"), limits.SUMMARY),
        end_time=shapes.moment(document.get("endTime")) or shapes.moment(document.get("expires")),
        remove_data=document.get("removeData") is True,
    )


def read_lock(document: Json, head: Head, depth: int) -> Lock:
    summary = shapes.text(document.get("summary"), limits.SUMMARY)
    return Lock(**head, object=named(document), summary=summary)


def read_add(document: Json, head: Head, depth: int) -> AnyActivity:
    """Mastodon also adds Hashtags, which have no id: those name nothing that we keep."""
    thing, target = pinned(document)
    if thing is None:
        return Unknown(**head, type="Add")
    return Add(**head, object=thing, target=target)


def read_remove(document: Json, head: Head, depth: int) -> AnyActivity:
    thing, target = pinned(document)
    if thing is None:
        return Unknown(**head, type="Remove")
    return Remove(**head, object=thing, target=target)


def pinned(document: Json) -> tuple[Iri | None, Iri | None]:
    thing = sole(document)
    if isinstance(thing, dict) and not shapes.LINK_TYPES.isdisjoint(shapes.types(thing)):
        return None, None
    return named(document), shapes.ident(document.get("target"))


def read_move(document: Json, head: Head, depth: int) -> Move:
    return Move(
        **head,
        object=named(document),
        target=shapes.ident(document.get("target")),
        origin=shapes.ident(document.get("origin")),
    )


def read_warn(document: Json, head: Head, depth: int) -> Warn:
    reason = document.get("summary") or document.get("content")
    return Warn(**head, object=named(document), summary=shapes.text(reason, limits.SUMMARY) or "")
