"""Clean HTML taken apart into tags and texts, and put together again.

Only for what the sanitiser wrote: there every attribute stands in double quotes and every
``<`` of a text is escaped, so that a regular expression reads it exactly. Never for raw HTML.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fediforum.content.safe import SafeHtml

PIECE = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>|([^<]+|<)')
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
VOID = frozenset({"br", "hr", "img", "input"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One tag (``tag`` is its name) or one text (``tag`` is empty), as it stands in the HTML."""

    raw: str
    tag: str = ""
    closing: bool = False
    inside: str = ""

    @property
    def opening(self) -> bool:
        return bool(self.tag) and not self.closing and self.tag not in VOID

    @property
    def text(self) -> str:
        """What a reader sees of it; empty for a tag."""
        return "" if self.tag else html.unescape(self.raw)

    @property
    def attributes(self) -> dict[str, str]:
        return {name: html.unescape(value) for name, value in ATTRIBUTE.findall(self.inside)}

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").split()) if self.inside else frozenset()


def pieces(clean: str) -> Iterator[Piece]:
    """Yield every piece of clean HTML in order; joined again they are the same HTML."""
    for match in PIECE.finditer(clean):
        slash, tag, inside, text = match.groups()
        if tag:
            yield Piece(match[0], tag, bool(slash), inside)
        else:
            yield Piece(text)


def join(parts: Iterable[Piece | str]) -> SafeHtml:
    """Put pieces, and markup written in this room, together."""
    return SafeHtml("".join(part if isinstance(part, str) else part.raw for part in parts))


def escape(text: str) -> str:
    """Return text as it stands between tags, spelt as the sanitiser spells it."""
    return html.escape(text, quote=False).replace("\xa0", "&nbsp;")


def in_quotes(text: str) -> str:
    """Return text as it stands in an attribute, between double quotes."""
    return escape(text).replace('"', "&quot;")


def element(parts: list[Piece], start: int) -> int:
    """Return where the element that opens at ``start`` ends: the place behind its closing tag."""
    name, depth = parts[start].tag, 0
    for place in range(start, len(parts)):
        if parts[place].tag == name:
            depth += -1 if parts[place].closing else 1
            if depth == 0:
                return place + 1
    return len(parts)


def text_of(parts: Iterable[Piece]) -> str:
    """Return the texts of the pieces, joined and stripped, white space as one space."""
    return " ".join("".join(part.text for part in parts).split())
