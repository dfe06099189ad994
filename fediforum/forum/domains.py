"""Domains: what is decided about other servers, and which of several decisions holds for a host.

The more specific name wins, so that an ``allow`` of ``a.evil.example`` lifts a block of
``evil.example``; of one name what was set by hand, then the list that comes first, then whatever
is stricter. Who decided what stays apart: what one list takes back, another may still say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from fediforum.vocab.domains import domains_above

BY_HAND = ""


class Policy(StrEnum):
    """What this server does with another.

    ``block``: they do not speak with each other, and nothing of it is shown. ``limit``: what is
    said there can be read where it stands, and nothing leads there or passes it on. ``hold``: what
    comes from there waits for a moderator. ``allow``: as with everybody else.
    """

    BLOCK = "block"
    HOLD = "hold"
    LIMIT = "limit"
    ALLOW = "allow"


STRICTNESS = (Policy.ALLOW, Policy.LIMIT, Policy.HOLD, Policy.BLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A decision about a name and, unless ``exact``, all that is under it.

    ``source``: "" by hand, or the list that says so, the one with the highest ``priority`` first.
    ``reason`` may be read by everybody, unless ``obfuscated``; ``comment`` is for who keeps the
    forum. Until ``until``, then no more. ``by`` and ``since``: who decided, and when.
    """

    name: str
    policy: Policy
    source: str = BY_HAND
    priority: int = 0
    exact: bool = False
    reason: str = ""
    comment: str = ""
    obfuscated: bool = False
    until: datetime | None = None
    since: datetime | None = None
    by: str = ""

    def lasts(self, now: datetime) -> bool:
        return self.until is None or self.until > now

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Which of several decisions about one name holds: the greatest."""
        return (self.source == BY_HAND, self.priority, STRICTNESS.index(self.policy))


@dataclass(frozen=True, slots=True)
class Domains:
    """Decisions by name, and whether this server speaks with those alone that are listed."""

    by_name: Mapping[str, tuple[Domain, ...]] = field(default_factory=dict)
    listed_only: bool = False

    def decision(self, host: str, now: datetime | None = None) -> Domain | None:
        """The decision that holds for a host, as ``host_of`` gives it; None where there is none.

        Without ``now``, all of them last.
        """
        for place, name in enumerate(domains_above(host)):
            found = [
                each
                for each in self.by_name.get(name, ())
                if (place == 0 or not each.exact) and (now is None or each.lasts(now))
            ]
            if found:
                return max(found, key=lambda each: each.rank)
        return None

    def policy(self, host: str, now: datetime | None = None) -> Policy:
        """What this server does with a host."""
        found = self.decision(host, now)
        if found is None:
            return Policy.BLOCK if self.listed_only else Policy.ALLOW
        return found.policy


def after(known: Domains, given: Sequence[Domain], without: Sequence[tuple[str, str]]) -> Domains:
    """The decisions once these are taken, and those of these names and sources are not any more."""
    gone = frozenset(without) | {(each.name, each.source) for each in given}
    kept = [
        each
        for several in known.by_name.values()
        for each in several
        if (each.name, each.source) not in gone
    ]
    return domains(*kept, *given, listed_only=known.listed_only)


def domains(*decisions: Domain, listed_only: bool = False) -> Domains:
    """These decisions, to ask about hosts.

    >>> block = Domain(name="example", policy=Policy.BLOCK)
    >>> said = domains(block, Domain(name="a.example", policy=Policy.ALLOW))
    >>> said.policy("b.example"), said.policy("www.a.example"), said.policy("notexample")
    (<Policy.BLOCK: 'block'>, <Policy.ALLOW: 'allow'>, <Policy.ALLOW: 'allow'>)
    """
    by_name: dict[str, tuple[Domain, ...]] = {}
    for each in decisions:
        by_name[each.name] = (*by_name.get(each.name, ()), each)
    return Domains(by_name, listed_only)
