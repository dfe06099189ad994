"""Objects: what is said. Notes, articles, polls, and what hangs on them.

Names are AS2's, in snake_case. A value here is what a document *says*; whether it is true
is for the law to judge. Nothing here reads or writes JSON.
"""

from dataclasses import dataclass
from datetime import datetime

from fediforum.vocab.iri import PUBLIC, Iri

POST_TYPES = frozenset(
    {"Note", "Article", "Page", "Question", "Event", "Video", "Audio", "Image", "Document",
     "ChatMessage", "Review", "Comment", "Quotation"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """The text that ``content`` was made from; ``media_type`` is usually ``text/markdown``."""

    content: str
    media_type: str = "text/markdown"


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody is called by name; ``name`` is ``@ann@alpha.test`` or shorter."""

    href: Iri
    name: str = ""


@dataclass(frozen=True, slots=True)
class Hashtag:
    """A word that finds other posts; ``name`` is without ``#``, as written."""

    name: str
    href: Iri | None = None


@dataclass(frozen=True, slots=True)
class Emoji:
    """A picture that stands for ``:name:`` in the text (FEP-9098)."""

    name: str
    icon: Iri


@dataclass(frozen=True, slots=True)
class ObjectLink:
    """A link to another object, such as a quoted post (FEP-e232)."""

    href: Iri
    name: str = ""
    rel: tuple[str, ...] = ()


Tag = Mention | Hashtag | Emoji | ObjectLink


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or link that comes with a post; ``name`` is its alt text, sizes are pixels."""

    type: str
    url: Iri
    media_type: str | None = None
    name: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a poll and how many chose it."""

    name: str
    votes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """A post as its document says it: Note, Article, Page, Question and their like.

    ``to`` and ``cc`` hold Iris as they came, with every alias of Public made ``PUBLIC``.
    ``content`` is HTML that nobody has cleaned yet, unless ``media_type`` says what else it is.
    ``asks`` are the interactions (``reply``, ``like``, ``announce``) that not everybody may have
    with it unless its author allows them (GoToSocial's ``interactionPolicy``).
    """

    id: Iri
    type: str
    attributed_to: Iri
    content: str = ""
    name: str | None = None
    summary: str | None = None
    source: Source | None = None
    in_reply_to: Iri | None = None
    context: Iri | None = None
    audience: Iri | None = None
    to: tuple[Iri, ...] = ()
    cc: tuple[Iri, ...] = ()
    tag: tuple[Tag, ...] = ()
    attachment: tuple[Attachment, ...] = ()
    url: Iri | None = None
    published: datetime | None = None
    updated: datetime | None = None
    sensitive: bool = False
    distinguished: bool = False
    """Whether a moderator speaks in it as one (Lemmy)."""
    searchable: bool | None = None
    """Whether everybody may search for it (FEP-268d); None: as its author has it."""
    comments_enabled: bool | None = None
    language: str | None = None
    quote: Iri | None = None
    quote_authorization: Iri | None = None
    reply_authorization: Iri | None = None
    asks: tuple[str, ...] = ()
    media_type: str | None = None
    start_time: datetime | None = None
    location: str | None = None
    one_of: tuple[Option, ...] = ()
    any_of: tuple[Option, ...] = ()
    end_time: datetime | None = None
    voters: int | None = None
    answer: bool = False
    replies: Iri | None = None
    likes: int | None = None
    shares: int | None = None

    @property
    def public(self) -> bool:
        """Whether it is addressed to everybody, listed or not."""
        return PUBLIC in self.to or PUBLIC in self.cc

    @property
    def addressees(self) -> frozenset[Iri]:
        """Everybody named as a recipient, ``audience`` included."""
        named = {*self.to, *self.cc}
        if self.audience is not None:
            named.add(self.audience)
        return frozenset(named)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        return tuple(tag for tag in self.tag if isinstance(tag, Mention))

    @property
    def hashtags(self) -> tuple[Hashtag, ...]:
        return tuple(tag for tag in self.tag if isinstance(tag, Hashtag))

    @property
    def links(self) -> tuple[ObjectLink, ...]:
        return tuple(tag for tag in self.tag if isinstance(tag, ObjectLink))


@dataclass(frozen=True, slots=True)
class Authorization:
    """A stamp: ``attributed_to`` allows that ``interacting`` is done to ``target`` (FEP-044f)."""

    id: Iri
    type: str
    attributed_to: Iri
    interacting: Iri
    target: Iri


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an object that was deleted."""

    id: Iri
    former_type: str | None = None
    deleted: datetime | None = None
