"""How a document is nested and typed, to compare what we send with what a platform sends itself."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.federation.conversations.steps import Document

# Every platform has its own habits there, and reads all of them.
UNCOMPARED = {"@context", "signature", "proof", "tag", "replies"}


def shape(document: Document) -> str:
    """Who says what around what: ``general: Announce{Create{Note}}``, ``frida: Create{Note} +LD``.

    An id that is announced is ``{id}``; that of the object of another activity goes without saying.
    """
    signed = " +LD" if "signature" in document else ""
    return f"{who(document.get('actor'))}: {nested(document)}{signed}"


def who(actor: Any) -> str:
    iri = str(actor.get("id")) if isinstance(actor, dict) else str(actor)
    return "thread" if "/ap/threads/" in iri else iri.rstrip("/").rpartition("/")[2]


def nested(document: Document) -> str:
    kind, thing = str(document["type"]), document.get("object")
    if isinstance(thing, dict) and "type" in thing:
        return f"{kind}{{{nested(thing)}}}"
    if isinstance(thing, list) and any(isinstance(each, dict) for each in thing):
        return f"{kind}[{', '.join(nested(each) for each in thing if isinstance(each, dict))}]"
    return f"{kind}{{id}}" if kind == "Announce" else kind


def differences(ours: Any, theirs: Any, path: str = "") -> Iterator[str]:
    """Where what we send is of another kind of JSON than what the platform itself says there."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours.keys() & theirs.keys() - UNCOMPARED:
            yield from differences(ours[key], theirs[key], f"{path}.{key}")
    elif theirs is not None and kind(ours) != kind(theirs):
        yield f"{path}: {kind(ours)} where they say {kind(theirs)}"


def kind(value: Any) -> str:
    return type(value).__name__


def exchanged(document: Any, names: Mapping[str, str]) -> Any:
    """The document with ids and hosts exchanged: all that ends with a slash, or not within a word.

    What is longest goes first, and nothing is exchanged twice.
    """
    if not names:
        return document
    ordered = sorted(names, key=len, reverse=True)
    parts = [re.escape(old) + ("" if old.endswith("/") else r"(?![0-9A-Za-z-])") for old in ordered]
    pattern = re.compile("|".join(parts))

    def walk(value: Any) -> Any:
        match value:
            case str():
                return pattern.sub(lambda found: names[found[0]], value)
            case list():
                return [walk(each) for each in value]
            case dict():
                return {key: walk(each) for key, each in value.items()}
            case _:
                return value

    return walk(document)


def put(document: Document, path: str, value: Any) -> None:
    """Set what stands at a path like ``object.id`` or ``object.0.id``."""
    *way, last = path.split(".")
    place: Any = document
    for name in way:
        place = place[int(name)] if isinstance(place, list) else place[name]
    if isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
