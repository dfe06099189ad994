"""Rehearsal: a database in which all that is done is undone at the end.

What an act would come to is then no estimate: it is done, looked at, and taken back.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fediforum.store.database import Conn, Database, Isolation


class Rehearsal(Database):
    """One connection in one transaction, lent again and again; made by ``rehearsal``.

    Each transaction within is a savepoint, so that work goes on after one of them has failed. One
    borrower at a time.
    """

    def __init__(self, database: Database, conn: Conn) -> None:
        super().__init__(
            database.pool,
            dsn=database.dsn,
            direct_dsn=database.direct_dsn,
            timeouts=database.timeouts,
            pgbouncer=database.pgbouncer,
        )
        self.conn = conn

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Conn]:
        yield self.conn

    @asynccontextmanager
    async def transaction(self, isolation: Isolation = "read_committed") -> AsyncIterator[Conn]:
        async with self.conn.transaction():
            yield self.conn


@asynccontextmanager
async def rehearsal(database: Database) -> AsyncIterator[Rehearsal]:
    """Have a database that forgets, when the block ends, all that was done in it."""
    async with database.connection() as conn:
        whole = conn.transaction()
        await whole.start()
        try:
            yield Rehearsal(database, conn)
        finally:
            await whole.rollback()
