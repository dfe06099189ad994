"""The way to PostgreSQL: what is tried again, what ends in a 503, what is heard."""

import asyncio
from collections.abc import Callable

import asyncpg
import pytest

from fediforum.errors import Misconfigured, Unavailable
from fediforum.store.database import Conn, Database, Sql, connect, open_database

ADD = Sql("INSERT INTO peer (host) VALUES ($1)")
COUNT = Sql("SELECT count(*) FROM peer")
CUT_OFF = Sql("""
    SELECT pg_terminate_backend(pid)
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
""")
TIMEOUT = Sql("SELECT current_setting('statement_timeout')")
SLEEP = Sql("SELECT pg_sleep(10)")
NOTIFY = Sql("SELECT pg_notify('news', $1)")


async def cut_off(database: Database) -> None:
    conn = await connect(database.dsn)
    await conn.execute(CUT_OFF)
    await conn.close()


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as conn:
            await conn.execute(ADD, "beta.test")
            raise ZeroDivisionError

    async with database.connection() as conn:
        assert await conn.fetchval(COUNT) == 0


async def test_work_that_collides_is_done_again_from_the_start(database: Database) -> None:
    both = asyncio.Barrier(2)
    tries = 0

    async def work(conn: Conn) -> int:
        nonlocal tries
        tries += 1
        count: int = await conn.fetchval(COUNT)
        if tries <= 2:
            await both.wait()
        await conn.execute(ADD, f"{count}.test")
        return count

    counts = await asyncio.gather(
        database.in_transaction(work, isolation="serializable"),
        database.in_transaction(work, isolation="serializable"),
    )

    assert sorted(counts) == [0, 1]
    assert tries == 3


async def test_work_that_always_collides_is_unavailable(database: Database) -> None:
    async def work(conn: Conn) -> None:
        raise asyncpg.SerializationError("could not serialize")

    with pytest.raises(Unavailable):
        await database.in_transaction(work)


async def test_what_the_data_forbid_is_not_called_unavailable(database: Database) -> None:
    async def work(conn: Conn) -> None:
        await conn.execute(ADD, "beta.test")
        await conn.execute(ADD, "beta.test")

    with pytest.raises(asyncpg.UniqueViolationError):
        await database.in_transaction(work)


async def test_a_lost_connection_is_unavailable_and_the_next_is_new(database: Database) -> None:
    with pytest.raises(Unavailable):
        async with database.transaction() as conn:
            await cut_off(database)
            await conn.execute(ADD, "beta.test")

    async with database.connection() as conn:
        assert await conn.fetchval(COUNT) == 0


async def test_work_that_is_committed_is_not_undone_by_a_connection_that_breaks_afterwards(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What asyncpg raised on giving back a connection while PostgreSQL was killed.
    async def broken(_: object) -> None:
        raise asyncpg.InternalClientError("cannot switch to state 15")

    monkeypatch.setattr("fediforum.store.database.nothing_to_reset", broken)
    async with open_database(database_url) as database:
        async with database.transaction() as conn:
            await conn.execute(ADD, "beta.test")

        async with database.connection() as conn:
            assert await conn.fetchval(COUNT) == 1


async def test_a_transaction_that_was_left_open_ends_with_its_loan(database_url: str) -> None:
    async with open_database(database_url, largest=1) as database:
        async with database.connection() as conn:
            await conn.execute("BEGIN")
            await conn.execute(ADD, "beta.test")

        async with database.connection() as conn:
            assert await conn.fetchval(COUNT) == 0


async def test_a_statement_that_takes_too_long_is_unavailable(database_url: str) -> None:
    async with open_database(database_url, statement_seconds=0.05) as database:
        with pytest.raises(Unavailable):
            async with database.connection() as conn:
                await conn.execute(SLEEP)


async def test_a_pool_without_a_free_connection_is_unavailable(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fediforum.store.database.ACQUIRE_SECONDS", 0.05)
    async with open_database(database_url, largest=1) as database, database.connection():
        with pytest.raises(Unavailable):
            async with database.connection():
                pass


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1.*FEDIFORUM_DATABASE_URL"):
        async with open_database("postgresql://nobody@127.0.0.1:1/nothing"):
            pass


async def test_a_way_round_pgbouncer_that_leads_nowhere_is_named(database_url: str) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"

    with pytest.raises(Unavailable, match="FEDIFORUM_DATABASE_DIRECT_URL"):
        async with open_database(database_url, direct_dsn=nowhere):
            pass


@pytest.mark.parametrize(
    "change",
    [lambda _: "rubbish", lambda _: "postgresql://h:port/x", lambda url: url.replace("?", "no?")],
)
async def test_an_address_that_is_wrong_is_for_the_admin_to_change(
    database_url: str, change: Callable[[str], str]
) -> None:
    with pytest.raises(Misconfigured, match="FEDIFORUM_DATABASE_URL"):
        async with open_database(change(database_url)):
            pass


async def test_timeouts_hold_through_pgbouncer_within_transactions_alone(database_url: str) -> None:
    async with open_database(database_url, direct_dsn=database_url) as database:
        async with database.transaction() as conn:
            inside = await conn.fetchval(TIMEOUT)
        async with database.connection() as conn:
            outside = await conn.fetchval(TIMEOUT)

    assert (inside, outside) == ("5s", "0")


async def test_a_listener_that_was_cut_off_listens_again_and_looks(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fediforum.store.database.RECONNECT_SECONDS", 0.01)
    heard: asyncio.Queue[str] = asyncio.Queue()
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        listener = group.create_task(database.listen("news", heard.put_nowait))
        first = await heard.get()
        await cut_off(database)
        second = await heard.get()
        async with database.connection() as conn:
            await conn.execute(NOTIFY, "slak")
        third = await heard.get()
        listener.cancel()

    assert (first, second, third) == ("", "", "slak")
