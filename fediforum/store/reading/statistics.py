"""How much was written since when, by whom, in which boards."""

from dataclasses import dataclass
from datetime import datetime

from fediforum.store.database import Conn, Sql


@dataclass(frozen=True, slots=True)
class Written:
    """What was written in a board, or, where that is None, in all: posts that are shown, those
    that open a thread, those from elsewhere; who wrote them, and from how many servers.
    """

    board: str | None
    posts: int
    threads: int
    elsewhere: int
    authors: int
    hosts: int


WRITTEN = Sql("""
    SELECT
        board.preferred_username || '@' || board.host AS board,
        count(*) AS posts,
        count(*) FILTER (WHERE post.id = thread.root) AS threads,
        count(*) FILTER (WHERE NOT post.local) AS elsewhere,
        count(DISTINCT post.author) AS authors,
        count(DISTINCT post.host) AS hosts
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    JOIN actor AS board ON board.pk = thread.board_pk
    WHERE post.state = 'shown' AND NOT thread.removed
        AND ($1::timestamptz IS NULL OR post.published >= $1)
    GROUP BY GROUPING SETS ((board.preferred_username, board.host), ())
    ORDER BY grouping(board.host) DESC, posts DESC, board
""")


async def written_since(conn: Conn, since: datetime | None) -> tuple[Written, ...]:
    """Return what was written since then, or ever: in all, then board by board, most first."""
    return tuple(Written(**row) for row in await conn.fetch(WRITTEN, since))
