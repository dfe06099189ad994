"""Dressing: clean HTML made ready for the page that it stands on.

It comes in safe and stays so: tags are only left out or renamed. What is safe is decided
in ``content``; what is around a post, in the templates.
"""

from collections.abc import Iterator

from fediforum.content import (
    SafeHtml,
    strip_leading_mentions,
    without_heading,
    without_quote_line,
)
from fediforum.content.pieces import Piece, escape, join, pieces
from fediforum.store.reading import PostView

HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def words_of(post: PostView) -> SafeHtml:
    """What a post says, without the title that stands above it or the names it begins with."""
    said = without_quote_line(post.content) if post.quoted is not None else post.content
    if post.opening:
        return without_heading(post.thread_title, said)
    return strip_leading_mentions(said)


def dress(html: SafeHtml, base: str, *, reply: bool) -> SafeHtml:
    """Return a post's HTML as it stands on a page of the forum at ``base``.

    Pictures from elsewhere become links: a page loads nothing from anywhere else. In a reply,
    headings come below the name of its author.
    """
    return join(settled(list(pieces(html)), base, reply=reply))


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
