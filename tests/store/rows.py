"""Every row of every table, as a value to compare."""

from collections.abc import Mapping

import orjson

from fediforum.store.database import Conn, Sql

# What was done, what is owed and what passed by; and a version, which only ever grows.
LEFT_OUT = (
    *("operation", "deed", "journal", "intake", "seen", "emission", "delivery", "ballot"),
    *("peer", "migration", "picture", "picture_file", "listing", "crawl", "drift", "heard"),
)
TABLES = Sql("""
    SELECT relname
    FROM pg_class
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
      AND NOT relispartition AND relname <> ALL ($1::text[])
    ORDER BY relname
""")
ROWS = Sql("""
    SELECT format('SELECT (to_jsonb(there) - ''version'')::text FROM %I AS there', $1::text)
""")


async def all_rows(conn: Conn) -> Mapping[str, list[str]]:
    """Return the rows of each table, in an order of their own."""
    tables = [row["relname"] for row in await conn.fetch(TABLES, list(LEFT_OUT))]
    found = {}
    for table in tables:
        rows = await conn.fetch(await conn.fetchval(ROWS, table))
        found[table] = sorted(row[0] for row in rows)
    return found


def differences(
    one: Mapping[str, list[str]], other: Mapping[str, list[str]]
) -> list[tuple[str, dict[str, object], dict[str, object]]]:
    """What differs, for whoever reads a failed test: table, what one has, what the other has."""
    told = []
    for table in one:
        gone = [orjson.loads(row) for row in one[table] if row not in other[table]]
        come = [orjson.loads(row) for row in other[table] if row not in one[table]]
        for left, right in zip(gone, come, strict=False):
            names = {name for name in left if left[name] != right.get(name)}
            told.append(
                (table, {name: left[name] for name in names}, {n: right.get(n) for n in names})
            )
        told += [(table, left, {}) for left in gone[len(come) :]]
        told += [(table, {}, right) for right in come[len(gone) :]]
    return told
