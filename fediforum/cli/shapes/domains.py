"""What is decided about other servers."""

from typing import NotRequired

from typing_extensions import TypedDict


class Decision(TypedDict):
    """What is decided about a name and, unless ``exact``, all that is under it. ``source`` is ""
    by hand, a file that was read, or the address of a list.
    """

    domain: str
    policy: str
    source: str
    priority: int
    exact: bool
    reason: str
    comment: str
    obfuscated: bool
    since: str
    until: str | None


class Decisions(TypedDict):
    """All that is decided, by name."""

    domains: list[Decision]


class Impact(TypedDict):
    """What this forum has to do with the servers concerned: how many they are, follows from there
    and to there, posts and threads, people who are known, and POSTs that wait for them.
    """

    hosts: int
    followers: int
    followed: int
    posts: int
    threads: int
    members: int
    pending: int


class Health(TypedDict):
    """How it goes with a server that has the very name."""

    software: str | None
    reached: str | None
    failures: int
    dead: bool


class DomainShown(TypedDict):
    """What holds for a name, whose decision that is, and what this forum has to do with it."""

    domain: str
    policy: str
    holds: Decision | None
    decisions: list[Decision]
    impact: Impact
    health: Health | None


class Decided(TypedDict):
    """What an act came to, or would (``dry_run``): about how many ``names`` it decided."""

    changed: bool
    dry_run: NotRequired[bool]
    domain: NotRequired[str]
    policy: NotRequired[str]
    until: NotRequired[str | None]
    names: NotRequired[int]
    impact: NotRequired[Impact]
    operation: NotRequired[str | None]
    says: NotRequired[str]


class Mode(Decided):
    """Whether this forum speaks with all (``open``), or those alone that are listed."""

    mode: str


class Unread(TypedDict):
    """A line that could not be kept, and why."""

    line: int
    said: str
    why: str


class Imported(Decided):
    """What a list decides: ``entries`` that can be kept, ``hidden`` ones with a * in their name,
    those ``without`` a severity that means anything here, and those that were not read.
    """

    source: str
    format: str
    entries: int
    hidden: int
    without: int
    unread: list[Unread]


class Exported(TypedDict):
    """A list in its form, and how many decisions that form has no word for."""

    format: str
    entries: int
    left: int
    text: str


class Subscription(TypedDict):
    """A list that is subscribed to."""

    url: str
    policy: str
    priority: int
    format: str
    retracted: str
    adopt: bool
    entries: int
    skipped: int
    read: str | None
    problem: str


class Subscriptions(TypedDict):
    """The lists that are subscribed to, the one that comes first first."""

    subscriptions: list[Subscription]


class Refreshed(TypedDict):
    """What came of reading a list anew: about how many names something else is decided."""

    url: str
    names: int
    operation: str | None
    problem: str


class AllRefreshed(TypedDict):
    """What came of reading the lists anew."""

    lists: list[Refreshed]
