"""Titles: one for a post that has none, its slug, and the heading that carries it in ``content``.

The opening post goes out as a Note with its title as a heading on top, because microblogs show
nothing else of it; where both are at hand the heading is taken off again.
"""

import re
from collections.abc import Collection
from unicodedata import combining, normalize

from fediforum.content.mentions import HANDLE, end_of_mention, handle
from fediforum.content.pieces import Piece, element, escape, join, pieces, text_of
from fediforum.content.safe import SafeHtml
from fediforum.content.sanitise import scrub
from fediforum.content.text import plain_text, shorten
from fediforum.limits import TITLE_CHARS

TITLE = 200
SLUG = 60
# Sentences and tags are looked for in this many characters of a line, as it may be long.
LINE = 1_000
EDGES = " ,;:-–—"
NO_TITLE = "…"

SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+")
ABBREVIATED = re.compile(
    r"(?:^|[\s(\"'])(?:\w{1,2}|\w\.[\w.]*|bijv|prof|mevr|drs|etc|vgl|incl|approx)\.$", re.IGNORECASE
)
LAST_TAGS = re.compile(r"(?:(?:^|\s)#\w+)+$")
DECEIVING = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def title_of(html: SafeHtml, *, mentions_to_strip: Collection[str] = ()) -> str:
    """Return a title for a post without one: its first sentence or line, at most 200 characters.

    Mentions are left out (links and ``@name@host``; a bare ``@name`` only if it is among
    ``mentions_to_strip``), and so are hashtags at the end. If nothing is left of the first line
    the next one is tried; then the first line as it stands, then "…": never empty.
    """
    strip = {name.lower() for name in mentions_to_strip}
    for line in plain_text(_without_mentions(html)).splitlines():
        title = clean_title(LAST_TAGS.sub("", _without_handles(line[:LINE], strip)))
        if any(character.isalnum() for character in title):
            return shorten(first_sentence(title), TITLE)
    return shorten(next(iter(clean_title(plain_text(html)).splitlines()), ""), TITLE) or NO_TITLE


def clean_title(text: str) -> str:
    """Return text fit for a title: one line, no controls, nothing that reorders or hides."""
    return " ".join(DECEIVING.sub("", scrub(text)).split())


def first_sentence(line: str) -> str:
    """Return a line's first sentence, or the line if it is one.

    >>> first_sentence("Mevr. Jansen belde. Wat nu?")
    'Mevr. Jansen belde.'
    """
    for match in SENTENCE_END.finditer(line):
        end = match.end()
        continues = line[end:].lstrip()[:1].islower()
        if not continues and not ABBREVIATED.search(line[max(0, end - 20) : end]):
            return line[:end].strip()
    return line.strip()


def slug(title: str) -> str:
    """Return a title as lower-case ASCII words joined by ``-``, at most 60 long; it may be empty.

    >>> slug("Wat is één mens? Straße & Ørsted")
    'wat-is-een-mens-strasse-orsted'
    """
    text = normalize("NFKD", title[:TITLE_CHARS].lower().translate(LETTERS))
    words = "-".join(re.findall("[a-z0-9]+", "".join(c for c in text if not combining(c))))
    if len(words) <= SLUG:
        return words
    return (words[: SLUG + 1].rpartition("-")[0] or words[:SLUG]).strip("-")


def heading(title: str) -> SafeHtml:
    """Return a title as the heading that ``with_heading`` puts on top."""
    return SafeHtml(f"<h2>{escape(clean_title(title))}</h2>")


def with_heading(title: str, html: SafeHtml) -> SafeHtml:
    """Return the ``content`` of an opening post: its title as a heading, then its body."""
    return SafeHtml(heading(title) + html)


def without_heading(title: str, html: SafeHtml, *, line: bool = False) -> SafeHtml:
    """Return content without the heading, or the line in bold, that repeats the title on top.

    With ``line`` also without a plain one, for a post whose title was not found in its text.

    This undoes ``with_heading``, and the like of other servers (Mastodon's forums in a paragraph
    in bold). Anything else comes back as it is.
    """
    parts = list(pieces(html))
    place = next((i for i, part in enumerate(parts) if part.tag or part.text.strip()), len(parts))
    if place == len(parts) or not (_heads(parts, place) or (line and parts[place].tag == "p")):
        return html
    end = element(parts, place)
    if _same(text_of(parts[place:end]), title):
        return SafeHtml(join(parts[end:]).lstrip())
    return html


def _heads(parts: list[Piece], place: int) -> bool:
    if re.fullmatch(r"h[2-6]", parts[place].tag):
        return True
    following = parts[place + 1].tag if place + 1 < len(parts) else ""
    return parts[place].tag == "p" and following in {"strong", "b"}


def _same(one: str, other: str) -> bool:
    return bool(one) and clean_title(one).casefold() == clean_title(other).casefold()


def _without_mentions(html: SafeHtml) -> SafeHtml:
    parts = list(pieces(html))
    kept: list[Piece | str] = []
    place = 0
    while place < len(parts):
        end = end_of_mention(parts, place)
        if end is not None:
            place = end
        elif "quote-inline" in parts[place].classes:
            # "RE: https://…", which Mastodon writes above a quote for those who know no quotes.
            place = element(parts, place)
        else:
            kept.append(parts[place])
            place += 1
    return join(kept)


def _without_handles(line: str, strip: Collection[str]) -> str:
    def replace(match: re.Match[str]) -> str:
        name, host = match.groups()
        return "" if host or handle(name) in strip else match[0]

    line = HANDLE.sub(replace, line)
    line = re.sub(r"\s+(?=[,.;:!?](?:\s|$))", "", line)
    return _trimmed(re.sub(",{2,}", ",", line))


def _trimmed(line: str) -> str:
    """The line without the marks that were left at its ends; ``:smile:`` keeps its colons."""
    text = line.strip(EDGES)
    before, _, after = line.partition(text) if text else ("", "", "")
    first = ":" if before.endswith(":") and re.match(r"\w+:", text) else ""
    last = ":" if after.startswith(":") and re.search(r":\w+$", first + text) else ""
    return f"{first}{text}{last}"
