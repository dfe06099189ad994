"""Abroad: what a post says where it is read away from its page, in feeds, data and previews.

There it is whole and unfolded, and every address in it is written in full.
"""

import re
from datetime import datetime

from fediforum.content import SafeHtml
from fediforum.content.pieces import Piece, join, pieces
from fediforum.store.reading import PostView
from fediforum.web.dressing import dress_post, words_of

LEADING = re.compile(r'\b(href|src|cite)="([/#][^"]*)"')
SOURCES = re.compile(r'\bsrcset="([^"]*)"')


def abroad(post: PostView, base: str) -> SafeHtml:
    """Return a post's HTML for readers elsewhere; ``base`` is the forum's."""
    return in_full(dress_post(post, words_of(post), base), base, f"{base}/p/{post.short}")


def in_full(html: SafeHtml, base: str, page: str) -> SafeHtml:
    """Return clean HTML whose addresses lead to the same place from everywhere.

    >>> in_full(SafeHtml('<a href="/b/tuin">x</a> <a href="#1">1</a>'), "https://a.test", "https://a.test/p/1")
    '<a href="https://a.test/b/tuin">x</a> <a href="https://a.test/p/1#1">1</a>'
    """
    return join(led(piece, base, page) if piece.inside else piece for piece in pieces(html))


def led(piece: Piece, base: str, page: str) -> Piece | str:
    if piece.closing or ('="/' not in piece.raw and '="#' not in piece.raw):
        return piece

    def whole(match: re.Match[str]) -> str:
        name, address = match.groups()
        return f'{name}="{page if address.startswith("#") else base}{address}"'

    def each(match: re.Match[str]) -> str:
        offers = (offer.strip() for offer in match[1].split(","))
        return 'srcset="{}"'.format(", ".join(base + o if o.startswith("/") else o for o in offers))

    return SOURCES.sub(each, LEADING.sub(whole, piece.raw))


def changed(post: PostView) -> datetime:
    """When a post was written, or last changed."""
    return post.updated or post.published
