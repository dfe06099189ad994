"""What a commit changes in numbers: gathered while its rows are written, applied at its end.

Counters grow and shrink by differences, so that a reply to a thread of ten thousand posts costs
as much as one to an empty thread. Whoever writes rows that count holds their threads' locks.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

HOLD = Sql("""
    SELECT pk
    FROM thread
    WHERE pk = ANY(ARRAY(
        SELECT pk FROM thread WHERE id = ANY($1::text[])
        UNION
        SELECT thread_pk FROM post WHERE id = ANY($2::text[])
        UNION
        SELECT thread_pk FROM post WHERE author = ANY($3::text[])
        UNION
        SELECT post.thread_pk
        FROM relation
        JOIN post ON post.id = relation.b
        WHERE relation.a = ANY($3) AND relation.kind IN ('vote', 'share')
    ))
    ORDER BY pk
    FOR UPDATE
""")


async def hold(
    conn: Conn, threads: Collection[Iri], posts: Collection[Iri], authors: Collection[Iri]
) -> None:
    """Hold every thread that these ids are in until the transaction ends, in one order for all.

    ``authors``: also the threads in which they wrote, voted or boosted.
    """
    await conn.fetch(HOLD, sorted(threads), sorted(posts), sorted(authors))


COUNT_POSTS = Sql("""
    UPDATE post
    SET replies = post.replies + change.replies,
        likes = post.likes + change.likes,
        dislikes = post.dislikes + change.dislikes,
        shares = post.shares + change.shares
    FROM unnest($1::text[], $2::integer[], $3::integer[], $4::integer[], $5::integer[])
        AS change (id, replies, likes, dislikes, shares)
    WHERE post.id = change.id
    RETURNING post.thread_pk
""")
COUNT_THREADS = Sql("""
    UPDATE thread
    SET replies = thread.replies + change.replies,
        version = thread.version + 1,
        last_post_at = coalesce(change.published, thread.created),
        last_author = coalesce(change.author, thread.author)
    FROM (
        SELECT found.pk, asked.replies, latest.published, latest.author
        FROM unnest($1::text[], $2::integer[]) AS asked (id, replies)
        JOIN thread AS found ON found.id = asked.id
        LEFT JOIN LATERAL (
            SELECT published, author
            FROM post
            WHERE post.thread_pk = found.pk AND state = 'shown'
            ORDER BY published DESC, post.id DESC
            LIMIT 1
        ) AS latest ON true
    ) AS change
    WHERE thread.pk = change.pk
    RETURNING thread.id, thread.board_pk, thread.removed
""")
TOUCH_THREADS = Sql("""
    UPDATE thread
    SET version = version + 1
    WHERE pk = ANY($1::bigint[])
""")
COUNT_BOARDS = Sql("""
    UPDATE board
    SET threads = board.threads + change.threads,
        posts = board.posts + change.posts
    FROM unnest($1::bigint[], $2::integer[], $3::integer[]) AS change (pk, threads, posts)
    WHERE board.actor_pk = change.pk
""")


@dataclass(slots=True)
class Counts:
    """Differences, keyed by id (boards by row key). ``posts`` of a thread includes its opening."""

    replies: Counter[Iri] = field(default_factory=Counter)
    likes: Counter[Iri] = field(default_factory=Counter)
    dislikes: Counter[Iri] = field(default_factory=Counter)
    shares: Counter[Iri] = field(default_factory=Counter)
    thread_posts: Counter[Iri] = field(default_factory=Counter)
    thread_replies: Counter[Iri] = field(default_factory=Counter)
    board_threads: Counter[int] = field(default_factory=Counter)
    board_posts: Counter[int] = field(default_factory=Counter)

    def show(self, thread: Iri, parent: Iri | None, *, opening: bool, by: int) -> None:
        """Count a post that is shown from now on (``by`` 1), or no longer (``by`` -1)."""
        self.thread_posts[thread] += by
        self.thread_replies[thread] += 0 if opening else by
        if parent is not None:
            self.replies[parent] += by

    def touch(self, thread: Iri) -> None:
        """Have the thread's page grow a version though nothing is counted."""
        self.thread_posts[thread] += 0
        self.thread_replies[thread] += 0

    def react(self, kind: str, post: Iri, value: str, by: int) -> None:
        """Count a vote or share that is there from now on (``by`` 1), or no longer (-1)."""
        if kind == "share":
            self.shares[post] += by
        elif kind == "vote" and value == "down":
            self.dislikes[post] += by
        elif kind == "vote":
            self.likes[post] += by

    async def apply(self, conn: Conn) -> None:
        """Write the differences to posts, threads and boards, in this order."""
        posts = sorted({*self.replies, *self.likes, *self.dislikes, *self.shares})
        if posts:
            columns = (self.replies, self.likes, self.dislikes, self.shares)
            rows = await conn.fetch(
                COUNT_POSTS, posts, *([column[each] for each in posts] for column in columns)
            )
            pks = sorted({row["thread_pk"] for row in rows if row["thread_pk"] is not None})
            await conn.execute(TOUCH_THREADS, pks)
        threads = sorted(self.thread_posts)
        if threads:
            counted = [self.thread_replies[each] for each in threads]
            for row in await conn.fetch(COUNT_THREADS, threads, counted):
                if not row["removed"]:
                    self.board_posts[row["board_pk"]] += self.thread_posts[row["id"]]
        boards = sorted({*self.board_threads, *self.board_posts})
        if boards:
            await conn.execute(
                COUNT_BOARDS,
                boards,
                [self.board_threads[each] for each in boards],
                [self.board_posts[each] for each in boards],
            )
