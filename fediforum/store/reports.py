"""Reports: what the moderators are asked to look at."""

from collections.abc import Sequence

from fediforum.forum.model import Report
from fediforum.store.database import Conn, Sql

SAVE = Sql("""
    INSERT INTO report (id, by, about, board, reason, at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (id) DO NOTHING
""")


SETTLE = Sql("""
    UPDATE report
    SET settled = $4, outcome = $5
    WHERE settled IS NULL AND (id = $1 OR (by = $2 AND about && $3::text[]))
""")


async def save_reports(conn: Conn, reports: Sequence[Report]) -> None:
    """Keep these reports, or close what they settle; one that came before is not kept twice."""
    for each in reports:
        if each.settled is None:
            await conn.execute(SAVE, each.id, each.by, each.about, each.board, each.reason, each.at)
        else:
            await conn.execute(SETTLE, each.id, each.by, each.about, each.settled, each.outcome)
