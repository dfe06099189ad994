"""Operations as plain facts: what was done, what it came to, what took it back.

Loaded when a command runs, not before.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from fediforum.flow.budget import Budget
from fediforum.flow.find import find_board, own_member
from fediforum.flow.rehearse import rehearse
from fediforum.flow.speak import Said
from fediforum.flow.undoing import find_operation, undo_operation
from fediforum.forum.journal import Operation
from fediforum.node import Node
from fediforum.store.reading.operations import Entry, effects_of, entries, heard_of, the_entry

Facts = dict[str, Any]
Deed = Callable[[Node], Awaitable[Said]]


async def done(node: Node, deed: Deed) -> Facts:
    """What came of a deed that is an operation, and who hears of it."""
    said = await deed(node)
    return {**said_facts(said), **await came_to(node, said.operation or "")}


async def rehearsed(node: Node, deed: Deed) -> Facts:
    """What would come of it; nothing has."""

    async def tried(trying: Node) -> Facts:
        return await done(trying, deed)

    return await rehearse(node, tried)


def said_facts(said: Said) -> Facts:
    return {"id": said.id, "url": said.url, "operation": said.operation}


async def came_to(node: Node, operation: str) -> Facts:
    async with node.database.connection() as conn:
        effects = await effects_of(conn, operation)
        heard = await heard_of(conn, operation)
    return {
        "effects": [asdict(effect) for effect in effects],
        "hosts": [asdict(host) for host in heard],
    }


async def listed(
    node: Node, most: int, board: str, by: str, since: datetime | None
) -> Sequence[Facts]:
    """The latest operations, of a board or of somebody here if one is named."""
    place = (await find_board(node, board, Budget.none())).id if board else None
    member = (await own_member(node, by)).id if by else None
    async with node.database.connection() as conn:
        found = await entries(conn, most=most, board=place, by=member, since=since)
    return [entry_facts(entry) for entry in found]


async def shown_whole(node: Node, text: str) -> Facts:
    """An operation, what it came to, and how far others have been told."""
    operation = await find_operation(node, text)
    async with node.database.connection() as conn:
        entry = await the_entry(conn, operation.id)
    return {**entry_facts(entry), **await came_to(node, operation.id)}


async def undo(node: Node, text: str, moderator: str, reason: str, *, dry_run: bool) -> Facts:
    """The operation is taken back, or, as a rehearsal, it is seen what that would come to."""

    async def work(doing: Node) -> Facts:
        undone = await undo_operation(doing, text, moderator, reason)
        facts = {"operation": undone.by.id, "undone": undone.undone.id, "act": undone.undone.act}
        return {**facts, **await came_to(doing, undone.by.id)}

    return await rehearse(node, work) if dry_run else await work(node)


def entry_facts(entry: Entry) -> Facts:
    return {**operation_facts(entry.operation), "undone": entry.undone}


def operation_facts(operation: Operation) -> Facts:
    at = operation.at.isoformat(timespec="seconds")
    return {
        "operation": operation.id,
        "at": at,
        "by": operation.by,
        "act": operation.act,
        "subject": operation.subject,
        "board": operation.board,
        "reason": operation.reason,
        "undoes": operation.undoes,
    }
