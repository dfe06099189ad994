"""Upkeep of the tables that are kept by day or month: new partitions ahead, old ones dropped.

An INSERT never depends on it: each such table has a DEFAULT partition. What the rows mean is the
business of the modules that write them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import asyncpg
import structlog

from fediforum.store.database import Conn, Sql

log = structlog.get_logger(__name__)

AHEAD = timedelta(days=7)

MAKE = Sql("""
    SELECT format(
        'CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        $1::text, $2::text, $3::date, $4::date
    )
""")
EXISTING = Sql("""
    SELECT child.relname
    FROM pg_inherits
    JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid
    WHERE pg_inherits.inhparent = to_regclass($1)
    ORDER BY child.relname
""")
HOLD = Sql("SELECT format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', $1::text)")
DROP = Sql("SELECT format('DROP TABLE %I', $1::text)")
OPEN_ROWS = Sql("""
    SELECT format('SELECT EXISTS (SELECT FROM %I WHERE settled IS NULL)', $1::text)
""")
OPEN_EMISSIONS = Sql("""
    SELECT EXISTS (
        SELECT FROM delivery
        WHERE settled IS NULL AND emission_created >= $1::date AND emission_created < $2::date
    )
""")
CLEAR_INTAKE = Sql("""
    DELETE FROM intake_default
    WHERE received < $1 AND settled IS NOT NULL
""")
CLEAR_SEEN = Sql("""
    DELETE FROM seen_default
    WHERE at < $1
""")
CLEAR_DELIVERIES = Sql("""
    DELETE FROM delivery_default
    WHERE created < $1 AND settled IS NOT NULL
""")
CLEAR_EMISSIONS = Sql("""
    DELETE FROM emission_default
    WHERE created < $1
      AND NOT EXISTS (
          SELECT FROM delivery
          WHERE delivery.settled IS NULL AND delivery.emission = emission_default.id
      )
""")


@dataclass(frozen=True, slots=True)
class Kept:
    """One table, how it is cut, how long it is kept, and what empties its DEFAULT partition."""

    table: str
    cut: Literal["day", "month"]
    days: int
    clear: Sql


# Deliveries go before the emissions that they name.
KEPT = (
    Kept("intake", "day", 14, CLEAR_INTAKE),
    Kept("seen", "month", 90, CLEAR_SEEN),
    Kept("delivery", "day", 90, CLEAR_DELIVERIES),
    Kept("emission", "day", 90, CLEAR_EMISSIONS),
)


async def make_partitions(conn: Conn, now: datetime) -> tuple[str, ...]:
    """Have a partition for today and each of the next seven days; the names of the new ones.

    A span of which rows already lie in the DEFAULT partition stays there: moving them would lock
    out the inbox.
    """
    made: list[str] = []
    for kept in KEPT:
        there = {row["relname"] for row in await conn.fetch(EXISTING, kept.table)}
        first = span(kept.cut, now.date())[0]
        while first <= (now + AHEAD).date():
            first, after = span(kept.cut, first)
            name = partition_name(kept, first)
            if name not in there:
                try:
                    async with conn.transaction():
                        await conn.execute(
                            await conn.fetchval(MAKE, name, kept.table, first, after)
                        )
                    made.append(name)
                except asyncpg.CheckViolationError:
                    log.info("left rows in the default partition", partition=name)
            first = after
    return tuple(made)


async def drop_settled(conn: Conn, now: datetime) -> tuple[str, ...]:
    """Drop the partitions that are past their time and wholly settled; their names.

    A single unsettled row keeps its partition. Emissions also wait for every delivery that still
    names them.
    """
    dropped: list[str] = []
    for kept in KEPT:
        limit = now - timedelta(days=kept.days)
        for row in await conn.fetch(EXISTING, kept.table):
            name = row["relname"]
            begun = beginning(kept, name)
            if begun is None:
                continue
            first, after = span(kept.cut, begun)
            if after > limit.date():
                continue
            async with conn.transaction():
                await conn.execute(await conn.fetchval(HOLD, name))
                if not await in_use(conn, kept, name, first, after):
                    await conn.execute(await conn.fetchval(DROP, name))
                    dropped.append(name)
        await conn.execute(kept.clear, limit)
    return tuple(dropped)


async def in_use(conn: Conn, kept: Kept, name: str, first: date, after: date) -> bool:
    """Whether a partition has work that is not done."""
    if kept.table == "seen":
        return False
    if kept.table == "emission":
        return bool(await conn.fetchval(OPEN_EMISSIONS, first, after))
    return bool(await conn.fetchval(await conn.fetchval(OPEN_ROWS, name)))


def span(cut: Literal["day", "month"], within: date) -> tuple[date, date]:
    """Return the first day of a span and the first day after it."""
    if cut == "day":
        return within, within + timedelta(days=1)
    first = within.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def partition_name(kept: Kept, first: date) -> str:
    """Return the name of a partition: its table and the day or month that it holds."""
    return f"{kept.table}_{first:{'%Y%m%d' if kept.cut == 'day' else '%Y%m'}}"


def beginning(kept: Kept, name: str) -> date | None:
    """Return the first day that a partition holds; None for the DEFAULT partition."""
    digits = name.removeprefix(f"{kept.table}_")
    if not digits.isdigit():
        return None
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:] or 1))
