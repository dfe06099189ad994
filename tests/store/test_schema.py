"""The schema file and the migrations tell the same story, and each step is taken once."""

import asyncio
import re
import subprocess

import pytest

from fediforum.errors import Misconfigured
from fediforum.store.cluster import Cluster
from fediforum.store.database import Sql, connect
from fediforum.store.schema import RECORD, create_schema, migrate, pending, permitted, schema_files

FORGET_LAST = Sql("DELETE FROM migration WHERE number = (SELECT max(number) FROM migration)")
ORDINARY_ROLE = Sql("SET ROLE pg_read_all_stats")
FROM_THE_FUTURE = Sql("INSERT INTO migration (number, name) VALUES (9999, 'future')")


def dump(cluster: Cluster, url: str) -> str:
    """The schema as pg_dump sees it, without what differs from one dump to the next."""
    pg_dump = cluster.binaries.program("pg_dump")
    done = subprocess.run([pg_dump, "-sOx", "-d", url], check=True, capture_output=True, text=True)
    return re.sub(r"^(--.*|\\(un)?restrict .*)?\n", "", done.stdout, flags=re.MULTILINE)


async def test_schema_and_migrations_are_equal(
    cluster: Cluster, empty_database_url: str, another_empty_database_url: str
) -> None:
    whole = await connect(empty_database_url)
    stepwise = await connect(another_empty_database_url)
    first = schema_files().migrations[0]

    await create_schema(whole)
    await stepwise.execute(first.path.read_text())
    await stepwise.execute(RECORD, first.number, first.name)
    await migrate(stepwise)
    await whole.close()
    await stepwise.close()

    expected = dump(cluster, empty_database_url)
    assert "CREATE TABLE" in expected
    assert dump(cluster, another_empty_database_url) == expected


async def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [step.number for step in schema_files().migrations]

    assert numbers == list(range(1, len(numbers) + 1))


async def test_a_fresh_database_has_nothing_pending(database_url: str) -> None:
    conn = await connect(database_url)

    assert await pending(conn) == ()
    assert await migrate(conn) == ()
    await conn.close()


async def test_a_database_is_created_once_however_many_try(empty_database_url: str) -> None:
    connections = [await connect(empty_database_url) for _ in range(3)]

    made = await asyncio.gather(*(create_schema(conn) for conn in connections))

    assert sorted(made) == [False, False, True]
    for conn in connections:
        await conn.close()


async def test_an_empty_database_is_told_to_init(empty_database_url: str) -> None:
    conn = await connect(empty_database_url)

    with pytest.raises(Misconfigured, match="fediforum init"):
        await migrate(conn)
    await conn.close()


async def test_a_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    conn = await connect(database_url)
    await conn.execute(FROM_THE_FUTURE)

    with pytest.raises(Misconfigured, match="newer"):
        await pending(conn)
    await conn.close()


async def test_a_missing_step_is_pending_by_name(database_url: str) -> None:
    conn = await connect(database_url)
    await conn.execute(FORGET_LAST)

    assert await pending(conn) == schema_files().migrations[-1:]
    await conn.close()


async def test_what_the_role_may_not_do_is_said_to_the_admin(empty_database_url: str) -> None:
    conn = await connect(empty_database_url)
    await conn.execute(ORDINARY_ROLE)

    with pytest.raises(Misconfigured, match="must own its database"), permitted():
        await create_schema(conn)

    await conn.close()
