"""Ways: how somebody goes on at their own server with what they read here, as one process knows.

Facts about programs, what servers offered lately, and how often they may be asked. Nothing is
asked here; ``onward`` does that.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from fediforum import limits
from fediforum.errors import FediforumError
from fediforum.flow.gate import Buckets, neighbourhood, per_minute
from fediforum.flow.recent import Recent
from fediforum.wire import Guard
from fediforum.wire.intents import INTENT, SUBSCRIBE, Offers, Whereabouts, fill

KEPT = 2_000  # what is remembered of one is at most some 40 KB
DAY = 24 * 3600.0
FAILED_SECONDS = 60.0


class Deed(StrEnum):
    """What somebody wants to do at home with a thing that they read here."""

    REPLY = "reply"
    LIKE = "like"
    BOOST = "boost"
    FOLLOW = "follow"
    BEGIN = "begin"


# What serves each deed, the best first: a relation and what its template calls the thing.
SEEING = ((f"{INTENT}Object", "object"), (SUBSCRIBE, "uri"))
SERVING = {
    Deed.REPLY: SEEING,
    Deed.LIKE: ((f"{INTENT}Like", "object"), *SEEING),
    Deed.BOOST: ((f"{INTENT}Announce", "object"), *SEEING),
    Deed.FOLLOW: ((f"{INTENT}Follow", "object"), *SEEING),
    Deed.BEGIN: SEEING,
}
WRITING = (f"{INTENT}Create", "content")

# Pages of programs whose WebFinger names none, or none of a server asked without a name. An empty
# one: the program has no page where somebody signed in could be sent.
INTERACT = "/authorize_interaction?uri={uri}"
MISSKEY = "/authorize-follow?acct={uri}"
SEARCH = "/search?q={uri}"
PAGES = {
    "gotosocial": "",
    "hubzilla": "/follow?f=&url={uri}",
    "lemmy": SEARCH,
    "mbin": "/search?search%5Bq%5D={uri}",
    "misskey": MISSKEY,
    "sharkey": MISSKEY,
    "firefish": MISSKEY,
    "iceshrimp": MISSKEY,
    "iceshrimp.net": MISSKEY,
    "nodebb": "/ap?resource={uri}",
    "peertube": "/remote-interaction?uri={uri}",
    "piefed": SEARCH,
    "pleroma": "/ostatus_subscribe?acct={uri}",
    "akkoma": "/ostatus_subscribe?acct={uri}",
}
SHARES = {
    "mastodon": "/share?text={content}",
    "hometown": "/share?text={content}",
    "misskey": "/share?text={content}",
    "sharkey": "/share?text={content}",
}


class Why(StrEnum):
    """Why somebody cannot be sent on."""

    UNREADABLE = "unreadable"  # what they typed names no server
    OURS = "ours"  # it names this one, where nobody signs in
    BLOCKED = "blocked"  # we do not speak with it
    UNKNOWN = "unknown"  # what stands there is no server of this kind
    SILENT = "silent"  # it does not answer in time
    DOORLESS = "doorless"  # its program has no page to be sent to
    BUSY = "busy"  # too many have asked just now


class NoWayOn(FediforumError):
    """Somebody cannot be sent on to where they say that they are at home."""

    status = 422

    def __init__(self, why: Why, home: Whereabouts | None = None) -> None:
        super().__init__(subject=str(home) if home is not None else None)
        self.why = why
        self.home = home


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of somebody's server: what it offers them, and what it runs.

    ``program`` is None as long as it was not needed, "" where nobody says.
    """

    offers: Offers | None
    program: str | None = None

    def serves(self, deed: Deed) -> bool:
        """Whether that is all that the deed could need."""
        wanted = (WRITING,) if deed is Deed.BEGIN else SERVING[deed]
        offered = self.offers.templates if self.offers is not None else {}
        return self.program is not None or any(relation in offered for relation, _ in wanted)


class Ways:
    """What one process knows of where readers are at home, and how often they may have it ask."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.found: Recent[Found] = Recent(KEPT, DAY, clock)
        self.failures: Recent[Why] = Recent(KEPT, FAILED_SECONDS, clock)
        self.addresses: Buckets = per_minute(limits.ONWARD_PER_ADDRESS_MINUTE, clock)
        self.hosts: Buckets = per_minute(limits.ONWARD_PER_HOST_MINUTE, clock)
        self.asking = 0

    @contextmanager
    def turn(self, address: str, home: Whereabouts) -> Iterator[None]:
        """Ask another server for the length of the block; NoWayOn where too many do."""
        full = self.asking >= limits.ONWARD_CONCURRENCY
        asks = neighbourhood(address)
        if full or not self.addresses.take(asks) or not self.hosts.take(home.host):
            raise NoWayOn(Why.BUSY, home)
        self.asking += 1
        try:
            yield
        finally:
            self.asking -= 1


def page_of(
    pages: Mapping[str, str],
    home: Whereabouts,
    found: Found,
    name: str,
    value: str,
    guard: Guard,
    other: str = "",
) -> str | None:
    """The page that somebody's server is known for by its program."""
    host = found.offers.host if found.offers is not None else home.host
    page = pages.get(found.program or "", other)
    return fill(f"https://{host}{page}", name, value, frozenset({host}), guard) if page else None
