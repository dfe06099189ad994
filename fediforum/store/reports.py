"""Reports: what the moderators are asked to look at, by members anywhere and by readers here."""

from collections.abc import Collection, Sequence
from datetime import datetime

import asyncpg

from fediforum.forum.model import Matter, Report
from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

SAVE = Sql("""
    INSERT INTO report (id, by, about, board, reason, at, reference, kind, page, contact)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (id) DO NOTHING
""")


SETTLE = Sql("""
    UPDATE report
    SET settled = $4, outcome = $5
    WHERE settled IS NULL
      AND about && $3::text[]
      AND (id = $1 OR (by = $2 AND reference IS NULL))
""")


async def save_reports(conn: Conn, reports: Sequence[Report]) -> None:
    """Keep these reports, or close what they settle; one that came before is not kept twice.

    What several readers reported in the desk's name is settled one by one.
    """
    for each in reports:
        if each.settled is None:
            await conn.execute(
                SAVE, each.id, each.by, each.about, each.board, each.reason, each.at,
                each.reference, each.kind or "", each.page, each.contact,
            )  # fmt: skip
        else:
            await conn.execute(SETTLE, each.id, each.by, each.about, each.settled, each.outcome)


LISTED = Sql("""
    SELECT
        id, by, about, board, reason, at, settled, coalesce(outcome, '') AS outcome, reference,
        kind, page, contact, forwarded
    FROM report
    WHERE ($1 OR settled IS NULL) AND ($2::text[] IS NULL OR board = ANY($2))
    ORDER BY at DESC, id
    LIMIT $3
""")
OPEN = Sql("""
    SELECT count(*)
    FROM report
    WHERE settled IS NULL AND ($1::text[] IS NULL OR board = ANY($1))
""")


async def listed_reports(
    conn: Conn, *, settled: bool = False, boards: Collection[Iri] | None = None, most: int = 200
) -> tuple[Report, ...]:
    """Return the newest reports, newest first; those that are settled only if asked for.

    ``boards`` None: about whatever, also what is in no board.
    """
    only = list(boards) if boards is not None else None
    return tuple(report_from(row) for row in await conn.fetch(LISTED, settled, only, most))


async def count_open(conn: Conn, boards: Collection[Iri] | None = None) -> int:
    """Return how many reports nobody has settled yet."""
    found: int = await conn.fetchval(OPEN, list(boards) if boards is not None else None)
    return found


NAMED = Sql("""
    SELECT
        id, by, about, board, reason, at, settled, coalesce(outcome, '') AS outcome, reference,
        kind, page, contact, forwarded
    FROM report
    WHERE id = $1 OR id LIKE '%/' || $2 ESCAPE '!' OR reference = upper($1)
    ORDER BY id = $1 DESC, at DESC
    LIMIT 1
""")


async def find_report(conn: Conn, text: str) -> Report | None:
    """Return the report of that id, or whose id ends in it, or of that reference."""
    end = "".join(f"!{letter}" if letter in "!%_" else letter for letter in text)
    row = await conn.fetchrow(NAMED, text, end)
    return report_from(row) if row is not None else None


BY_REFERENCE = Sql("""
    SELECT
        id, by, about, board, reason, at, settled, coalesce(outcome, '') AS outcome, reference,
        kind, page, contact, forwarded
    FROM report
    WHERE reference = $1
""")


async def referred_report(conn: Conn, reference: str) -> Report | None:
    """Return the report that a reader has that reference of."""
    row = await conn.fetchrow(BY_REFERENCE, reference)
    return report_from(row) if row is not None else None


CLOSE = Sql("UPDATE report SET settled = $2, outcome = $3 WHERE id = $1 AND settled IS NULL")
FORWARD = Sql("UPDATE report SET forwarded = $2 WHERE id = $1 AND forwarded IS NULL")


async def close_report(conn: Conn, report: Iri, outcome: str, now: datetime) -> bool:
    """Settle this one report; False where that was done already."""
    return str(await conn.execute(CLOSE, report, now, outcome)) == "UPDATE 1"


async def mark_forwarded(conn: Conn, report: Iri, now: datetime) -> bool:
    """Keep that other servers are told of a report; False where they were told before."""
    return str(await conn.execute(FORWARD, report, now)) == "UPDATE 1"


FORGET_CONTACTS = Sql("UPDATE report SET contact = '' WHERE settled < $1 AND contact <> ''")


async def forget_contacts(conn: Conn, before: datetime) -> None:
    """Drop how readers wanted to be answered of what was settled before then."""
    await conn.execute(FORGET_CONTACTS, before)


def report_from(row: asyncpg.Record) -> Report:
    kind = Matter(row["kind"]) if row["kind"] else None
    return Report(**{**row, "about": tuple(row["about"]), "kind": kind})
