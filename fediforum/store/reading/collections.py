"""Collections: ids in the order in which other servers read them. Only what is shown is listed."""

from dataclasses import dataclass, field
from datetime import datetime

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

CONTEXT = Sql("""
    SELECT post.id
    FROM thread
    JOIN post ON post.thread_pk = thread.pk
    WHERE thread.short = $1 AND NOT thread.removed AND post.state = 'shown'
    ORDER BY post.id <> thread.root, post.published, post.id
""")


async def context_ids(conn: Conn, short: str) -> tuple[Iri, ...]:
    """Return every post of a thread, the opening one and then by time; none of a removed thread."""
    return tuple(row["id"] for row in await conn.fetch(CONTEXT, short))


REPLIES = Sql("""
    SELECT post.id
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    WHERE post.parent = (SELECT id FROM post AS asked WHERE asked.short = $1)
      AND post.state = 'shown' AND NOT thread.removed
    ORDER BY post.published, post.id
""")
WHOLE = Sql("""
    SELECT post.id
    FROM thread
    JOIN post ON post.thread_pk = thread.pk
    WHERE thread.short = $1 AND NOT thread.removed AND post.state = 'shown'
      AND post.id <> thread.root
    ORDER BY post.parent IS DISTINCT FROM thread.root, post.published, post.id
""")


async def replies_ids(conn: Conn, short: str, *, whole: bool) -> tuple[Iri, ...]:
    """Return the direct replies to a post, oldest first.

    ``whole``: of an opening post, every other post of its thread, direct replies first.
    """
    return tuple(row["id"] for row in await conn.fetch(WHOLE if whole else REPLIES, short))


WRITTEN = Sql("""
    SELECT author, document
    FROM (
        SELECT
            post.author, document, post.published, post.id,
            post.parent IS DISTINCT FROM thread.root AS deep,
            sum(length(document)) OVER (
                ORDER BY post.parent IS DISTINCT FROM thread.root, post.published, post.id
            ) AS so_far
        FROM thread
        JOIN post ON post.thread_pk = thread.pk
        WHERE thread.short = $1 AND NOT thread.removed AND post.state = 'shown'
          AND post.id <> thread.root AND document IS NOT NULL
    ) AS told
    WHERE so_far <= $2
    ORDER BY deep, published, id
    LIMIT $3
""")


async def replies_written_out(
    conn: Conn, thread_short: str, *, most: int, size: int
) -> tuple[tuple[Iri, bytes], ...]:
    """Return author and document of a thread's replies, in the order of ``replies_ids``.

    No more than ``most``, and of ``size`` bytes together.
    """
    rows = await conn.fetch(WRITTEN, thread_short, size, most)
    return tuple((row["author"], row["document"]) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A post in an outbox; ``create`` is the id of its Create, ``document`` the object's bytes."""

    id: Iri
    short: str
    author: Iri
    create: Iri | None
    published: datetime
    document: bytes | None = field(repr=False)


OUTBOX_OF_MEMBER = Sql("""
    SELECT post.id, post.short, post.author, create_id AS create, published, document
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    WHERE post.author = $1 AND state = 'shown' AND NOT thread.removed
      AND (published, post.id) < ($2, $3)
    ORDER BY published DESC, post.id DESC
    LIMIT $4
""")
OUTBOX_OF_BOARD = Sql("""
    SELECT post.id, post.short, post.author, create_id AS create, published, document
    FROM thread
    JOIN post ON post.id = thread.root
    WHERE thread.board_pk = (SELECT pk FROM actor WHERE id = $1) AND NOT thread.removed
      AND post.state = 'shown' AND (published, post.id) < ($2, $3)
    ORDER BY published DESC, post.id DESC
    LIMIT $4
""")
OUTBOX_OF_THREAD = Sql("""
    SELECT post.id, post.short, post.author, create_id AS create, published, document
    FROM thread
    JOIN post ON post.thread_pk = thread.pk
    WHERE thread.id = $1 AND NOT thread.removed
      AND post.state = 'shown' AND (published, post.id) < ($2, $3)
    ORDER BY published DESC, post.id DESC
    LIMIT $4
""")
OUTBOXES = {"member": OUTBOX_OF_MEMBER, "board": OUTBOX_OF_BOARD, "thread": OUTBOX_OF_THREAD}
PUBLISHED = Sql("SELECT published, id FROM post WHERE short = $1")


async def outbox(
    conn: Conn, kind: str, actor: Iri, now: datetime, *, after: str | None = None, most: int = 50
) -> tuple[Spoken, ...]:
    """Return what an actor here has to tell, newest first, after the post ``after``.

    ``kind``: of a ``member`` their posts, of a ``board`` its threads' opening posts, of a
    ``thread`` its posts.
    """
    start = (now, "\U0010ffff")
    if after is not None:
        row = await conn.fetchrow(PUBLISHED, after)
        if row is None:
            return ()
        start = (row["published"], row["id"])
    rows = await conn.fetch(OUTBOXES[kind], actor, *start, most)
    return tuple(Spoken(**row) for row in rows)


COUNT_OF_MEMBER = Sql("""
    SELECT count(*)
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    WHERE post.author = $1 AND state = 'shown' AND NOT thread.removed
""")
COUNT_OF_BOARD = Sql("""
    SELECT threads
    FROM board
    JOIN actor ON actor.pk = board.actor_pk
    WHERE actor.id = $1
""")
COUNT_OF_THREAD = Sql("""
    SELECT count(*)
    FROM thread
    JOIN post ON post.thread_pk = thread.pk
    WHERE thread.id = $1 AND NOT thread.removed AND post.state = 'shown'
""")
COUNTS = {"member": COUNT_OF_MEMBER, "board": COUNT_OF_BOARD, "thread": COUNT_OF_THREAD}


async def outbox_count(conn: Conn, kind: str, actor: Iri) -> int:
    """Return how much an outbox holds in all."""
    return await conn.fetchval(COUNTS[kind], actor) or 0


FOLLOWERS_COUNT = Sql("""
    SELECT count(*)
    FROM relation
    WHERE b = $1 AND kind = 'follow' AND value = 'accepted'
""")


async def followers_count(conn: Conn, actor: Iri) -> int:
    """Return how many follow an actor."""
    return await conn.fetchval(FOLLOWERS_COUNT, actor) or 0


FOLLOWERS_AT = Sql("""
    SELECT relation.a
    FROM relation
    JOIN actor ON actor.id = relation.a
    WHERE relation.b = $1 AND relation.kind = 'follow' AND relation.value = 'accepted'
      AND actor.host = $2
    ORDER BY relation.a
""")


async def followers_at(conn: Conn, actor: Iri, host: str) -> tuple[Iri, ...]:
    """Return who of one server follows an actor (FEP-8fcf tells each server only its own)."""
    return tuple(row["a"] for row in await conn.fetch(FOLLOWERS_AT, actor, host))


FOLLOWING = Sql("""
    SELECT b
    FROM relation
    WHERE a = $1 AND kind = 'follow' AND value = 'accepted'
    ORDER BY b
""")


async def following(conn: Conn, actor: Iri) -> tuple[Iri, ...]:
    """Return whom an actor follows."""
    return tuple(row["b"] for row in await conn.fetch(FOLLOWING, actor))


FEATURED = Sql("""
    SELECT post.id, post.author, post.document
    FROM relation
    JOIN post ON post.id = relation.a
    JOIN thread ON thread.pk = post.thread_pk
    WHERE relation.b = $1 AND relation.kind = 'pin' AND post.state = 'shown' AND NOT thread.removed
    ORDER BY relation.created DESC, relation.a
""")


async def featured(conn: Conn, board: Iri) -> tuple[Iri, ...]:
    """Return the posts that are pinned in a board, the latest pin first."""
    return tuple(row["id"] for row in await conn.fetch(FEATURED, board))


async def featured_written_out(conn: Conn, board: Iri) -> tuple[tuple[Iri, Iri, bytes | None], ...]:
    """Return id, author and document of the posts that are pinned in a board."""
    rows = await conn.fetch(FEATURED, board)
    return tuple((row["id"], row["author"], row["document"]) for row in rows)


MODERATORS = Sql("""
    SELECT a
    FROM relation
    WHERE b = $1 AND kind = 'role' AND value = 'moderator'
    ORDER BY created, a
""")


async def moderators(conn: Conn, board: Iri) -> tuple[Iri, ...]:
    """Return who moderates a board, longest first."""
    return tuple(row["a"] for row in await conn.fetch(MODERATORS, board))
