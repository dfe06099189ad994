"""Wishes: what a moderator asks for in a form, and the command that asks for the same. Pure."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from fediforum.errors import Malformed
from fediforum.flow.setup import DESK
from fediforum.forum.journal import Act
from fediforum.forum.rules.removal import REASON_CHARS
from fediforum.store.reading import Author, Logged
from fediforum.vocab.activities import AnyActivity, Block, Delete

FORWARD = "forward"
COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        Act.REMOVE: ("mod", "remove"),
        Act.RESTORE: ("mod", "restore"),
        Act.LOCK: ("thread", "lock"),
        Act.UNLOCK: ("thread", "unlock"),
        Act.PIN: ("thread", "pin"),
        Act.UNPIN: ("thread", "unpin"),
        Act.BAN: ("mod", "ban"),
        Act.UNBAN: ("mod", "unban"),
        Act.SETTLE: ("report", "settle"),
        FORWARD: ("report", "forward"),
        Act.APPROVE: ("mod", "approve"),
        Act.REJECT: ("mod", "reject"),
        Act.UNDO: ("op", "undo"),
    }
)
UPON_POSTS = frozenset({Act.REMOVE, Act.RESTORE, Act.LOCK, Act.UNLOCK, Act.PIN, Act.UNPIN})
UPON_HELD = frozenset({Act.APPROVE, Act.REJECT})
UPON_PEOPLE = frozenset({Act.BAN, Act.UNBAN})
UPON_REPORTS = frozenset({Act.SETTLE, FORWARD})
REASONED = frozenset({Act.REMOVE, Act.REJECT, Act.LOCK, Act.BAN, Act.SETTLE, Act.UNDO})
LENGTHS = ("1d", "7d", "30d", "")  # how long a ban may be for; the last is for good
THING_CHARS = 300
OUTCOME_CHARS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An act upon a ``thing``: a post's short id, a handle, a report's or an operation's name.

    ``board`` "" is the whole forum. ``report`` is where the moderator comes from.
    """

    act: str
    thing: str
    board: str = ""
    reason: str = ""
    length: str = ""
    replies: bool = False
    content: bool = False
    report: str = ""

    @property
    def span(self) -> timedelta | None:
        """How long a ban lasts."""
        return timedelta(days=int(self.length[:-1])) if self.length else None


def wish_in(fields: Mapping[str, str]) -> Wish:
    """What a form asks for. Raises Malformed for what none of ours does."""
    act, length = fields.get("act", ""), fields.get("length", "")
    thing = fields.get("thing", "")[:THING_CHARS]
    if act not in COMMANDS or length not in LENGTHS or not thing.isprintable() or not thing:
        raise Malformed("That cannot be asked for here.")
    letters = fields.get("reason", "")
    reason = "".join(one if one.isprintable() else " " for one in letters)
    return Wish(
        act=act,
        thing=thing,
        board=fields.get("board", "")[:THING_CHARS],
        reason=" ".join(reason.split()),
        length=length,
        replies="replies" in fields,
        content="content" in fields,
        report=fields.get("report", "")[:THING_CHARS],
    )


def command(wish: Wish, moderator: str) -> str:
    """The command that does the same, as it is typed.

    >>> command(Wish(act="remove", thing="0123456789abc", reason="geen reclame"), "anna")
    "fediforum mod remove 0123456789abc -m 'geen reclame' --as anna"
    >>> command(Wish(act="ban", thing="@mallory@evil.example", length="7d", content=True), "desk")
    'fediforum mod ban @mallory@evil.example --for 7d --remove-content'
    """
    words = ["fediforum", *COMMANDS[wish.act], wish.thing]
    if wish.act in UPON_PEOPLE and wish.board:
        words += ["--board", wish.board]
    if wish.act == Act.REMOVE and wish.replies:
        words.append("--replies")
    if wish.act == Act.BAN and wish.length:
        words += ["--for", wish.length]
    if wish.act == Act.BAN and wish.content:
        words.append("--remove-content")
    if wish.act in REASONED and wish.reason:
        words += ["-m", wish.reason]
    if moderator != DESK:
        words += ["--as", moderator]
    return shlex.join(words)


def listing(board: str = "", by: str = "") -> str:
    """The command that lists what was done, of one board or by one moderator if so asked.

    >>> listing("tuin", "anna"), listing()
    ('fediforum op list --board tuin --by anna', 'fediforum op list')
    """
    words = ["fediforum", "op", "list"]
    if board:
        words += ["--board", board]
    if by:
        words += ["--by", by]
    return shlex.join(words)


def most_chars(act: str) -> int:
    """How long a reason may be; what comes of a report is told at more length."""
    return OUTCOME_CHARS if act == Act.SETTLE else REASON_CHARS


def called(somebody: Author) -> str:
    """How a command names somebody."""
    return somebody.name if somebody.local else f"@{somebody.handle}"


# -- what was done, as it could have been asked for ----------------------------------------------


def wish_of(line: Logged, said: Sequence[AnyActivity]) -> Wish | None:
    """What was asked for, seen from an operation and the activities that it was said in.

    None where no form and no command of ours asks for that.
    """
    if line.act not in COMMANDS:
        return None
    if line.act in UPON_POSTS:
        if line.post is None:
            return None
        replies = any(isinstance(each, Delete) and each.with_replies for each in said)
        return Wish(act=line.act, thing=line.post.short, reason=line.reason, replies=replies)
    if line.act in UPON_HELD:
        return Wish(act=line.act, thing=line.named or line.subject, reason=line.reason)
    if line.act in UPON_PEOPLE:
        if line.whom is None:
            return None
        blocks = [each for each in said if isinstance(each, Block)]
        return Wish(
            act=line.act,
            thing=called(line.whom),
            board=line.board.name if line.board is not None else "",
            reason=line.reason,
            length=next((length_of(each.end_time, line.at) for each in blocks), ""),
            content=any(each.remove_data for each in blocks),
        )
    thing = line.undoes or line.subject.rpartition("/")[2]
    return Wish(act=line.act, thing=thing, reason=line.reason)


def length_of(until: datetime | None, since: datetime) -> str:
    """How long it was for, as commands say it.

    >>> from datetime import UTC
    >>> now = datetime(2026, 5, 3, 12, tzinfo=UTC)
    >>> length_of(now + timedelta(days=7), now), length_of(now + timedelta(minutes=90), now)
    ('7d', '90m')
    """
    if until is None:
        return ""
    minutes = round((until - since).total_seconds() / 60)
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"
