"""What commands do beside writing: polls, withdrawals, answers, and what came late.

As ``deeds``: loaded when a command runs, not before; what is done is done by ``flow``.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from fediforum.cli.views import appearance
from fediforum.content import clean_title, plain_text
from fediforum.errors import AlreadySo, Malformed
from fediforum.flow import asides, preside, reporting, reshape
from fediforum.flow.find import find_place
from fediforum.flow.site import read_language
from fediforum.flow.speak import Said
from fediforum.forum.compose import Poll
from fediforum.forum.model import Posting, Report
from fediforum.node import Node
from fediforum.store.known import load_known

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


async def withdraw(node: Node, post: str, member: str, *, undo: bool) -> Said:
    """The post stands in its board no longer, or again."""
    deed = asides.put_back if undo else asides.withdraw
    return await deed(node, post, member)


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


async def edit_board(
    node: Node,
    name: str,
    *,
    questions: bool | None,
    title: str | None,
    sidebar: str | None,
    posting: str | None,
    language: str | None = None,
    looks: reshape.Looks | None = None,
) -> Facts:
    """The board is so from now on; what is None stays. Raises Malformed for no such posting
    or language and for no title.
    """
    if posting is not None and posting not in [each.value for each in Posting]:
        raise Malformed(f"Threads are opened by {', '.join(Posting)}.")
    if title is not None and not clean_title(title):
        raise Malformed("A board needs a title.")
    board = await preside.own_board(node, name)
    operation = None
    with suppress(AlreadySo):
        edited = await reshape.edit_board(
            node,
            board.id,
            title=title,
            sidebar=sidebar,
            posting=Posting(posting) if posting is not None else None,
            questions=questions,
            language=read_language(language) if language is not None else None,
            looks=looks,
        )
        board, operation = edited.board, edited.operation
    return {
        "operation": operation,
        "id": board.id,
        "title": board.title,
        "questions": board.questions,
        "posting": board.posting.value,
        **await appearance(node, board.id),
    }


def facts(said: Said) -> Facts:
    return {"id": said.id, "url": said.url, "activity": said.activity}


# -- reports -----------------------------------------------------------------------------------


async def reports(node: Node, *, settled: bool) -> list[Facts]:
    """What the moderators were asked to look at."""
    return [report_facts(each) for each in await preside.reports(node, settled=settled)]


async def report(node: Node, name: str) -> Facts:
    """A report with the posts that it is about. Raises Missing."""
    return await with_posts(node, await preside.the_report(node, name))


async def settle(node: Node, name: str, outcome: str, moderator: str) -> Facts:
    """The report is done with."""
    return await with_posts(node, await preside.settle(node, name, outcome, moderator))


async def forward(node: Node, name: str, moderator: str) -> Facts:
    """The servers that a reader's report concerns know of it."""
    found = await preside.the_report(node, name)
    hosts = await reporting.forward(node, found, moderator)
    return {**await report(node, found.id), "hosts": list(hosts)}


async def with_posts(node: Node, found: Report) -> Facts:
    async with node.database.connection() as conn:
        known = await load_known(conn, found.about, node.home)
    posts = [
        {
            "id": post.id,
            "url": node.home.post_page(post.short),
            "author": known.members[post.author].handle,
            "text": plain_text(post.content),
        }
        for iri in found.about
        if (post := known.posts.get(iri)) is not None
    ]
    return {**report_facts(found), "posts": posts}


def report_facts(found: Report) -> Facts:
    return {
        "id": found.id,
        "short": found.id.rpartition("/")[2],
        "by": found.by,
        "about": list(found.about),
        "board": found.board,
        "reason": found.reason,
        "at": f"{found.at:%Y-%m-%dT%H:%M:%SZ}",
        "settled": f"{found.settled:%Y-%m-%dT%H:%M:%SZ}" if found.settled else None,
        "outcome": found.outcome,
        "reader": found.reference is not None,
        "kind": found.kind.value if found.kind is not None else None,
        "page": found.page or None,
        "contact": found.contact or None,
        "forwarded": f"{found.forwarded:%Y-%m-%dT%H:%M:%SZ}" if found.forwarded else None,
    }
