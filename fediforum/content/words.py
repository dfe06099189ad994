"""Words: a text as a search sees it, so that a question and an answer are spelled alike.

Only letters and digits are left, with spaces between; which of them belong together (fiets,
fietsen) is the database's business.
"""

import re
import unicodedata

# Signs that are written inside a word and are no part of it: soft hyphens, joiners, directions.
UNSEEN = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# Endings that no stemmer knows: foto's, ideeën.
ENDING = re.compile(r"(?<=\w)['’]s\b|(?<=[ei])ën\b", re.IGNORECASE)
# Scripts without spaces: each sign is a word, and words beside each other are a phrase.
UNSPACED = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")


class Letters(dict[int, str | int]):
    """For ``str.translate``: what is no letter, digit or mark becomes a space."""

    def __missing__(self, code: int) -> str | int:
        letter = chr(code)
        spoken = letter.isalnum() or unicodedata.category(letter).startswith("M")
        self[code] = code if spoken else " "
        return self[code]


LETTERS = Letters()


def words(text: str, chars: int) -> str:
    """Return the words of a text in lower case with one space between, ``chars`` long at most.

    >>> words("Foto's en ideeën: coördinatie tuin/keuken, “zo”!", 100)
    'foto en idee coördinatie tuin keuken zo'
    """
    said = text[: 2 * chars]
    if not said.isascii():
        said = unicodedata.normalize("NFKC", UNSEEN.sub("", said))
    said = ENDING.sub("", said).casefold().translate(LETTERS)
    if not said.isascii():
        said = UNSPACED.sub(r" \1 ", unicodedata.normalize("NFC", said))
    return " ".join(said.split())[:chars].rstrip()


def shadow(text: str) -> str:
    """Return the words of a text, each where it stands: as long as the text, letter by letter.

    >>> shadow("“Één tuin”, zei zij.")
    ' één tuin   zei zij '
    """
    lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lower.translate(LETTERS)
