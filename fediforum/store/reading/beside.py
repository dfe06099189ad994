"""What stands beside a thread: replies that came after it was closed, and accepted answers."""

from dataclasses import dataclass
from datetime import datetime

from fediforum.content import SafeHtml
from fediforum.store.database import Conn, Sql
from fediforum.store.reading.views import Accepted
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
    SELECT post.id, post.short, coalesce(nullif(actor.name, ''), preferred_username) AS author
    FROM relation
    JOIN post ON post.id = relation.a
    JOIN actor ON actor.id = post.author
    WHERE relation.kind = 'answer' AND relation.b = $1 AND post.state = 'shown'
    ORDER BY relation.created, relation.a
""")


async def answers(conn: Conn, thread: Iri) -> tuple[Accepted, ...]:
    """Return the replies that answer the question of a thread, the first accepted first."""
    return tuple(Accepted(**row) for row in await conn.fetch(ANSWERS, thread))
