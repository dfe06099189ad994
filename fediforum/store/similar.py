"""What came lately, to be compared with one post of a wave of spam."""

from dataclasses import dataclass
from datetime import datetime

from fediforum.content import SafeHtml
from fediforum.limits import COMPARED
from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True)
class Recent:
    """A shown post that came lately. ``settled``: its author had one here before that, moderates,
    or is trusted.
    """

    id: Iri
    short: str
    author: Iri
    handle: str
    host: str
    board: Iri
    content: SafeHtml
    likeness: int | None
    arrived: datetime
    settled: bool


RECENT = Sql("""
    WITH
    recent AS (
        SELECT
            post.id, post.short, post.author, post.content, post.likeness, post.arrived,
            board.id AS board
        FROM post
        JOIN thread ON thread.pk = post.thread_pk
        JOIN actor AS board ON board.pk = thread.board_pk
        WHERE post.arrived > $1 AND post.state = 'shown' AND board.local
          AND ($2::text IS NULL OR board.id = $2)
        ORDER BY post.arrived DESC
        LIMIT $3
    ),
    settled AS (
        SELECT author
        FROM (SELECT DISTINCT author FROM recent) AS writing
        WHERE EXISTS (
            SELECT
            FROM post
            WHERE post.author = writing.author AND state = 'shown' AND arrived <= $1
        ) OR EXISTS (
            SELECT FROM relation WHERE a = writing.author AND kind IN ('role', 'trust')
        )
    )
    SELECT
        recent.id, short, recent.author, preferred_username || '@' || actor.host AS handle,
        actor.host, board, content, likeness, arrived, settled.author IS NOT NULL AS settled
    FROM recent
    JOIN actor ON actor.id = recent.author
    LEFT JOIN settled ON settled.author = recent.author
    ORDER BY arrived, recent.id
""")


async def recent_posts(conn: Conn, since: datetime, board: Iri | None) -> tuple[Recent, ...]:
    """Return the shown posts in boards here that came after that, at most ``limits.COMPARED``."""
    rows = await conn.fetch(RECENT, since, board, COMPARED)
    return tuple(Recent(**{**row, "content": SafeHtml(row["content"])}) for row in rows)
