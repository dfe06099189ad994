"""Asking: what somebody types into a search box, taken apart.

Words must all be there; "in quotation marks" in this order; -without leaves out. What may also be
said in a field of its own can be said here by name: ``van:Anna tag:zorg in:tuin``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fediforum.content.words import words

QUOTES = str.maketrans("“”„‟«»", '""""""')
TOKEN = re.compile(r'(-?)(?:(\w{1,20}):(?=\S))?(?:"([^"]*)"?|(\S+))')
NAMES: Mapping[str, str] = {
    **dict.fromkeys(("van", "author", "from", "auteur"), "author"),
    **dict.fromkeys(("in", "board", "bord"), "board"),
    **dict.fromkeys(("tag", "label", "hashtag"), "tag"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """Words that belong together, as ``words`` spells them; ``exact`` where they were quoted."""

    said: str
    without: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for; of what was named twice, the first."""

    terms: tuple[Term, ...] = ()
    author: str = ""
    board: str = ""
    tag: str = ""


def read_question(text: str, terms: int, chars: int) -> Asked:
    """Return what a text asks for, as far as its first characters and terms go.

    >>> asked = read_question('co-housing "eigen kracht" -markt van:"Cora de Wit" #zorg', 9, 99)
    >>> [term.said for term in asked.terms], asked.terms[2].without, asked.author, asked.tag
    (['co housing', 'eigen kracht', 'markt'], True, 'Cora de Wit', 'zorg')
    """
    found: list[Term] = []
    named: dict[str, str] = {}
    for minus, prefix, quoted, plain in TOKEN.findall(text[:chars].translate(QUOTES)):
        said = quoted or plain
        name = NAMES.get(prefix.lower())
        if name and not minus:
            named.setdefault(name, said)
            continue
        if said.startswith("#") and not minus and not quoted:
            named.setdefault("tag", said.lstrip("#"))
            continue
        whole = f"{prefix} {said}" if prefix else said
        if spelled := words(whole, chars):
            found.append(Term(spelled, without=bool(minus), exact=bool(quoted)))
    return Asked(tuple(dict.fromkeys(found))[:terms], **named)
