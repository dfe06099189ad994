"""Heads: a board, a thread or somebody alone, for whoever needs no page of what is in them."""

from fediforum.store.database import Conn, Sql
from fediforum.store.reading.members import MEMBER
from fediforum.store.reading.pages import BOARD
from fediforum.store.reading.views import (
    Author,
    BoardView,
    ThreadView,
    author_from,
    board_view,
    thread_view,
)
from fediforum.vocab.iri import Iri


async def board_head(conn: Conn, name: str, host: str, desk: Iri) -> BoardView | None:
    """Return a board that stands here, by its name; ``latest`` is not read."""
    row = await conn.fetchrow(BOARD, name, host, desk)
    return None if row is None else board_view(row, None)


THREAD_HEAD = Sql("SELECT * FROM thread_view WHERE short = $1")


async def thread_head(conn: Conn, short: str) -> ThreadView | None:
    """Return a thread, removed ones too; whether it is pinned is not read."""
    row = await conn.fetchrow(THREAD_HEAD, short)
    return None if row is None else thread_view(row)


async def member_head(conn: Conn, name: str, host: str) -> Author | None:
    """Return somebody by their name, also those who are gone."""
    row = await conn.fetchrow(MEMBER, name, host)
    return None if row is None else author_from(row, "member")
