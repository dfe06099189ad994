"""Feeds: what was said lately, newest first, each list by one indexed query.

Lists go on behind the post that was shown last (``after``). Of a post that was taken away only
its place is given, so that whoever has it hears of it; ``updated`` then says when, if known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from fediforum.store.database import Conn, Sql
from fediforum.store.reading.around import with_surroundings
from fediforum.store.reading.views import POSTS_A_LIST, PostView, Row, ThreadView, post_view
from fediforum.vocab.iri import Iri

THREADS_BACK: Final = 1_000  # of a board, by last post, that its feed of posts looks through


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list begins: behind a post; before every one where no time is given."""

    published: datetime | None = None
    pk: int = 0
    id: str = ""


PLACE = Sql("SELECT published, pk, id FROM post WHERE short = $1")


async def behind(conn: Conn, after: str | None) -> Place | None:
    """Return the place behind the post ``after``; None where there is no such post."""
    if after is None:
        return Place()
    row = await conn.fetchrow(PLACE, after)
    return None if row is None else Place(**row)


async def standing(conn: Conn, rows: Sequence[Row]) -> tuple[PostView, ...]:
    """The rows as posts, each that was deleted as of when it was."""
    posts = [replace(post_view(row), updated=row["buried"] or row["updated"]) for row in rows]
    return await with_surroundings(conn, posts)


SITE_POSTS = Sql("""
    SELECT post_view.*, grave.at AS buried
    FROM (
        (
            SELECT post.pk, post.published
            FROM post
            JOIN thread ON thread.pk = post.thread_pk
            JOIN actor ON actor.id = post.author
            WHERE state = 'shown' AND NOT thread.removed AND actor.hushed = ''
              AND (post.published, post.pk) < (coalesce($1, 'infinity'::timestamptz), $2)
            ORDER BY post.published DESC, post.pk DESC
            LIMIT $3
        )
        UNION ALL
        (
            SELECT post.pk, post.published
            FROM post
            JOIN thread ON thread.pk = post.thread_pk
            WHERE state IN ('removed', 'deleted', 'withdrawn') AND NOT thread.removed
              AND (post.published, post.pk) < (coalesce($1, 'infinity'::timestamptz), $2)
            ORDER BY post.published DESC, post.pk DESC
            LIMIT $3
        )
        ORDER BY published DESC, pk DESC
        LIMIT $3
    ) AS newest
    JOIN post_view USING (pk)
    LEFT JOIN grave ON grave.id = post_view.id
    ORDER BY newest.published DESC, newest.pk DESC
""")


async def site_posts(
    conn: Conn, *, after: str | None = None, limit: int = POSTS_A_LIST
) -> tuple[PostView, ...]:
    """Return the newest posts of all boards, newest first."""
    place = await behind(conn, after)
    if place is None:
        return ()
    return await standing(conn, await conn.fetch(SITE_POSTS, place.published, place.pk, limit))


BOARD_POSTS = Sql("""
    WITH recent AS (
        SELECT pk, last_post_at
        FROM thread
        WHERE board_pk = (SELECT pk FROM actor WHERE id = $4) AND NOT removed
        ORDER BY last_post_at DESC, pk DESC
        LIMIT $5
    ),
    newest AS (
        SELECT found.pk, found.published, found.id
        FROM recent
        CROSS JOIN LATERAL (
            SELECT post.pk, post.published, post.id
            FROM post
            WHERE post.thread_pk = recent.pk
              AND state IN ('shown', 'removed', 'deleted', 'withdrawn')
              AND NOT EXISTS (
                  SELECT FROM actor WHERE actor.id = post.author AND actor.hushed <> ''
              )
              AND (post.published, post.id) < (coalesce($1, 'infinity'::timestamptz), $2)
            ORDER BY post.published DESC, post.id DESC
            LIMIT $3
        ) AS found
        WHERE found.published >= (
            SELECT CASE WHEN count(*) < $5 THEN '-infinity' ELSE min(last_post_at) END
            FROM recent
        )
        ORDER BY found.published DESC, found.id DESC
        LIMIT $3
    )
    SELECT post_view.*, grave.at AS buried
    FROM newest
    JOIN post_view USING (pk)
    LEFT JOIN grave ON grave.id = post_view.id
    ORDER BY newest.published DESC, newest.id DESC
""")


async def board_posts(
    conn: Conn, board: Iri, *, after: str | None = None, limit: int = POSTS_A_LIST
) -> tuple[PostView, ...]:
    """Return the newest posts of a board, newest first.

    It goes back to the last post of the thread that is ``THREADS_BACK``th by last post.
    """
    place = await behind(conn, after)
    if place is None:
        return ()
    rows = await conn.fetch(BOARD_POSTS, place.published, place.id, limit, board, THREADS_BACK)
    return await standing(conn, rows)


NEWEST_OF_THREAD = Sql("""
    SELECT post_view.*, grave.at AS buried
    FROM post_view
    LEFT JOIN grave ON grave.id = post_view.id
    WHERE thread_pk = (SELECT pk FROM thread WHERE short = $4 AND NOT removed)
      AND state IN ('shown', 'removed', 'deleted', 'withdrawn')
      AND (published, post_view.id) < (coalesce($1, 'infinity'::timestamptz), $2)
    ORDER BY published DESC, post_view.id DESC
    LIMIT $3
""")


async def thread_posts(
    conn: Conn, short: str, *, after: str | None = None, limit: int = POSTS_A_LIST
) -> tuple[PostView, ...]:
    """Return the newest posts of a thread, newest first."""
    place = await behind(conn, after)
    if place is None:
        return ()
    rows = await conn.fetch(NEWEST_OF_THREAD, place.published, place.id, limit, short)
    return await standing(conn, rows)


OPENINGS = Sql("""
    SELECT post_view.*, grave.at AS buried
    FROM post_view
    LEFT JOIN grave ON grave.id = post_view.id
    WHERE post_view.id = ANY($1::text[])
      AND state IN ('shown', 'removed', 'deleted', 'withdrawn')
""")


async def openings(conn: Conn, threads: Sequence[ThreadView]) -> tuple[PostView, ...]:
    """Return what these threads began with, in their order, as far as it is here."""
    rows = await conn.fetch(OPENINGS, [thread.root for thread in threads])
    found = {post.id: post for post in await standing(conn, rows)}
    return tuple(found[thread.root] for thread in threads if thread.root in found)
