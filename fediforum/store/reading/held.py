"""What waits for a moderator, and what became of it: posts that stand in no thread."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from fediforum.content import SafeHtml
from fediforum.forum.model import PostState
from fediforum.store.database import Conn, Sql
from fediforum.store.reading.views import Author, Place, Row, author_from, place_from
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPost:
    """A post that waits, or was turned away: who wrote it, for where, since when, and why.

    ``reason`` names the rule while it waits, afterwards what the moderator said. ``thread`` is
    None where it would open one.
    """

    id: Iri
    short: str
    state: PostState
    reason: str
    author: Author
    board: Place
    parent: Iri | None
    thread: Iri | None
    thread_title: str | None
    name: str | None
    content: SafeHtml
    published: datetime
    arrived: datetime


HELD = Sql("""
    SELECT *
    FROM held_view
    WHERE state = 'held' AND ($1::text[] IS NULL OR board_id = ANY($1))
    ORDER BY arrived, pk
    LIMIT $2
""")


async def held_within(
    conn: Conn, boards: Collection[Iri] | None, limit: int
) -> tuple[HeldPost, ...]:
    """Return what waits for a moderator, of these boards or of all, the longest first."""
    rows = await conn.fetch(HELD, list(boards) if boards is not None else None, limit)
    return tuple(map(held_from, rows))


async def held_posts(conn: Conn, board: Iri | None, limit: int) -> tuple[HeldPost, ...]:
    """Return what waits for a moderator, of one board or of all, the longest first."""
    return await held_within(conn, (board,) if board is not None else None, limit)


COUNT = Sql("""
    SELECT count(*)::integer
    FROM post
    WHERE state = 'held' AND ($1::text[] IS NULL OR board = ANY($1))
""")


async def count_held(conn: Conn, boards: Collection[Iri] | None) -> int:
    """Return how many posts wait for a moderator, in these boards or in all."""
    found: int = await conn.fetchval(COUNT, list(boards) if boards is not None else None)
    return found


ONE = Sql("""
    SELECT *
    FROM held_view
    WHERE id = $1 AND (state = 'held' OR (state = 'removed' AND thread_pk IS NULL))
""")


async def held_post(conn: Conn, post: Iri) -> HeldPost | None:
    """Return a post that waits for a moderator, or was turned away by one."""
    row = await conn.fetchrow(ONE, post)
    return None if row is None else held_from(row)


def held_from(row: Row) -> HeldPost:
    return HeldPost(
        id=row["id"],
        short=row["short"],
        state=PostState(row["state"]),
        reason=row["reason"],
        author=author_from(row, "author"),
        board=place_from(row),
        parent=row["parent"],
        thread=row["thread"],
        thread_title=row["thread_title"],
        name=row["name"],
        content=SafeHtml(row["content"]),
        published=row["published"],
        arrived=row["arrived"],
    )
