"""Snippets: the place in a text where it says what was looked for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fediforum.content.text import CUT

START, STOP = "\x01", "\x02"
MARKS = re.compile(f"{START}|{STOP}")
SENTENCE = re.compile(r"[.!?…]\s+")
BEFORE = 60  # characters that may stand before the first mark
Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, never HTML; ``marked`` where it is what was looked for."""

    text: str
    marked: bool = False


def marks_in(marked: str) -> Iterator[Mark]:
    r"""Yield where a text with ``START`` and ``STOP`` in it is marked, counted without those.

    >>> list(marks_in("een \x01fiets\x02 en"))
    [(4, 9)]
    """
    place, began = 0, 0
    parts = MARKS.split(marked)
    for number, part in enumerate(parts):
        if number % 2:
            yield began, began + len(part)
        place += len(part)
        began = place


def united(marks: Sequence[Mark]) -> list[Mark]:
    """Return marks in order, none inside another.

    >>> united([(4, 9), (0, 3), (4, 9), (6, 12)])
    [(0, 3), (4, 12)]
    """
    joined: list[Mark] = []
    for begin, end in sorted(marks):
        if joined and begin < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return joined


def snippet(text: str, marks: Sequence[Mark], chars: int) -> tuple[Piece, ...]:
    """Return the stretch of a text, of about so many characters, that holds the most marks.

    It begins with a sentence where one begins nearby, else at a word.
    """
    begin, end = window(text, marks, chars)
    pieces: list[Piece] = [Piece(CUT)] if begin else []
    place = begin
    for first, last in marks:
        if first < begin or last > end:
            continue
        pieces += [Piece(text[place:first]), Piece(text[first:last], marked=True)]
        place = last
    pieces += [Piece(text[place:end].rstrip()), Piece(CUT if end < len(text) else "")]
    told = [Piece(re.sub(r"\s+", " ", each.text), each.marked) for each in pieces]
    return tuple(each for each in told if each.text)


def window(text: str, marks: Sequence[Mark], chars: int) -> Mark:
    """Return where the stretch with the most marks begins and ends."""
    if len(text) <= chars:
        return 0, len(text)
    room = chars - BEFORE
    best, most = 0, 0
    last = 0
    for number, (first, _) in enumerate(marks):
        last = max(last, number)
        while last < len(marks) and marks[last][1] <= first + room:
            last += 1
        if last - number > most:
            best, most = first, last - number
    begin = beginning(text, best)
    end = min(begin + chars, len(text))
    if end < len(text) and (space := text.rfind(" ", begin + chars // 2, end + 1)) > 0:
        end = space
    return begin, end


def beginning(text: str, mark: int) -> int:
    """Return where to begin so that a mark is seen: a sentence, or else a word, before it."""
    if mark <= BEFORE:
        return 0
    near = mark - BEFORE
    sentences = [each.end() for each in SENTENCE.finditer(text, near, mark)]
    if sentences:
        return sentences[0]
    space = text.find(" ", near, mark)
    return space + 1 if space >= 0 else near
