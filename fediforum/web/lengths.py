"""Lengths: how much of a long reply or quote stands on a page, and where its rest is.

Pure. A page must be readable whoever answers: the beginning of a long reply stands there, its
rest is folded behind it, and what is longer still has a page of its own.
"""

from dataclasses import dataclass

from fediforum.content import SafeHtml, excerpt
from fediforum.content.pieces import Piece, element, escape, in_quotes, join, pieces, text_of
from fediforum.limits import REPLIES_FOLDED, REPLY_FOLDED

# Of HTML, for markup weighs what words weigh.
WHOLE = 9_000
BEGINNING = 3_500
EXCERPT = 600

QUOTE_CHARS = 700
QUOTE_LINES = 8
QUOTE_EXCERPT = 90
LINES = frozenset({"p", "li", "br", "h2", "h3", "h4", "h5", "h6", "pre"})


@dataclass
class Room:
    """What else may be folded on a page; the pages of an archive have no end of it."""

    left: int = REPLIES_FOLDED

    def takes(self, size: int) -> bool:
        if size > min(REPLY_FOLDED, self.left):
            return False
        self.left -= size
        return True


def shortened(html: SafeHtml, room: Room, *, more: str, whole: str) -> SafeHtml:
    """Return a reply as it stands among others: the words ``more`` open its rest.

    Where the page has no room for that they lead to ``whole``, the page that it has alone.
    """
    if len(html) <= WHOLE:
        return html
    beginning, rest = divided(list(pieces(html)))
    if not beginning:
        beginning = list(pieces(f"<p>{escape(excerpt(html, EXCERPT))}</p>"))
    words = escape(more)
    if room.takes(sum(len(piece.raw) for piece in rest)):
        opened = f'<details class="rest"><summary>{words}</summary>'
        return join([*beginning, opened, *rest, "</details>"])
    href = in_quotes(whole)
    return join([*beginning, f'<p class="rest"><a href="{href}">{words}</a></p>'])


def divided(parts: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The blocks that a text begins with, no more than one of them too many, and the others."""
    place = size = 0
    while place < len(parts) and size < BEGINNING:
        end = element(parts, place) if parts[place].opening else place + 1
        size += sum(len(piece.raw) for piece in parts[place:end])
        if size > WHOLE:
            break
        place = end
    return parts[:place], parts[place:]


def folded(html: SafeHtml, more: str) -> SafeHtml:
    """Return a post with each long quote folded: whose it is stays, and how it begins.

    Long is more than 700 characters or 8 lines; ``more`` are the words that open the whole.
    """
    if "<blockquote" not in html:
        return html
    parts = list(pieces(html))
    done: list[Piece | str] = []
    place = 0
    while place < len(parts):
        piece = parts[place]
        if piece.tag != "blockquote" or piece.closing:
            done.append(piece)
            place += 1
            continue
        end = element(parts, place)
        done += closed(parts[place:end], more)
        place = end
    return join(done)


def closed(quote: list[Piece], more: str) -> list[Piece | str]:
    """One quote, folded if it is long."""
    named = 1
    while named < len(quote) - 1 and not quote[named].raw.strip():
        named += 1
    if "van" in quote[named].classes and quote[named].opening:
        named = element(quote, named)
    else:
        named = 1
    said = quote[named:-1]
    text = text_of(said)
    lines = sum(1 for piece in said if piece.tag in LINES and not piece.closing)
    if len(text) <= QUOTE_CHARS and lines <= QUOTE_LINES:
        return list(quote)
    begins = excerpt(join(said), QUOTE_EXCERPT)
    summary = f"<summary><bdi>{escape(begins)}</bdi> {escape(more)}</summary>"
    return [*quote[:named], f"<details>{summary}", *said, "</details>", quote[-1]]
