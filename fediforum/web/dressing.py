"""Dressing: clean HTML made ready for the page that it stands on.

It comes in safe and stays so: nothing is let in, and nothing loaded from anywhere else. What is
safe is decided in ``content``; what is around a post, in the templates.
"""

import re
from dataclasses import dataclass
from typing import Self

from fediforum.content import (
    SafeHtml,
    strip_leading_mentions,
    without_heading,
    without_quote_line,
)
from fediforum.content.notes import Links, linked
from fediforum.content.pieces import Piece, in_quotes, join, pieces
from fediforum.store.reading import PostView
from fediforum.web.figures import Pictured, by_address
from fediforum.web.languages import Language

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
ALIGNED = re.compile(r' align="(left|center|right)"')
CLASSES = {"left": "", "center": ' class="c"', "right": ' class="r"'}


def words_of(post: PostView) -> SafeHtml:
    """What a post says, without the title that stands above it or the names it begins with."""
    said = without_quote_line(post.content) if post.quoted is not None else post.content
    if post.opening:
        return without_heading(post.thread_title, said)
    return strip_leading_mentions(said)


@dataclass(frozen=True, slots=True)
class Words:
    """What dressing adds to a text, in the reader's language; ``{}`` stands for a number."""

    description: str = "Description"
    nameless: str = "Picture without a description"
    note: str = "Note {}"
    back: str = "Back to where note {} belongs"
    table: str = "Table"

    @classmethod
    def in_language(cls, spoken: Language) -> Self:
        _ = spoken.words.gettext
        return cls(
            description=_("Description"),
            nameless=_("Picture without a description"),
            note=_("Note {}"),
            back=_("Back to where note {} belongs"),
            table=_("Table"),
        )


ENGLISH = Words()


def pictured(post: PostView, base: str, words: Words = ENGLISH) -> Pictured:
    """The pictures of a post, for pages of the forum at ``base``."""
    return Pictured(base, by_address(post.pictures), words.description, words.nameless)


def dress_post(post: PostView, html: SafeHtml, base: str, words: Words = ENGLISH) -> SafeHtml:
    """Return what a post says as it stands on a page, with its pictures and notes."""
    parts = linked(list(pieces(html)), f"p{post.short}-", Links(words.note, words.back))
    return dressed(parts, pictured(post, base, words), words, reply=not post.opening)


def dress(html: SafeHtml, base: str, *, reply: bool) -> SafeHtml:
    """Return HTML as it stands on a page of the forum at ``base``; pictures become links.

    In a reply, headings come below the name of its author.
    """
    return dressed(list(pieces(html)), Pictured(base), ENGLISH, reply=reply)


def dressed(parts: list[Piece], pictures: Pictured, words: Words, *, reply: bool) -> SafeHtml:
    levels = levels_of(parts, first=4 if reply else 2)
    return join(placed(piece, levels, words) for piece in pictures.over(parts))


def levels_of(parts: list[Piece], first: int) -> dict[str, int]:
    """The level of each kind of heading: they begin at ``first``, and none is left out between."""
    used = sorted({piece.tag for piece in parts if piece.tag in HEADINGS})
    return {name: min(first + place, 6) for place, name in enumerate(used)}


def placed(piece: Piece | str, levels: dict[str, int], words: Words) -> Piece | str:
    """A piece as a page has it: what scrolls can be reached, what is aligned says so in a class."""
    if isinstance(piece, str) or not piece.tag:
        return piece
    if piece.tag in levels:
        level = levels[piece.tag]
        return f"</h{level}>" if piece.closing else f"<h{level}{piece.inside}>"
    if piece.tag == "table":
        label = in_quotes(words.table)
        opened = f'<div class="wide" role="group" aria-label="{label}" tabindex="0">'
        return "</table></div>" if piece.closing else f"{opened}{piece.raw}"
    if piece.tag == "pre" and not piece.closing:
        return f'<pre{piece.inside} tabindex="0">'
    if piece.tag in {"td", "th"} and 'align="' in piece.inside:
        return ALIGNED.sub(lambda match: CLASSES[match[1]], piece.raw)
    return piece
