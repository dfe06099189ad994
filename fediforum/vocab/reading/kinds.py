"""What kind of thing a document is, told by its type and else by its shape (FEP-2277).

Nothing is read here beyond what tells the kinds apart.
"""

from typing import Literal

from fediforum.errors import Malformed
from fediforum.vocab import shapes
from fediforum.vocab.activities import VERBS, Unknown
from fediforum.vocab.actors import ACTOR_TYPES
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.vocab.objects import POST_TYPES

Kind = Literal["activity", "actor", "collection", "object", "tombstone", "other"]

COLLECTION_TYPES = frozenset(
    {"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage", "Conversation"}
)
ACTIVITY_TYPES = frozenset(verb.__name__ for verb in VERBS if verb is not Unknown)
KINDS: dict[Kind, frozenset[str]] = {
    "activity": ACTIVITY_TYPES,
    "actor": ACTOR_TYPES,
    "collection": COLLECTION_TYPES,
    "object": POST_TYPES,
    "tombstone": frozenset({"Tombstone"}),
}


def kind_of(document: Json) -> Kind:
    """Whether the document is an activity, an actor, a post, a collection or a tombstone.

    Raises Malformed where its types say two of these at once.

    >>> kind_of({"type": "Page"}), kind_of({"type": "PollVote", "actor": "https://alpha.test"})
    ('object', 'activity')
    """
    claimed = shapes.types(document)
    kinds = [kind for kind, known in KINDS.items() if not known.isdisjoint(claimed)]
    if len(kinds) > 1:
        raise Malformed("the document says it is two things at once")
    return kinds[0] if kinds else kind_by_shape(document)


def kind_by_shape(document: Json) -> Kind:
    if "actor" in document:
        return "activity"
    if "inbox" in document:
        return "actor"
    if not {"items", "orderedItems", "totalItems", "partOf"}.isdisjoint(document):
        return "collection"
    return "other"


def type_in(document: Json, known: frozenset[str]) -> str:
    """The one type of the document that is among the known ones.

    Raises Malformed where there is none, or more than one.
    """
    found = {claimed for claimed in shapes.types(document) if claimed in known}
    if len(found) != 1:
        said = ", ".join(shapes.types(document))[:100]
        raise Malformed(f"a type that we do not read: {said or 'none'}")
    return found.pop()


def id_of(document: Json, what: str) -> Iri:
    """The document's own id; raises Malformed where it has none that is an https URL."""
    found = document.get("id")
    if not isinstance(found, str) or (iri := shapes.readable(found)) is None:
        raise Malformed(f"{what} needs an https id", subject=str(found)[:200])
    return iri


def refuse_graphs(document: Json) -> None:
    """Raise Malformed where JSON-LD would gather the document from other places in it."""
    for part in shapes.parts(document):
        if not {"@graph", "@included", "@reverse"}.isdisjoint(part):
            raise Malformed("a graph of several documents is not read")
