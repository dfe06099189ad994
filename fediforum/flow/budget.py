"""Budget: how many requests to other servers one piece of work may make, and until when."""

import time
from typing import Self

from fediforum import limits
from fediforum.errors import Temporary


class Budget:
    """What is left to spend: ``requests``, and time up to ``deadline`` (monotonic seconds).

    ``rate``: how many requests a second one host may be asked. ``welcome``: the hosts that this
    work has found we speak with.
    """

    def __init__(self, requests: int, seconds: float, rate: float = limits.FETCH_RATE_HOST) -> None:
        self.requests = requests
        self.deadline = time.monotonic() + seconds
        self.rate = rate
        self.welcome: set[str] = set()

    @classmethod
    def none(cls) -> Self:
        """For work that must not wait for others."""
        return cls(0, 0)

    @classmethod
    def interactive(cls) -> Self:
        """For somebody who waits at a form, a command or an API."""
        return cls(limits.FETCHES_PER_ACTIVITY, limits.FETCH_SECONDS)

    @classmethod
    def errand(cls) -> Self:
        """For a job of the queue, which runs 30 seconds at most."""
        return cls(limits.FETCHES_PER_ACTIVITY, 28)

    @classmethod
    def backfill(
        cls, requests: int = limits.BACKFILL_REQUESTS, seconds: float = limits.BACKFILL_SECONDS
    ) -> Self:
        """For one pass over a conversation."""
        return cls(requests, seconds)

    @property
    def seconds(self) -> float:
        """How much time is left; never negative."""
        return max(0.0, self.deadline - time.monotonic())

    @property
    def spent(self) -> bool:
        """Whether nothing more may be asked."""
        return self.requests <= 0 or self.seconds <= 0

    def spend(self) -> float:
        """One request is taken off; how many seconds it may last.

        Raises Temporary when nothing is left.
        """
        if self.spent:
            raise Temporary("Too much would have to be asked of other servers at once.")
        self.requests -= 1
        return min(limits.FETCH_SECONDS, self.seconds)
