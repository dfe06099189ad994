"""Slow mode: how long an author waits between two posts in a board, or in a thread."""

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

SLOW_BOARD = Sql("""
    UPDATE board
    SET slow = $2
    FROM actor
    WHERE actor.pk = actor_pk AND actor.id = $1
""")
SLOW_THREAD = Sql("""
    UPDATE thread
    SET slow = $2, version = version + 1
    WHERE id = $1
""")


async def slow_board(conn: Conn, board: Iri, seconds: int) -> None:
    """Have authors wait so long in the board; 0 for not at all."""
    await conn.execute(SLOW_BOARD, board, seconds)


async def slow_thread(conn: Conn, thread: Iri, seconds: int) -> None:
    """Have authors wait so long in the thread; 0 for not at all."""
    await conn.execute(SLOW_THREAD, thread, seconds)
