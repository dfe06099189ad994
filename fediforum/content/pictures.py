"""Pictures in a text: found in clean HTML and in Markdown, and put into either."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyromark

from fediforum.content.links import absolute
from fediforum.content.mentions import EMOJI_NAME, spoken
from fediforum.content.pieces import escape, in_quotes, join, pieces
from fediforum.content.render import DIALECT
from fediforum.content.safe import SafeHtml

ICONS = 100  # pictures in place of names, in one text


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture where it stands: its address, and what is to be seen on it."""

    src: str
    alt: str

    @property
    def small(self) -> bool:
        """Whether it is an emoji, which is as small as a letter."""
        return EMOJI_NAME.fullmatch(self.alt) is not None


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture in Markdown: ``start`` and ``end`` are places in the source."""

    src: str
    alt: str
    title: str
    start: int
    end: int


def pictures_in(html: SafeHtml) -> tuple[Picture, ...]:
    """Return the pictures of clean HTML, in order."""
    if "<img" not in html:
        return ()
    found = (piece.attributes for piece in pieces(html) if piece.tag == "img")
    return tuple(Picture(each.get("src", ""), each.get("alt", "")) for each in found)


def with_icons(html: SafeHtml, icons: Mapping[str, str]) -> SafeHtml:
    """Return clean HTML with a picture for each ``:name:`` that ``icons`` has an address for."""
    known = {name: href for name, url in icons.items() if (href := absolute(url)) is not None}
    if not known or ":" not in html:
        return html
    room = ICONS
    parts = []
    for piece, speaks in spoken(pieces(html)):
        if not speaks or ":" not in piece.raw:
            parts.append(piece.raw)
            continue
        text, done = piece.text, 0
        for match in EMOJI_NAME.finditer(text):
            if match[1] in known and room > 0:
                room -= 1
                src = in_quotes(known[match[1]])
                parts += [escape(text[done : match.start()]), f'<img src="{src}" alt="{match[0]}">']
                done = match.end()
        parts.append(escape(text[done:]) if done else piece.raw)
    return join(parts)


def pictures_placed(source: str) -> tuple[Placed, ...]:
    """Return the pictures that a Markdown source names, as it names them, in order."""
    if "![" not in source:
        return ()
    found: list[Placed] = []
    opened: list[tuple[str, str, int, int]] = []
    words: list[str] = []
    where = byte_places(source)
    for event, span in pyromark.events_with_range(source, options=DIALECT):
        match event:
            case {"Start": {"Image": image}}:
                opened.append((image["dest_url"], image["title"], span["start"], span["end"]))
                words.clear()
            case {"End": "Image"} if opened:
                src, title, start, end = opened.pop()
                found.append(Placed(src, "".join(words).strip(), title, where[start], where[end]))
            case {"Text": text} | {"Code": text} if opened:
                words.append(str(text))
            case _:
                pass
    return tuple(found)


def byte_places(source: str) -> Mapping[int, int]:
    """Where in a text each place in its UTF-8 bytes is."""
    places: dict[int, int] = {}
    at = 0
    for place, letter in enumerate(source):
        places[at] = place
        at += len(letter.encode())
    places[at] = len(source)
    return places


def with_sources(source: str, addresses: Mapping[str, str]) -> str:
    """Return Markdown in which pictures have other addresses, those that ``addresses`` names."""
    text, end = [], len(source)
    for picture in sorted(pictures_placed(source), key=lambda each: each.start, reverse=True):
        if picture.src in addresses and picture.end <= end:
            inline = picture_line(addresses[picture.src], picture.alt, picture.title)
            text += [source[picture.end : end], inline]
            end = picture.start
    return "".join([source[:end], *reversed(text)])


def picture_line(src: str, alt: str, caption: str = "") -> str:
    """Return a picture as Markdown has it, with its caption.

    >>> picture_line("https://alpha.test/media/1.webp", "Een kat", "De witte")
    '![Een kat](https://alpha.test/media/1.webp "De witte")'
    """
    title = f' "{marked(caption, QUOTED)}"' if caption else ""
    return f"![{marked(alt, BRACKETS)}]({src}{title})"


BRACKETS = "\\[]*_`<&"
QUOTED = '\\"&'


def marked(text: str, special: str) -> str:
    line = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in special else letter for letter in line)
