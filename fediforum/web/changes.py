"""Changes: what one version of a text says that the one before it did not, paragraph by paragraph.

Pure, and bounded whatever the texts are: what is too much to compare word by word is told as a
whole paragraph that went and one that came.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from fediforum.content import shorten

Kind = Literal["same", "gone", "new"]

PARAGRAPHS = 300
WORDS = 400
PAIRS = 500_000  # words times words that one comparison may look at, which bounds its time
ALIKE = 0.4  # below that, a paragraph was replaced rather than changed
LONGEST = 2_000  # characters of a paragraph that went or came as a whole
CONTEXT = 140  # characters of an unchanged stretch that are shown on either side of a change
SHOWN = 20_000  # characters of one comparison
WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words that stayed, went or came."""

    kind: Kind
    text: str


Paragraph = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """The paragraphs in which something changed; ``left_out``: there are more of them."""

    paragraphs: tuple[Paragraph, ...]
    left_out: bool = False


def changes(before: str, after: str) -> Changes:
    r"""What the text ``after`` says otherwise than ``before``; both are plain text.

    >>> [paragraph] = changes("One.\n\nTwo is here.", "One.\n\nTwo was here.").paragraphs
    >>> [(part.kind, part.text) for part in paragraph]
    [('same', 'Two '), ('gone', 'is'), ('new', 'was'), ('same', ' here.')]
    """
    shown: list[Paragraph] = []
    room, pairs = SHOWN, PAIRS
    old, new = paragraphs_of(before), paragraphs_of(after)
    for one, other in changed_pairs(old, new):
        words, others = WORD.findall(one), WORD.findall(other)
        few = 0 < min(len(words), len(others)) and max(len(words), len(others)) <= WORDS
        pairs -= len(words) * len(others) if few else 0
        paragraph = compared(words, others) if few and pairs >= 0 else ()
        paragraph = paragraph or replaced(one, other)
        room -= sum(len(part.text) for part in paragraph)
        if room < 0:
            return Changes(tuple(shown), left_out=True)
        shown.append(paragraph)
    return Changes(tuple(shown), left_out=cut(before) or cut(after))


def paragraphs_of(text: str) -> list[str]:
    return [part for part in text.split("\n\n") if part.strip()][:PARAGRAPHS]


def cut(text: str) -> bool:
    return text.count("\n\n") >= PARAGRAPHS


def changed_pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Paragraphs that differ, side by side; "" where there was none, or is none any more."""
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            yield from zip_longest(old[a:b], new[c:d], fillvalue="")


def replaced(one: str, other: str) -> Paragraph:
    """One paragraph that went as a whole, and another that came."""
    both: tuple[tuple[Kind, str], ...] = (("gone", one), ("new", other))
    return tuple(Part(kind, shorten(text, LONGEST)) for kind, text in both if text)


def compared(words: Sequence[str], others: Sequence[str]) -> Paragraph:
    """One paragraph and what became of it, word by word; empty where they are not alike."""
    spoken, anew = ([word for word in each if word.strip()] for each in (words, others))
    if SequenceMatcher(None, spoken, anew).ratio() < ALIKE:
        return ()
    matcher = SequenceMatcher(None, words, others)
    parts: list[Part] = []
    opcodes = matcher.get_opcodes()
    for number, (kind, a, b, c, d) in enumerate(opcodes):
        if kind == "equal":
            last = number == len(opcodes) - 1
            parts.append(Part("same", around("".join(words[a:b]), first=number == 0, last=last)))
            continue
        if a < b:
            parts.append(Part("gone", "".join(words[a:b])))
        if c < d:
            parts.append(Part("new", "".join(others[c:d])))
    return tuple(parts)


def around(text: str, *, first: bool, last: bool) -> str:
    """An unchanged stretch, without its middle where it is long.

    >>> around("a" * 999, first=True, last=False) == "… " + "a" * 140
    True
    """
    if first:
        return text if len(text) <= CONTEXT else f"… {text[-CONTEXT:]}"
    if last:
        return text if len(text) <= CONTEXT else f"{text[:CONTEXT]} …"
    return text if len(text) <= 2 * CONTEXT else f"{text[:CONTEXT]} … {text[-CONTEXT:]}"
