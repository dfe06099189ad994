"""The way to PostgreSQL: one pool, transactions that are tried again, a line to listen on.

No statement about the forum belongs here; each stands above the function that runs it.
Whatever goes wrong on the way there is ``Unavailable``; what PostgreSQL says about the data
itself (a unique key, a foreign key) passes through to whoever wrote the statement.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Literal, NewType, NoReturn, TypeAlias, TypeVar

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

from fediforum.errors import FediforumError, Misconfigured, Unavailable

log = structlog.get_logger(__name__)

Sql = NewType("Sql", str)
Conn: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
Isolation: TypeAlias = Literal["read_committed", "repeatable_read", "serializable"]
T = TypeVar("T")

WEB_STATEMENT_SECONDS = 5.0
WORKER_STATEMENT_SECONDS = 30.0
LOCK_SECONDS = 3.0
IDLE_IN_TRANSACTION_SECONDS = 15.0
ACQUIRE_SECONDS = 2.0
CONNECT_SECONDS = 5.0
RETRY_AFTER_SECONDS = 5
CLOSE_SECONDS = 5.0
HEARTBEAT_SECONDS = 20.0
RECONNECT_SECONDS = 1.0

SET_TIMEOUTS = Sql("""
    SELECT set_config('statement_timeout', $1, true),
           set_config('lock_timeout', $2, true),
           set_config('idle_in_transaction_session_timeout', $3, true)
""")
PING = Sql("SELECT 1")

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shutdown, crash, starting up, statement_timeout
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InsufficientResourcesError,  # too many connections, disk full, out of memory
    asyncpg.InternalClientError,  # asyncpg, cut off between two steps of its protocol
    ConnectionError,
    TimeoutError,
)
UNHEARD = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
NOT_SO = (
    ValueError,  # an address that cannot be read
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)
AGAIN = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)


class Database:
    """A pool of connections to the forum's database; made by ``open_database``."""

    def __init__(
        self,
        pool: "asyncpg.Pool[asyncpg.Record]",
        *,
        dsn: str,
        direct_dsn: str,
        timeouts: dict[str, str],
        pgbouncer: bool,
    ) -> None:
        self.pool = pool
        self.dsn = dsn
        self.direct_dsn = direct_dsn
        self.timeouts = timeouts
        self.pgbouncer = pgbouncer

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Conn]:
        """Lend a connection outside any transaction: for one statement, or for reading.

        Raises Unavailable if none is free within two seconds, or it is lost on the way.
        """
        try:
            conn = await self.pool.acquire(timeout=ACQUIRE_SECONDS)
        except UNHEARD as error:
            raise unavailable(error) from error
        try:
            yield conn
        except LOST as error:
            raise unavailable(error) from error
        except asyncpg.InterfaceError as error:
            if lost(conn):
                raise unavailable(error) from error
            raise
        finally:
            await self.give_back(conn)

    async def give_back(self, conn: "PoolConnectionProxy[asyncpg.Record]") -> None:
        """The pool has its connection back, or has ended it because nothing can be had of it.

        What was done on it is done: that it broke afterwards is no failure of the work.
        """
        try:
            await self.pool.release(conn)
        except UNHEARD as error:
            log.warning("ended a broken connection", error=type(error).__name__)

    @asynccontextmanager
    async def transaction(self, isolation: Isolation = "read_committed") -> AsyncIterator[Conn]:
        """Lend a connection inside a transaction, which ends with the block.

        Raises Unavailable as ``connection`` does.
        """
        async with self.connection() as conn, conn.transaction(isolation=isolation):
            if self.pgbouncer:
                # Its connections are shared, so what we ask for must end with the transaction.
                await conn.execute(SET_TIMEOUTS, *self.timeouts.values())
            yield conn

    async def in_transaction(
        self,
        work: Callable[[Conn], Awaitable[T]],
        *,
        attempts: int = 3,
        isolation: Isolation = "read_committed",
    ) -> T:
        """Return what ``work`` returns in a committed transaction of its own.

        On a serialization failure or a deadlock it is rolled back and done again from the start,
        so ``work`` must change nothing but the database. Raises Unavailable after the last attempt.
        """
        for attempt in range(1, attempts + 1):
            try:
                async with self.transaction(isolation) as conn:
                    return await work(conn)
            except AGAIN as error:
                log.info("transaction collided", attempt=attempt, error=type(error).__name__)
                if attempt == attempts:
                    raise unavailable(error) from error
        raise AssertionError("attempts must be positive")

    async def listen(self, channel: str, heard: Callable[[str], None]) -> NoReturn:
        """Call ``heard`` with the payload of each notification on ``channel``, until cancelled.

        It goes round pgbouncer, through which no notification comes. After every (re)connection
        ``heard`` is called with ``""``: something may have been missed, so look.
        """
        while True:
            try:
                await self.listen_once(channel, heard)
            except UNHEARD as error:
                log.warning("stopped hearing", channel=channel, error=type(error).__name__)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def listen_once(self, channel: str, heard: Callable[[str], None]) -> None:
        """Listen on one connection until it is lost."""
        conn = await connect(self.direct_dsn)
        gone = asyncio.Event()
        conn.add_termination_listener(lambda _: gone.set())
        try:
            await conn.add_listener(channel, lambda _conn, _pid, _channel, told: heard(str(told)))
            heard("")
            while not gone.is_set():
                try:
                    async with asyncio.timeout(HEARTBEAT_SECONDS):
                        await gone.wait()
                except TimeoutError:
                    # A peer that vanished without a word is only noticed by speaking to it.
                    await conn.execute(PING, timeout=CONNECT_SECONDS)
        finally:
            conn.terminate()


async def connect(dsn: str) -> "asyncpg.Connection[asyncpg.Record]":
    """Return a connection of one's own, outside the pool and without its timeouts.

    For LISTEN, migrations and administration. Raises what asyncpg raises.
    """
    return await asyncpg.connect(dsn, timeout=CONNECT_SECONDS)


@asynccontextmanager
async def open_database(
    dsn: str,
    *,
    direct_dsn: str | None = None,
    statement_seconds: float = WEB_STATEMENT_SECONDS,
    largest: int = 10,
) -> AsyncIterator[Database]:
    """Have a pool of up to ``largest`` connections for the length of the block.

    Where there is a ``direct_dsn``, ``dsn`` is taken to lead through pgbouncer in transaction
    mode, and ``direct_dsn`` round it, for LISTEN and migrations. Raises Unavailable if nobody
    answers, Misconfigured if the address or who asks is refused; both say what was heard.
    """
    pgbouncer = direct_dsn is not None
    timeouts = {
        "statement_timeout": milliseconds(statement_seconds),
        "lock_timeout": milliseconds(LOCK_SECONDS),
        "idle_in_transaction_session_timeout": milliseconds(IDLE_IN_TRANSACTION_SECONDS),
    }
    if direct_dsn is not None:
        with answering("FEDIFORUM_DATABASE_DIRECT_URL"):
            await (await connect(direct_dsn)).close()
    pool = asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=largest,
        timeout=CONNECT_SECONDS,
        reset=nothing_to_reset,
        # The server's own timeout comes first; this one is for a server that says nothing.
        command_timeout=statement_seconds + 1,
        statement_cache_size=0 if pgbouncer else 1000,
        server_settings={} if pgbouncer else {"application_name": "fediforum", **timeouts},
    )
    with answering("FEDIFORUM_DATABASE_URL"):
        await pool
    try:
        yield Database(
            pool,
            dsn=dsn,
            direct_dsn=direct_dsn or dsn,
            timeouts=timeouts,
            pgbouncer=pgbouncer,
        )
    finally:
        try:
            await asyncio.wait_for(pool.close(), CLOSE_SECONDS)
        except TimeoutError:
            pool.terminate()


async def nothing_to_reset(_: Conn) -> None:
    """Whatever is set, locked or listened to here ends with its transaction, or is not pooled.

    asyncpg ends an open transaction itself; to ask the server to forget all else would cost each
    loan a round trip.
    """


@contextmanager
def answering(name: str) -> Iterator[None]:
    """Say to the admin, by the name of the setting, why a database does not let us in."""
    try:
        yield
    except (*UNHEARD, TimeoutError, ValueError) as error:
        kind: type[FediforumError] = Misconfigured if isinstance(error, NOT_SO) else Unavailable
        said = str(error) or "no answer in time"
        if isinstance(error, asyncpg.ProtocolViolationError):
            said += " (if this is pgbouncer, set FEDIFORUM_DATABASE_DIRECT_URL too)"
        raise kind(
            f"The database does not let us in: {said.rstrip('.')}. Nothing was changed. Look "
            f"whether PostgreSQL runs, and whether {name} is right."
        ) from error


def lost(conn: Conn) -> bool:
    """Whether a connection is no more; the pool takes a dead one back even while it is lent."""
    try:
        return conn.is_closed()
    except asyncpg.InterfaceError:
        return True


def milliseconds(seconds: float) -> str:
    """Return a length of time as PostgreSQL's settings take it: whole milliseconds."""
    return str(round(seconds * 1000))


def unavailable(error: BaseException) -> Unavailable:
    """Return the error for the outside; the cause goes to the log, not to a stranger."""
    log.warning("database unavailable", error=type(error).__name__, said=str(error)[:200])
    return Unavailable("The database does not answer now.", retry_after=RETRY_AFTER_SECONDS)
