"""Feeds: the newest posts of the site, of a board, of a thread, each by one indexed query."""

from fediforum.store.database import Conn, Sql
from fediforum.store.reading.views import POSTS_A_LIST, PostView, post_view
from fediforum.vocab.iri import Iri

SITE_POSTS = Sql("""
    SELECT *
    FROM post_view
    WHERE state = 'shown' AND thread_pk IS NOT NULL AND NOT thread_removed
    ORDER BY published DESC, pk DESC
    LIMIT $1
""")


async def site_posts(conn: Conn) -> tuple[PostView, ...]:
    """Return the newest posts of all boards, newest first."""
    return tuple(map(post_view, await conn.fetch(SITE_POSTS, POSTS_A_LIST)))


BOARD_POSTS = Sql("""
    SELECT post_view.*
    FROM (
        SELECT pk
        FROM thread
        WHERE board_pk = (SELECT pk FROM actor WHERE id = $1) AND NOT removed
        ORDER BY last_post_at DESC, pk DESC
        LIMIT $2
    ) AS recent
    CROSS JOIN LATERAL (
        SELECT id
        FROM post
        WHERE post.thread_pk = recent.pk AND state = 'shown'
        ORDER BY published DESC, post.id DESC
        LIMIT $2
    ) AS newest
    JOIN post_view ON post_view.id = newest.id
    ORDER BY post_view.published DESC, post_view.pk DESC
    LIMIT $2
""")


async def board_posts(conn: Conn, board: Iri) -> tuple[PostView, ...]:
    """Return the newest posts of a board, newest first."""
    return tuple(map(post_view, await conn.fetch(BOARD_POSTS, board, POSTS_A_LIST)))


NEWEST_OF_THREAD = Sql("""
    SELECT *
    FROM post_view
    WHERE thread_pk = (SELECT pk FROM thread WHERE short = $1 AND NOT removed)
      AND state IN ('shown', 'deleted')
    ORDER BY published DESC, id DESC
    LIMIT $2
""")


async def thread_posts(conn: Conn, short: str) -> tuple[PostView, ...]:
    """Return the newest posts of a thread, newest first, deleted ones too (as tombstones)."""
    return tuple(map(post_view, await conn.fetch(NEWEST_OF_THREAD, short, POSTS_A_LIST)))
