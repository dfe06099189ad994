"""Whole: which posts of a thread are known to exist, and why some of them are not here.

Values only. Who heard of them and what was tried is for the hands; the rows are the store's.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fediforum.forum.effects import Put
from fediforum.forum.model import Post
from fediforum.forum.rules import create
from fediforum.forum.verdict import Accepted, Ignored, Needs, Refused, Verdict
from fediforum.vocab.iri import Iri, host_of


class SaidBy(StrEnum):
    """Who says that a post stands in a thread."""

    CONTEXT = "context"
    REPLIES = "replies"
    PARENT = "parent"
    ANNOUNCE = "announce"


class Why(StrEnum):
    """How far we came with a post that we heard of.

    ``gone``: its own server has it no more. ``nothing``: what stands there is no post of the
    thread. ``refused``: its server does not show it to us. ``unreachable``: its server does not
    answer. ``private``: it is not for everybody. ``rule``: this forum did not take it.
    ``orphan``: it waits for what it answers. ``budget``: we stopped asking, and go on later.
    """

    UNTRIED = "untried"
    HERE = "here"
    GONE = "gone"
    NOTHING = "nothing"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    PRIVATE = "private"
    RULE = "rule"
    ORPHAN = "orphan"
    BUDGET = "budget"


# What may be otherwise when it is looked at again.
OPEN = frozenset({Why.UNTRIED, Why.REFUSED, Why.UNREACHABLE, Why.ORPHAN, Why.BUDGET})


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A post that is known to exist and is not here; ``reason`` is a rule's or failure's words."""

    id: Iri
    said_by: SaidBy
    first: datetime
    why: Why = Why.UNTRIED
    reason: str = ""
    tried: datetime | None = None
    tries: int = 0

    @property
    def host(self) -> str:
        return host_of(self.id)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of looking at one id."""

    id: Iri
    why: Why
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """How many replies of a thread are here, and which are known and are not.

    ``abroad``: whether any of it is from another server, so that something could be missing.
    """

    here: int
    missing: tuple[Missing, ...] = ()
    abroad: bool = False
    looked: datetime | None = None

    @property
    def known(self) -> int:
        return self.here + len(self.missing)

    @property
    def reasons(self) -> Mapping[tuple[str, Why], int]:
        """How many are missing for which reason at which host, most first."""
        counted = Counter((each.host, each.why) for each in self.missing)
        return dict(counted.most_common())


IGNORED = {
    create.KNOWN: Why.HERE,
    create.DELETED: Why.GONE,
    create.NOT_PUBLIC: Why.PRIVATE,
    create.NO_POST: Why.NOTHING,
    create.NO_BOARD: Why.NOTHING,
    create.UNRELATED: Why.ORPHAN,
    create.SHELF_FULL: Why.ORPHAN,
    create.TOO_DEEP: Why.ORPHAN,
}


def what_came_of(iri: Iri, verdict: Verdict) -> Tried:
    """What the law's answer to a post that was read means for its being here."""
    match verdict:
        case Accepted(effects):
            waits = any(
                isinstance(effect, Put)
                and isinstance(effect.thing, Post)
                and effect.thing.id == iri
                and effect.thing.state in create.WAITING
                for effect in effects
            )
            return Tried(iri, Why.ORPHAN if waits else Why.HERE)
        case Ignored(reason):
            return Tried(iri, IGNORED.get(verdict, Why.RULE), reason)
        case Refused(reason):
            return Tried(iri, Why.RULE, reason)
        case Needs(ids):
            return Tried(iri, Why.UNREACHABLE, f"not to be found: {', '.join(sorted(ids))}")
