"""Headings: what a document says it is, by whom and about what, for who only needs its names.

Believes nothing and raises nothing: what cannot be read is left empty.
"""

from dataclasses import dataclass

from fediforum.errors import Malformed
from fediforum.vocab import shapes
from fediforum.vocab.json import read_json


@dataclass(frozen=True, slots=True)
class Heading:
    """The ids of an activity, of its actor and of its innermost object, as far as they are said."""

    id: str = ""
    actor: str = ""
    object: str = ""


def heading_of(raw: bytes) -> Heading:
    """The ids that a body names itself by.

    >>> heading_of(b'{"id": "https://a.test/1", "actor": "https://a.test/m", "object": {"id": '
    ...            b'"https://a.test/2", "object": "https://b.test/3"}}').object
    'https://b.test/3'
    >>> heading_of(b"nonsense")
    Heading(id='', actor='', object='')
    """
    try:
        document = read_json(raw)
    except Malformed:
        return Heading()
    about = innermost = document.get("object")
    while isinstance(innermost, dict):
        about, innermost = innermost, innermost.get("object")
    return Heading(
        shapes.ident(document) or "",
        shapes.ident(document.get("actor")) or "",
        shapes.ident(innermost or about) or "",
    )
