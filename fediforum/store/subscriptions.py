"""Subscriptions: lists of decisions about servers that others keep."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from fediforum.forum.blocklists import Format
from fediforum.forum.domains import Policy
from fediforum.store.database import Conn, Sql


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A list, and how it is heeded; ``entries`` are the names about which it decides here now.

    ``keep``: what it takes back stays, as if it had been decided by hand. ``adopt``: it takes over
    what was decided by hand about names that it has too. ``problem``: why it could not be read.
    """

    url: str
    policy: Policy
    priority: int
    format: Format
    keep: bool
    adopt: bool
    by: str
    etag: str | None = None
    tried: datetime | None = None
    read: datetime | None = None
    problem: str = ""
    skipped: int = 0
    entries: int = 0

    @property
    def settings(self) -> tuple[Policy, int, Format, bool, bool]:
        """How it is heeded; the rest is how it fares."""
        return (self.policy, self.priority, self.format, self.keep, self.adopt)


ALL = Sql("""
    SELECT
        url, policy, priority, format, keep, adopt, by, etag, tried, read, problem, skipped, (
            SELECT count(*) FROM domain WHERE source = url
        ) AS entries
    FROM subscription
    WHERE ($1::text IS NULL OR url = $1)
      AND ($2::timestamptz IS NULL OR coalesce(tried <= $2, true))
    ORDER BY priority DESC, url
""")


async def subscriptions(
    conn: Conn, url: str | None = None, *, tried_before: datetime | None = None
) -> tuple[Subscription, ...]:
    """Return the lists that are subscribed to, the one that comes first first."""
    return tuple(map(subscription_from, await conn.fetch(ALL, url, tried_before)))


def subscription_from(row: asyncpg.Record) -> Subscription:
    return Subscription(**{**row, "policy": Policy(row["policy"]), "format": Format(row["format"])})


HOLD = Sql("""
    SELECT url, policy, priority, format, keep, adopt, by, etag, tried, read, problem, skipped
    FROM subscription
    WHERE url = $1
    FOR UPDATE
""")


async def hold_subscription(conn: Conn, url: str) -> Subscription | None:
    """Return the list as it is heeded, and have nobody else change that in this transaction."""
    row = await conn.fetchrow(HOLD, url)
    return subscription_from(row) if row is not None else None


SAVE = Sql("""
    INSERT INTO subscription (
        url, policy, priority, format, keep, adopt, by, etag, tried, read, problem, skipped
    )
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (url) DO UPDATE SET
        policy = excluded.policy,
        priority = excluded.priority,
        format = excluded.format,
        keep = excluded.keep,
        adopt = excluded.adopt,
        etag = excluded.etag,
        tried = excluded.tried,
        read = excluded.read,
        problem = excluded.problem,
        skipped = excluded.skipped
""")


async def save_subscription(conn: Conn, given: Subscription) -> bool:
    """Have a list be subscribed to in this way; whether that it is heeded so is news."""
    before = await hold_subscription(conn, given.url)
    await conn.execute(
        SAVE,
        given.url,
        given.policy,
        given.priority,
        given.format,
        given.keep,
        given.adopt,
        given.by,
        given.etag,
        given.tried,
        given.read,
        given.problem,
        given.skipped,
    )
    return before is None or before.settings != given.settings


DROP = Sql("DELETE FROM subscription WHERE url = $1")


async def drop_subscription(conn: Conn, url: str) -> None:
    """Have a list be subscribed to no more; what it decided is another matter."""
    await conn.execute(DROP, url)
