"""Sessions: a link opens once and begins one, and it ends by itself.

Theory of operation. There are no passwords. Whoever looks after the forum prints a link, of which
only the mark is kept; whoever opens it presses a button, and their browser holds a secret, of
which again only the mark is kept. What a form carries is derived from that secret: so it is good
for one session, and nothing more has to be kept of it. All secrets are 32 bytes of chance, so a
plain SHA-256 is as good as a slow hash, and to look for one by its mark tells nobody how near
they were.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

LINK_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 bytes in base64url


@dataclass(frozen=True, slots=True)
class Link:
    """A way in, that is made for one person and opens once."""

    made: datetime
    used: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who came in by a link."""

    began: datetime
    ended: datetime | None = None


def opens(link: Link, now: datetime) -> bool:
    """Whether a link still opens.

    >>> from datetime import UTC
    >>> made = datetime(2026, 5, 3, 12, tzinfo=UTC)
    >>> opens(Link(made), made + timedelta(minutes=14)), opens(Link(made, made), made)
    (True, False)
    """
    return link.used is None and link.made <= now < link.made + LINK_LASTS


def holds(session: Session, now: datetime) -> bool:
    """Whether whoever came in is still there."""
    return session.ended is None and session.began <= now < session.began + SESSION_LASTS


def mark(secret: str) -> bytes:
    """What is kept of a secret.

    >>> len(mark("a")), mark("a") == mark("b")
    (32, False)
    """
    return hashlib.sha256(secret.encode()).digest()


def can_be(secret: str) -> bool:
    """Whether that can be a secret of ours at all."""
    return SECRET.fullmatch(secret) is not None


def form_token(secret: str) -> str:
    """What every form of a session carries; nobody can make it who has not the secret."""
    return hmac.new(secret.encode(), b"form of the desk", hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two texts are the same, found out in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
