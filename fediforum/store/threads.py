"""Threads: saving them, and whose keys they publish."""

from collections.abc import Sequence
from datetime import datetime

from fediforum.errors import Conflict
from fediforum.forum.model import NO_TITLE, Thread
from fediforum.store.counts import Counts
from fediforum.store.database import Conn, Sql
from fediforum.store.search import reboard
from fediforum.vocab.iri import Iri

STANDING = Sql("""
    SELECT thread.id, thread.board_pk, thread.removed, (
        SELECT count(*)
        FROM post
        WHERE post.thread_pk = thread.pk AND post.state = 'shown'
    )::integer AS posts
    FROM thread
    WHERE thread.id = ANY($1::text[])
""")
BOARD_PKS = Sql("""
    SELECT actor.id, board.actor_pk
    FROM board
    JOIN actor ON actor.pk = board.actor_pk
    WHERE actor.id = ANY($1::text[])
""")
SAVE = Sql("""
    INSERT INTO thread (
        short, id, board_pk, key_board_pk, root, author, title, slug, context, locked,
        lock_reason, locked_by, removed, created, last_post_at, last_author, slow, into_id,
        retitled, locked_at
    )
    VALUES (
        $1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $5, $14, $15,
        $16, CASE WHEN $9 THEN $17::timestamptz END
    )
    ON CONFLICT (id) DO UPDATE SET
        board_pk = excluded.board_pk,
        root = excluded.root,
        author = excluded.author,
        title = excluded.title,
        slug = excluded.slug,
        context = excluded.context,
        locked = excluded.locked,
        lock_reason = excluded.lock_reason,
        locked_by = excluded.locked_by,
        locked_at = CASE
            WHEN excluded.locked THEN coalesce(thread.locked_at, excluded.locked_at)
        END,
        removed = excluded.removed,
        slow = excluded.slow,
        into_id = excluded.into_id,
        retitled = excluded.retitled,
        version = thread.version + 1
""")


MOVE_POSTS = Sql("""
    UPDATE post
    SET board = moved.board
    FROM unnest($1::text[], $2::text[]) AS moved (thread, board)
    JOIN thread ON thread.id = moved.thread
    WHERE post.thread_pk = thread.pk
""")


async def save_threads(
    conn: Conn, threads: Sequence[Thread], now: datetime, counts: Counts
) -> None:
    """Make or replace these threads; each keeps the keys of the board that it was opened in.

    A thread that moves takes its posts along. Raises Conflict where the board is not there.
    """
    rows = await conn.fetch(STANDING, [each.id for each in threads])
    before = {row["id"]: row for row in rows}
    boards = {
        row["id"]: row["actor_pk"]
        for row in await conn.fetch(BOARD_PKS, [each.board for each in threads])
    }
    moved = []
    for thread in threads:
        if thread.board not in boards:
            raise Conflict("The board of a thread is not there.", subject=thread.board)
        old = before.get(thread.id)
        if old is not None and not old["removed"]:
            counts.board_threads[old["board_pk"]] -= 1
            counts.board_posts[old["board_pk"]] -= old["posts"]
        if old is not None and old["board_pk"] != boards[thread.board]:
            moved.append(thread)
            await reboard(conn, thread.id, old["board_pk"], boards[thread.board])
        if not thread.removed:
            counts.board_threads[boards[thread.board]] += 1
            counts.board_posts[boards[thread.board]] += old["posts"] if old is not None else 0
    await conn.executemany(
        SAVE,
        [
            (
                each.short, each.id, boards[each.board], each.root, each.author, each.title,
                each.slug, each.context, each.locked, each.lock_reason, each.locked_by,
                each.removed, each.created or now, each.slow, each.into,
                each.retitled, now,
            )
            for each in threads
        ],
    )  # fmt: skip
    if moved:
        await conn.execute(MOVE_POSTS, [each.id for each in moved], [each.board for each in moved])


UNTITLE = Sql("""
    UPDATE thread
    SET title = $2, slug = '', version = version + 1
    WHERE author = $1
""")


async def untitle(conn: Conn, author: Iri) -> None:
    """Take the titles from the threads that somebody opened: they are their words too."""
    await conn.execute(UNTITLE, author, NO_TITLE)


MERGED_INTO = Sql("SELECT id FROM thread WHERE into_id = $1 ORDER BY pk")


async def merged_into(conn: Conn, thread: Iri) -> tuple[Iri, ...]:
    """Return the threads whose posts went over to that one."""
    return tuple(row["id"] for row in await conn.fetch(MERGED_INTO, thread))


MERGED = Sql("SELECT root FROM thread WHERE short = $1 AND into_id IS NOT NULL")


async def merged_root(conn: Conn, short: str) -> Iri | None:
    """Return the post that opened a thread which was merged into another; None for any other."""
    root: Iri | None = await conn.fetchval(MERGED, short)
    return root


KEY_BOARD = Sql("""
    SELECT actor.id
    FROM thread
    JOIN actor ON actor.pk = thread.key_board_pk
    WHERE thread.short = $1
""")


async def key_board(conn: Conn, short: str) -> Iri | None:
    """Return the board whose keys the thread's actor publishes, wherever the thread is now."""
    found: Iri | None = await conn.fetchval(KEY_BOARD, short)
    return found
