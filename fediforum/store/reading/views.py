"""The rows that pages are made of, and how the database's two views become them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import asyncpg

from fediforum.content import SafeHtml
from fediforum.forum.model import PostState
from fediforum.forum.whole import Whole
from fediforum.store.media import PictureView
from fediforum.store.rows import read_attachments, read_options
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Attachment, Option

POSTS_A_PAGE = 100
POSTS_A_LIST = 50

Row = asyncpg.Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Whoever wrote something; ``url`` is their page at home, if they name one."""

    id: Iri
    name: str
    host: str
    display: str
    local: bool
    url: Iri | None
    indexable: bool
    gone: bool

    @property
    def handle(self) -> str:
        return f"{self.name}@{self.host}"

    @property
    def called(self) -> str:
        """The name to show: the one that they chose, or else their short one."""
        return self.display or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The board that a thread stands in."""

    id: Iri
    name: str
    host: str
    title: str
    local: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedView:
    """A post as it stands in one that quotes it; ``author`` is the name to show."""

    short: str
    author: str
    content: SafeHtml
    summary: str | None
    language: str | None
    indexable: bool


@dataclass(frozen=True, slots=True)
class Reaction:
    """How many voted for a post with an emoji; one of another server is its ``:name:``."""

    emoji: str
    votes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """A post where it stands. Of a removed or deleted one, what was said is not given.

    ``note``: a moderator speaks in it as one. ``page`` is its page in its thread for ever.
    ``parent_author`` is the name to show of whoever it replies to, and ``parent_short`` and
    ``parent_page`` lead there, if it is here.
    """

    id: Iri
    short: str
    seq: int
    page: int
    local: bool
    host: str
    type: str
    state: PostState
    author: Author
    thread: Iri
    thread_short: str
    thread_slug: str
    thread_title: str
    board: Place
    opening: bool
    parent: Iri | None
    parent_short: str | None
    parent_page: int | None
    parent_author: str | None
    name: str | None
    summary: str | None
    content: SafeHtml
    source: str | None
    sensitive: bool
    language: str | None
    url: Iri | None
    hashtags: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    options: tuple[Option, ...]
    many: bool
    closes: datetime | None
    published: datetime
    updated: datetime | None
    replies: int
    likes: int
    dislikes: int
    shares: int
    quoted: QuotedView | None = None
    reactions: tuple[Reaction, ...] = ()
    pictures: tuple[PictureView, ...] = ()
    reason: str
    note: bool = False

    @property
    def shown(self) -> bool:
        return self.state in (PostState.SHOWN, PostState.PENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView:
    """A thread in a list or at the head of its page; ``pages`` counts those that its posts fill,
    and ``last_seq`` is the place of the newest.
    """

    id: Iri
    short: str
    slug: str
    title: str
    root: Iri
    context: Iri | None
    board: Place
    author: Author
    last_author: Author
    created: datetime
    last_post_at: datetime
    replies: int
    views: int
    version: int
    locked: bool
    lock_reason: str
    removed: bool
    pinned: bool
    pages: int
    last_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """A board in a list or at the head of its page; ``latest`` is the thread of its last post.

    ``follow`` is how the desk stands to a board elsewhere (pending, accepted, refused), which it
    first ``asked`` then; None where it does not. ``url`` is its own page, if it names one.
    """

    id: Iri
    name: str
    host: str
    title: str
    summary: SafeHtml
    local: bool
    language: str | None
    posting: str
    threads: int
    posts: int
    latest: ThreadView | None
    follow: str | None = None
    asked: datetime | None = None
    url: Iri | None = None
    logo: str | None = None

    @property
    def handle(self) -> str:
        return f"{self.name}@{self.host}"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A reply that answers the question of its thread, and who wrote it."""

    id: Iri
    short: str
    author: str


@dataclass(frozen=True, slots=True)
class Closing:
    """Who closed a thread and when, as far as either is known."""

    by: Author | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of a thread: its posts by time; ``opening`` is there on every page.

    ``late`` counts what came after it was closed; ``answers`` are those of the whole thread;
    ``whole`` says what of it is known elsewhere and not here. ``elsewhere`` are other threads in
    which a post of this page is quoted.
    """

    thread: ThreadView
    opening: PostView | None
    posts: tuple[PostView, ...]
    page: int
    pages: int
    authors: int
    late: int = 0
    answers: tuple[Accepted, ...] = ()
    whole: Whole = field(default_factory=lambda: Whole(here=0))
    closing: Closing | None = None
    elsewhere: tuple[ThreadView, ...] = ()


def page_of(seq: int) -> int:
    """The page of a thread on which the post of that place stands, for ever.

    >>> page_of(1), page_of(100), page_of(101)
    (1, 1, 2)
    """
    return (seq - 1) // POSTS_A_PAGE + 1


def following(shown: Sequence[PostView] | Sequence[ThreadView], limit: int) -> str | None:
    """Return what the next page of a list follows, if this one is full."""
    return shown[-1].short if shown and len(shown) >= limit else None


def author_from(row: Row, prefix: str) -> Author:
    iri: Iri = row[f"{prefix}_id"]
    return Author(
        id=iri,
        name=row[f"{prefix}_name"] or "",
        host=row[f"{prefix}_host"] or "",
        display=row[f"{prefix}_display"] or "",
        local=bool(row[f"{prefix}_local"]),
        url=row[f"{prefix}_url"],
        indexable=bool(row[f"{prefix}_indexable"]),
        gone=bool(row[f"{prefix}_gone"]),
    )


def place_from(row: Row) -> Place:
    return Place(
        id=row["board_id"],
        name=row["board_name"],
        host=row["board_host"],
        title=row["board_title"] or row["board_name"],
        local=row["board_local"],
    )


def post_view(row: Row) -> PostView:
    state = PostState(row["state"])
    said = state in (PostState.SHOWN, PostState.PENDING)
    here = row["parent_short"] is not None and row["parent_thread_pk"] == row["thread_pk"]
    return PostView(
        id=row["id"],
        short=row["short"],
        seq=row["seq"],
        page=page_of(row["seq"]),
        local=row["local"],
        host=row["host"],
        type=row["type"],
        state=state,
        author=author_from(row, "author"),
        thread=row["thread_id"],
        thread_short=row["thread_short"],
        thread_slug=row["thread_slug"],
        thread_title=row["thread_title"],
        board=place_from(row),
        opening=row["id"] == row["thread_root"],
        parent=row["parent"],
        parent_short=row["parent_short"] if here else None,
        parent_page=page_of(row["parent_seq"]) if here else None,
        parent_author=(row["parent_author_display"] or row["parent_author_name"]),
        name=row["name"] if said else None,
        summary=row["summary"] if said else None,
        content=SafeHtml(row["content"] if said else ""),
        source=row["source"] if said else None,
        sensitive=row["sensitive"],
        language=row["language"],
        url=row["url"],
        hashtags=tuple(row["hashtags"]) if said else (),
        attachments=read_attachments(row["attachments"]) if said else (),
        options=read_options(row["options"]) if said else (),
        many=row["many"],
        closes=row["closes"],
        published=row["published"],
        updated=row["updated"],
        replies=row["replies"],
        likes=row["likes"],
        dislikes=row["dislikes"],
        shares=row["shares"],
        reason=row["reason"],
        note=row["note"],
    )


def thread_view(row: Row, *, pinned: bool = False) -> ThreadView:
    return ThreadView(
        id=row["id"],
        short=row["short"],
        slug=row["slug"],
        title=row["title"],
        root=row["root"],
        context=row["context"],
        board=place_from(row),
        author=author_from(row, "author"),
        last_author=author_from(row, "last"),
        created=row["created"],
        last_post_at=row["last_post_at"],
        replies=row["replies"],
        views=row["views"],
        version=row["version"],
        locked=row["locked"],
        lock_reason=row["lock_reason"],
        removed=row["removed"],
        pinned=pinned,
        pages=max(1, page_of(row["next_seq"] - 1)),
        last_seq=row["next_seq"] - 1,
    )


def board_view(row: Row, latest: ThreadView | None) -> BoardView:
    return BoardView(
        id=row["id"],
        name=row["name"],
        host=row["host"],
        title=row["title"] or row["name"],
        summary=SafeHtml(row["summary"]),
        local=row["local"],
        language=row["language"],
        posting=row["posting"],
        threads=row["threads"],
        posts=row["posts"],
        latest=latest,
        follow=row["follow"],
        asked=row["asked"],
        url=row["url"],
        logo=row["logo"],
    )
