"""Any document → whatever it says. For what is fetched without knowing what will come."""

from fediforum.errors import Malformed
from fediforum.vocab import shapes
from fediforum.vocab.activities import AnyActivity
from fediforum.vocab.actors import Actor
from fediforum.vocab.json import Json
from fediforum.vocab.objects import Object, Tombstone
from fediforum.vocab.reading.activities import read_activity
from fediforum.vocab.reading.actors import read_actor
from fediforum.vocab.reading.collections import ReadCollection, read_collection
from fediforum.vocab.reading.kinds import kind_of
from fediforum.vocab.reading.objects import read_object


def read_document(document: Json) -> AnyActivity | Actor | Object | Tombstone | ReadCollection:
    """What the document says, by its kind.

    Raises Malformed where it is of no kind that we read.
    """
    match kind_of(document):
        case "activity":
            return read_activity(document)
        case "actor":
            return read_actor(document)
        case "object" | "tombstone":
            return read_object(document)
        case "collection":
            return read_collection(document)
        case "other":
            raise Malformed("nothing that we can read")


def object_document(document: Json) -> Json | None:
    """The document that an activity brings along as its object; None where it only names one."""
    inner = shapes.one(document.get("object"))
    return inner if isinstance(inner, dict) else None
