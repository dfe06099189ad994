"""Slowing down: authors wait a while between two posts, in a board or in one thread.

Nothing says so in ActivityPub: whoever is too early elsewhere waits for a moderator (``hold``).
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from fediforum.errors import AlreadySo, Forbidden
from fediforum.flow.act import ids
from fediforum.flow.find import find_place, own_member
from fediforum.flow.preside import moderates, own_board
from fediforum.flow.setup import DESK
from fediforum.flow.speak import Said
from fediforum.forum.journal import Act, Operation, operation_id
from fediforum.forum.model import Board
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.journal import journalled
from fediforum.store.slowing import slow_board, slow_thread
from fediforum.vocab.iri import Iri


async def slow_down_board(
    node: Node, name: str, span: timedelta, reason: str = "", member: str = DESK
) -> Said:
    """In the board an author waits so long between two posts; of no length: not at all.

    Raises Forbidden for who is no moderator of it, AlreadySo.
    """
    board = await own_board(node, name)
    if timedelta(seconds=board.slow) == span:
        raise AlreadySo("The board is as slow as that already.")
    seconds, page = int(span.total_seconds()), node.home.board_page(board.name)
    operation = await of_moderator(node, member, board, board.id, reason)
    return await done(node, operation, page, lambda conn: slow_board(conn, board.id, seconds))


async def slow_down_thread(
    node: Node, text: str, span: timedelta, reason: str = "", member: str = DESK
) -> Said:
    """As ``slow_down_board``, in one thread."""
    place = await find_place(node, text)
    if not place.board.local:
        raise Forbidden("That thread stands in a board elsewhere.")
    if timedelta(seconds=place.thread.slow) == span:
        raise AlreadySo("The thread is as slow as that already.")
    seconds = int(span.total_seconds())
    page = node.home.thread_page(place.thread.short, place.thread.slug)
    operation = await of_moderator(node, member, place.board, place.thread.root, reason)
    return await done(
        node, operation, page, lambda conn: slow_thread(conn, place.thread.id, seconds)
    )


async def of_moderator(
    node: Node, member: str, board: Board, subject: Iri, reason: str
) -> Operation:
    by = await own_member(node, member)
    if by.id != node.home.desk and not await moderates(node, by, board):
        raise Forbidden("Only a moderator of the board may do that.")
    return Operation(
        id=operation_id(ids(node).short),
        at=node.clock(),
        by=by.id,
        act=Act.SLOW,
        subject=subject,
        board=board.id,
        reason=reason,
    )


async def done(
    node: Node, operation: Operation, page: Iri, write: Callable[[Conn], Awaitable[None]]
) -> Said:
    async def work(conn: Conn) -> None:
        async with journalled(conn, operation):
            await write(conn)

    await node.database.in_transaction(work)
    return Said(Iri(operation.subject), page, Iri(""), operation.id)
