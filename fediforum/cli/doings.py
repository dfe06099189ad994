"""What commands do beside writing: polls, withdrawals, answers, and what came late.

As ``deeds``: loaded when a command runs, not before; what is done is done by ``flow``.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from fediforum.content import plain_text
from fediforum.errors import Malformed
from fediforum.flow import asides
from fediforum.flow.find import find_place
from fediforum.flow.speak import Said
from fediforum.forum.compose import Poll
from fediforum.node import Node

Facts = dict[str, Any]
Ballot = tuple[Sequence[str], bool, timedelta | None]  # the options, whether many, how long
MOST_OPTIONS = 20


def poll_of(ballot: Ballot, now: datetime) -> Poll:
    """The poll that is asked for. Raises Malformed where there is nothing to choose."""
    names, many, length = ballot
    kept = tuple(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    if not 2 <= len(kept) <= MOST_OPTIONS:
        raise Malformed(f"A poll has 2 to {MOST_OPTIONS} different options.")
    return Poll(names=kept, many=many, closes=now + length if length is not None else None)


async def withdraw(node: Node, post: str, member: str, *, undo: bool) -> Facts:
    """The post stands in its board no longer, or again."""
    deed = asides.put_back if undo else asides.withdraw
    return facts(await deed(node, post, member))


async def accept(node: Node, post: str, member: str, *, undo: bool) -> Facts:
    """The reply answers the question, or no longer."""
    return facts(await asides.accept_answer(node, post, member, undo=undo))


async def choose(node: Node, post: str, member: str, option: str) -> Facts:
    """The member has chosen."""
    return facts(await asides.choose(node, post, member, option))


async def admit(node: Node, post: str, member: str) -> Facts:
    """What came late stands in its thread."""
    return facts(await asides.admit(node, post, member))


async def late(node: Node, thread: str) -> list[Facts]:
    """What came after a thread was closed. Raises Missing where there is no such thread."""
    place = await find_place(node, thread)
    return [
        {
            "id": each.id,
            "short": each.short,
            "author": each.author,
            "handle": each.handle,
            "published": f"{each.published:%Y-%m-%dT%H:%M:%SZ}",
            "text": plain_text(each.content),
        }
        for each in await asides.late(node, place.thread.id)
    ]


async def edit_board(node: Node, name: str, *, questions: bool) -> Facts:
    """The board is for questions, or no longer."""
    board = await asides.set_questions(node, name, on=questions)
    return {"id": board.id, "title": board.title, "questions": board.questions}


def facts(said: Said) -> Facts:
    return {"id": said.id, "url": said.url, "activity": said.activity}
