"""What waits for a moderator, what was decided about it, and the rules for it."""

from typing_extensions import TypedDict


class HeldPost(TypedDict):
    """A post that waits: where it would stand, since when, by which rule, its first words."""

    id: str
    short: str
    url: str
    author: str
    handle: str
    board: str
    thread: str | None
    where: str
    rule: str
    arrived: str
    published: str
    state: str
    words: str


class Waiting(TypedDict):
    """Posts that wait for a moderator, the longest first."""

    posts: list[HeldPost]


class DecidedPost(TypedDict):
    """A post that was let in or turned away; ``operation`` names that."""

    id: str
    url: str
    operation: str


class Undecided(TypedDict):
    """A post to which it could not be done, as it was named, and why."""

    post: str
    problem: str


class Decided(TypedDict):
    """What came of each post."""

    posts: list[DecidedPost]
    failed: list[Undecided]
    dry_run: bool


class Rule(TypedDict):
    """What new posts wait for; ``set``: somebody said so, here."""

    rule: str
    value: str
    set: bool
    about: str


class Rules(TypedDict):
    """All rules, as they are."""

    rules: list[Rule]


class RuleSet(TypedDict):
    """A rule as it is from now on; ``operation`` is null where it was so before."""

    rule: str
    value: str
    board: str | None
    changed: bool
    operation: str | None
