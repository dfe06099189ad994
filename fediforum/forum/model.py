"""Boards, threads, posts and members, as the law sees them.

Frozen values: a change is a new value. What only counts (replies, votes) is not here; the
store counts. Row keys never leave the store.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fediforum.content import SafeHtml
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Attachment, Option, Source


class Posting(StrEnum):
    """Who may open threads in a board."""

    ANYONE = "anyone"
    FOLLOWERS = "followers"
    MODERATORS = "moderators"


class PostState(StrEnum):
    """Where a post stands.

    ``shelved``: its parent is not known yet, shown nowhere. ``pending``: written here for a
    board elsewhere that has not announced it. ``refused``: that board would not have it.
    ``late``: it came after its thread was closed; kept, and shown nowhere in it. ``held``: it
    waits for a moderator, shown nowhere; ``reason`` names the rule. ``withdrawn``:
    its author took it out of the board, and may put it back.
    ``shut``: its server, or that of its board, is blocked.
    ``removed``: a moderator's act, can be undone. ``deleted``: its author's act, final; only a
    tombstone is left.
    """

    SHOWN = "shown"
    SHELVED = "shelved"
    PENDING = "pending"
    REFUSED = "refused"
    LATE = "late"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    DELETED = "deleted"
    SHUT = "shut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who takes part, from here or elsewhere; also a remote server or bot.

    ``gone``: deleted for good. ``suspended``: shut out of this server.
    """

    id: Iri
    local: bool
    type: str
    name: str
    host: str
    inbox: Iri
    display: str = ""
    shared_inbox: Iri | None = None
    followers: Iri | None = None
    url: Iri | None = None
    suspended: bool = False
    gone: bool = False
    moved_to: Iri | None = None
    also_known_as: tuple[Iri, ...] = ()
    discoverable: bool = True

    @property
    def handle(self) -> str:
        return f"{self.name}@{self.host}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A Group that threads are filed under. ``removed``: closed by its admin.

    ``questions``: a reply may be accepted as the answer to its thread (PieFed). ``slow``: for so
    many seconds after a post, its author waits with the next.
    """

    id: Iri
    local: bool
    name: str
    title: str
    followers: Iri
    inbox: Iri
    host: str
    shared_inbox: Iri | None = None
    posting: Posting = Posting.ANYONE
    starter_type: str = "Note"
    moderators: Iri | None = None
    featured: Iri | None = None
    language: str | None = None
    removed: bool = False
    questions: bool = False
    slow: int = 0

    @property
    def handle(self) -> str:
        return f"{self.name}@{self.host}"


NO_TITLE = "…"  # of a thread whose opening post is gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A conversation: ``id`` is our ``/ap/threads/{short}``, ``root`` its opening post's id.

    ``context`` is the collection that its posts name: ours in a board here, else as it came.
    ``slow`` as a board's. ``into``: where it went on, once it was merged into another thread.
    ``retitled``: a moderator called it so, and its author's words change that no more.
    """

    id: Iri
    short: str
    board: Iri
    root: Iri
    author: Iri
    title: str
    slug: str = ""
    context: Iri | None = None
    locked: bool = False
    lock_reason: str = ""
    locked_by: Iri | None = None
    removed: bool = False
    created: datetime | None = None
    slow: int = 0
    into: Iri | None = None
    retitled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Any message. ``thread`` and ``seq`` are None while it is on the shelf; the store gives
    ``seq`` when it is filed. ``parent`` is the id it replies to, known or not.

    ``create`` is the id of the Create it came by; ``board`` the board it was addressed to.
    ``locked``: it takes no answers. ``note``: a moderator speaks in it as one. ``swept``: what it
    was removed for together with others.
    ``public`` is False for a post that only ``cc``s Public ("quiet public", unlisted).
    ``reason`` is why it stands as it does: what was said when it was refused, or, of a pending
    one, why nobody could find it where it was sent.
    """

    id: Iri
    short: str
    local: bool
    author: Iri
    thread: Iri | None
    parent: Iri | None
    content: SafeHtml
    published: datetime
    seq: int | None = None
    board: Iri | None = None
    type: str = "Note"
    name: str | None = None
    summary: str | None = None
    source: Source | None = None
    sensitive: bool = False
    searchable: bool | None = None
    language: str | None = None
    context: Iri | None = None
    url: Iri | None = None
    updated: datetime | None = None
    state: PostState = PostState.SHOWN
    reason: str = ""
    create: Iri | None = None
    public: bool = True
    locked: bool = False
    note: bool = False
    swept: str = ""
    quote: Iri | None = None
    hashtags: tuple[str, ...] = ()
    mentions: tuple[Iri, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    options: tuple[Option, ...] = ()
    many: bool = False
    closes: datetime | None = None

    @property
    def visible(self) -> bool:
        """Whether people see it where it stands, also while its board has not confirmed it."""
        return self.state in (PostState.SHOWN, PostState.PENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grave:
    """An id that was deleted and will never be used again; also one we never saw alive."""

    id: Iri
    by: Iri
    at: datetime
    former_type: str | None = None


class Matter(StrEnum):
    """What a reader says is the matter with something."""

    UNKIND = "unkind"
    SPAM = "spam"
    PRIVATE = "private"
    UNLAWFUL = "unlawful"
    BROKEN = "broken"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Somebody asks the moderators to look (Flag).

    One that is ``settled`` settles whatever has its id, or is by the same member, and is about
    one of the same things. ``by`` is the desk for a reader without an account. Only such a reader's
    has a ``reference``, by which they see what came of it, and says which ``kind`` of thing is the
    matter with what ``page`` here; ``contact`` is how they want to be answered. That is known to
    nobody but the moderators here: the law never sees it, and nothing of it is sent.
    """

    id: Iri
    by: Iri
    about: tuple[Iri, ...]
    board: Iri | None
    reason: str
    at: datetime
    settled: datetime | None = None
    outcome: str = ""
    reference: str | None = None
    kind: Matter | None = None
    page: str = ""
    contact: str = ""
    forwarded: datetime | None = None


class Tie(StrEnum):
    """The kinds of relation between two ids ``a`` and ``b``; each pair has one row a kind.

    follow: a follows b (value "accepted" or "pending"). vote: a on post b ("up", "down" or an
    emoji). share: a boosted post b. role: a in board b ("moderator"). ban: a from board b or
    from this server. pin: post a in board b. block: a wants nothing of b. stamp: post a may
    quote post b; replying, liking, sharing: it may answer it, or be a Like or boost of it;
    featuring: collection a may recommend actor b (see ``stamps``).
    choice: a chose in poll b (one row a poll; names joined by newlines).
    trust: what a writes in board b, or anywhere here, never waits.
    question: whether post a may stand in board b ("asked", "yes" or "no", and the author who was
    asked, by the Note ``activity``). answer: post a answers the question of thread b.
    """

    FOLLOW = "follow"
    VOTE = "vote"
    SHARE = "share"
    ROLE = "role"
    BAN = "ban"
    PIN = "pin"
    BLOCK = "block"
    STAMP = "stamp"
    REPLYING = "replying"
    LIKING = "liking"
    SHARING = "sharing"
    FEATURING = "featuring"
    CHOICE = "choice"
    QUESTION = "question"
    ANSWER = "answer"
    TRUST = "trust"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """That ``a`` stands in a kind of relation to ``b``, by the activity that said so."""

    kind: Tie
    a: Iri
    b: Iri
    value: str = ""
    activity: Iri | None = None
    until: datetime | None = None
