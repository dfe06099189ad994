"""Requests, and the stamps that answer them: who asks to do what to whose thing."""

from collections.abc import Callable

from fediforum.errors import Malformed
from fediforum.vocab import shapes
from fediforum.vocab.activities import REQUESTS, Request
from fediforum.vocab.json import Json
from fediforum.vocab.objects import Authorization
from fediforum.vocab.reading.head import Head, named
from fediforum.vocab.reading.objects import read_authorization


def reader_of(verb: type[Request]) -> Callable[[Json, Head, int], Request]:
    def read(document: Json, head: Head, depth: int) -> Request:
        instrument = shapes.required(document.get("instrument"), "what it is asked for")
        return verb(**head, object=named(document), instrument=instrument)

    return read


REQUEST_READERS = {verb.__name__: reader_of(verb) for verb in REQUESTS}


def read_stamp(document: Json) -> Authorization | None:
    """The stamp that a Delete brings along (Mastodon); None where it only names one."""
    thing = shapes.one(document.get("object"))
    if not isinstance(thing, dict) or "interactionTarget" not in thing:
        return None
    try:
        return read_authorization(thing)
    except Malformed:
        return None


def says_no_actor(document: Json) -> bool:
    """Whether it is a request that names nobody: Mastodon's FeatureRequest is its signer's."""
    return "FeatureRequest" in shapes.types(document) and document.get("actor") is None
