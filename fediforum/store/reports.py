"""Reports: what the moderators are asked to look at."""

from collections.abc import Sequence

from fediforum.forum.model import Report
from fediforum.store.database import Conn, Sql

SAVE = Sql("""
    INSERT INTO report (id, by, about, board, reason, at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (id) DO NOTHING
""")


async def save_reports(conn: Conn, reports: Sequence[Report]) -> None:
    """Keep these reports; one that came before is not kept twice."""
    await conn.executemany(
        SAVE,
        [(each.id, each.by, each.about, each.board, each.reason, each.at) for each in reports],
    )
