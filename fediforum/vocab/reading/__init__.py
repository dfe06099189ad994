"""JSON → values. Tolerant of every shape that is in use, strict about who says it.

Nothing here believes a document: what is read is what it *says*. One file a kind.
"""

from fediforum.vocab.reading.activities import ld_signature_expires, read_activity
from fediforum.vocab.reading.actors import read_actor, read_key_document
from fediforum.vocab.reading.client import read_said
from fediforum.vocab.reading.collections import (
    ReadCollection,
    Ways,
    ballot,
    listed,
    read_collection,
    read_ways,
)  # fmt: skip
from fediforum.vocab.reading.documents import object_document, read_document
from fediforum.vocab.reading.kinds import Kind, kind_of
from fediforum.vocab.reading.objects import read_authorization, read_object
from fediforum.vocab.reading.requests import says_no_actor

__all__ = [
    "Kind",
    "ReadCollection",
    "Ways",
    "ballot",
    "kind_of",
    "ld_signature_expires",
    "listed",
    "object_document",
    "read_activity",
    "read_actor",
    "read_authorization",
    "read_collection",
    "read_document",
    "read_key_document",
    "read_object",
    "read_said",
    "read_ways",
    "says_no_actor",
]
