"""Lists: the threads of a board, or of all that are here, that have something in common.

They go on after the last row that was shown, as all lists do.
"""

from typing import Literal

from fediforum.store.database import Conn, Sql
from fediforum.store.reading.views import ThreadView, thread_view
from fediforum.vocab.iri import Iri

Which = Literal["new", "unanswered", "closed"]
THREADS_A_LIST = 50
MOST = 1000  # nobody needs to know exactly how many more there are

NEW = Sql("""
    SELECT *
    FROM thread_view
    WHERE board_pk = (SELECT pk FROM actor WHERE id = $1) AND NOT removed
      AND (
          $3::text IS NULL
          OR (created, pk) < (SELECT created, pk FROM thread WHERE short = $3)
      )
    ORDER BY created DESC, pk DESC
    LIMIT $2
""")
UNANSWERED = Sql("""
    SELECT *
    FROM thread_view
    WHERE board_pk = (SELECT pk FROM actor WHERE id = $1)
      AND NOT removed AND NOT locked AND replies = 0
      AND (
          $3::text IS NULL
          OR (created, pk) < (SELECT created, pk FROM thread WHERE short = $3)
      )
    ORDER BY created DESC, pk DESC
    LIMIT $2
""")
CLOSED = Sql("""
    SELECT *
    FROM thread_view
    WHERE board_pk = (SELECT pk FROM actor WHERE id = $1) AND NOT removed AND locked
      AND (
          $3::text IS NULL
          OR (last_post_at, pk) < (SELECT last_post_at, pk FROM thread WHERE short = $3)
      )
    ORDER BY last_post_at DESC, pk DESC
    LIMIT $2
""")
LISTS = {"new": NEW, "unanswered": UNANSWERED, "closed": CLOSED}


async def board_list(
    conn: Conn, board: Iri, which: Which, *, after: str | None = None, limit: int = THREADS_A_LIST
) -> tuple[ThreadView, ...]:
    """Return threads of a board: as they were begun ("new"), those without a reply that are
    open ("unanswered"), or those that are closed, by last post; those after the thread ``after``.
    """
    rows = await conn.fetch(LISTS[which], board, limit, after)
    return tuple(map(thread_view, rows))


UNANSWERED_HERE = Sql("""
    SELECT *
    FROM thread_view
    WHERE board_local AND NOT removed AND NOT locked AND replies = 0 AND NOT author_hushed
      AND (
          $2::text IS NULL
          OR (created, pk) < (SELECT created, pk FROM thread WHERE short = $2)
      )
    ORDER BY created DESC, pk DESC
    LIMIT $1
""")


async def unanswered(
    conn: Conn, *, after: str | None = None, limit: int = THREADS_A_LIST
) -> tuple[ThreadView, ...]:
    """Return the open threads without a reply of all boards here, the newest first."""
    return tuple(map(thread_view, await conn.fetch(UNANSWERED_HERE, limit, after)))


COUNT = Sql("""
    SELECT count(*)
    FROM (
        SELECT
        FROM thread
        JOIN board ON board.actor_pk = thread.board_pk
        JOIN actor ON actor.pk = thread.board_pk
        JOIN actor AS author ON author.id = thread.author
        WHERE NOT thread.removed AND NOT thread.locked AND thread.replies = 0
          AND actor.local AND NOT board.removed AND author.hushed = ''
        LIMIT $1
    ) AS counted
""")
COUNT_OF_BOARD = Sql("""
    SELECT count(*)
    FROM (
        SELECT
        FROM thread
        WHERE board_pk = (SELECT pk FROM actor WHERE id = $1)
          AND NOT removed AND NOT locked AND replies = 0
        LIMIT $2
    ) AS counted
""")


async def count_unanswered(conn: Conn, board: Iri | None = None) -> int:
    """How many open threads of a board, or of all boards here, have no reply; at most 1,000."""
    if board is None:
        return int(await conn.fetchval(COUNT, MOST))
    return int(await conn.fetchval(COUNT_OF_BOARD, board, MOST))
