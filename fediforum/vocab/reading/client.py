"""What a client says (C2S): documents that leave to the server who says it, and under which id."""

from fediforum.errors import Malformed
from fediforum.vocab import shapes
from fediforum.vocab.activities import AnyActivity
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading.activities import read_activity
from fediforum.vocab.reading.kinds import kind_of
from fediforum.vocab.reading.objects import read_object


def read_said(
    document: Json, *, actor: Iri, activity_id: Iri, object_id: Iri
) -> AnyActivity | Object:
    """The activity or bare object that a client POSTs, said by ``actor`` under these ids.

    Whatever ids, authors and actors the client gave count for nothing, but an Update keeps the
    id of what it changes. Raises Malformed for what is neither.
    """
    match kind_of(document):
        case "object":
            thing = read_object({**document, "id": object_id, "attributedTo": actor})
            if isinstance(thing, Object):
                return thing
        case "activity":
            said = {**document, "id": activity_id, "actor": actor}
            inner = shapes.one(document.get("object"))
            if isinstance(inner, dict) and kind_of(inner) == "object":
                created = "Create" in shapes.types(document)
                owned = {"attributedTo": actor} | ({"id": object_id} if created else {})
                said["object"] = {**inner, **owned}
            return read_activity(said)
        case _:
            pass
    raise Malformed("an outbox takes an activity or a post")
