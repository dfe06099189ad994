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
