"""Questions: how often authors were asked whether their post may stand in a board."""

from datetime import datetime

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

SINCE = Sql("""
    SELECT count(*)
    FROM relation
    WHERE kind = 'question' AND created > $2 AND starts_with(split_part(value, ' ', 2), $1)
""")


async def questions_since(conn: Conn, author: Iri, since: datetime) -> int:
    """Return how many questions were put to an author; or to all whose ids begin so."""
    return int(await conn.fetchval(SINCE, author, since))
