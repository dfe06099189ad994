"""Notes of a text: numbered where they belong, gathered below it.

In what is kept and sent they are numbers and a list, which mean the same everywhere; only a page
makes links of them, as only a page knows which ids are free (``linked``).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fediforum.content.pieces import Piece, element, in_quotes, text_of

DIGITS = 4
DEPTH = 3  # notes in notes; what is deeper stays where it stands


def with_notes_below(parts: list[Piece], depth: int = DEPTH) -> list[Piece]:
    """Return the pieces with their notes (``div.note``) in one list at the end, by number."""
    if depth == 0:
        return parts
    text: list[Piece] = []
    notes: dict[int, list[Piece]] = {}
    place = 0
    while place < len(parts):
        number, inside, end = note_at(parts, place)
        if number is None:
            text.append(parts[place])
        else:
            notes.setdefault(number, inside)
        place = end
    if not notes:
        return text
    listed = [Piece('<ol class="notes">', "ol", inside=' class="notes"')]
    for number in sorted(notes):
        value = f' value="{number}"'
        inside = with_notes_below(notes[number], depth - 1)
        listed += [Piece(f"<li{value}>", "li", inside=value), *inside]
        listed.append(Piece("</li>", "li", closing=True))
    return [*text, *listed, Piece("</ol>\n", "ol", closing=True)]


def note_at(parts: list[Piece], place: int) -> tuple[int | None, list[Piece], int]:
    """The number of the note that begins there, what it says, and the place behind it."""
    if "note" not in parts[place].classes or parts[place].tag != "div" or parts[place].closing:
        return None, [], place + 1
    end = element(parts, place)
    label = element(parts, place + 1) if parts[place + 1].tag == "sup" else place + 1
    number = number_of(text_of(parts[place + 1 : label]))
    return (None, [], place + 1) if number is None else (number, parts[label : end - 1], end)


def number_of(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def bare(text: str) -> str:
    """The number of a reference without the brackets that keep it from the word before it."""
    return text.removeprefix("[").removesuffix("]")


@dataclass(frozen=True, slots=True)
class Links:
    """What the links of notes are called, with ``{}`` for the number: there, and back."""

    there: str
    back: str


def linked(parts: list[Piece], prefix: str, words: Links) -> list[Piece]:
    """Return a text whose numbers lead to its notes, and its notes back, by ids with ``prefix``."""
    notes = notes_in(parts)
    if not notes:
        return parts
    called = {number_of(bare(said)) for said in references(parts)}
    ways = {note.back: note.number for note in notes.values() if note.number in called}
    numbers = {note.number for note in notes.values()}
    told: set[int] = set()
    out: list[Piece] = []
    place = 0
    while place < len(parts):
        piece, end = parts[place], place + 1
        if place in ways:
            out.append(link(f"{prefix}r{ways[place]}", words.back, ways[place], "↩\ufe0e"))
        if place in notes:
            number = notes[place].number
            out.append(Piece(f'<li id="{prefix}n{number}" value="{number}">', "li"))
        elif refers(piece):
            end = element(parts, place)
            said = number_of(bare(text_of(parts[place:end])))
            if said is not None and said in numbers:
                here = "" if said in told else f' id="{prefix}r{said}"'
                told.add(said)
                out += [
                    Piece(f'<sup class="noteref"{here}>', "sup"),
                    link(f"{prefix}n{said}", words.there, said, str(said)),
                    Piece("</sup>", "sup", closing=True),
                ]
            else:
                out += parts[place:end]
        else:
            out.append(piece)
        place = end
    return out


def link(target: str, words: str, number: int, shown: str) -> Piece:
    label = in_quotes(words.replace("{}", str(number)))
    space = "" if shown.isdigit() else " "
    # As one piece of text: nothing that is done to links is to be done to this one.
    return Piece(f'{space}<a href="#{target}" aria-label="{label}">{shown}</a>')


def refers(piece: Piece) -> bool:
    return piece.tag == "sup" and not piece.closing and "noteref" in piece.classes


def references(parts: list[Piece]) -> Iterator[str]:
    for place, piece in enumerate(parts):
        if refers(piece):
            yield text_of(parts[place : place + 2])


@dataclass(frozen=True, slots=True)
class Note:
    """A note in its list; ``back`` is the piece before which the way back belongs."""

    number: int
    back: int


def notes_in(parts: list[Piece]) -> dict[int, Note]:
    """Where in the pieces each note's item opens; each number once."""
    found: dict[int, Note] = {}
    numbers: set[int] = set()
    depth, opened = 0, -1
    for place, piece in enumerate(parts):
        if depth == 0:
            depth = int(piece.tag == "ol" and piece.opening and "notes" in piece.classes)
            continue
        if piece.tag not in {"ol", "ul", "li"}:
            continue
        if depth == 1 and piece.tag == "li" and not piece.closing:
            opened = place
        depth += -1 if piece.closing else 1
        if depth == 1 and piece.tag == "li" and opened >= 0:
            number = number_of(parts[opened].attributes.get("value", ""))
            if number is not None and number not in numbers:
                numbers.add(number)
                found[opened] = Note(number, last_words(parts, opened, place))
            opened = -1
    return found


def last_words(parts: list[Piece], start: int, end: int) -> int:
    """The piece in front of which more words can stand: the end of the last paragraph, or all."""
    last = next((place for place in range(end - 1, start, -1) if parts[place].raw.strip()), start)
    return last if parts[last].tag == "p" and parts[last].closing else end
