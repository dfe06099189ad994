"""The journal: each act of moderation and administration, with what was before and after.

For the moderators' desk, which comes later; nothing is written here yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

Image = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that ``by`` did to ``subject``; entries of one ``operation`` belong together."""

    operation: str
    at: datetime
    by: Iri
    act: str
    subject: str
    reason: str = ""
    before: Image | None = None
    after: Image | None = None


RECORD = Sql("""
    INSERT INTO journal (operation, at, by, act, subject, reason, before, after)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
""")


async def record(conn: Conn, entry: Entry) -> None:
    """Note what was done, in the transaction that does it."""
    await conn.execute(
        RECORD,
        entry.operation,
        entry.at,
        entry.by,
        entry.act,
        entry.subject,
        entry.reason,
        written(entry.before),
        written(entry.after),
    )


ENTRIES = Sql("""
    SELECT operation, at, by, act, subject, reason, before, after
    FROM journal
    ORDER BY pk DESC
    LIMIT $1
""")


async def entries(conn: Conn, most: int = 50) -> tuple[Entry, ...]:
    """Return the latest entries, newest first."""
    rows = await conn.fetch(ENTRIES, most)
    return tuple(
        Entry(**{**row, "before": read(row["before"]), "after": read(row["after"])}) for row in rows
    )


def written(image: Image | None) -> str | None:
    return None if image is None else orjson.dumps(image).decode()


def read(text: str | None) -> Image | None:
    return None if text is None else orjson.loads(text)
