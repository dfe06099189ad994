"""Holding: which new posts wait until a moderator has looked at them.

The settings of a forum or one of its boards, and what is remembered of an author. All that is
counted is bounded where it is gathered, so that a rule costs the same for everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from fediforum.errors import Malformed
from fediforum.limits import RECENT_POSTS, WATCHED_CHARS, WATCHED_WORDS
from fediforum.vocab.iri import Iri

OFF = "off"


class Rule(StrEnum):
    """Why a post waits.

    ``first-post``: nothing of its author is shown here yet. ``young-author``, ``young-host``: not
    so many days old, or known here. ``links``: more than so many. ``duplicates``: its text was
    here so many times within a day. ``mentions``: more than so many members here, by somebody
    whom nobody here follows. ``words``: it has one of these. ``strangers``: nothing of its author
    was ever seen here, until then (freeze). ``slow``: too soon after their last one. ``domain``:
    its server is held. ``conversation``: what it answers, or what opened the thread, waits itself.
    """

    FIRST_POST = "first-post"
    YOUNG_AUTHOR = "young-author"
    YOUNG_HOST = "young-host"
    LINKS = "links"
    DUPLICATES = "duplicates"
    MENTIONS = "mentions"
    WORDS = "words"
    STRANGERS = "strangers"
    SLOW = "slow"
    DOMAIN = "domain"
    CONVERSATION = "conversation"


TRUST = "trust"
NUMBERS = frozenset(
    {Rule.YOUNG_AUTHOR, Rule.YOUNG_HOST, Rule.LINKS, Rule.DUPLICATES, Rule.MENTIONS, TRUST}
)
# What holds in a forum where nobody has said otherwise.
DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        Rule.FIRST_POST: OFF,
        Rule.YOUNG_AUTHOR: OFF,
        Rule.YOUNG_HOST: OFF,
        Rule.LINKS: "4",
        Rule.DUPLICATES: "3",
        Rule.MENTIONS: "10",
        Rule.WORDS: OFF,
        Rule.STRANGERS: OFF,
        TRUST: "5",
    }
)
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What is set for a board, in the words of the settings; see ``read_setting``."""

    settings: Mapping[str, str]

    def on(self, name: str) -> bool:
        return self.settings.get(name, OFF) != OFF

    def number(self, name: str) -> int | None:
        """What is set; None where the rule is off."""
        return int(self.settings[name]) if self.on(name) else None

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.settings[Rule.WORDS].split("\n")) if self.on(Rule.WORDS) else ()

    @property
    def strangers_until(self) -> datetime | None:
        """Until when whoever was never seen here waits."""
        until = self.settings.get(Rule.STRANGERS, OFF)
        return datetime.fromisoformat(until) if until != OFF else None


def rules_for(set_: Mapping[tuple[Iri | None, str], str], board: Iri) -> Rules:
    """The rules of a board: its own, else the forum's, else ours."""
    forum = {name: value for (of, name), value in set_.items() if of is None}
    own = {name: value for (of, name), value in set_.items() if of == board}
    return Rules({**DEFAULTS, **forum, **own})


def read_setting(name: str, values: tuple[str, ...]) -> str:
    """A setting as it is kept. Raises Malformed for what none of the rules has a use for.

    >>> read_setting("links", ("4",)), read_setting("first-post", ("on",))
    ('4', 'on')
    """
    if name not in DEFAULTS or name == Rule.STRANGERS:
        known = ", ".join(each for each in DEFAULTS if each != Rule.STRANGERS)
        raise Malformed(f"There is no rule {name}. There are: {known}.")
    if values == (OFF,):
        return OFF
    if name == Rule.WORDS:
        return read_words(values)
    if len(values) != 1:
        raise Malformed(f"Say one thing: fediforum mod rule set {name} …")
    [value] = values
    if name not in NUMBERS:
        if value != "on":
            raise Malformed(f"The rule {name} is on or off.")
        return value
    most = RECENT_POSTS if name == TRUST else MOST
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:5]) <= most):
        raise Malformed(f"The rule {name} takes a number from 1 to {most:,}, or off.")
    return str(int(value))


def read_words(values: tuple[str, ...]) -> str:
    phrases = tuple(dict.fromkeys(" ".join(value.split()) for value in values))
    if not all(phrase.strip("* ") for phrase in phrases) or not phrases:
        raise Malformed("A word to watch for has letters.")
    if len(phrases) > WATCHED_WORDS or any(len(each) > WATCHED_CHARS for each in phrases):
        raise Malformed(
            f"At most {WATCHED_WORDS} words or phrases are watched for, each of at most "
            f"{WATCHED_CHARS} characters."
        )
    return "\n".join(phrases)


@dataclass(frozen=True, slots=True)
class Lately:
    """One of the last posts of an author, where it went, and when it came; None: just now."""

    board: Iri | None
    thread: Iri | None
    shown: bool
    arrived: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is remembered of an author: their last posts here, at most ``limits.RECENT_POSTS``.

    ``began``: when their actor says that it was made. ``met``, ``host_met``: since when they, and
    anybody of their server, are known here. ``followed``: by somebody here.
    """

    lately: tuple[Lately, ...] = ()
    began: datetime | None = None
    met: datetime | None = None
    host_met: datetime | None = None
    followed: bool = False

    @property
    def shown(self) -> int:
        return sum(each.shown for each in self.lately)
