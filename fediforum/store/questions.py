"""Questions: how often authors were asked whether their post may stand in a board."""

from datetime import datetime

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri, host_of

SINCE = Sql("""
    SELECT
        count(*) FILTER (WHERE split_part(value, ' ', 2) = $1) AS author,
        count(*) AS host
    FROM relation
    WHERE kind = 'question'
      AND created > $3
      AND starts_with(split_part(value, ' ', 2), 'https://' || $2::text || '/')
""")


async def questions_since(conn: Conn, author: Iri, since: datetime) -> tuple[int, int]:
    """Return how many questions were put to an author, and to everybody at their server."""
    row = await conn.fetchrow(SINCE, author, host_of(author), since)
    assert row is not None
    return row["author"], row["host"]
