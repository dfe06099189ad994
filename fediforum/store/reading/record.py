"""The record of somebody: what they wrote here, and what moderators did about it."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from fediforum.store.database import Conn, Sql
from fediforum.store.reading.log import Logged, log_lines
from fediforum.vocab.iri import Iri

ACTS_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """``posts`` of somebody's stand here, the first from ``since``; ``removed`` were taken away."""

    posts: int = 0
    removed: int = 0
    since: datetime | None = None


WRITTEN = Sql("""
    SELECT
        author,
        count(*) FILTER (WHERE state IN ('shown', 'pending'))::integer AS posts,
        count(*) FILTER (WHERE state = 'removed')::integer AS removed,
        min(published) FILTER (WHERE state IN ('shown', 'pending')) AS since
    FROM post
    WHERE author = ANY($1)
    GROUP BY author
""")


async def written_by(conn: Conn, authors: Collection[Iri]) -> dict[Iri, Written]:
    """Return what each of them wrote here, in numbers."""
    rows = await conn.fetch(WRITTEN, list(authors))
    return {
        row["author"]: Written(posts=row["posts"], removed=row["removed"], since=row["since"])
        for row in rows
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Written):
    """What somebody wrote here, and the latest ``acts`` that concerned them or what they wrote."""

    acts: tuple[Logged, ...] = ()


CONCERNING = Sql("""
    SELECT id
    FROM (
        SELECT id, at
        FROM operation
        WHERE subject = $1 AND act = ANY($2)
        UNION
        SELECT operation.id, operation.at
        FROM post
        JOIN operation ON operation.subject = post.id
        WHERE post.author = $1 AND operation.act = ANY($2)
    ) AS concerning
    ORDER BY at DESC, id DESC
    LIMIT $3
""")


async def record_of(conn: Conn, author: Iri, acts: Collection[str]) -> Record:
    """Return the record of whoever that is; of what was done, only acts of these kinds."""
    written = (await written_by(conn, [author])).get(author, Written())
    named = await conn.fetch(CONCERNING, author, list(acts), ACTS_SHOWN)
    found = await log_lines(conn, operations=[each["id"] for each in named], limit=ACTS_SHOWN)
    return Record(**asdict(written), acts=found)
