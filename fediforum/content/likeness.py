"""Likeness: whether two texts say the same, however their markup, names and numbers differ.

Whoever floods a forum changes a name, a number or an address from post to post. What stays is
compared: the words, in their order.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from fediforum.content.links import host_of
from fediforum.content.pieces import pieces
from fediforum.content.safe import SafeHtml
from fediforum.content.text import plain_text

COMPARED_CHARS = 20_000
TELLING_LETTERS = 40  # fewer are said by many people in the same words
SHINGLE = 3
WORD_CHARS = 60
NAMED = re.compile(r"(https?://|www\.|[@!])\S+")
HEADING = re.compile(r"<(h[1-6])>[^<]*</\1>")
WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text without capitals, accents, addresses, names of people and numbers.

    >>> words_of("Koop NU bij @jan@b.test: https://b.test/x7 — 50 réchauds")
    ('koop', 'nu', 'bij', 'rechauds')
    """
    found = WORD.findall(folded(NAMED.sub(" ", text[:COMPARED_CHARS])))
    return tuple(word for word in found if word.isalpha())


def folded(text: str) -> str:
    spelled = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spelled if not unicodedata.combining(letter))


def fingerprint(html: SafeHtml) -> int | None:
    """A number of 64 bits that posts with the same words share; None where they are too few.

    >>> one = SafeHtml("<p>Beste @an, koop vandaag nog uw goedkope horloges hier!</p>")
    >>> two = SafeHtml("<p>beste @jo <b>Koop</b> vandaag nog uw goedkope horloges hier 17</p>")
    >>> fingerprint(one) == fingerprint(two), fingerprint(SafeHtml("<p>Dank je wel!</p>"))
    (True, None)
    """
    words = words_of(plain_text(without_headings(html)))
    if sum(map(len, words)) < TELLING_LETTERS:
        return None
    told = hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(told, "big", signed=True)


def shingles(html: SafeHtml) -> frozenset[int]:
    """Every three words that follow each other, as numbers; of a shorter text all of it."""
    words = words_of(plain_text(without_headings(html)))
    runs = range(max(1, len(words) - SHINGLE + 1)) if words else ()
    return frozenset(hash(words[at : at + SHINGLE]) for at in runs)


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """How much two texts share: 0.0 for nothing, 1.0 for all of it.

    >>> both = shingles(SafeHtml("<p>een twee drie vier vijf</p>"))
    >>> likeness(both, both), likeness(both, frozenset())
    (1.0, 0.0)
    """
    return len(one & other) / len(one | other) if one and other else 0.0


def without_headings(html: SafeHtml) -> SafeHtml:
    """The text alone: an opening post may have its title above it, or not any more."""
    return SafeHtml(HEADING.sub("", html))


def link_hosts(html: SafeHtml) -> frozenset[str]:
    """The hosts that a text leads to, people and hashtags apart."""
    return frozenset(
        host_of(href)
        for piece in pieces(html)
        if piece.tag == "a" and piece.opening and not piece.classes & {"mention", "hashtag"}
        if (href := piece.attributes.get("href"))
    ) - {""}


def links_in(html: SafeHtml, named: int) -> int:
    """How many addresses a text leads to, beside ``named`` people and hashtags.

    Anybody can mark a link as a mention: more of those than it names count as links.

    >>> call = SafeHtml('<p><a href="https://a.test/@b" class="mention">@b</a></p>')
    >>> links_in(call, 1), links_in(call, 0)
    (0, 1)
    """
    links: set[str] = set()
    marked: set[str] = set()
    for piece in pieces(html):
        if piece.tag == "a" and piece.opening and (href := piece.attributes.get("href")):
            (marked if piece.classes & {"mention", "hashtag"} else links).add(href)
    return len(links) + max(0, len(marked - links) - named)


# -- words that are watched for --------------------------------------------------------------


def said_in(text: str, watched: Iterable[str]) -> str | None:
    """The first of the watched words or phrases that a text has; ``*`` is any part of a word.

    >>> said_in("Koop goedkope horloges", ("wijn", "goedk*p* horloge*"))
    'goedk*p* horloge*'
    """
    words = tuple(word[:WORD_CHARS] for word in WORD.findall(folded(text[:COMPARED_CHARS])))
    there = frozenset(words)
    for phrase in watched:
        parts = tuple(folded(part) for part in phrase.split())
        if parts and all(any_fits(part, there) for part in parts) and runs(parts, words):
            return phrase
    return None


def any_fits(part: str, words: frozenset[str]) -> bool:
    return any(fits(part, word) for word in words) if "*" in part else part in words


def runs(parts: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether words that fit follow each other in this order."""
    return any(
        all(fits(part, word) for part, word in zip(parts, words[at : at + len(parts)], strict=True))
        for at in range(len(words) - len(parts) + 1)
    )


def fits(part: str, word: str) -> bool:
    """Whether a word is spelled so; looked for piece by piece, so that no ``*`` costs much.

    >>> fits("go*k*p*", "goedkope"), fits("*kope", "kopen"), fits("a*a", "a")
    (True, False, False)
    """
    first, *middle = part.split("*")
    if not middle:
        return part == word
    last = middle.pop()
    if len(word) < len(first) + len(last) or not (word.startswith(first) and word.endswith(last)):
        return False
    at, end = len(first), len(word) - len(last)
    for piece in middle:
        at = word.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True
