"""The words of a post without its markup, for titles, previews, search and feeds."""

import re

from fediforum.content.pieces import Piece, pieces
from fediforum.content.safe import SafeHtml

BLOCKS = frozenset({"p", "div", "blockquote", "pre", "ul", "ol", "dl", "hr", "table"}) | {
    *("h2", "h3", "h4", "h5", "h6", "figure", "figcaption"),
}
ROWS = frozenset({"li", "dt", "dd", "tr"})
CUT = "…"


def plain_text(html: SafeHtml) -> str:
    r"""Return the text of clean HTML: a blank line between blocks, a line for ``br`` and items.

    The result is text, not HTML: it has to be escaped wherever it is shown.

    >>> plain_text(SafeHtml("<p>One &amp; two<br>three</p><p>four</p>"))
    'One & two\nthree\n\nfour'
    """
    words: list[str] = []
    verbatim = 0
    for piece in pieces(html):
        if piece.tag == "pre":
            verbatim += -1 if piece.closing else 1
        words.append(_spoken(piece, verbatim=verbatim > 0))
    lines = (" ".join(line.split()) for line in "".join(words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _spoken(piece: Piece, *, verbatim: bool) -> str:
    if not piece.tag:
        return piece.text if verbatim else re.sub(r"[ \t\r\n\f]+", " ", piece.text)
    if piece.tag in ROWS or piece.tag == "br":
        return "" if piece.closing else "\n"
    if piece.tag == "img":
        return piece.attributes.get("alt", "")
    if piece.tag in {"td", "th"}:
        return " " if piece.closing else ""
    return "\n\n" if piece.tag in BLOCKS else ""


def excerpt(html: SafeHtml, chars: int) -> str:
    """Return the beginning of a post's text on one line, at most ``chars`` long, cut at a word."""
    return shorten(" ".join(plain_text(html).split()), chars)


def shorten(text: str, chars: int) -> str:
    """Return text cut to at most ``chars`` characters at a word, with "…" where it was cut.

    >>> shorten("Slugs ate my lettuce", 12)
    'Slugs ate…'
    """
    if len(text) <= chars:
        return text
    room = text[: max(chars - 1, 0)]
    at_word = room if text[len(room)].isspace() else room.rpartition(" ")[0]
    # A text without spaces, or with a word that fills most of the room, is cut inside the word.
    kept = at_word if 2 * len(at_word) > len(room) else room
    return (kept.rstrip(" ,;:-–—") + CUT)[:chars]
