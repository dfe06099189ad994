"""Markdown source made into HTML: what our own members write.

The same source gives the same HTML, always. Raw HTML in it passes the sanitiser like everything
else; names, tags and addresses become links in the shape that microblogs know.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import pyromark

from fediforum.content.links import REL, absolute
from fediforum.content.mentions import CALLED, HANDLE, HASHTAG, handle, spoken
from fediforum.content.notes import with_notes_below
from fediforum.content.pieces import Piece, element, escape, in_quotes, join, pieces, text_of
from fediforum.content.safe import SafeHtml
from fediforum.content.sanitise import sanitise_ours, scrub
from fediforum.limits import HASHTAGS, MENTIONS

SOURCE = 32_000

# What Markdown is here, for whoever reads a source.
DIALECT = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_FOOTNOTES
)
# pulldown-cmark reads in linear time whatever the text, and frees what it took.
MARKDOWN = pyromark.Markdown(options=DIALECT)
URL = re.compile(r"(?<![\w/@.:-])(?:https?://|www\.(?=\w))[^\s<>\"]{1,2048}", re.IGNORECASE)
NAMED = re.compile(
    f"(?P<url>{URL.pattern})|{HANDLE.pattern}|{CALLED.pattern}|{HASHTAG.pattern}", re.IGNORECASE
)
WROTE = re.compile(r"(?i).{1,100}\b(?:zei|schreef|wrote|said|says|writes|schrieb|écrit)\s*:")
FENCE = re.compile(r"^ {0,3}(`{3,20}|~{3,20})", re.MULTILINE)
ALIGNED = re.compile(r'<(t[hd]) style="text-align: (left|center|right)">')
NOTED = re.compile(r'<sup class="footnote-reference"><a href="[^"]*">(\d{1,4})</a></sup>')
CELLS = re.compile(r"(</t[hd]>)(<t[hd]\b)")
NOTE = re.compile(
    r'<div class="footnote-definition" id="[^"]*">'
    r'<sup class="footnote-definition-label">(\d{1,4})</sup>'
)
FENCE_ROOM = 21
CLOSERS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a source became: HTML, and who (as written, lower case) and what tags it names."""

    html: SafeHtml
    mentions: tuple[str, ...]
    hashtags: tuple[str, ...]


def render(source: str, mentions: Mapping[str, str] | None = None, tags: str = "") -> Rendered:
    """Return Markdown as HTML.

    ``mentions`` says where a handle (``@name`` or ``@name@host``, lower case) leads: the page of
    whoever is meant, also by their first name; a handle that is not in it stays text. ``tags`` is
    the address that hashtags are appended to; without it they stay text, but are still listed.
    Nothing in code or in a link is touched. The shapes of links are Mastodon's.
    """
    linker = Linker(mentions or {}, tags)
    html = join(linker.linked(with_notes_below(_shaped(list(pieces(_markdown(source)))))))
    return Rendered(html, tuple(linker.mentions), tuple(linker.hashtags.values()))


def mentions_in(source: str) -> tuple[str, ...]:
    """Return the handles that a source names outside code and links, to be looked up first."""
    found: dict[str, None] = {}
    for piece, speaks in spoken(pieces(_markdown(source))):
        if speaks:
            found |= dict.fromkeys(
                handle(match[2] or match[4], match[3])
                for match in NAMED.finditer(piece.text)
                if match[2] or match[4]
            )
    return tuple(found)


def cut_markdown(source: str, limit: int = SOURCE, link: str = "") -> str:
    """Return source of at most ``limit`` characters, cut between paragraphs, ending in ``link``.

    A source that fits is returned as it is. A fence that the cut leaves open is closed. Lemmy
    refuses a source that is longer, so whoever reads it there gets the beginning and the link.
    """
    if len(source) <= limit:
        return source
    tail = f"\n\n[…]({link})" if link else "\n\n…"
    room = limit - len(tail) - FENCE_ROOM
    for mark in ("\n\n", "\n", " "):
        kept = source[:room].rpartition(mark)[0].rstrip()
        if 2 * len(kept) > room:
            break
    else:
        kept = source[:room]
    return kept + _closing_fence(kept) + tail


def _closing_fence(markdown: str) -> str:
    opened = ""
    for fence in FENCE.findall(markdown):
        if not opened:
            opened = fence
        elif fence.startswith(opened):
            opened = ""
    return f"\n{opened}" if opened else ""


def _markdown(source: str) -> SafeHtml:
    # Styles never pass the sanitiser; of a column's, its alignment is all that is wanted. Neither
    # do ids, which are the page's: notes are numbered, and linked where they are shown.
    html = ALIGNED.sub(r'<\1 align="\2">', MARKDOWN.html(scrub(source)))
    # Brackets and spaces are for software that shows neither notes nor tables: their text stays.
    html = CELLS.sub(r"\1 \2", NOTED.sub(r'<sup class="noteref">[\1]</sup>', html))
    return sanitise_ours(NOTE.sub(r'<div class="note"><sup class="noteref">\1</sup>', html))


class Linker:
    """Turns names in text into links, and remembers which."""

    def __init__(self, known: Mapping[str, str], tags: str) -> None:
        self.known = known
        self.tags = tags
        self.mentions: dict[str, None] = {}
        self.hashtags: dict[str, str] = {}

    def linked(self, parts: list[Piece]) -> Iterator[Piece | str]:
        for piece, speaks in spoken(parts):
            if speaks:
                yield from self.text(piece.text)
            else:
                yield piece

    def text(self, text: str) -> Iterator[str]:
        done = 0
        for match in NAMED.finditer(text):
            url, name, host, called, tag = match.groups()
            link, end = match[0], match.end()
            if url:
                url = trimmed(url)
                link, end = self.address(url), match.start() + len(url)
            elif name or called:
                link = self.mention(name or called, host)
            else:
                link = self.hashtag(tag)
            yield escape(text[done : match.start()])
            yield link
            done = end
        yield escape(text[done:])

    def address(self, url: str) -> str:
        href = absolute(url if "://" in url[:8] else f"https://{url}")
        return f'<a href="{in_quotes(href)}" rel="{REL}">{escape(url)}</a>' if href else escape(url)

    def mention(self, name: str, host: str | None) -> str:
        key = handle(name, host)
        href = absolute(self.known.get(key, ""))
        if href is None or (key not in self.mentions and len(self.mentions) >= MENTIONS):
            return f"@{name}@{host}" if host else f"@{name}"
        self.mentions[key] = None
        return (
            f'<span class="h-card" translate="no"><a href="{in_quotes(href)}"'
            f' class="u-url mention">@<span>{name}</span></a></span>'
        )

    def hashtag(self, tag: str) -> str:
        key = tag.lower()
        if key not in self.hashtags and len(self.hashtags) >= HASHTAGS:
            return f"#{tag}"
        self.hashtags.setdefault(key, tag)
        if not self.tags:
            return f"#{tag}"
        href = in_quotes(self.tags + quote(key))
        return f'<a href="{href}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'


def trimmed(url: str) -> str:
    """Return an address found in a sentence without the punctuation that belongs to the latter.

    >>> trimmed("https://beta.test/a_(b)).")
    'https://beta.test/a_(b)'
    """
    while url:
        last = url[-1]
        opener = CLOSERS.get(last)
        if last in ".,;:!?'\"”’»*_~…" or (opener and url.count(last) > url.count(opener)):
            url = url[:-1]
        else:
            break
    return url


def _shaped(parts: list[Piece]) -> list[Piece]:
    """Give the forms of an essay their markup: who is quoted, and the caption of a picture."""
    shaped: list[Piece] = []
    place = 0
    while place < len(parts):
        piece = parts[place]
        if piece.tag != "p" or piece.closing:
            shaped.append(piece)
            place += 1
            continue
        end = element(parts, place) - 1
        paragraph = parts[place : end + 1]
        quoting = next((part.tag for part in reversed(shaped) if part.raw.strip()), "")
        if quoting == "blockquote" and WROTE.fullmatch(text_of(paragraph)):
            paragraph[0] = Piece('<p class="van">', "p", inside=' class="van"')
        shaped += _figure(paragraph) or paragraph
        place = end + 1
    return shaped


def _figure(paragraph: list[Piece]) -> list[Piece]:
    inner = [part for part in paragraph[1:-1] if part.raw.strip()]
    pictures = [part for part in inner if part.tag == "img"]
    if len(pictures) != 1 or any(part.tag not in {"img", "a"} for part in inner):
        return []
    caption = pictures[0].attributes.get("title", "")
    if not caption:
        return []
    markup = f"<figcaption>{escape(caption)}</figcaption>"
    return [
        Piece("<figure>", "figure"),
        *inner,
        Piece(markup, "figcaption"),
        Piece("</figure>", "figure", closing=True),
    ]
