"""What is written here: boards, threads, posts, members."""

from typing import NotRequired

from typing_extensions import TypedDict


class Said(TypedDict):
    """Something was said: what it is about, and the activity that says so."""

    id: str
    url: str
    activity: str


class Done(TypedDict):
    """Something was done, or, where ``changed`` is false, was so already: ``says`` tells how."""

    changed: bool
    id: NotRequired[str]
    url: NotRequired[str]
    activity: NotRequired[str]
    says: NotRequired[str]


class Deleted(TypedDict):
    """A post is gone; without an ``activity`` where it was already."""

    id: str
    url: str
    changed: bool
    activity: NotRequired[str]


class Accent(TypedDict):
    """A colour, and the one on dark pages; null where the forum's own counts."""

    light: str | None
    dark: str | None


class Appearance(TypedDict):
    """What a board here is about, and how it looks."""

    about: str
    language: str | None
    logo: str | None
    accent: Accent


class BoardName(TypedDict):
    """A board, as it is called."""

    id: str
    url: str
    handle: str
    title: str


class BoardMade(BoardName):
    """A board that is there; ``changed`` is false where it was before."""

    changed: bool


class Board(BoardName):
    """A board; ``follow`` is how our asking stands: pending, accepted, refused or null."""

    here: bool
    follow: str | None
    asked: str | None
    threads: int
    posts: int


class Boards(TypedDict):
    """The boards here, and those elsewhere that are followed or were asked for."""

    boards: list[Board]


class Thread(TypedDict):
    """A thread; its ``handle`` is null where its board is elsewhere."""

    id: str
    url: str
    short: str
    handle: str | None
    title: str
    board: str
    opening: str
    author: str
    created: str
    latest: str
    replies: int
    locked: bool


class Threads(TypedDict):
    """Threads, the newest first."""

    threads: list[Thread]


class BoardShown(Board):
    """A board with its newest threads; how it looks where it is here."""

    about: NotRequired[str]
    language: NotRequired[str | None]
    logo: NotRequired[str | None]
    accent: NotRequired[Accent]
    newest: list[Thread]


class BoardEdited(Appearance):
    """A board as it is from now on, and the operation that made it so, if anything changed."""

    id: str
    title: str
    questions: bool
    posting: str
    operation: str | None


class BoardFollowed(BoardMade):
    """A board elsewhere that was asked for; with --wait, how much was read of it, and
    how many threads are not whole yet.
    """

    follow: str
    threads: NotRequired[int]
    posts: NotRequired[int]
    unfinished: NotRequired[int]


class Member(TypedDict):
    """Somebody who writes here; ``changed`` is false where they were there before."""

    id: str
    url: str
    handle: str
    display: str
    changed: bool


class Token(TypedDict):
    """A token, and whom it speaks for."""

    id: str
    url: str
    handle: str
    display: str
    token: str


class Option(TypedDict):
    """What may be chosen in a poll."""

    name: str
    votes: int


class Post(TypedDict):
    """A post: its HTML and its text, the options of its poll, and how it stands, in a word and
    in a sentence ("" where it simply does).
    """

    id: str
    url: str
    author: str
    handle: str
    published: str
    updated: str | None
    parent: str | None
    content: str
    text: str
    options: list[Option]
    many: bool
    closes: str | None
    replies: int
    likes: int
    state: str
    standing: str


class PostShown(Post):
    """A post, with the thread that it stands in, or would; null where it would open one."""

    thread: str | None
    title: str


class ThreadOpened(Said):
    """A thread that was opened; ``waits`` names the server that has not taken it in yet, or says
    that a moderator has not: then it has no ``thread`` yet.
    """

    thread: str | None
    handle: str | None
    waits: str | None


class ThreadRead(TypedDict):
    """How often a thread was read."""

    id: str
    views: int


class LatePost(TypedDict):
    """A reply that came after its thread was closed."""

    id: str
    short: str
    author: str
    handle: str
    published: str
    text: str


class LatePosts(TypedDict):
    """What came after a thread was closed."""

    posts: list[LatePost]


class MissingPost(TypedDict):
    """A post that is known and not here: who says so, why, and how often it was tried."""

    id: str
    host: str
    said_by: str
    why: str
    reason: str
    tries: int
    tried: str | None


class Completeness(TypedDict):
    """How many replies are here of how many that are known."""

    here: int
    known: int
    whole: bool
    looked: str | None
    missing: list[MissingPost]


class ThreadVerified(Completeness):
    """How whole a thread is; ``busy`` where somebody else walks it just now."""

    id: str
    requests: int
    busy: bool


class ThreadFilled(Completeness):
    """How whole a thread is; what was fetched, where that was waited for."""

    id: str
    requests: int
    fetched: int
    waited: bool


class ThreadShown(Thread):
    """A thread and all that stands in it, oldest first; ids of what counts as an answer."""

    completeness: Completeness
    late: int
    answers: list[str]
    posts: list[Post]


class Hit(PostShown):
    """A post that was found, and where it says so."""

    board: str
    snippet: str


class Found(TypedDict):
    """A page of what was found; people and boards that go by the words."""

    total: int
    more: bool
    page: int
    pages: int
    loosened: bool
    unknown: list[str]
    gave_up: bool
    meant: str | None
    people: list[str]
    boards: list[str]
    hits: list[Hit]


class Indexed(TypedDict):
    """How many posts were looked at, may be found, and can be found now."""

    seen: int
    found: int
    indexed: int
