"""Dressing: clean HTML made ready for the page that it stands on.

It comes in safe and stays so: tags are only left out, folded or renamed. What is safe is decided
in ``content``; what is around a post, in the templates.
"""

from collections.abc import Iterator

from fediforum.content import SafeHtml
from fediforum.content.pieces import Piece, element, escape, join, pieces, text_of

FOLD = 700
HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def dress(html: SafeHtml, base: str, *, reply: bool, more: str) -> SafeHtml:
    """Return a post's HTML as it stands on a page of the forum at ``base``.

    Pictures from elsewhere become links: a page loads nothing from anywhere else. In a reply,
    headings come below the name of its author, and a quote of more than 700 characters is
    folded, with ``more`` as the words to open it.
    """
    parts = list(pieces(html))
    if reply:
        parts = list(folded(parts, more))
    return join(settled(parts, base, reply=reply))


def settled(parts: list[Piece], base: str, *, reply: bool) -> Iterator[Piece | str]:
    links = 0
    for piece in parts:
        if piece.tag == "a":
            links += -1 if piece.closing else 1
        if piece.tag == "img" and not piece.attributes.get("src", "").startswith(f"{base}/"):
            yield picture(piece, linked=links > 0)
        elif reply and piece.tag in HEADINGS:
            level = min(int(piece.tag[1]) + 2, 6)
            yield f"</h{level}>" if piece.closing else f"<h{level}{piece.inside}>"
        else:
            yield piece


def picture(piece: Piece, *, linked: bool) -> str:
    """What stands in for a picture that is somewhere else: its description, leading there."""
    source = piece.attributes.get("src", "")
    words = escape(piece.attributes.get("alt", "").strip() or source.rpartition("/")[2] or source)
    if linked or not source:
        return words
    href = escape(source).replace('"', "&quot;")
    return f'<a class="elders" href="{href}" rel="nofollow noopener noreferrer">{words}</a>'


def folded(parts: list[Piece], more: str) -> Iterator[Piece]:
    place = 0
    while place < len(parts):
        piece = parts[place]
        if piece.tag != "blockquote" or piece.closing:
            yield piece
            place += 1
            continue
        end = element(parts, place)
        quote = parts[place:end]
        long = len(text_of(quote)) > FOLD
        if long:
            yield Piece(f"<details><summary>{escape(more)}</summary>", "details")
        yield from quote
        if long:
            yield Piece("</details>", "details", closing=True)
        place = end
