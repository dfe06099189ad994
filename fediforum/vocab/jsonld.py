"""JSON-LD at arm's length: documents that spell AS2's terms out are put into plain keys.

PyLD can be driven to seconds of work by a small document, so ``expand_to_plain`` is only for
a child process that its caller can kill. Nothing is fetched: contexts that are not bundled
count as empty (decision 15).
"""

from typing import Any

from pyld import jsonld
from pyld.documentloader.frozen import BUNDLED_CONTEXTS, FrozenDocumentLoader

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.vocab import shapes
from fediforum.vocab.json import Json, read_json
from fediforum.vocab.reading.kinds import refuse_graphs
from fediforum.vocab.writing.context import AS2, SECURITY, TERMS

NAMESPACES = ("https://www.w3.org/ns/activitystreams#", "http://www.w3.org/ns/activitystreams#")

frozen = FrozenDocumentLoader()


def needs_expansion(document: Json) -> bool:
    """Whether the document says in prefixed or full terms what we look for in plain keys.

    >>> needs_expansion({"type": "Note", "as:content": "<p>Hi</p>"})
    True
    >>> needs_expansion({"type": "Note", "content": "Hi", "diaspora:guid": "1"})
    False
    """
    prefixes = (*(prefix + ":" for prefix in prefixes_of(document)), *NAMESPACES)
    spelled = (key for part in shapes.parts(document) for key in part if key.startswith(prefixes))
    # Only at the top: Friendica's ``vcard`` has an ``@type`` that nobody looks for.
    bare = ("id" not in document and "@id" in document) or (
        "type" not in document and "@type" in document
    )
    return bare or next(spelled, None) is not None


def prefixes_of(document: Json) -> set[str]:
    inline = (part for part in shapes.many(document.get("@context")) if isinstance(part, dict))
    given = {key for part in inline for key, value in part.items() if value in NAMESPACES}
    return {"as"} | (given - {"@vocab"})


def expand_to_plain(raw: bytes) -> Json:
    """The document in plain keys of AS2, as ``read_activity`` and its like want it.

    Raises Malformed where it is larger than ``limits.JSONLD``, is several documents, or makes
    no sense as JSON-LD. May take very long: run it where it can be killed.
    """
    if len(raw) > limits.JSONLD:
        raise Malformed("the document is too large to be expanded")
    document = read_json(raw)
    refuse_graphs(document)
    try:
        plain = jsonld.compact(
            document, [AS2, SECURITY, TERMS], {"documentLoader": load_bundled, "base": ""}
        )
    except (jsonld.JsonLdError, TypeError, ValueError, AttributeError, KeyError) as problem:
        raise Malformed("the document is no JSON-LD") from problem
    refuse_graphs(plain)
    found: Json = plain_keys({key: part for key, part in plain.items() if key != "@context"})
    return found


def plain_keys(value: Any) -> Any:
    """PyLD leaves ``as:published`` where the value is not typed as the context types it."""
    match value:
        case dict():
            return {key.removeprefix("as:"): plain_keys(part) for key, part in value.items()}
        case list():
            return [plain_keys(part) for part in value]
        case _:
            return value


def load_bundled(url: str, options: Any = None) -> Any:
    """The bundled context, or an empty one; with a tag, so that PyLD keeps it resolved."""
    if url in BUNDLED_CONTEXTS:
        return {**frozen(url, options or {}), "tag": "static"}
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": {"@context": {}},
        "tag": "static",
    }
