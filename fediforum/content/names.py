"""First names: who of a conversation is meant by a name alone, as people call each other.

Whoever is meant for certain is found, and nobody else: where two could be meant, it is neither.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar

WORD = re.compile(r"[^\W\d_][\w'’-]*")


class Person(Protocol):
    """Somebody with a short name, and with the one that they show."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def display(self) -> str: ...


P = TypeVar("P", bound=Person)


class Accents(dict[int, int | None]):
    """For ``str.translate``: takes away what is combined with the letter before it."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


ACCENTS = Accents()


def fold(text: str) -> str:
    """Return a name, or what somebody said, as it is compared: without case and without accents.

    >>> fold("Zoë"), fold("ANDRÉ")
    ('zoe', 'andre')
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.casefold()).translate(ACCENTS)


def first_name(display: str) -> str:
    """Return the first word of the name that somebody shows.

    >>> first_name("🌻 Cora de Wit"), first_name("M. Verhoeven"), first_name("😀")
    ('Cora', 'M', '')
    """
    found = WORD.search(display)
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Names(Generic[P]):
    """Those who take part in a conversation, by their short names and by their first names."""

    short: Mapping[str, tuple[P, ...]]
    first: Mapping[str, tuple[P, ...]]

    @classmethod
    def among(cls, people: Iterable[P]) -> Self:
        """Everybody who may be meant."""
        short: dict[str, list[P]] = defaultdict(list)
        first: dict[str, list[P]] = defaultdict(list)
        for each in people:
            short[fold(each.name)].append(each)
            first[fold(first_name(each.display))].append(each)
        return cls(
            {name: tuple(found) for name, found in short.items() if name},
            {name: tuple(found) for name, found in first.items() if name},
        )

    def called(self, name: str, *, by: str = "") -> tuple[P, ...]:
        """Return all who may be meant when ``by`` says that name: one, several, or nobody.

        It may be somebody's short name or their first name: whoever gives themselves the one
        takes nobody's place who goes by the other. Nobody calls themselves.
        """
        key = fold(name)
        found = (*self.short.get(key, ()), *self.first.get(key, ()))
        return tuple({each.id: each for each in found if each.id != by}.values())
