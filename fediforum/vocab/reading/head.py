"""What all verbs share: id, actor, addressing; and the one thing that a verb acts on."""

from datetime import datetime
from typing import Any, TypedDict

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.vocab import shapes
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.vocab.reading.kinds import id_of

ID_OPTIONAL = frozenset({"Accept", "Add", "Follow", "Reject", "Remove"})


class Head(TypedDict):
    """What all verbs share."""

    id: Iri
    actor: Iri
    to: tuple[Iri, ...]
    cc: tuple[Iri, ...]
    audience: Iri | None
    published: datetime | None
    signed: bool


def read_head(document: Json, verb: str | None, spare: Iri | None, depth: int) -> Head:
    actor = document.get("actor")
    return Head(
        id=read_inner_id(document) if depth else read_id(document, verb),
        actor=spare if actor is None and spare else shapes.required(actor, "an actor"),
        to=shapes.addresses(document.get("to"), limits.ADDRESSEES),
        cc=shapes.addresses(document.get("cc"), limits.ADDRESSEES),
        audience=shapes.ident(document.get("audience")),
        published=shapes.moment(document.get("published")),
        signed=signed(document),
    )


def read_id(document: Json, verb: str | None) -> Iri:
    if document.get("id") is None and (verb is None or verb in ID_OPTIONAL):
        return Iri("")
    return id_of(document, "an activity")


def read_inner_id(document: Json) -> Iri:
    """The id of an activity that is undone, answered or announced: nobody fetches it."""
    found = document.get("id")
    return (shapes.readable(found) if isinstance(found, str) else None) or Iri("")


def signed(document: Json) -> bool:
    match document.get("signature"):
        case {"type": str(type_), "signatureValue": str()}:
            return shapes.plain(type_).startswith("RsaSignature")
        case _:
            return False


def sole(document: Json) -> Any:
    """The one thing that the verb acts on; raises Malformed for none or several."""
    given = shapes.many(document.get("object"))
    if len(given) != 1:
        raise Malformed("the activity must have one object")
    return given[0]


def named(document: Json) -> Iri:
    return shapes.required(document.get("object"), "an object")
