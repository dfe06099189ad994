"""The gate: how much one process lets in, counted in memory and bounded.

It knows hosts, addresses and moments (monotonic seconds), and nothing of what is said.
"""

import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b

from fediforum import limits
from fediforum.errors import TooMany, Unavailable
from fediforum.flow.recent import Recent

KEPT = 50_000
MINUTE = 60.0
HOUR = 3600.0
KEY_FETCHES_AT_ONCE = 64
HEARD_SECONDS = 600.0


class Buckets:
    """A token bucket for each name; the least recently used are forgotten beyond ``KEPT``."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self.rate = rate
        self.burst = burst
        self.clock = clock
        self.levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def level(self, name: str) -> float:
        """How many tokens the name has now."""
        tokens, at = self.levels.get(name, (self.burst, 0.0))
        return min(self.burst, tokens + (self.clock() - at) * self.rate)

    def take(self, name: str) -> bool:
        """Whether a token was left, which is now taken."""
        tokens = self.level(name)
        took = tokens >= 1
        self.levels[name] = (tokens - 1 if took else tokens, self.clock())
        self.levels.move_to_end(name)
        if len(self.levels) > KEPT:
            self.levels.popitem(last=False)
        return took

    def forget_full(self) -> None:
        """Drop the names that have all their tokens again: they are as good as new."""
        since = self.clock() - self.burst / self.rate
        while self.levels and next(iter(self.levels.values()))[1] <= since:
            self.levels.popitem(last=False)


def per_minute(count: int, clock: Callable[[], float]) -> Buckets:
    return Buckets(count / MINUTE, count, clock)


def per_hour(count: int, clock: Callable[[], float]) -> Buckets:
    return Buckets(count / HOUR, count, clock)


def above(host: str) -> list[str]:
    """The domains that a host is under, but for the last.

    >>> above("a.b.alpha.example"), above("alpha.example")
    (['b.alpha.example', 'alpha.example'], [])
    """
    labels = host.partition(":")[0].split(".")
    return [".".join(labels[start:]) for start in range(1, len(labels) - 1)]


def neighbourhood(address: str) -> str:
    """Who shares a limit with an address: of IPv6 everybody in its /64, which one home may have.

    >>> neighbourhood("2001:db8::1:2"), neighbourhood("192.0.2.7"), neighbourhood("")
    ('2001:db8::/64', '192.0.2.7', '')
    """
    try:
        if ipaddress.ip_address(address).version == 4:
            return address
        return str(ipaddress.ip_network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address


class Gate:
    """The limits of one process at its inbox, its form for reports and the door of its desk.

    Of readers no address is kept, but a mark that means nothing outside this process.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.hosts = Buckets(limits.INTAKE_RATE, limits.INTAKE_BURST, clock)
        self.failures = per_minute(limits.AUTH_FAILURES_PER_MINUTE, clock)
        self.strangers = per_minute(limits.UNKNOWN_KEYS_PER_ADDRESS_MINUTE, clock)
        self.strange_hosts = per_minute(limits.UNKNOWN_KEYS_PER_HOST_MINUTE, clock)
        self.fetches = per_minute(limits.KEY_FETCHES_PER_HOST_MINUTE, clock)
        self.newcomers = per_hour(limits.NEW_ACTORS_PER_HOST_HOUR, clock)
        self.new_hosts = per_hour(limits.NEW_HOSTS_PER_DOMAIN_HOUR, clock)
        self.met: Recent[bool] = Recent(KEPT, HOUR, clock)
        # What others pass on must not make us storm whoever wrote it.
        self.relays = per_minute(limits.RELAYS_PER_HOST_MINUTE, clock)
        self.salt = secrets.token_bytes(32)
        self.reports = per_hour(limits.REPORTS_PER_ADDRESS_HOUR, clock)
        self.all_reports = per_hour(limits.REPORTS_PER_HOUR, clock)
        self.forwards = per_hour(limits.FORWARDS_PER_HOST_HOUR, clock)
        self.searches = per_minute(limits.SEARCHES_PER_ADDRESS_MINUTE, clock)
        self.tries = per_minute(limits.DESK_TRIES_PER_ADDRESS_MINUTE, clock)
        self.all_tries = per_minute(limits.DESK_TRIES_PER_MINUTE, clock)
        self.clock = clock
        self.inside = 0
        self.fetching = 0
        self.behind = False
        self.looked = -1e9
        self.heard: Recent[bool] = Recent(KEPT, HEARD_SECONDS, clock)
        # Whose followers were told, and compared, lately.
        self.told: Recent[bool] = Recent(KEPT, HOUR, clock)
        self.compared: Recent[bool] = Recent(KEPT, HOUR, clock)

    @contextmanager
    def request(self) -> Iterator[None]:
        """Count one request for the length of the block; raises Unavailable over INFLIGHT."""
        if self.inside >= limits.INFLIGHT:
            raise Unavailable(retry_after=30)
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1

    def from_host(self, host: str) -> None:
        """Count one activity of a host that has proved itself; raises TooMany over its rate."""
        if not self.hosts.take(host):
            raise TooMany(retry_after=10)

    def looked_at_backlog(self, seconds: float) -> bool:
        """Whether it is time to look again how much waits; at most once in so many seconds."""
        if self.clock() - self.looked < seconds:
            return False
        self.looked = self.clock()
        return True

    def later(self) -> int:
        """In how many seconds to come back, spread out so that not all come at once."""
        return 240 + secrets.randbelow(121)

    def first_heard(self, host: str) -> bool:
        """Whether the host was not heard from for ten minutes."""
        if self.heard.get(host):
            return False
        self.heard.put(host, True)
        return True

    def check_stranger(self, address: str, host: str) -> None:
        """Raise TooMany where too many signatures of that host's keys failed from there."""
        if (
            self.failures.level(f"{address} {host}") < 1
            or self.strangers.level(address) < 1
            or self.strange_hosts.level(host) < 1
        ):
            raise TooMany()

    def failed(self, address: str, host: str) -> None:
        """Count a signature that did not hold."""
        self.failures.take(f"{address} {host}")

    def unknown(self, address: str, host: str) -> None:
        """Count a key that could not be found."""
        self.strangers.take(address)
        self.strange_hosts.take(host)

    def newcomer(self, host: str) -> None:
        """Count somebody new of a host, and the host itself for each domain that it is under.

        Raises TooMany where a server makes up people without end, or a domain servers.
        """
        allowed = self.newcomers.take(host)
        if allowed and not self.met.get(host):
            allowed = all(self.new_hosts.take(domain) for domain in above(host))
            self.met.put(host, allowed)
        if not allowed:
            raise TooMany(retry_after=1800)

    def report(self, address: str) -> None:
        """Count one report of a reader; raises TooMany over what one address, or all, may send."""
        self.reports.forget_full()
        if not (self.reports.take(self.mark(address)) and self.all_reports.take("")):
            raise TooMany(retry_after=3600)

    def knock(self, address: str) -> None:
        """Count one try to come in at the desk; raises TooMany over what may be tried."""
        self.tries.forget_full()
        if not (self.tries.take(self.mark(address)) and self.all_tries.take("")):
            raise TooMany(retry_after=60)

    def mark(self, address: str) -> str:
        """What is kept of a reader's address."""
        return blake2b(neighbourhood(address).encode(), key=self.salt).hexdigest()

    def search(self, address: str) -> None:
        """Count one search; raises TooMany over what one address may ask for."""
        if not self.searches.take(neighbourhood(address)):
            raise TooMany(retry_after=60)

    @contextmanager
    def key_fetch(self, host: str) -> Iterator[None]:
        """Count one fetch of a key for the length of the block; raises Unavailable over it."""
        if self.fetching >= KEY_FETCHES_AT_ONCE or not self.fetches.take(host):
            raise Unavailable(retry_after=30)
        self.fetching += 1
        try:
            yield
        finally:
            self.fetching -= 1
