"""How the database is, for whoever looks after it."""

from datetime import datetime

from fediforum.store.database import Conn, Sql

CLOCK = Sql("SELECT clock_timestamp()")


async def database_clock(conn: Conn) -> datetime:
    """Return what time it is where the database runs."""
    now: datetime = await conn.fetchval(CLOCK)
    return now
