"""Reports: what the moderators are asked to look at."""

from collections.abc import Sequence

import asyncpg

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
    WHERE settled IS NULL AND about && $3::text[] AND (id = $1 OR by = $2)
""")


async def save_reports(conn: Conn, reports: Sequence[Report]) -> None:
    """Keep these reports, or close what they settle; one that came before is not kept twice."""
    for each in reports:
        if each.settled is None:
            await conn.execute(SAVE, each.id, each.by, each.about, each.board, each.reason, each.at)
        else:
            await conn.execute(SETTLE, each.id, each.by, each.about, each.settled, each.outcome)


LISTED = Sql("""
    SELECT id, by, about, board, reason, at, settled, coalesce(outcome, '') AS outcome
    FROM report
    WHERE $1 OR settled IS NULL
    ORDER BY at DESC, id
    LIMIT $2
""")


async def listed_reports(
    conn: Conn, *, settled: bool = False, most: int = 200
) -> tuple[Report, ...]:
    """Return the newest reports, newest first; those that are settled only if asked for."""
    return tuple(report_from(row) for row in await conn.fetch(LISTED, settled, most))


NAMED = Sql("""
    SELECT id, by, about, board, reason, at, settled, coalesce(outcome, '') AS outcome
    FROM report
    WHERE id = $1 OR id LIKE '%/' || $2 ESCAPE '!'
    ORDER BY id = $1 DESC, at DESC
    LIMIT 1
""")


async def find_report(conn: Conn, text: str) -> Report | None:
    """Return the report of that id, or whose id ends in it."""
    end = "".join(f"!{letter}" if letter in "!%_" else letter for letter in text)
    row = await conn.fetchrow(NAMED, text, end)
    return report_from(row) if row is not None else None


def report_from(row: asyncpg.Record) -> Report:
    return Report(**{**row, "about": tuple(row["about"])})
