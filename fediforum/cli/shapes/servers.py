"""What passes between this forum and other servers."""

from typing import NotRequired

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


class Queue(TypedDict):
    """What waits."""

    intake: Waiting
    hosts: list[Queued]


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
