"""From an empty database to today's schema, and from an older one.

``schema.sql`` is the whole schema; ``deploy/migrations/NNNN_name.sql`` lead an older database to
it, each once, in order. The queue's tables have a keeper of their own (``queue.py``).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from fediforum.errors import Misconfigured
from fediforum.store.database import Conn, Sql

INSIDE = Path(__file__).parent / "sql"  # in a wheel, where setup.py puts them
CHECKOUT = Path(__file__).parents[2]

LOCK = Sql("SELECT pg_advisory_lock(hashtext('fediforum schema'))")
UNLOCK = Sql("SELECT pg_advisory_unlock(hashtext('fediforum schema'))")
STARTED = Sql("SELECT to_regclass('migration') IS NOT NULL")
ENCODING = Sql("SELECT current_setting('server_encoding')")
APPLIED = Sql("SELECT number FROM migration ORDER BY number")
RECORD = Sql("INSERT INTO migration (number, name) VALUES ($1, $2)")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step from an older schema to a newer one."""

    number: int
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class SchemaFiles:
    """Where the schema and its migrations stand, migrations in order."""

    schema: Path
    migrations: tuple[Migration, ...]


def schema_files() -> SchemaFiles:
    """Return the SQL files of this very version, from a checkout or an installed wheel.

    Raises Misconfigured where the installation lacks them.
    """
    inside = (INSIDE / "schema.sql").exists()
    schema = INSIDE / "schema.sql" if inside else CHECKOUT / "schema.sql"
    folder = INSIDE / "migrations" if inside else CHECKOUT / "deploy" / "migrations"
    found = (re.fullmatch(r"(\d{4})_(\w+)\.sql", path.name) for path in folder.glob("*.sql"))
    migrations = sorted(
        (Migration(int(name[1]), name[2], folder / name[0]) for name in found if name),
        key=lambda migration: migration.number,
    )
    if not schema.exists() or not migrations:
        raise Misconfigured("This installation has no schema.sql: install fediforum again.")
    return SchemaFiles(schema, tuple(migrations))


@contextmanager
def permitted() -> Iterator[None]:
    """Say to the admin what the database's owner has to allow, where the role may not do it all."""
    try:
        yield
    except (asyncpg.InsufficientPrivilegeError, asyncpg.FeatureNotSupportedError) as problem:
        raise Misconfigured(
            f"PostgreSQL says: {problem.args[0]}. What was there is as it was. The role in "
            f"FEDIFORUM_DATABASE_URL must own its database (ALTER DATABASE … OWNER TO …), and "
            f"PostgreSQL must have pg_trgm and unaccent (Debian: part of postgresql)."
        ) from problem


async def create_schema(conn: Conn) -> bool:
    """Give an empty database today's schema; whether it was empty.

    ``conn`` is a direct one, outside any transaction.
    """
    files = schema_files()
    encoding = await conn.fetchval(ENCODING)
    if encoding != "UTF8":
        raise Misconfigured(
            f"This database is written in {encoding}: make one with CREATE DATABASE … ENCODING "
            f"'UTF8' TEMPLATE template0."
        )
    await conn.execute(LOCK)
    try:
        if await conn.fetchval(STARTED):
            return False
        async with conn.transaction():
            await conn.execute(files.schema.read_text())
            await conn.executemany(RECORD, [(each.number, each.name) for each in files.migrations])
        return True
    finally:
        await conn.execute(UNLOCK)


async def migrate(conn: Conn) -> tuple[str, ...]:
    """Apply the migrations that this database has not had, each in a transaction; their names.

    ``conn`` is a direct one, outside any transaction. Processes that migrate at the same time wait
    for each other. Raises Misconfigured as ``pending`` does.
    """
    await conn.execute(LOCK)
    try:
        steps = await pending(conn)
        for step in steps:
            async with conn.transaction():
                await conn.execute(step.path.read_text())
                await conn.execute(RECORD, step.number, step.name)
        return tuple(step.path.stem for step in steps)
    finally:
        await conn.execute(UNLOCK)


async def pending(conn: Conn) -> tuple[Migration, ...]:
    """Return the migrations that this database has still to get.

    Raises Misconfigured where ``init`` was never run, or a newer fediforum has been here.
    """
    if not await conn.fetchval(STARTED):
        raise Misconfigured("This database is empty: run `fediforum init` first.")
    applied = {row["number"] for row in await conn.fetch(APPLIED)}
    known = schema_files().migrations
    if applied - {step.number for step in known}:
        raise Misconfigured(
            "This database was migrated by a newer fediforum, and this one would harm it: install "
            "the newer one again."
        )
    return tuple(step for step in known if step.number not in applied)
