"""What came after a thread was closed: kept beside it, for its moderators."""

from dataclasses import dataclass
from datetime import datetime

from fediforum.content import SafeHtml
from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A reply that came late, and who wrote it."""

    id: Iri
    short: str
    author: Iri
    handle: str
    content: SafeHtml
    published: datetime
    arrived: datetime


LATE = Sql("""
    SELECT
        post.id, post.short, post.author, actor.preferred_username || '@' || actor.host AS handle,
        content, post.published, arrived
    FROM thread
    JOIN post ON post.thread_pk = thread.pk
    JOIN actor ON actor.id = post.author
    WHERE thread.id = $1 AND state = 'late'
    ORDER BY arrived, post.pk
""")


async def late_posts(conn: Conn, thread: Iri) -> tuple[Late, ...]:
    """Return what came late to a thread, in the order in which it came."""
    rows = await conn.fetch(LATE, thread)
    return tuple(Late(**{**row, "content": SafeHtml(row["content"])}) for row in rows)


ANSWERS = Sql("""
    SELECT relation.a
    FROM relation
    WHERE relation.kind = 'answer' AND relation.b = $1
    ORDER BY created, a
""")


async def answers(conn: Conn, thread: Iri) -> tuple[Iri, ...]:
    """Return the replies that answer the question of a thread, the first accepted first."""
    return tuple(row["a"] for row in await conn.fetch(ANSWERS, thread))
