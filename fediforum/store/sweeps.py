"""Sweeps: many posts at once are removed, put back, or closed to answers.

Which act they were removed for stays with them (``post.swept``), so that its Undo brings back
those and no others.
"""

from collections.abc import Collection, Sequence

from fediforum.forum.effects import Shut, Sweep, Unsweep
from fediforum.forum.model import PostState
from fediforum.limits import SWEPT
from fediforum.store.counts import Counts
from fediforum.store.database import Conn, Sql
from fediforum.store.posts import standing
from fediforum.store.revisions import forget_revisions
from fediforum.vocab.iri import Iri

BY = Sql("""
    SELECT post.id
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    JOIN actor AS board ON board.pk = thread.board_pk
    WHERE post.author = $1 AND post.state = 'shown' AND ($2::text IS NULL OR board.id = $2)
    ORDER BY post.published DESC
    LIMIT $3
""")
THESE = Sql("""
    SELECT post.id
    FROM unnest($1::text[]) AS asked (id)
    JOIN post ON post.id = asked.id
    JOIN thread ON thread.pk = post.thread_pk
    JOIN actor AS board ON board.pk = thread.board_pk
    WHERE post.state = 'shown' AND board.local
      AND ($2::text IS NULL OR board.id = $2)
    LIMIT $3
""")
UNDER = Sql("""
    WITH RECURSIVE below AS (
        SELECT id, state FROM post WHERE parent = $1
        UNION
        SELECT post.id, post.state FROM post JOIN below ON post.parent = below.id
    )
    SELECT id FROM below WHERE state = ANY($2::text[]) LIMIT $3
""")
SWEPT_FOR = Sql("""
    SELECT id
    FROM post
    WHERE swept = $1 AND swept <> '' AND state = $2
    ORDER BY published
    LIMIT $3
""")


async def swept_by(conn: Conn, sweep: Sweep | Unsweep) -> tuple[Iri, ...]:
    """Return the posts that it removes, or puts back; at most ``limits.SWEPT``."""
    match sweep:
        case Unsweep(cause=cause):
            return await swept_for(conn, cause, PostState.REMOVED)
        case Sweep(under=str() as under):
            rows = await conn.fetch(UNDER, under, ["shown"], SWEPT)
        case Sweep(posts=posts) if posts:
            rows = await conn.fetch(THESE, list(posts), sweep.board, SWEPT)
        case _:
            rows = await conn.fetch(BY, sweep.by, sweep.board, SWEPT)
    return tuple(row["id"] for row in rows)


async def swept_for(conn: Conn, cause: str, state: PostState) -> tuple[Iri, ...]:
    """Return the posts that were removed for a cause, and stand in that state now."""
    rows = await conn.fetch(SWEPT_FOR, cause, state, SWEPT)
    return tuple(row["id"] for row in rows)


TURN = Sql("UPDATE post SET state = $2, swept = $3, reason = $4 WHERE id = ANY($1::text[])")
TURN_THREADS = Sql("""
    UPDATE thread
    SET removed = $2, version = version + 1
    WHERE root = ANY($1::text[]) AND removed <> $2 AND into_id IS NULL
    RETURNING board_pk, (
        SELECT count(*)
        FROM post
        WHERE post.thread_pk = thread.pk AND post.state = 'shown'
    )::integer AS posts
""")


async def sweep_all(
    conn: Conn, sweeps: Sequence[Sweep | Unsweep], counts: Counts
) -> frozenset[Iri]:
    """Remove these posts and the threads that they opened, or put them back; which they were."""
    swept: set[Iri] = set()
    for sweep in sweeps:
        ids = await swept_by(conn, sweep)
        swept.update(ids)
        removes = isinstance(sweep, Sweep)
        state, by = (PostState.REMOVED, -1) if removes else (PostState.SHOWN, 1)
        for row in await conn.fetch(TURN_THREADS, list(ids), removes):
            counts.board_threads[row["board_pk"]] += by
            counts.board_posts[row["board_pk"]] += by * row["posts"]
        for old in (await standing(conn, ids)).values():
            if old.thread is not None:
                counts.show(old.thread, old.parent, opening=old.id == old.root, by=by)
        mark, reason = (sweep.cause, sweep.reason) if isinstance(sweep, Sweep) else (sweep.back, "")
        await conn.execute(TURN, list(ids), state, mark, reason)
        if removes:
            await forget_revisions(conn, ids)
    return frozenset(swept)


SHUT = Sql("UPDATE post SET locked = $2 WHERE id = ANY($1::text[])")


async def shut_all(conn: Conn, shuts: Sequence[Shut], counts: Counts) -> None:
    """Close these posts and all that stands under them to answers, or open them again."""
    states = [state.value for state in PostState]
    for shut in shuts:
        below = await conn.fetch(UNDER, shut.post, states, SWEPT)
        ids = [shut.post, *(row["id"] for row in below)]
        await conn.execute(SHUT, ids, shut.locked)
        for old in (await standing(conn, [shut.post])).values():
            if old.thread is not None:
                counts.touch(old.thread)


async def threads_to_hold(conn: Conn, sweeps: Collection[Sweep | Unsweep | Shut]) -> set[Iri]:
    """Return posts whose threads these change; who is named by ``by`` is held by name."""
    posts: set[Iri] = set()
    for sweep in sweeps:
        match sweep:
            case Unsweep():
                posts |= {*await swept_by(conn, sweep)}
            case Sweep(under=str() as under):
                posts.add(under)
            case Sweep(posts=many):
                posts |= {*many}
            case Shut(post):
                posts.add(post)
    return posts
