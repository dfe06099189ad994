"""What passes between this forum and other servers."""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict


class Waiting(TypedDict):
    """How much arrived and waits, and for how many seconds the oldest does."""

    waiting: int
    lag: float


class Queued(TypedDict):
    """What is owed to a server, and how its last attempt went."""

    host: str
    software: str | None
    state: str
    waiting: int
    oldest: str
    due: str
    attempts: int
    response: str | None


class Cause(TypedDict):
    """What was answered, in a few words and in plain ones, and whether it ends by itself."""

    response: str
    name: str
    meaning: str
    remedy: str
    passes: bool


class Delivery(TypedDict):
    """One POST that is or was owed."""

    id: int
    host: str
    inbox: str
    activity: str
    signer: str
    state: str
    created: str
    attempts: int
    first_try: str | None
    next_try: str | None
    settled: str | None
    error: Cause | None


class DeliveryShown(Delivery):
    """One POST with what is sent, and which verbs are in it."""

    says: str
    body: dict[str, Any]


class Queue(TypedDict):
    """What waits; ``deliveries`` of the one server that was named."""

    intake: Waiting
    hosts: list[Queued]
    deliveries: list[Delivery]


class Retried(TypedDict):
    """How many were due later and are due now, are owed again, and say what is no longer so."""

    hastened: int
    reopened: int
    outdated: int


class Dropped(TypedDict):
    """How many waited for a server or by a number, and how many are never sent."""

    host: str | None
    dry_run: bool
    waiting: int
    dropped: int


class Paused(TypedDict):
    """Whether nothing is sent to a server; ``changed`` is false where that was so already."""

    host: str
    paused: bool
    changed: bool


class TurnedAway(TypedDict):
    """A request in a server's name that was turned away, and what that means."""

    at: str
    activity: str
    status: int
    reason: str
    meaning: str


class Status(TypedDict):
    """How a server is, and what it is owed; more of one that was named."""

    host: str
    state: Literal["blocked", "paused", "dead", "down", "refused", "slow", "ok"]
    software: str | None
    version: str | None
    dialect: str
    waiting: int
    lag_seconds: int
    tried_24h: int
    delivered_24h: int
    ok_24h: float | None
    failures: int
    failing_since: str | None
    reached: str | None
    heard: str | None
    paused: str | None
    relays_again: str | None
    block_reason: str
    error: Cause | None
    next_try: str | None
    stopped: str
    blocked_by: NotRequired[str | None]
    followers_there: NotRequired[int]
    followed_there: NotRequired[int]
    members_known: NotRequired[int]
    posts_here: NotRequired[int]
    turned_away: NotRequired[int]
    turned_away_latest: NotRequired[list[TurnedAway]]
    queued: NotRequired[list[Delivery]]


class Statuses(TypedDict):
    """How other servers are, those in trouble first."""

    hosts: list[Status]


class Receipt(TypedDict):
    """One POST of a post, or of what was said of it later."""

    delivery: int
    host: str
    inbox: str
    says: str
    activity: str
    sent: str
    state: Literal["delivered", "pending", "failed", "unknown"]
    attempts: int
    settled: str | None
    next_try: str | None
    error: Cause | None


class ReceiptsOfHost(TypedDict):
    """How many of them stand how at a server, and its newest error."""

    host: str
    delivered: int
    pending: int
    failed: int
    unknown: int
    error: Cause | None


class Receipts(TypedDict):
    """Who got a post in the last 90 days; ``totals`` by state."""

    id: str
    totals: dict[str, int]
    hosts: list[ReceiptsOfHost]
    receipts: list[Receipt]


class Fetched(TypedDict):
    """What was looked up; ``kept`` is false where it belongs to nothing here. Of a conversation,
    how many posts were seen and kept, and whether that is all.
    """

    id: str
    url: str
    kind: str
    kept: bool
    seen: NotRequired[int]
    saved: NotRequired[int]
    done: NotRequired[bool]


class Drift(TypedDict):
    """What the nightly look found missing of one server's posts."""

    host: str
    day: str
    threads: int
    known: int
    missing: int


class Drifts(TypedDict):
    """What the nightly look found, by server."""

    hosts: list[Drift]


class Refusal(TypedDict):
    """A request that was turned away: what it claimed, of which nothing was proved."""

    at: str
    claimed_host: str
    claimed_key: str
    activity: str
    actor: str
    object: str
    status: int
    kind: str
    reason: str
    meaning: str
    remedy: str


class Arrival(TypedDict):
    """What arrived: who vouched for it, what was decided, and what that means."""

    arrival: int
    received: str
    activity: str
    says: str
    host: str
    signer: str
    key_id: str
    vouched_by: Literal["proof", "signature"]
    dialect: str
    blocked_by: str | None
    duplicate: bool
    attempts: int
    settled: str | None
    verdict: str | None
    reason: str | None
    meaning: str
    remedy: str


class Stands(TypedDict):
    """What an id is here now."""

    what: str
    id: str
    state: str
    reason: str
    thread: str | None
    url: str | None


class Sent(TypedDict):
    """How many POSTs were owed, taken, and wait."""

    owed: int
    delivered: int
    pending: int


class Explained(TypedDict):
    """How a thing came and what came of it: ``sent`` under its own id, ``owed`` because of it."""

    ids: list[str]
    turned_away: list[Refusal]
    arrived: list[Arrival]
    stands: list[Stands]
    sent: Sent | None
    owed: Sent | None


class Replayed(TypedDict):
    """What was said of an arrival before and is now; ``verdict`` null where it waits."""

    id: int
    before: str | None
    verdict: str | None
    reason: str


class Replayeds(TypedDict):
    """What was judged anew."""

    replayed: list[Replayed]


class Step(TypedDict):
    """One step from a handle to its actor, and what to do where it did not go well."""

    ok: bool
    what: str
    found: str
    remedy: str


class Resolved(TypedDict):
    """Who goes by a handle, step by step; ``ok`` where all went well."""

    handle: str
    ok: bool
    steps: list[Step]
