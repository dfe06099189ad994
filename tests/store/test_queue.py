"""Jobs are queued with the transaction that wants them, and survive their worker."""

import asyncio
from datetime import timedelta

import pytest
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import FailingListenerError
from pgqueuer.domain.models import HealthCheckEvent

from fediforum.errors import Unavailable
from fediforum.forum.effects import Errand
from fediforum.store.database import Database, Sql, connect
from fediforum.store.errands import enqueue_errands
from fediforum.store.queue import Job, enqueue_all, install_queue, purge_log, run_queue
from fediforum.vocab.iri import Iri

WAITING = Sql("SELECT count(*) FROM pgqueuer.pgqueuer")
TABLES_ELSEWHERE = Sql("""
    SELECT count(*) FROM pg_class
    WHERE relname LIKE 'pgqueuer%' AND relnamespace <> 'pgqueuer'::regnamespace
""")
AGE_LOG = Sql("UPDATE pgqueuer.pgqueuer_log SET created = created - interval '2 days'")
LOGGED = Sql("SELECT count(*) FROM pgqueuer.pgqueuer_log")
CUT_OFF = Sql("""
    SELECT pg_terminate_backend(pid)
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
""")


async def test_a_job_of_a_transaction_that_fails_is_never_queued(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as conn:
            await enqueue_all(conn, [Job(entrypoint="lane", payload=b"beta.test")])
            raise ZeroDivisionError

    async with database.connection() as conn:
        assert await conn.fetchval(WAITING) == 0


async def test_a_second_job_with_the_same_key_is_dropped_without_harm(database: Database) -> None:
    async with database.transaction() as conn:
        job = Job(entrypoint="lane", payload=b"beta.test", dedupe_key="lane beta.test")
        first = await enqueue_all(conn, [job])
        second = await enqueue_all(conn, [job])
        many = await enqueue_all(
            conn,
            [Job(entrypoint="lane", dedupe_key=f"lane {host}.test") for host in ("beta", "gamma")],
        )

    assert (first, second, many) == (1, 0, 1)


async def test_one_errand_of_a_kind_and_subject_waits_for_each_cause(database: Database) -> None:
    causes: list[dict[str, str]] = [{}, {"cause": "a"}, {"cause": "a", "more": "b"}, {"cause": "b"}]
    bob = Iri("https://beta.test/users/bob")

    async with database.transaction() as conn:
        await enqueue_errands(conn, [Errand("swept", bob, details) for details in causes])
        await enqueue_errands(conn, [Errand("swept", bob)])

        assert await conn.fetchval(WAITING) == 3


async def test_a_job_is_run_once_it_is_committed(database: Database) -> None:
    stopping = asyncio.Event()
    ran: list[bytes | None] = []

    async def lane(payload: bytes | None) -> None:
        ran.append(payload)
        stopping.set()

    async with asyncio.timeout(15), asyncio.TaskGroup() as group:
        group.create_task(run_queue(database.direct_dsn, {"lane": lane}, stopping))
        async with database.transaction() as conn:
            await enqueue_all(conn, [Job(entrypoint="lane", payload=b"beta.test")])

    assert ran == [b"beta.test"]
    async with database.connection() as conn:
        assert await conn.fetchval(WAITING) == 0


async def test_no_worker_takes_itself_for_deaf_as_it_begins(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first question whether it hears used to go out before it listened, now and then."""
    stopping, deaf, ask = asyncio.Event(), 0, QueueManager.listener_healthy

    async def listener_healthy(self: QueueManager, timeout: timedelta) -> HealthCheckEvent:
        nonlocal deaf
        try:
            return await ask(self, min(timeout, timedelta(seconds=1)))
        except FailingListenerError:
            deaf += 1
            raise

    monkeypatch.setattr(QueueManager, "listener_healthy", listener_healthy)

    async with asyncio.TaskGroup() as group:
        for _ in range(16):
            group.create_task(run_queue(database.direct_dsn, {}, stopping))
        await asyncio.sleep(2)
        stopping.set()

    assert deaf == 0


async def test_stopping_lets_a_running_job_come_to_its_end(database: Database) -> None:
    stopping = asyncio.Event()
    ended = False

    async def slow(_: bytes | None) -> None:
        nonlocal ended
        stopping.set()
        await asyncio.sleep(0.2)
        ended = True

    async with database.connection() as conn:
        await enqueue_all(conn, [Job(entrypoint="slow")])
    async with asyncio.timeout(15):
        await run_queue(database.direct_dsn, {"slow": slow}, stopping)

    assert ended


async def test_a_job_that_fails_takes_no_other_with_it(database: Database) -> None:
    stopping = asyncio.Event()

    async def broken(_: bytes | None) -> None:
        raise ZeroDivisionError

    async def whole(_: bytes | None) -> None:
        stopping.set()

    async with database.connection() as conn:
        await enqueue_all(conn, [Job(entrypoint="broken", priority=1)])
        await enqueue_all(conn, [Job(entrypoint="whole", execute_after=timedelta(seconds=0.1))])
    async with asyncio.timeout(15):
        await run_queue(database.direct_dsn, {"broken": broken, "whole": whole}, stopping)

    async with database.connection() as conn:
        assert await conn.fetchval(WAITING) == 0


async def test_a_job_that_had_no_database_is_done_over(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fediforum.store.queue.RECONNECT_SECONDS", 0.05)
    stopping, tries = asyncio.Event(), 0

    async def errand(_: bytes | None) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise Unavailable("The database does not answer now.")
        stopping.set()

    async with database.connection() as conn:
        await enqueue_all(conn, [Job(entrypoint="errand")])
    async with asyncio.timeout(15):
        await run_queue(database.direct_dsn, {"errand": errand}, stopping)

    async with database.connection() as conn:
        assert (2, 0) == (tries, await conn.fetchval(WAITING))


async def test_a_worker_that_lost_the_database_comes_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fediforum.store.queue.RECONNECT_SECONDS", 0.05)
    stopping = asyncio.Event()
    ran = asyncio.Queue[bytes | None]()

    async def lane(payload: bytes | None) -> None:
        ran.put_nowait(payload)

    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(run_queue(database.direct_dsn, {"lane": lane}, stopping))
        keeper = await connect(database.dsn)
        await enqueue_all(keeper, [Job(entrypoint="lane", payload=b"before")])
        first = await ran.get()
        await keeper.execute(CUT_OFF)
        await enqueue_all(keeper, [Job(entrypoint="lane", payload=b"after")])
        second = await ran.get()
        await keeper.close()
        stopping.set()

    assert (first, second) == (b"before", b"after")


async def test_the_queue_keeps_to_its_own_schema_and_installs_twice(database: Database) -> None:
    conn = await connect(database.direct_dsn)

    await install_queue(conn)

    assert await conn.fetchval(TABLES_ELSEWHERE) == 0
    await conn.close()


async def test_yesterdays_log_is_purged(database: Database) -> None:
    async with database.connection() as conn:
        await enqueue_all(conn, [Job(entrypoint="lane")])
        await conn.execute(AGE_LOG)
        await enqueue_all(conn, [Job(entrypoint="lane")])

        await purge_log(conn)

        assert await conn.fetchval(LOGGED) == 1
