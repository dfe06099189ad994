"""Who and what a text names: handles and hashtags, found in text or in clean HTML."""

import re
from collections.abc import Iterable, Iterator

from fediforum.content.pieces import Piece, element, join, pieces, text_of
from fediforum.content.safe import SafeHtml

HANDLE = re.compile(
    r"(?<![\w@/.=+-])(?ai:@(\w(?:[\w.-]{0,62}\w)?)"
    r"(?:@([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?))?)(?![@\w])"
)
# How people are called in a conversation that are no handle: Zoë, Jörg-Maria.
CALLED = re.compile(r"(?<![\w@/.=+-])@([^\W\d_][\w-]{0,62}\w)(?![@\w])")
HASHTAG = re.compile(r"(?<![\w/&#@])#(?=\w{0,99}[^\W\d_])(\w{1,100})(?!\w)")
EMOJI_NAME = re.compile(r"(?<![\w:]):(\w{2,64}):(?!\w)", re.ASCII)
BETWEEN = " \t\r\n\xa0,:"
SILENT = frozenset({"a", "code", "pre", "kbd", "samp"})


def handle(name: str, host: str | None = None) -> str:
    """Return a handle as this room spells it: ``@name`` or ``@name@host``, in lower case."""
    return f"@{name}@{host}".lower() if host else f"@{name}".lower()


def spoken(parts: Iterable[Piece]) -> Iterator[tuple[Piece, bool]]:
    """Yield every piece, and whether it is text in which a name means somebody."""
    depth = 0
    for piece in parts:
        if piece.tag in SILENT:
            depth += -1 if piece.closing else 1
        yield piece, not piece.tag and depth <= 0


def end_of_mention(parts: list[Piece], place: int) -> int | None:
    """Return where the mention whose link opens at ``place`` ends; None if none opens there."""
    link = parts[place]
    if link.tag != "a" or link.closing or "hashtag" in link.classes:
        return None
    end = element(parts, place)
    named = "mention" in link.classes or HANDLE.fullmatch(text_of(parts[place:end]))
    return end if named else None


def strip_leading_mentions(html: SafeHtml) -> SafeHtml:
    """Return a microblog reply without the mentions it starts with, for display in its thread.

    A post that is nothing but mentions is returned as it is.
    """
    if "<a " not in html:
        return html
    parts = list(pieces(html))
    shell: list[Piece] = []
    place, stripped = 0, False
    while place < len(parts):
        piece = parts[place]
        end = end_of_mention(parts, place)
        if end is not None:
            place, stripped = end, True
        elif piece.tag in {"p", "div", "span", "bdi", "br"}:
            shell.append(piece)
            place += 1
        elif not piece.tag and piece.text.strip(BETWEEN) == "":
            place += 1
        else:
            break
    rest = parts[place:]
    if not stripped or text_of(rest) == "":
        return html
    if rest and not rest[0].tag:
        rest[0] = Piece(rest[0].raw.lstrip(BETWEEN))
    return join(_without_empty(shell) + rest)


def _without_empty(shell: list[Piece]) -> list[Piece]:
    kept: list[Piece] = []
    for piece in shell:
        if piece.tag == "br":
            continue
        if piece.closing and kept and kept[-1].opening and kept[-1].tag == piece.tag:
            kept.pop()
        else:
            kept.append(piece)
    return kept
