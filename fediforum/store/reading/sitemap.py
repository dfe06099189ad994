"""The site map: the threads of boards here, in parts by place in the table, so none ever moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fediforum.store.database import Conn, Sql

PARTS = Sql("""
    SELECT part
    FROM generate_series(0, (SELECT coalesce(max(pk), 0) FROM thread) / $1) AS part
    WHERE EXISTS (
        SELECT
        FROM thread
        JOIN actor ON actor.pk = thread.board_pk
        WHERE thread.pk BETWEEN part * $1 AND part * $1 + $1 - 1
          AND actor.local AND NOT removed
    )
    ORDER BY part
""")


async def sitemap_parts(conn: Conn, size: int) -> tuple[int, ...]:
    """Return the numbers of those parts of ``size`` rows in which there is a thread to list."""
    return tuple(row["part"] for row in await conn.fetch(PARTS, size))


@dataclass(frozen=True, slots=True)
class Mapped:
    """A thread in the site map: how its page is named, and when something was said last."""

    pk: int
    short: str
    slug: str
    last_post_at: datetime


MAPPED = Sql("""
    SELECT thread.pk, short, slug, last_post_at
    FROM thread
    JOIN actor ON actor.pk = thread.board_pk
    JOIN actor AS author ON author.id = thread.author
    WHERE thread.pk > $1 AND thread.pk < $2 AND actor.local AND NOT removed AND author.hushed = ''
    ORDER BY thread.pk
    LIMIT $3
""")


async def mapped_threads(conn: Conn, after: int, before: int, limit: int) -> Sequence[Mapped]:
    """Return threads of boards here whose place is between these two, in their order."""
    return [Mapped(**row) for row in await conn.fetch(MAPPED, after, before, limit)]
