"""Pace: how fast this process asks other servers, so that nobody is stormed in our name.

It knows hosts and moments (monotonic seconds), and nothing of what is asked.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fediforum import limits

BURST_SECONDS = 1.0


@dataclass(slots=True)
class Host:
    """One server: who asks it now, and until when its rate is used up."""

    slots: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(limits.FETCH_CONCURRENCY_HOST)
    )
    inside: int = 0
    paid_until: float = 0.0


class Pace:
    """Turns to ask: so many at once, so many of one host, and so many of it a second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.places = asyncio.Semaphore(limits.FETCH_CONCURRENCY)
        self.hosts: dict[str, Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, rate: float) -> AsyncIterator[None]:
        """Have a turn to ask that host, at most ``rate`` times a second, once there is one."""
        there = self.hosts.setdefault(host, Host())
        there.inside += 1
        try:
            async with there.slots:
                wait = self.pay(there, rate)
                if wait > 0:
                    await asyncio.sleep(wait)
                async with self.places:
                    yield
        finally:
            there.inside -= 1
            if not there.inside and there.paid_until <= self.clock():
                self.hosts.pop(host, None)
            if len(self.hosts) > limits.PACED_HOSTS:
                self.forget()

    def pay(self, there: Host, rate: float) -> float:
        """Take one request off a host's rate; how many seconds it has to wait for that."""
        now = self.clock()
        there.paid_until = max(now, there.paid_until) + 1 / rate
        return there.paid_until - now - BURST_SECONDS

    def forget(self) -> None:
        """Let go of hosts that nobody asks and whose rate is not used up."""
        now = self.clock()
        idle = [name for name, there in self.hosts.items() if not there.inside]
        for name in idle:
            if self.hosts[name].paid_until <= now:
                del self.hosts[name]
