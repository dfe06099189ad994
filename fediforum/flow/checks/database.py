"""The database: whether it is one that we can work with, and whether its clock is ours."""

from collections.abc import AsyncIterator
from datetime import timedelta

from fediforum.errors import FediforumError
from fediforum.flow.checks.check import Check, fail, ok
from fediforum.node import utc_now
from fediforum.settings import Settings
from fediforum.store.database import Database
from fediforum.store.health import database_clock
from fediforum.store.instance import instance
from fediforum.store.schema import pending, schema_files

OLDEST_POSTGRESQL = 15
CLOCK_SECONDS = 30


async def database_checks(database: Database, settings: Settings) -> AsyncIterator[Check]:
    """The first that fails is the last: what comes after it cannot be looked at."""
    async with database.connection() as conn:
        version = conn.get_server_version()
        name = f"PostgreSQL {version.major}.{version.micro}"  # asyncpg reads 18.4 as 18.0.4
        if version.major < OLDEST_POSTGRESQL:
            remedy = f"Use PostgreSQL {OLDEST_POSTGRESQL} or later."
            yield fail("database", f"{name} is too old", remedy)
            return
        try:
            waiting = await pending(conn)
        except FediforumError as problem:
            yield fail("database", str(problem), "Run the newest fediforum that was run here.")
            return
        if waiting:
            found = f"{name}, {len(waiting)} migrations behind"
            yield fail("database", found, "Stop the forum, run `fediforum init`, start it again.")
            return
        yield ok("database", f"{name}, schema {schema_files().migrations[-1].number} (latest)")
        try:
            forum = await instance(conn, settings.base)
        except FediforumError as problem:
            remedy = "Set FEDIFORUM_URL back to the address that the forum began with."
            yield fail("base URL", str(problem), remedy)
            return
        if forum is None:
            yield fail("base URL", "no forum here yet", "Run `fediforum init`.")
            return
        yield ok("base URL", f"{forum.base}, since {forum.created:%Y-%m-%d}")
        yield clock_check(await database_clock(conn) - utc_now(), "the database's")


def clock_check(off: timedelta, whose: str) -> Check:
    """Whether our clock and another one agree."""
    seconds = abs(off.total_seconds())
    found = f"{seconds:.1f} s off {whose} (limit {CLOCK_SECONDS} s)"
    if seconds <= CLOCK_SECONDS:
        return ok("clock", found)
    return fail("clock", found, "Let both machines keep time by NTP: `timedatectl set-ntp true`.")
