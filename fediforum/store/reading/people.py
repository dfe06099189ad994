"""People: who takes part in a thread."""

from fediforum.limits import PARTICIPANTS as MOST
from fediforum.store.database import Conn, Sql
from fediforum.store.reading.views import Author, author_from
from fediforum.vocab.iri import Iri

PARTICIPANTS = Sql("""
    SELECT
        actor.id AS author_id, preferred_username AS author_name, host AS author_host,
        actor.name AS author_display, actor.local AS author_local, url AS author_url,
        indexable AS author_indexable, gone IS NOT NULL AS author_gone
    FROM actor
    WHERE gone IS NULL AND actor.id IN (
          SELECT post.author
          FROM post
          JOIN thread ON thread.pk = post.thread_pk
          WHERE thread.id = $1 AND post.state IN ('shown', 'pending')
      )
    LIMIT $2
""")


async def participants(conn: Conn, thread: Iri) -> tuple[Author, ...]:
    """Return all who wrote in a thread; nobody where they are too many to know them by name."""
    rows = await conn.fetch(PARTICIPANTS, thread, MOST + 1)
    return tuple(author_from(row, "author") for row in rows) if len(rows) <= MOST else ()
