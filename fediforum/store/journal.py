"""The journal: each act of moderation and administration, and which rows it changed.

The database writes the rows down itself (``write_down`` in schema.sql) while a transaction says
which operation it is about: no statement can forget to.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import orjson

from fediforum.forum.journal import Operation
from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

Image = Mapping[str, Any]

OPEN = Sql("""
    INSERT INTO operation (id, at, by, act, subject, board, reason, undoes)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (id) DO NOTHING
""")
NAME = Sql("SELECT set_config('fediforum.operation', $1, true)")


@asynccontextmanager
async def journalled(conn: Conn, operation: Operation | None) -> AsyncIterator[None]:
    """What is written within is part of the operation, which is entered if it is new.

    None: it is part of nothing. ``conn`` is in a transaction.
    """
    if operation is None:
        yield
        return
    await conn.execute(
        OPEN,
        operation.id,
        operation.at,
        operation.by,
        operation.act,
        operation.subject,
        operation.board,
        operation.reason,
        operation.undoes,
    )
    await conn.execute(NAME, operation.id)
    yield
    # Where it fails the transaction ends, and this with it.
    await conn.execute(NAME, "")


DEED = Sql("INSERT INTO deed (operation, activity) VALUES ($1, $2)")
DEEDS = Sql("SELECT activity FROM deed WHERE operation = $1 ORDER BY pk")


async def record_deeds(conn: Conn, operation: str, activities: Sequence[bytes]) -> None:
    """Keep the activities that an operation is said in."""
    await conn.executemany(DEED, [(operation, activity) for activity in activities])


async def deeds_of(conn: Conn, operation: str) -> tuple[bytes, ...]:
    """Return the activities that an operation was said in, in order."""
    return tuple(row["activity"] for row in await conn.fetch(DEEDS, operation))


# -- which rows --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the table ``kind``, told by ``key``: the columns that an operation changed.

    ``before`` None: it made the row. ``after`` None: it took it away. Values as PostgreSQL's
    ``to_jsonb`` writes them.
    """

    kind: str
    key: Image
    before: Image | None
    after: Image | None


WRITTEN = Sql("""
    SELECT kind, key, before, after
    FROM journal
    WHERE operation = $1
    ORDER BY pk
""")


async def changes_of(conn: Conn, operation: str) -> tuple[Change, ...]:
    """Return what an operation changed as a whole, each row once, in the order of first changes."""
    rows = await conn.fetch(WRITTEN, operation)
    steps: dict[tuple[str, str], list[asyncpg.Record]] = defaultdict(list)
    for row in rows:
        steps[row["kind"], row["key"]].append(row)
    whole = (summed(kind, key, each) for (kind, key), each in steps.items())
    return tuple(change for change in whole if change is not None)


def summed(kind: str, key: str, steps: Iterable[asyncpg.Record]) -> Change | None:
    """What became of one row in several steps; None where it is as it was."""
    first, *rest = ((image(row["before"]), image(row["after"])) for row in steps)
    before, after = first
    for was, held in rest:
        if before is not None and was is not None and after is not None:
            before = {**was, **before}
        after = None if held is None else {**(after or {}), **held}
    if before is not None and after is not None:
        same = {name for name in before if before[name] == after.get(name)}
        before = {name: held for name, held in before.items() if name not in same}
        after = {name: held for name, held in after.items() if name in before}
    if before == after or not (before or after):
        return None
    return Change(kind, orjson.loads(key), before, after)


def image(text: str | None) -> Image | None:
    return None if text is None else orjson.loads(text)


POSTS_TURNED = Sql("""
    SELECT DISTINCT key ->> 'id' AS id
    FROM journal
    WHERE operation = $1 AND kind = 'post' AND after ? 'state'
    ORDER BY id
""")


async def posts_turned(conn: Conn, operation: str) -> tuple[Iri, ...]:
    """Return the posts whose state an operation changed."""
    return tuple(Iri(row["id"]) for row in await conn.fetch(POSTS_TURNED, operation))


REMOVED_SINCE = Sql("""
    SELECT operation.at
    FROM journal
    JOIN operation ON operation.id = journal.operation
    WHERE journal.kind = 'post' AND journal.key = jsonb_build_object('id', $1::text)
      AND journal.after ->> 'state' = 'removed'
    ORDER BY journal.pk DESC
    LIMIT 1
""")


async def removed_since(conn: Conn, post: Iri) -> datetime | None:
    """Return when a post was last removed; None where the journal does not know."""
    since: datetime | None = await conn.fetchval(REMOVED_SINCE, post)
    return since


# -- which operations --------------------------------------------------------------------------

NAMED_SO = Sql("""
    SELECT id, at, by, act, subject, board, reason, undoes
    FROM operation
    WHERE starts_with(id, $1)
    ORDER BY id = $1 DESC, at DESC
    LIMIT $2
""")


async def named_so(conn: Conn, text: str, most: int) -> tuple[Operation, ...]:
    """Return the operations whose name begins so, one that is called just that first."""
    return tuple(Operation(**row) for row in await conn.fetch(NAMED_SO, text, most))


UNDONE_BY = Sql("SELECT id FROM operation WHERE undoes = $1 AND stands(id)")


async def undone_by(conn: Conn, operation: str) -> str | None:
    """Return the operation that took one back, if one did and was not taken back itself."""
    found: str | None = await conn.fetchval(UNDONE_BY, operation)
    return found
