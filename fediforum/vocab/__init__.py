"""The language: AS2 documents as Python values, and back.

All words of the protocol live in this room and nowhere else. Pure: nothing here awaits,
looks anything up, or knows what a forum is.
"""

from fediforum.vocab.activities import AnyActivity, named_ids, subject_of
from fediforum.vocab.actors import Actor
from fediforum.vocab.collections import Collection, CollectionPage
from fediforum.vocab.iri import PUBLIC, Iri, read_iri
from fediforum.vocab.json import Json, read_json, write_json
from fediforum.vocab.objects import Object, Tombstone
from fediforum.vocab.reading import (
    ReadCollection,
    kind_of,
    read_activity,
    read_actor,
    read_collection,
    read_document,
    read_object,
)
from fediforum.vocab.writing import wrap, write

__all__ = [
    "PUBLIC",
    "Actor",
    "AnyActivity",
    "Collection",
    "CollectionPage",
    "Iri",
    "Json",
    "Object",
    "ReadCollection",
    "Tombstone",
    "kind_of",
    "named_ids",
    "read_activity",
    "read_actor",
    "read_collection",
    "read_document",
    "read_iri",
    "read_json",
    "read_object",
    "subject_of",
    "wrap",
    "write",
    "write_json",
]
