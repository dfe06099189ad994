"""The forum as a whole: how it begins, runs and is, what it says of itself, its settings."""

from typing import Literal

from typing_extensions import TypedDict

from fediforum.cli.shapes.content import Accent


class Begun(TypedDict):
    """A forum that is there; ``fresh`` where it was not before, else what was migrated."""

    id: str
    url: str
    fresh: bool
    migrated: list[str]
    federates: bool
    data: str


class Says(TypedDict):
    """What a process that runs says, an object a line."""

    says: str


class Step(TypedDict):
    """What happened, when, and how long it took."""

    word: str
    what: str
    at: str
    seconds: float
    ok: bool
    why: str


class Demo(TypedDict):
    """All that happened, and pages where it may be read."""

    ok: bool
    steps: list[Step]
    pages: list[str]


class Check(TypedDict):
    """What was looked at, how it was found, and what to do where that is not well."""

    mark: Literal["ok", "warn", "fail"]
    what: str
    found: str
    remedy: str
    docs: str


class Examined(TypedDict):
    """All that was looked at; ``ok`` where nothing fails."""

    ok: bool
    checks: list[Check]


class Named(TypedDict):
    """Who made the forum."""

    name: str
    url: str


class Contact(TypedDict):
    """Whom to write to."""

    name: str
    mail: str


class Site(TypedDict):
    """What the forum says of itself."""

    name: str
    tagline: str
    language: str
    maker: Named
    contact: Contact
    logo: str | None
    accent: Accent
    pictures: str
    blocks: bool
    training: bool
    grace: int


class SiteChanged(Site):
    """What the forum says of itself; ``changed`` is false where it said so already."""

    changed: bool
    operation: str | None


class SitePage(TypedDict):
    """A page that was written, of the forum or of a board."""

    name: str
    language: str
    board: str | None
    url: str
    updated: str


class SitePageShown(SitePage):
    """A page that was written, in Markdown."""

    text: str


class SitePageWritten(SitePage):
    """A page that was written just now, and the operation that did it."""

    operation: str


class SitePages(TypedDict):
    """The pages that were written."""

    pages: list[SitePage]


class SitePageDropped(TypedDict):
    """A page that says what it says by itself again."""

    name: str
    language: str
    board: str | None
    operation: str


class Pictures(TypedDict):
    """How many pictures are here and their bytes, and ``most`` that those of others may take."""

    own: int
    own_bytes: int
    others: int
    others_bytes: int
    wanted: int
    dropped: int
    failed: int
    most: int


class Pruned(TypedDict):
    """How many pictures are gone, and how many files with them."""

    pictures: int
    files: int


class Setting(TypedDict):
    """A setting and where it comes from; a secret's value is not told."""

    name: str
    value: str | None
    origin: Literal["default", "file", "environment"]
    about: str


class Settings(TypedDict):
    """Every setting."""

    settings: list[Setting]


class SettingsChecked(TypedDict):
    """That the settings can be used: the forum's address, and whether it federates."""

    ok: bool
    url: str
    federates: bool


class Written(TypedDict):
    """How many posts are shown, how many of them open a thread, and how many are from elsewhere;
    by how many authors, from how many servers.
    """

    posts: int
    threads: int
    elsewhere: int
    authors: int
    hosts: int


class WrittenInBoard(Written):
    """How much was written in a board."""

    board: str


class Statistics(Written):
    """How much was written since then, or ever, in all and board by board."""

    since: str | None
    boards: list[WrittenInBoard]
