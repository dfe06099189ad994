"""When a delivery is tried again, or never; and when a whole server is left alone for a while.

Pure: an outcome, what went before, and the time, to what comes next. ``wire.post`` says what
came of a POST; ``store.deliveries`` keeps what is decided here.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

SCHEDULE = (
    1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 1 * HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR,
    24 * HOUR, 24 * HOUR, 24 * HOUR,
)  # fmt: skip
TRIES = len(SCHEDULE) + 1
JITTER = 0.25
PATIENCE_MIN, PATIENCE_MAX = timedelta(seconds=30), 24 * HOUR
PASSING = frozenset({401, 408, 425, 429})

BREAKER_FAILURES = 5
BREAKER_WITHIN = 10 * MINUTE
BREAKER_OPEN = 30 * MINUTE
DEAD_DAYS = 7

RELAY_REFUSALS = 3
RELAY_WITHIN = 24 * HOUR
RELAY_PAUSE = 7 * DAY


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one try: ``status`` None if there was no answer.

    ``sent``: the body had gone out, so the inbox may have taken it all the same.
    ``retry_after`` in seconds.
    """

    status: int | None
    sent: bool = False
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Nothing more is sent. ``outcome``: delivered, rejected, gone, abandoned or unknown."""

    outcome: str


@dataclass(frozen=True, slots=True)
class Again:
    """To be tried once more, not before ``at``."""

    at: datetime


Next = Settled | Again


def after(
    came: Came,
    attempts: int,
    now: datetime,
    jitter: float,
    *,
    software: str | None = None,
    vote: bool = False,
    relay: bool = False,
) -> Next:
    """What follows the ``attempts``-th try (the first is 1); ``jitter`` is between -1 and 1.

    NodeBB works on after it stopped listening, so its time-outs count as delivered. PieFed
    takes a vote back that it gets twice, so one that it may have is not sent again. A relayed
    body that is refused is not sent again: whoever wants it can fetch it.
    """
    if came.status is None and came.sent:
        if software == "nodebb":
            return Settled("delivered")
        if software == "piefed" and vote:
            return Settled("unknown")
    if came.status is not None and 200 <= came.status < 300:
        return Settled("delivered")
    if came.status == 410:
        return Settled("gone")
    if refuses(came.status) or (relay and came.status == 401):
        return Settled("rejected")
    if attempts >= TRIES:
        return Settled("abandoned")
    return Again(now + delay(attempts, jitter, came.retry_after))


def refuses(status: int | None) -> bool:
    """Whether an answer is final: a redirect, or a refusal that does not speak of the moment."""
    return status is not None and 300 <= status < 500 and status not in PASSING


def delay(attempts: int, jitter: float, retry_after: int | None) -> timedelta:
    """How long to wait after that many tries; longer if the other side asks for it."""
    wait = SCHEDULE[min(max(attempts, 1), len(SCHEDULE)) - 1] * (1 + JITTER * jitter)
    if retry_after is None:
        return wait
    # Compared as seconds: a peer may ask for more than a timedelta holds.
    asked = timedelta(seconds=min(retry_after, PATIENCE_MAX.total_seconds()))
    return max(asked, PATIENCE_MIN)


# -- a whole server ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Health:
    """How a server has been: failures in a row, days on which only failures were seen."""

    failures: int = 0
    since: datetime | None = None
    failed_days: int = 0
    failed_on: date | None = None
    down_until: datetime | None = None
    dead: bool = False

    def open(self, now: datetime) -> bool:
        """Whether something may be sent now; after a pause that is one probe."""
        return not self.dead and (self.down_until is None or self.down_until <= now)

    @property
    def probing(self) -> bool:
        """Whether the server is under suspicion: one request at a time."""
        return self.down_until is not None


def failed(health: Health, now: datetime) -> Health:
    """A server that did not answer: after five failures it is left alone for half an hour, and
    after seven days with nothing else it counts as dead until it speaks to us.
    """
    fresh = health.since is None or now - health.since > BREAKER_WITHIN
    counted = health if health.probing or not fresh else replace(health, failures=0, since=now)
    failures = counted.failures + 1
    days = health.failed_days + (health.failed_on != now.date())
    broken = health.probing or failures >= BREAKER_FAILURES
    return replace(
        counted,
        failures=failures,
        failed_days=days,
        failed_on=now.date(),
        down_until=now + BREAKER_OPEN if broken else None,
        dead=health.dead or days >= DEAD_DAYS,
    )


def fails(came: Came, following: Next) -> bool:
    """Whether a try tells against the server: no answer, or an answer of its being unwell."""
    if isinstance(following, Settled) and following.outcome in {"delivered", "unknown"}:
        return False
    return came.status is None or came.status >= 500


# -- relayed bodies ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Relay:
    """How a server has taken what the board relays: refusals since then, and a pause."""

    refusals: int = 0
    since: datetime | None = None
    paused_until: datetime | None = None


def refuses_relay(came: Came) -> bool:
    """403, or 401 in both dialects: it will not have somebody else's activity from us."""
    return came.status in {401, 403}


def relay_refused(relay: Relay, accepted: datetime | None, now: datetime) -> Relay:
    """Three refusals in a day, on which it did take the board's own, and relaying pauses a week.

    ``accepted``: when it last took an activity of the board itself. After the pause a single
    refusal is enough.
    """
    again = relay.paused_until is not None and relay.paused_until <= now
    fresh = relay.since is None or now - relay.since > RELAY_WITHIN
    counted = Relay(1, now) if fresh else Relay(relay.refusals + 1, relay.since)
    takes_ours = accepted is not None and now - accepted <= RELAY_WITHIN
    if takes_ours and (again or counted.refusals >= RELAY_REFUSALS):
        return replace(counted, paused_until=now + RELAY_PAUSE)
    return replace(counted, paused_until=relay.paused_until)
