"""What came of a delivery, told to whoever looks after the forum: its cause, and what to do.

Pure: from the few words that are kept of a try (a status or a failure, as ``flow.deliver`` writes
them) to plain sentences; and from what is known of a server to the one word for how it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SLOW = timedelta(minutes=5)


class State(StrEnum):
    """How it stands with a server, the worst first."""

    BLOCKED = "blocked"
    PAUSED = "paused"
    DEAD = "dead"
    DOWN = "down"
    REFUSED = "refused"
    SLOW = "slow"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Cause:
    """What an answer or a failure means, what to do about it, and whether it ends by itself.

    ``name`` is the answer in a few words, ``{host}`` in the remedy the server's name.
    """

    name: str
    meaning: str
    remedy: str
    passes: bool


RETRIED = "Nothing: it is tried again by itself, for about four days."
LOOK = (
    "Look at https://{host}/ yourself; `fediforum federation queue retry {host}` once it is well."
)
SIGNATURE = Cause(
    "401 signature not believed",
    "Their server could not verify our signature: it cannot fetch our key, or its clock is off.",
    "`fediforum doctor` (address, proxy, clock); then `fediforum federation queue retry {host}`.",
    passes=True,
)
FORBIDDEN = Cause(
    "403 forbidden",
    "Their server will not hear us: it blocks this forum or whoever wrote it, or asks for what we "
    "do not sign.",
    "Ask their admin; `fediforum federation queue retry {host}` when they let us in.",
    passes=False,
)
NOT_THERE = Cause(
    "404 not found",
    "There is no such inbox any more: whoever it was for has moved or been deleted.",
    "Nothing; if the whole server answers so, `fediforum federation queue drop {host}`.",
    passes=False,
)
GONE = Cause(
    "410 gone",
    "Whoever it was for, or their server, is gone for good.",
    "Nothing; it is not tried again.",
    passes=False,
)
TOO_LARGE = Cause(
    "413 too large",
    "The post is larger than their server, or the proxy before it, lets in.",
    "Nothing here helps but a shorter post; they read it on our page.",
    passes=False,
)
SLOW_DOWN = Cause(
    "429 too many requests",
    "Their server asks us to slow down.",
    "Nothing: what waits goes out at the pace that it asks for.",
    passes=True,
)
MALFORMED = Cause(
    "{status} not understood",
    "Their server understands the request, and will not have what is in it.",
    "`fediforum federation queue show DELIVERY` has the body; report it to their software or to "
    "ours.",
    passes=False,
)
REDIRECTED = Cause(
    "{status} redirect",
    "Their inbox has moved to another address, and a signed request is not carried along.",
    "`fediforum federation fetch` one of their people reads the new address; then "
    "`fediforum federation queue retry {host}`.",
    passes=False,
)
ILL = Cause("{status} server error", "Their server, or the proxy before it, is ill.", RETRIED, True)
ODD = Cause("{status}", "An answer that means nothing to us.", LOOK, passes=False)

FAILURES = {
    "connect timeout": Cause(
        "connect timeout", "Nobody answers at their address.", RETRIED, passes=True
    ),
    "no answer": Cause(
        "no answer in time",
        "They were given the request and did not answer in time: their server is overloaded.",
        RETRIED,
        passes=True,
    ),
    "no valid certificate": Cause(
        "no valid certificate",
        "Their TLS certificate has run out, or is not for that name.",
        "Tell their admin; `fediforum federation queue retry {host}` once it is renewed.",
        passes=True,
    ),
    "no such name": Cause(
        "no such name",
        "The name of their server is not found: the domain has ended, or our name server is ill.",
        "`getent hosts {host}` on this machine; if it is gone for good, "
        "`fediforum federation queue drop {host}`.",
        passes=True,
    ),
    "connection refused": Cause(
        "connection refused",
        "The machine is there, and nothing listens: their web server is down.",
        RETRIED,
        passes=True,
    ),
    "connection lost": Cause(
        "connection lost", "Their server broke off the connection.", RETRIED, passes=True
    ),
    "not reached": Cause("not reached", "There is no way to their address now.", RETRIED, True),
    "blocked": Cause(
        "not allowed here",
        "We do not speak with that server, or its address is one that may not be called.",
        "`fediforum federation status {host}`; a private address never is.",
        passes=False,
    ),
    "failed here": Cause(
        "failed here",
        "It failed on our own side, and says nothing of them.",
        "Look into the log of the workers for `could not send`.",
        passes=True,
    ),
    "not sent": Cause(
        "not sent",
        "Its signature had run out, or there is no key of ours left to sign with.",
        "Nothing; the newest state of a post goes out when it is edited.",
        passes=False,
    ),
    "lease ran out": Cause(
        "unknown",
        "Whoever sent it was cut off, and a second vote would undo the first.",
        "Nothing.",
        passes=False,
    ),
    "the server is dead": Cause(
        "given up",
        "Their server had not answered for seven days.",
        "It is let in when it speaks to us; `fediforum federation queue retry {host}` tries now.",
        passes=False,
    ),
    "dropped": Cause(
        "dropped",
        "An admin here took it out of the queue.",
        "`fediforum federation queue retry DELIVERY` owes it again.",
        passes=False,
    ),
}
STATUSES = {
    400: MALFORMED,
    401: SIGNATURE,
    403: FORBIDDEN,
    404: NOT_THERE,
    405: NOT_THERE,
    408: FAILURES["no answer"],
    410: GONE,
    413: TOO_LARGE,
    422: MALFORMED,
    425: SLOW_DOWN,
    429: SLOW_DOWN,
}


def cause_of(response: str, host: str) -> Cause:
    """What the words that are kept of a try mean, with that server's name put in.

    >>> cause_of("429", "beta.example").name
    '429 too many requests'
    >>> cause_of("502", "beta.example").name
    '502 server error'
    """
    found = cause_by_status(int(response)) if response.isdecimal() else FAILURES.get(response)
    if found is None:
        found = Cause(response or "no answer yet", "It has not been tried yet.", "Nothing.", True)
    return Cause(
        found.name.replace("{status}", response),
        found.meaning,
        found.remedy.replace("{host}", host),
        found.passes,
    )


def cause_by_status(status: int) -> Cause:
    if status in STATUSES:
        return STATUSES[status]
    if 300 <= status < 400:
        return REDIRECTED
    if 400 <= status < 500:
        return MALFORMED
    return ILL if status >= 500 else ODD


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides how it stands with a server. ``response``: the newest that was no success.

    ``oldest``: since when something waits for it; ``tries``: how often the first of it was tried.
    """

    blocked: bool = False
    paused: datetime | None = None
    dead: bool = False
    down_until: datetime | None = None
    failures: int = 0
    oldest: datetime | None = None
    tries: int = 0
    response: str = ""
    delivered_since: bool = True


def state_of(standing: Standing, now: datetime) -> State:
    """The one word for how it stands with a server.

    Refused: it answers, and its last answer was that it will not have what we send.
    """
    if standing.blocked:
        return State.BLOCKED
    if standing.paused is not None:
        return State.PAUSED
    if standing.dead:
        return State.DEAD
    if standing.down_until is not None:
        return State.DOWN
    if standing.response in {"401", "403"} and not standing.delivered_since:
        return State.REFUSED
    late = standing.oldest is not None and now - standing.oldest > SLOW
    return State.SLOW if late or standing.tries or standing.failures else State.OK
