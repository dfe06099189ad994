"""Recounting: what is counted from other rows is counted again, where rows changed wholesale."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True)
class Touched:
    """Posts and threads that an operation changed something in or about."""

    posts: frozenset[Iri] = frozenset()
    threads: frozenset[Iri] = frozenset()


WEIGH = Sql("""
    SELECT thread.id, thread.board_pk, (
        SELECT count(*)
        FROM post
        WHERE post.thread_pk = thread.pk AND post.state = 'shown'
    )::integer AS posts
    FROM thread
    WHERE thread.id = ANY($1::text[]) AND NOT thread.removed
""")


@dataclass(slots=True)
class Weight:
    """What threads add to the numbers of their boards, by row key."""

    threads: Counter[int] = field(default_factory=Counter)
    posts: Counter[int] = field(default_factory=Counter)


async def weigh(conn: Conn, threads: frozenset[Iri]) -> Weight:
    weight = Weight()
    for row in await conn.fetch(WEIGH, sorted(threads)):
        weight.threads[row["board_pk"]] += 1
        weight.posts[row["board_pk"]] += row["posts"]
    return weight


RECOUNT_POSTS = Sql("""
    UPDATE post
    SET replies = (
            SELECT count(*)
            FROM post AS below
            WHERE below.parent = post.id AND below.state = 'shown' AND below.thread_pk IS NOT NULL
        ),
        likes = reactions.likes,
        dislikes = reactions.dislikes,
        shares = reactions.shares
    FROM unnest($1::text[]) AS asked (id)
    CROSS JOIN LATERAL (
        SELECT
            count(*) FILTER (WHERE kind = 'vote' AND value <> 'down') AS likes,
            count(*) FILTER (WHERE kind = 'vote' AND value = 'down') AS dislikes,
            count(*) FILTER (WHERE kind = 'share') AS shares
        FROM relation
        WHERE b = asked.id
    ) AS reactions
    WHERE post.id = asked.id
""")
RECOUNT_THREADS = Sql("""
    UPDATE thread
    SET replies = standing.replies,
        version = thread.version + 1,
        last_post_at = coalesce(standing.published, thread.created),
        last_author = coalesce(standing.author, thread.author)
    FROM (
        SELECT found.pk, (
            SELECT count(*)
            FROM post
            WHERE post.thread_pk = found.pk AND state = 'shown' AND post.id <> found.root
        ) AS replies, latest.published, latest.author
        FROM thread AS found
        LEFT JOIN LATERAL (
            SELECT published, author
            FROM post
            WHERE post.thread_pk = found.pk AND state = 'shown'
            ORDER BY published DESC, post.id DESC
            LIMIT 1
        ) AS latest ON true
        WHERE found.id = ANY($1::text[])
    ) AS standing
    WHERE thread.pk = standing.pk
""")
RECOUNT_BOARDS = Sql("""
    UPDATE board
    SET threads = board.threads + change.threads,
        posts = board.posts + change.posts
    FROM unnest($1::bigint[], $2::integer[], $3::integer[]) AS change (pk, threads, posts)
    WHERE board.actor_pk = change.pk
""")


async def recount(conn: Conn, touched: Touched, before: Weight) -> None:
    """Count again what was touched; boards by how their threads' weight has changed."""
    await conn.execute(RECOUNT_POSTS, sorted(touched.posts))
    await conn.execute(RECOUNT_THREADS, sorted(touched.threads))
    after = await weigh(conn, touched.threads)
    boards = sorted({*before.threads, *before.posts, *after.threads, *after.posts})
    if boards:
        await conn.execute(
            RECOUNT_BOARDS,
            boards,
            differences(boards, before.threads, after.threads),
            differences(boards, before.posts, after.posts),
        )


def differences(
    boards: Sequence[int], before: Mapping[int, int], after: Mapping[int, int]
) -> list[int]:
    return [after.get(board, 0) - before.get(board, 0) for board in boards]
