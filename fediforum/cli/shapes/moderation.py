"""What moderators look at: reports."""

from typing import NotRequired

from typing_extensions import TypedDict


class Report(TypedDict):
    """A report: by whom, about which ids, and how it was settled."""

    id: str
    short: str
    by: str
    about: list[str]
    board: str | None
    reason: str
    at: str
    settled: str | None
    outcome: str
    reader: bool
    kind: str | None
    page: str | None
    contact: str | None
    forwarded: str | None


class Reports(TypedDict):
    """Reports, the newest first."""

    reports: list[Report]


class Reported(TypedDict):
    """A post that a report is about."""

    id: str
    url: str
    author: str
    text: str


class ReportShown(Report):
    """A report with the posts that it is about; ``hosts`` that it was passed on to."""

    posts: list[Reported]
    hosts: NotRequired[list[str]]


class Effect(TypedDict):
    """What changed alike in ``count`` things of a kind; ``column`` null: they are new, or gone."""

    kind: str
    column: str | None
    before: str | None
    after: str | None
    count: int


class Heard(TypedDict):
    """POSTs that a server is owed because of it, by what became of them."""

    host: str
    delivered: int
    pending: int
    failed: int


class Presided(TypedDict):
    """An act of moderation: ``operation`` names it. ``changed`` false: it was so already, as
    ``says`` tells, or was only tried.
    """

    changed: bool
    dry_run: NotRequired[bool]
    operation: NotRequired[str]
    id: NotRequired[str]
    url: NotRequired[str]
    effects: NotRequired[list[Effect]]
    hosts: NotRequired[list[Heard]]
    says: NotRequired[str]


class Operation(TypedDict):
    """Something that a moderator or admin did; ``undone`` names what took it back."""

    operation: str
    at: str
    by: str
    act: str
    subject: str
    board: str | None
    reason: str
    undoes: str | None
    undone: str | None


class Operations(TypedDict):
    """Operations, the latest first."""

    operations: list[Operation]


class OperationShown(Operation):
    """An operation with what it came to here, and how far others have been told."""

    effects: list[Effect]
    hosts: list[Heard]


class Undone(TypedDict):
    """An operation was taken back by another; ``changed`` false as for what is presided."""

    changed: bool
    dry_run: NotRequired[bool]
    operation: NotRequired[str]
    undone: NotRequired[str]
    act: NotRequired[str]
    effects: NotRequired[list[Effect]]
    hosts: NotRequired[list[Heard]]
    says: NotRequired[str]


class DeskLink(TypedDict):
    """An address that lets a member into the desk on the web, until then."""

    member: str
    url: str
    until: str


class DeskEnded(TypedDict):
    """Whose sessions at the desk are over, and how many were not."""

    member: str
    ended: int
