"""Operations as admins see them: what was done, what it came to here, and who was told."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fediforum.forum.journal import Operation
from fediforum.store.database import Conn, Sql
from fediforum.store.journal import Change, changes_of
from fediforum.vocab.iri import Iri

SHORT_VALUE = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """An operation as a line of the journal; ``undone`` names what took it back, if that stands."""

    operation: Operation
    undone: str | None


ENTRIES = Sql("""
    SELECT id, at, by, act, subject, board, reason, undoes, (
        SELECT taken.id
        FROM operation AS taken
        WHERE taken.undoes = operation.id AND stands(taken.id)
    ) AS undone
    FROM operation
    WHERE ($1::text IS NULL OR board = $1)
      AND ($2::text IS NULL OR by = $2)
      AND ($3::timestamptz IS NULL OR at >= $3)
      AND ($4::text IS NULL OR (at, id) < (SELECT at, id FROM operation WHERE id = $4))
    ORDER BY at DESC, id DESC
    LIMIT $5
""")


ENTRY = Sql("""
    SELECT id, at, by, act, subject, board, reason, undoes, (
        SELECT taken.id
        FROM operation AS taken
        WHERE taken.undoes = operation.id AND stands(taken.id)
    ) AS undone
    FROM operation
    WHERE id = $1
""")


async def entries(
    conn: Conn,
    *,
    most: int,
    board: Iri | None = None,
    by: Iri | None = None,
    since: datetime | None = None,
    before: str | None = None,
) -> tuple[Entry, ...]:
    """Return operations, the latest first; ``before``: those that came before that one."""
    rows = await conn.fetch(ENTRIES, board, by, since, before, most)
    return tuple(entry(dict(row)) for row in rows)


async def the_entry(conn: Conn, operation: str) -> Entry:
    """Return the operation of that very name, which is there."""
    (row,) = await conn.fetch(ENTRY, operation)
    return entry(dict(row))


def entry(row: dict[str, Any]) -> Entry:
    undone = row.pop("undone")
    return Entry(Operation(**row), undone)


@dataclass(frozen=True, slots=True)
class Effect:
    """What an operation did alike to ``count`` things of a kind.

    ``kind`` is a table's name, or for a relation that relation's: post, thread, ban, pin …
    ``column`` None: they were made (``after`` "here") or taken away. Long values are left out.
    """

    kind: str
    column: str | None
    before: str | None
    after: str | None
    count: int


async def effects_of(conn: Conn, operation: str) -> tuple[Effect, ...]:
    """Return what an operation came to here, alike things counted together."""
    return summary(await changes_of(conn, operation))


def summary(changes: Sequence[Change]) -> tuple[Effect, ...]:
    counted: Counter[tuple[str, str | None, str | None, str | None]] = Counter()
    for change in changes:
        kind = change.key.get("kind", change.kind)
        if change.before is None:
            counted[kind, None, None, "here"] += 1
        elif change.after is None:
            counted[kind, None, "here", None] += 1
        else:
            for column, before in change.before.items():
                counted[kind, column, short(before), short(change.after.get(column))] += 1
    return tuple(Effect(*what, count) for what, count in counted.items())


def short(value: object) -> str | None:
    """A value for people to read; None for one that is long, or is no text or number."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        text = str(value)
        return text if len(text) <= SHORT_VALUE else None
    return None


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of the POSTs that a server is owed because of an operation."""

    host: str
    delivered: int
    pending: int
    failed: int


HEARD = Sql("""
    SELECT
        delivery.host,
        count(*) FILTER (WHERE outcome = 'delivered') AS delivered,
        count(*) FILTER (WHERE settled IS NULL) AS pending,
        count(*) FILTER (WHERE settled IS NOT NULL AND outcome <> 'delivered') AS failed
    FROM emission
    JOIN delivery
        -- They are owed in the transaction that keeps the body; so its key finds them.
        ON delivery.created = emission.created AND delivery.emission = emission.id
    WHERE emission.operation = $1
    GROUP BY delivery.host
    ORDER BY delivery.host
""")


async def heard_of(conn: Conn, operation: str) -> tuple[Heard, ...]:
    """Return the servers that are told of an operation."""
    return tuple(Heard(**row) for row in await conn.fetch(HEARD, operation))
