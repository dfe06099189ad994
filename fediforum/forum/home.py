"""Home: where each thing of ours lives, and which thing of ours an address names.

The one room that knows the shape of our ids and page addresses (decision 6). Pure text.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

from fediforum.vocab.iri import Iri, host_of

SHORT = re.compile(r"[0-9a-hjkmnp-tv-z]{13}")
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
NAME = re.compile(r"[a-z0-9_]+([.-]+[a-z0-9_]+)*")
THREAD_NAME = re.compile(r"t[0-9a-hjkmnp-tv-z]{13}")
RESERVED = frozenset(
    {
        "desk", "instance", "ap", "b", "t", "p", "u", "tag", "inbox", "outbox", "static", "media",
        "search", "zoek", "report", "meld", "about", "over", "terms", "voorwaarden", "privacy",
        "contact", "admin", "api", "well-known", "nodeinfo", "healthz", "readyz", "metrics",
        "interact", "resolve", "oembed", "badge", "robots.txt", "sitemap.xml", "federation",
        "federatie", "accessibility", "toegankelijkheid", "sign-in", "sign-out", "settings",
        "root", "administrator", "moderator", "postmaster", "abuse", "security", "webmaster",
    }
)  # fmt: skip


class Kind(StrEnum):
    """What a thing of ours is."""

    INSTANCE = "instance"
    BOARD = "boards"
    THREAD = "threads"
    POST = "posts"
    MEMBER = "members"
    ACTIVITY = "activities"
    STAMP = "stamps"


KINDS = frozenset(kind.value for kind in Kind)


@dataclass(frozen=True, slots=True)
class Place:
    """A thing of ours: its kind, its key, and what of it is meant (``followers``, ``context``…)."""

    kind: Kind
    key: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """The public address of this forum: ``base`` is ``https://forum.example``, no slash."""

    base: str

    @property
    def host(self) -> str:
        return host_of(self.base)

    @property
    def instance(self) -> Iri:
        return Iri(f"{self.base}/ap/instance")

    @property
    def desk(self) -> Iri:
        return self.member("desk")

    @property
    def shared_inbox(self) -> Iri:
        return Iri(f"{self.base}/inbox")

    def board(self, name: str) -> Iri:
        return Iri(f"{self.base}/ap/boards/{name}")

    def thread(self, short: str) -> Iri:
        return Iri(f"{self.base}/ap/threads/{short}")

    def post(self, short: str) -> Iri:
        return Iri(f"{self.base}/ap/posts/{short}")

    def member(self, name: str) -> Iri:
        return Iri(f"{self.base}/ap/members/{name}")

    def activity(self, short: str) -> Iri:
        return Iri(f"{self.base}/ap/activities/{short}")

    def context(self, short: str) -> Iri:
        return Iri(f"{self.base}/ap/posts/{short}/context")

    def handle(self, name: str) -> str:
        """``name@host``, as WebFinger and people write it, without a leading ``@``."""
        return f"{name}@{self.host}"

    def ours(self, iri: str) -> bool:
        """Whether we speak for it."""
        return iri == self.base or iri.startswith(f"{self.base}/")

    def place(self, iri: str) -> Place | None:
        """The thing of ours that an id names; None for what is not ours or has no such form.

        >>> Home("https://a.test").place("https://a.test/ap/boards/tuin/followers")
        Place(kind=<Kind.BOARD: 'boards'>, key='tuin', part='followers')
        """
        if not self.ours(iri):
            return None
        path = iri[len(self.base) :].partition("?")[0].partition("#")[0].strip("/").split("/")
        if path == ["ap", "instance"] or path == [""]:
            return Place(Kind.INSTANCE, "instance")
        if len(path) < 3 or path[0] != "ap" or path[1] not in KINDS:
            return None
        return Place(Kind(path[1]), path[2], "/".join(path[3:]))

    # -- pages: where people read --------------------------------------------------------------

    @property
    def contact_page(self) -> Iri:
        """Whom one turns to."""
        return Iri(f"{self.base}/contact")

    def board_page(self, name: str) -> Iri:
        return Iri(f"{self.base}/b/{name}")

    def thread_page(self, short: str, slug: str = "") -> Iri:
        return Iri(f"{self.base}/t/{short}-{slug}" if slug else f"{self.base}/t/{short}")

    def thread_join_page(self, short: str) -> Iri:
        return Iri(f"{self.base}/t/{short}/join")

    def post_page(self, short: str) -> Iri:
        return Iri(f"{self.base}/p/{short}")

    def member_page(self, name: str) -> Iri:
        return Iri(f"{self.base}/u/{name}")

    def resolving(self) -> str:
        """Where somebody of ours sees what is known here by an address: a template (FEP-3b86)."""
        return f"{self.base}/resolve?uri={{object}}"

    def logo(self, name: str) -> Iri:
        """Where a logo is fetched; its name changes when it does."""
        return Iri(f"{self.base}/static/{name}")

    def tag_page(self, tag: str) -> Iri:
        return Iri(f"{self.base}/tag/{tag.lower()}")


@dataclass(frozen=True, slots=True)
class Ids:
    """Fresh and derived names for one judgement, drawn by the shell so that the law stays pure.

    ``short`` is 13 characters of lower-case Crockford base32, unused so far; ``secret`` is the
    instance's key for derived ids (decision 6).
    """

    home: Home
    short: str
    secret: bytes

    def derived(self, cause: str, form: str, actor: str) -> Iri:
        """The id of the activity that follows from ``cause``: the same each time it is asked.

        The first 128 bits of an HMAC-SHA-256 over (cause, form, actor), as 26 characters.
        """
        return self.home.activity(crockford(self.sealed(cause, form, actor), 26))

    def passing(self, short: str, cause: str, form: str, actor: str) -> Iri:
        """The derived id of an Announce of the post ``short``: so it begins, 65 bits follow.

        Whoever looks it up is answered from the post, when nothing is left of what was sent.
        """
        return self.home.activity(short + crockford(self.sealed(cause, form, actor) >> 63, 13))

    def sealed(self, cause: str, form: str, actor: str) -> int:
        text = "\n".join((cause, form, actor)).encode()
        digest = hmac.new(self.secret, text, hashlib.sha256).digest()
        return int.from_bytes(digest[:16], "big")


def crockford(number: int, length: int) -> str:
    """The number in lower-case Crockford base32, ``length`` characters.

    >>> crockford(33, 3)
    '011'
    """
    letters = []
    for _ in range(length):
        number, rest = divmod(number, 32)
        letters.append(ALPHABET[rest])
    return "".join(reversed(letters))
