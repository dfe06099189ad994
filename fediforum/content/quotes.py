"""The line above a post that names what it quotes, for software that knows no quotes."""

from fediforum.content.links import absolute
from fediforum.content.pieces import element, escape, in_quotes, join, pieces
from fediforum.content.safe import SafeHtml

QUOTE_LINE = "quote-inline"


def with_quote_line(html: SafeHtml, address: str) -> SafeHtml:
    """Return content with ``RE:`` and a link to the quoted post above it, as Mastodon writes it."""
    shown = escape(address)
    href = in_quotes(absolute(address) or "")
    return SafeHtml(f'<p class="{QUOTE_LINE}">RE: <a href="{href}">{shown}</a></p>{html}')


def without_quote_line(html: SafeHtml) -> SafeHtml:
    """Return content without that line, for a page that shows the quoted post itself."""
    parts = list(pieces(html))
    for place, piece in enumerate(parts):
        if QUOTE_LINE in piece.classes and not piece.closing:
            return join([*parts[:place], *parts[element(parts, place) :]])
    return html
