"""Lacking: what of a thread is known and not here, as a reader is told."""

from collections import Counter
from dataclasses import dataclass

from fediforum.forum.whole import Whole, Why

SERVERS = 3


@dataclass(frozen=True, slots=True)
class Lacking:
    """What of a thread is known and not here, as a reader is told: how many may come yet, of
    which servers some that refuse or do not answer, and how many will not come.
    """

    open: int = 0
    refuse: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    waiting: int = 0
    private: int = 0
    left_out: int = 0


def lacking(whole: Whole) -> Lacking:
    """Why some of a thread is missing."""
    count = Counter(each.why for each in whole.missing)
    waiting, private, left_out = (count[w] for w in (Why.ORPHAN, Why.PRIVATE, Why.RULE))
    return Lacking(
        open=len(whole.missing) - waiting - private - left_out,
        refuse=hosts(whole, Why.REFUSED),
        silent=hosts(whole, Why.UNREACHABLE),
        waiting=waiting,
        private=private,
        left_out=left_out,
    )


def hosts(whole: Whole, why: Why) -> tuple[str, ...]:
    """The servers for which that is the reason, those that it holds most back of first."""
    return tuple(host for host, reason in whole.reasons if reason is why)[:SERVERS]
