"""Threads, to be read: a page of one, all of it, its branches, and what is new since then."""

from dataclasses import dataclass

import asyncpg

from fediforum.limits import BRANCHES
from fediforum.store.database import Conn, Sql
from fediforum.store.heard import whole
from fediforum.store.reading.around import with_surroundings
from fediforum.store.reading.beside import answers
from fediforum.store.reading.branches import Leaf, sliced
from fediforum.store.reading.views import (
    POSTS_A_PAGE,
    Closing,
    PostView,
    ThreadPage,
    ThreadView,
    author_from,
    page_of,
    post_view,
    thread_view,
)
from fediforum.vocab.iri import Iri

ELSEWHERE = 10  # threads that a page names because they quote it

THREAD = Sql("""
    SELECT thread_view.*, (
        SELECT count(DISTINCT author)
        FROM post
        WHERE post.thread_pk = thread_view.pk AND state = 'shown'
    ) AS authors, (
        SELECT count(*)
        FROM post
        WHERE post.thread_pk = thread_view.pk AND state = 'late'
    ) AS late, EXISTS (
        SELECT
        FROM relation
        WHERE kind = 'pin' AND a = thread_view.root AND b = thread_view.board_id
    ) AS pinned, thread.locked_at,
        closer.id AS closer_id, closer.preferred_username AS closer_name,
        closer.host AS closer_host, closer.name AS closer_display, closer.local AS closer_local,
        closer.url AS closer_url, closer.indexable AS closer_indexable,
        closer.gone IS NOT NULL AS closer_gone
    FROM thread_view
    JOIN thread ON thread.pk = thread_view.pk
    LEFT JOIN actor AS closer ON closer.id = thread.locked_by
    WHERE thread_view.short = $1
""")
THREAD_POSTS = Sql("""
    SELECT *
    FROM post_view
    WHERE thread_pk = $1 AND seq BETWEEN $2 AND $3
    UNION ALL
    SELECT *
    FROM post_view
    WHERE id = $4 AND NOT (thread_pk = $1 AND seq BETWEEN $2 AND $3)
""")


async def thread_page(conn: Conn, short: str, page: int = 1) -> ThreadPage | None:
    """Return page ``page`` of a thread, removed ones too; None where there is no such page.

    A page holds places 100(N-1)+1 to 100N for ever; within it the opening post stands first, the
    others by time and id.
    """
    row = await conn.fetchrow(THREAD, short)
    if row is None or not 1 <= page <= thread_view(row).pages:
        return None
    first = (page - 1) * POSTS_A_PAGE + 1
    found = await conn.fetch(THREAD_POSTS, row["pk"], first, page * POSTS_A_PAGE, row["root"])
    return await read_page(conn, row, page, found)


async def thread_top(conn: Conn, short: str) -> ThreadPage | None:
    """Return a thread, removed ones too, with no post but the opening one, whatever its page."""
    row = await conn.fetchrow(THREAD, short)
    if row is None:
        return None
    found = await conn.fetch(THREAD_POSTS, row["pk"], 0, 0, row["root"])
    return await read_page(conn, row, 1, found)


async def read_page(
    conn: Conn, row: asyncpg.Record, page: int, found: list[asyncpg.Record]
) -> ThreadPage:
    thread = thread_view(row, pinned=row["pinned"])
    read = await with_surroundings(conn, [post_view(each) for each in found])
    posts = sorted(read, key=lambda each: (each.published, each.id))
    opening = next((each for each in posts if each.opening), None)
    here = [each for each in posts if not each.opening]
    if opening is not None and opening.page == page:
        here.insert(0, opening)
    return ThreadPage(
        thread=thread,
        opening=opening,
        posts=tuple(here),
        page=page,
        pages=thread.pages,
        authors=row["authors"],
        late=row["late"],
        answers=await answers(conn, thread.id),
        whole=await whole(conn, thread.id),
        closing=closing_from(row),
        elsewhere=await quoted_in(conn, row["pk"], [each.id for each in posts if each.shown]),
    )


def closing_from(row: asyncpg.Record) -> Closing | None:
    if not row["locked"]:
        return None
    by = author_from(row, "closer") if row["closer_id"] is not None else None
    return Closing(by=by, at=row["locked_at"])


QUOTED_IN = Sql("""
    SELECT thread_view.*
    FROM (
        SELECT DISTINCT thread_pk
        FROM post
        WHERE quote = ANY($2::text[]) AND state = 'shown' AND thread_pk <> $1
    ) AS quoting
    JOIN thread_view ON thread_view.pk = quoting.thread_pk
    WHERE NOT thread_view.removed
    ORDER BY last_post_at DESC, thread_view.pk DESC
    LIMIT $3
""")


async def quoted_in(conn: Conn, thread_pk: int, posts: list[Iri]) -> tuple[ThreadView, ...]:
    """Return the other threads in which any of these posts is quoted."""
    return tuple(map(thread_view, await conn.fetch(QUOTED_IN, thread_pk, posts, ELSEWHERE)))


POSTS_BETWEEN = Sql("""
    SELECT post_view.*
    FROM post_view
    WHERE thread_pk = (SELECT pk FROM thread WHERE short = $1) AND seq BETWEEN $2 AND $3
    ORDER BY published, id
""")


async def replies_on(conn: Conn, short: str, page: int) -> tuple[PostView, ...]:
    """Return the replies alone that stand on a page of a thread, as they stand there."""
    last = page * POSTS_A_PAGE
    rows = await conn.fetch(POSTS_BETWEEN, short, last - POSTS_A_PAGE + 1, last)
    posts = await with_surroundings(conn, [post_view(each) for each in rows])
    return tuple(each for each in posts if not each.opening)


POSTS_NAMED = Sql("""
    SELECT *
    FROM post_view
    WHERE short = ANY($1::text[]) AND seq IS NOT NULL
""")


async def posts_named(conn: Conn, shorts: list[str]) -> tuple[PostView, ...]:
    """Return the posts of these short ids that stand in a thread, in no order."""
    rows = await conn.fetch(POSTS_NAMED, shorts) if shorts else ()
    return tuple(map(post_view, rows))


@dataclass(frozen=True, slots=True)
class Since:
    """What came to a thread after the post where somebody stopped reading.

    ``seq`` is that post's place, None where it does not stand in the thread; ``first`` the place
    of the first that came after it, None where nothing did.
    """

    seq: int | None
    first: int | None

    @property
    def page(self) -> int | None:
        return page_of(self.first) if self.first is not None else None


SINCE = Sql("""
    SELECT marked.seq, (
        SELECT min(newer.seq)
        FROM post AS newer
        WHERE newer.thread_pk = thread.pk AND newer.seq > marked.seq
          AND newer.state IN ('shown', 'pending') AND newer.id <> thread.root
    ) AS first
    FROM thread
    LEFT JOIN post AS marked ON marked.thread_pk = thread.pk AND marked.short = $2
    WHERE thread.short = $1
""")


async def since(conn: Conn, short: str, marker: str) -> Since:
    """Return what came to a thread after the post ``marker``, both given by their short ids."""
    row = await conn.fetchrow(SINCE, short, marker)
    return Since(row["seq"], row["first"]) if row is not None else Since(None, None)


@dataclass(frozen=True, slots=True)
class Branch:
    """A reply where it stands in the nested view; one to the opening post is of ``level`` 1."""

    post: PostView
    level: int


@dataclass(frozen=True, slots=True)
class TreePage:
    """A part of the nested view; ``after`` is the reply that the next part follows."""

    branches: tuple[Branch, ...]
    after: str | None


LEAVES = Sql("""
    SELECT post.short, post.id, parent, root
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    WHERE thread.short = $1 AND seq IS NOT NULL
    ORDER BY published, post.id
    LIMIT $2
""")


async def tree_page(conn: Conn, short: str, *, after: str | None = None) -> TreePage | None:
    """Return replies of a thread, each behind what it answers, those after the reply ``after``.

    A part ends before a new branch where it can, and never holds more than a page. None where
    ``after`` is not in the thread.
    """
    rows = await conn.fetch(LEAVES, short, BRANCHES)
    leaves = [
        Leaf(row["short"], row["id"], row["parent"]) for row in rows if row["id"] != row["root"]
    ]
    part = sliced(leaves, after, POSTS_A_PAGE)
    if part is None:
        return None
    found = await posts_named(conn, [place.leaf.short for place in part.places])
    posts = {each.short: each for each in await with_surroundings(conn, found)}
    return TreePage(
        tuple(
            Branch(posts[place.leaf.short], place.level)
            for place in part.places
            if place.leaf.short in posts
        ),
        part.after,
    )
