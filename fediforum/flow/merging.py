"""Merging: one thread goes on in another, at its end; its old address leads there."""

from dataclasses import replace

from fediforum.errors import Conflict, Forbidden
from fediforum.flow.act import ids
from fediforum.flow.budget import Budget
from fediforum.flow.find import find_place, own_member
from fediforum.flow.setup import DESK
from fediforum.flow.speak import Said, said, say
from fediforum.forum import compose
from fediforum.forum.journal import Act, Operation, operation_id
from fediforum.node import Node


async def merge(node: Node, text: str, into: str, reason: str = "", member: str = DESK) -> Said:
    """The posts of the thread stand in the other one.

    Raises Conflict for a thread and itself, Forbidden for who does not moderate both boards.
    """
    by, new = await own_member(node, member), ids(node)
    place, target = await find_place(node, text), await find_place(node, into)
    if not (place.board.local and target.board.local):
        raise Forbidden("One of the threads stands in a board elsewhere.")
    if place.thread.id == target.thread.id:
        raise Conflict("That is one thread already.")
    activity = compose.merge(
        by, place.thread, target.thread, place.board, new=new, now=node.clock()
    )
    operation = Operation(
        id=operation_id(new.short),
        at=node.clock(),
        by=by.id,
        act=Act.MERGE,
        subject=place.thread.root,
        board=place.board.id,
        reason=reason,
    )
    await say(node, activity, Budget.none(), operation)
    return replace(await said(node, place.thread.root, activity), operation=operation.id)
