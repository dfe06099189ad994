"""The shapes of the data: what each answer holds, in words that stay.

Fields are only added, never renamed. Times are ISO 8601 in UTC; ``id`` is an id on the network
(AS2), ``url`` a page for people; text is plain, HTML is clean and its addresses are whole.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

State = Literal["shown", "pending", "held", "refused", "removed", "deleted", "withdrawn"]
Version = Annotated[Literal[1], Field(description="The version of this shape.")]
Id = Annotated[str, Field(description="Its id on the network; asked for as AS2, a document.")]
Url = Annotated[str, Field(description="The page that people read.")]
Self = Annotated[str, Field(description="Where this answer stands.")]
Html = Annotated[str, Field(description="Clean HTML; every address in it is whole.")]
Text = Annotated[str, Field(description="The same without markup; not HTML, so escape it.")]
Tongue = Annotated[str | None, Field(description="BCP 47, where it is known.")]
Next = Annotated[str | None, Field(description="Where the list goes on; null at its end.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who takes part, from here or elsewhere."""

    id: Id
    url: Url
    name: Annotated[str, Field(description="The name to show: the one that they chose.")]
    handle: Annotated[str, Field(description="name@host")]
    local: Annotated[bool, Field(description="Whether their home is this forum.")]
    indexable: Annotated[
        bool, Field(description="Whether they want to be found by search engines (FEP-5feb).")
    ]
    gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardName:
    """A board, where it is only named."""

    id: Id
    url: Url
    name: str
    title: str
    local: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadName:
    """A thread, where it is only named."""

    id: Id
    url: Url
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A thread in a list, or at the head of its page."""

    id: Id
    url: Url
    data: Annotated[str, Field(description="Where its posts are, as data.")]
    feed: Annotated[str, Field(description="Its Atom feed.")]
    context: Annotated[str | None, Field(description="The AS2 collection of its posts (FEP-7888).")]
    opening: Annotated[str, Field(description="The id of the post that it began with.")]
    title: str
    board: BoardName
    author: Person
    last_author: Person
    created: datetime
    last_post_at: datetime
    replies: Annotated[int, Field(ge=0)]
    views: Annotated[int, Field(ge=0)]
    pages: Annotated[int, Field(ge=1, description="A hundred posts stand on each, for ever.")]
    pinned: bool
    closed: bool
    closed_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board."""

    id: Id
    url: Url
    data: Annotated[str, Field(description="Its threads, as data.")]
    feed: Annotated[str, Field(description="Its Atom feed: threads, as they were begun.")]
    name: str
    handle: Annotated[str, Field(description="name@host, to follow it by.")]
    title: str
    summary_html: Html
    summary_text: Text
    local: bool
    language: Tongue
    threads: Annotated[int, Field(ge=0)]
    posts: Annotated[int, Field(ge=0)]
    latest: Annotated[Thread | None, Field(description="The thread of its last post.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What goes with a post; it stands where its author put it, which may not be here."""

    type: Annotated[str, Field(description="Image, Video, Audio, Document or Link.")]
    url: str
    media_type: str | None
    description: Annotated[str | None, Field(description="What it shows, in words.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the answers of a poll."""

    name: str
    votes: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The post that a post quotes, with leave."""

    url: Url
    author: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post where it stands. Of one that was taken away only its place is left: who wrote it
    and what it said is not given.
    """

    id: Id
    url: Url
    state: Annotated[
        State,
        Field(
            description="Pending: its board elsewhere has not passed it on. Held: it waits for a "
            "moderator. Refused: its board would not have it. Removed: by a moderator. Deleted "
            "or withdrawn: by whoever wrote it."
        ),
    ]
    reason: Annotated[str, Field(description="Why it was removed or refused, if anybody said.")]
    place: Annotated[int, Field(ge=1, description="Its place of arrival in its thread.")]
    page: Annotated[int, Field(ge=1, description="Its page there, for ever.")]
    thread: ThreadName
    board: BoardName
    opening: Annotated[bool, Field(description="Whether the thread began with it.")]
    parent: Annotated[str | None, Field(description="The id of the post that it answers.")]
    parent_url: str | None
    author: Person | None
    origin: Annotated[str | None, Field(description="Its page on its author's own server.")]
    published: datetime
    updated: datetime | None
    language: Tongue
    warning: Annotated[str | None, Field(description="What its author warns of; fold it then.")]
    sensitive: bool
    content_html: Html
    content_text: Text
    tags: Annotated[tuple[str, ...], Field(description="Without #, in lower case.")]
    files: tuple[File, ...]
    poll: tuple[Answer, ...]
    poll_closes: datetime | None
    quote: Quote | None
    replies: Annotated[int, Field(ge=0, description="Direct answers that are shown.")]
    likes: Annotated[int, Field(ge=0)]
    shares: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forum:
    """The forum itself."""

    v: Version
    self: Self
    id: Id
    url: Url
    title: str
    tagline: str
    language: str
    feed: Annotated[str, Field(description="The newest posts of all boards, as Atom.")]
    posts: Annotated[str, Field(description="The newest posts of all boards, as data.")]
    boards: tuple[Board, ...]
    newest: Annotated[tuple[Post, ...], Field(description="The newest replies.")]
    openapi: Annotated[str, Field(description="What describes all of this.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boards:
    """The boards, in their order; those elsewhere that are followed from here come last."""

    v: Version
    self: Self
    boards: tuple[Board, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """Posts out of their threads, newest first."""

    v: Version
    self: Self
    url: Url
    title: str
    posts: tuple[Post, ...]
    next: Next


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardThreads:
    """Threads of a board. Pinned ones come first, and only on the first page."""

    v: Version
    self: Self
    board: Board
    threads: tuple[Thread, ...]
    next: Next


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """Threads of several boards."""

    v: Version
    self: Self
    url: Url
    threads: tuple[Thread, ...]
    next: Next


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """A page of a thread, oldest first: places 100(N-1)+1 to 100N, for ever."""

    v: Version
    self: Self
    thread: Thread
    authors: Annotated[int, Field(ge=0, description="How many people wrote in it.")]
    known: Annotated[
        int, Field(ge=0, description="Replies that are known to exist, here or elsewhere.")
    ]
    missing: Annotated[int, Field(ge=0, description="Those of them that are not here.")]
    answers: Annotated[
        tuple[str, ...], Field(description="Ids of the replies that answer its question.")
    ]
    page: Annotated[int, Field(ge=1)]
    posts: tuple[Post, ...]
    previous: str | None
    next: Next


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePost:
    """A post alone."""

    v: Version
    self: Self
    post: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPosts:
    """Somebody, the threads that they began lately, and what they wrote here, newest first."""

    v: Version
    self: Self
    member: Person
    about_html: Html
    about_text: Text
    since: datetime | None
    threads: tuple[Thread, ...]
    posts: tuple[Post, ...]
    next: Next


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A post that was found, and the place in it where it says what was looked for."""

    post: Post
    snippet: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found, best first."""

    v: Version
    self: Self
    url: Url
    total: Annotated[int, Field(ge=0)]
    more: Annotated[bool, Field(description="Whether there are more than were counted.")]
    loosened: Annotated[
        bool, Field(description="Whether words were taken loosely: nothing had all of them.")
    ]
    posts: tuple[Hit, ...]
    next: Next


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One server's part in a thread."""

    host: str
    here: Annotated[int, Field(ge=0, description="Posts of its people that stand here.")]
    missing: Annotated[
        dict[str, int], Field(description="Posts of its people that do not, by why.")
    ]
    delivered: Annotated[int, Field(ge=0, description="What it was sent and has taken.")]
    waiting: Annotated[int, Field(ge=0)]
    failed: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadStatus:
    """How it stands with a thread. Deliveries are known as far back as they are kept."""

    v: Version
    self: Self
    thread: ThreadName
    known: Annotated[
        int, Field(ge=0, description="Replies that are known to exist, here or elsewhere.")
    ]
    missing: Annotated[int, Field(ge=0, description="Those of them that are not here.")]
    late: Annotated[int, Field(ge=0, description="Replies that came after it was closed.")]
    looked: Annotated[
        datetime | None, Field(description="When a list of another server was last read.")
    ]
    servers: tuple[Server, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that a moderator did."""

    id: Annotated[str, Field(description="Its name: op_ and 13 characters.")]
    at: datetime
    act: Annotated[str, Field(description="remove, restore, lock, pin, move, ban … : one word.")]
    by: Annotated[
        Person | None,
        Field(description="Null for the moderators together, and for who is not named (any more)."),
    ]
    board: Annotated[BoardName | None, Field(description="Null for all of the forum.")]
    post: Annotated[
        str | None, Field(description="The id of the post that it is about, while it is shown.")
    ]
    url: Annotated[str | None, Field(description="Where that stands, if it can be seen.")]
    whom: Annotated[
        Person | None,
        Field(description="Whom it is about, unless they are gone or their server is blocked."),
    ]
    posts: Annotated[int, Field(ge=0, description="How many posts it hid or showed.")]
    reason: str
    undone: Annotated[datetime | None, Field(description="When it was taken back, if it was.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What moderators did, the latest first."""

    v: Version
    self: Self
    url: Url
    board: Annotated[BoardName | None, Field(description="Null for all of the forum.")]
    acts: tuple[Act, ...]
    next: Next


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    error: str
