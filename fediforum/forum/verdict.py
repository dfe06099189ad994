"""Verdicts: what the law answers.

``Accepted``: these effects, in this order. ``Ignored``: authentic, and nothing to do with us.
``Refused``: not allowed; ``reason`` says why in words that may be shown. ``Needs``: these actors
or boards must be known before it can be judged; the shell fetches them and asks again.
"""

from dataclasses import dataclass

from fediforum.forum.effects import Effect
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True)
class Accepted:
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignored:
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    reason: str


@dataclass(frozen=True, slots=True)
class Needs:
    ids: frozenset[Iri]


Verdict = Accepted | Ignored | Refused | Needs

ALREADY = Ignored("that is so already")
