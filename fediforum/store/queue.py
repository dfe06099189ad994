"""Jobs: pgqueuer at arm's length, in the PostgreSQL schema ``pgqueuer``.

A job is only ever a call to look ("there is something for host X"): it may run twice or, its
dedupe key being taken, not at all. What must not be lost stands in rows of our own.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias, cast

import asyncpg
import structlog
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver, AsyncpgPoolDriver
from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.applications import PgQueuer
from pgqueuer.domain.errors import FailingListenerError, RetryRequested
from pgqueuer.domain.models import Job as Picked, Schedule
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.ports.driver import Driver

from fediforum.errors import Unavailable
from fediforum.store.database import CONNECT_SECONDS, RECONNECT_SECONDS, Conn, Sql

log = structlog.get_logger(__name__)

Entrypoint: TypeAlias = Callable[[bytes | None], Awaitable[None]]

# What is queued survives a crash; the log of what was done need not.
SETTINGS = DBSettings(db_schema="pgqueuer", durability=Durability.balanced)

# How soon a worker looks without being woken, and takes over what a killed one held: with
# pgqueuer's own 30 s, jobs of a worker that was killed lie for 30 s.
DEQUEUE = timedelta(seconds=1)
HEARTBEAT = timedelta(seconds=5)
BATCH = 25  # never above a concurrency_limit, or throughput falls fifty-fold
CONNECTIONS = 4  # one of them listens

LOST = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # asyncpg, cut off between two steps of its protocol
    FailingListenerError,
)

PURGE_LOG = Sql("""
    DELETE FROM pgqueuer.pgqueuer_log
    WHERE created < now() - $1::interval
""")
PURGE_STATISTICS = Sql("""
    DELETE FROM pgqueuer.pgqueuer_statistics
    WHERE created < now() - $1::interval
""")
KEEP_LOG = timedelta(days=1)
KEEP_STATISTICS = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A call to look: of two with one ``dedupe_key``, the second is dropped while one waits."""

    entrypoint: str
    payload: bytes | None = None
    dedupe_key: str | None = None
    execute_after: timedelta | None = None
    priority: int = 0


async def install_queue(conn: Conn) -> None:
    """Have pgqueuer's tables as this version of it wants them, new or upgraded.

    ``conn`` is a direct one, outside any transaction: ``ALTER TYPE`` cannot be in one.
    """
    queries = queries_over(driver_on(conn))
    if await queries.schema_is_installed():
        await queries.upgrade()
    else:
        await queries.install()


async def enqueue_all(conn: Conn, jobs: Sequence[Job]) -> int:
    """Queue many jobs with one statement in the transaction of ``conn``; how many were new."""
    if not jobs:
        return 0
    ids = await queries_over(driver_on(conn)).enqueue(
        [job.entrypoint for job in jobs],
        [job.payload for job in jobs],
        [job.priority for job in jobs],
        [job.execute_after for job in jobs],
        [job.dedupe_key for job in jobs],
        on_conflict="skip",
    )
    return sum(each is not None for each in ids)


async def run_queue(
    direct_dsn: str,
    entrypoints: Mapping[str, Entrypoint],
    stopping: asyncio.Event,
    *,
    schedules: Mapping[str, tuple[str, Entrypoint]] | None = None,
    at_once: int = 100,
) -> None:
    """Run jobs until ``stopping`` is set, then let those that run come to their end.

    ``entrypoints``: name → what to await with the job's payload. ``schedules``: name → (cron
    expression in UTC, what to await with None), run once among all workers. ``at_once`` is this
    worker's limit (at least 2). A job that raises is logged and forgotten, unless it raises
    Unavailable: then it is done over. After the database was lost it connects again;
    ``direct_dsn`` leads round pgbouncer.
    """
    while not stopping.is_set():
        try:
            await run_once(direct_dsn, entrypoints, schedules or {}, stopping, at_once)
        except* LOST as lost:
            log.warning("lost the queue", said=[str(error)[:200] for error in lost.exceptions])
            with suppress(TimeoutError):
                async with asyncio.timeout(RECONNECT_SECONDS):
                    await stopping.wait()


async def run_once(
    direct_dsn: str,
    entrypoints: Mapping[str, Entrypoint],
    schedules: Mapping[str, tuple[str, Entrypoint]],
    stopping: asyncio.Event,
    at_once: int,
) -> None:
    """Run jobs over one pool until it is lost or ``stopping`` is set."""
    async with asyncpg.create_pool(
        direct_dsn, min_size=1, max_size=CONNECTIONS, timeout=CONNECT_SECONDS
    ) as pool:
        driver = AsyncpgPoolDriver(pool)
        worker = PgQueuer(driver, queries=queries_over(driver))
        for name, work in entrypoints.items():
            worker.entrypoint(name)(picked(work, stopping))
        for name, (cron, work) in schedules.items():
            worker.schedule(name, cron, clean_old=True)(scheduled(work))

        async def stop() -> None:
            await stopping.wait()
            worker.shutdown.set()

        # pgqueuer 1.6.0 sends itself a notification to see whether it hears, and may do so before
        # it listens; then it takes itself for deaf, ten seconds later. So listen beforehand.
        await driver.add_listener(worker.channel, overhear)
        async with asyncio.TaskGroup() as group:
            watch = group.create_task(stop())
            try:
                await worker.run(
                    dequeue_timeout=DEQUEUE,
                    heartbeat_timeout=HEARTBEAT,
                    batch_size=min(BATCH, at_once // 2),  # pgqueuer wants room for two
                    max_concurrent_tasks=at_once,
                    shutdown_on_listener_failure=True,
                )
            finally:
                watch.cancel()


def overhear(_: str | bytes | bytearray) -> None:
    """Leave a notification to pgqueuer's own ears."""


def picked(work: Entrypoint, stopping: asyncio.Event) -> Callable[[Picked], Awaitable[None]]:
    """Return ``work`` in the form in which pgqueuer calls a job.

    It is done over while our own database is away: pgqueuer would put off what it notes of the
    job until the database is back, and then forget a job that was never done.
    """

    async def run(job: Picked) -> None:
        while True:
            try:
                return await work(job.payload)
            except Unavailable as problem:
                if stopping.is_set():
                    raise RetryRequested(reason=str(problem)) from problem
                await asyncio.sleep(RECONNECT_SECONDS)

    return run


def scheduled(work: Entrypoint) -> Callable[[Schedule], Awaitable[None]]:
    """Return ``work`` in the form in which pgqueuer calls a schedule."""

    async def run(_: Schedule) -> None:
        await work(None)

    return run


async def purge_log(conn: Conn) -> None:
    """Forget what the queue noted of jobs: three rows each, kept a day; sums are kept a month."""
    await conn.execute(PURGE_LOG, KEEP_LOG)
    await conn.execute(PURGE_STATISTICS, KEEP_STATISTICS)


def driver_on(conn: Conn) -> AsyncpgDriver:
    """Return pgqueuer's hold on a connection; one lent by a pool is as good as any other."""
    return AsyncpgDriver(cast("asyncpg.Connection[asyncpg.Record]", conn))


def queries_over(driver: Driver) -> Queries:
    """Return pgqueuer's statements, spelled for the PostgreSQL schema ``pgqueuer``."""
    return Queries(
        driver,
        QueryBuilderEnvironment(SETTINGS),
        QueryQueueBuilder(SETTINGS),
        QuerySchedulerBuilder(SETTINGS),
    )
