"""Domains: what is decided about other servers, by hand and by the lists that are subscribed to.

A host is looked up by the few names that it is under, each by the key. What pages then show of
it is for ``hushing``.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import asyncpg

from fediforum.forum.domains import Domain, Domains, Policy, domains
from fediforum.store.database import Conn, Sql
from fediforum.vocab.domains import domains_above

# Within a SELECT the planner cannot count the names, and so does not plan anew each time: with a
# list of 20,000 that took ten times as long as looking them up.
IN_FORCE = Sql("""
    SELECT
        name, source, policy, priority, exact, reason, comment, obfuscated, until, since, by,
        coalesce(listed_only, false) AS listed_only
    FROM (VALUES (true)) AS always
    LEFT JOIN instance ON true
    LEFT JOIN domain
        ON name = ANY((SELECT $1::text[])::text[])
        AND (until IS NULL OR until > coalesce($2, now()))
""")
LISTED_ONLY = Sql("SELECT coalesce((SELECT listed_only FROM instance), false)")


async def in_force(conn: Conn, hosts: Iterable[str], now: datetime | None = None) -> Domains:
    """Return all that is decided now about these hosts, as ``host_of`` gives them."""
    names = sorted({name for host in hosts for name in domains_above(host)})
    rows = await conn.fetch(IN_FORCE, names, now)
    found = (domain_from(row) for row in rows if row["name"] is not None)
    return domains(*found, listed_only=rows[0]["listed_only"])


def domain_from(row: asyncpg.Record) -> Domain:
    return Domain(
        name=row["name"],
        policy=Policy(row["policy"]),
        source=row["source"],
        priority=row["priority"],
        exact=row["exact"],
        reason=row["reason"],
        comment=row["comment"],
        obfuscated=row["obfuscated"],
        until=row["until"],
        since=row["since"],
        by=row["by"],
    )


def hushed(policy: Policy) -> str:
    """How ``actor.hushed`` says what is decided about somebody's server."""
    return policy.value if policy in (Policy.BLOCK, Policy.LIMIT) else ""


async def blocked_host(conn: Conn, host: str, now: datetime | None = None) -> bool:
    """Whether this server does not speak with that host."""
    return (await in_force(conn, [host], now)).policy(host) is Policy.BLOCK


async def blocked_among(
    conn: Conn, hosts: Collection[str], now: datetime | None = None
) -> frozenset[str]:
    """Return which of these hosts this server does not speak with."""
    if not hosts:
        return frozenset()
    decided = await in_force(conn, hosts, now)
    return frozenset(host for host in hosts if decided.policy(host) is Policy.BLOCK)


ABOUT = Sql("""
    SELECT name, source, policy, priority, exact, reason, comment, obfuscated, until, since, by
    FROM domain
    WHERE name = ANY($1::text[])
    ORDER BY name, source
""")


async def decisions_about(conn: Conn, names: Collection[str]) -> tuple[Domain, ...]:
    """Return what was decided about these very names, also what lasts no more."""
    return tuple(map(domain_from, await conn.fetch(ABOUT, sorted(names))))


LISTED = Sql("""
    SELECT name, source, policy, priority, exact, reason, comment, obfuscated, until, since, by
    FROM domain
    WHERE ($1::text IS NULL OR policy = $1) AND ($2::text IS NULL OR source = $2)
      AND (until IS NULL OR until > coalesce($3, now()))
    ORDER BY name, source
""")


async def decisions(
    conn: Conn,
    *,
    policy: Policy | None = None,
    source: str | None = None,
    now: datetime | None = None,
) -> tuple[Domain, ...]:
    """Return all that is decided now, by name; of one policy, or by one source."""
    return tuple(map(domain_from, await conn.fetch(LISTED, policy, source, now)))


SOURCES = Sql("SELECT DISTINCT source FROM domain WHERE source <> ''")


async def sources(conn: Conn) -> frozenset[str]:
    """Return the files and lists that decided anything."""
    return frozenset(row["source"] for row in await conn.fetch(SOURCES))


AT_ONCE = 5_000
DECIDE = Sql("""
    INSERT INTO domain (
        name, source, policy, priority, exact, reason, comment, obfuscated, until, since, by
    )
    SELECT given.*, $10::timestamptz, $11
    FROM unnest(
        $1::text[], $2::text[], $3::text[], $4::integer[], $5::boolean[], $6::text[], $7::text[],
        $8::boolean[], $9::timestamptz[]
    ) AS given
    ON CONFLICT (name, source) DO UPDATE SET
        policy = excluded.policy,
        priority = excluded.priority,
        exact = excluded.exact,
        reason = excluded.reason,
        comment = excluded.comment,
        obfuscated = excluded.obfuscated,
        until = excluded.until,
        since = CASE WHEN domain.policy = excluded.policy THEN domain.since ELSE excluded.since END,
        by = excluded.by
    WHERE (
        domain.policy, domain.priority, domain.exact, domain.reason, domain.comment,
        domain.obfuscated, domain.until
    ) IS DISTINCT FROM (
        excluded.policy, excluded.priority, excluded.exact, excluded.reason, excluded.comment,
        excluded.obfuscated, excluded.until
    )
    RETURNING name
""")


async def decide(conn: Conn, given: Sequence[Domain], by: str, now: datetime) -> frozenset[str]:
    """Have this be decided, one decision a name and source; about which names that was news."""
    news: frozenset[str] = frozenset()
    # Each call has the time of one statement.
    for start in range(0, len(given), AT_ONCE):
        news |= await decide_some(conn, given[start : start + AT_ONCE], by, now)
    return news


async def decide_some(
    conn: Conn, given: Sequence[Domain], by: str, now: datetime
) -> frozenset[str]:
    columns = zip(
        *(
            (
                each.name, each.source, each.policy.value, each.priority, each.exact, each.reason,
                each.comment, each.obfuscated, each.until,
            )
            for each in given
        ),
        strict=True,
    )  # fmt: skip
    rows = await conn.fetch(DECIDE, *map(list, columns), now, by)
    return frozenset(row["name"] for row in rows)


RETRACT = Sql("""
    DELETE FROM domain
    USING unnest($1::text[], $2::text[]) AS given (name, source)
    WHERE domain.name = given.name AND domain.source = given.source
    RETURNING domain.name
""")


async def retract(conn: Conn, given: Collection[tuple[str, str]]) -> frozenset[str]:
    """Have nothing be decided any more by these names and sources; which names had it."""
    names, sources = [name for name, _ in given], [source for _, source in given]
    rows = await conn.fetch(RETRACT, names, sources)
    return frozenset(row["name"] for row in rows)


SET_LISTED_ONLY = Sql("UPDATE instance SET listed_only = $1 WHERE listed_only <> $1 RETURNING base")


async def set_listed_only(conn: Conn, listed_only: bool) -> bool:
    """Have this server speak with those alone that are listed, or with all; whether it is news."""
    return await conn.fetchrow(SET_LISTED_ONLY, listed_only) is not None


async def listed_only(conn: Conn) -> bool:
    """Whether this server speaks with those alone that are listed."""
    return bool(await conn.fetchval(LISTED_ONLY))


FORGET_OLD = Sql("DELETE FROM domain WHERE until <= $1 RETURNING name")


async def forget_old(conn: Conn, now: datetime) -> frozenset[str]:
    """Keep no decision that has run out; which names had one."""
    return frozenset(row["name"] for row in await conn.fetch(FORGET_OLD, now))


SOONEST = Sql("SELECT min(until) FROM domain WHERE until > $1")


async def next_end(conn: Conn, now: datetime) -> datetime | None:
    """Return when the next decision runs out."""
    found: datetime | None = await conn.fetchval(SOONEST, now)
    return found
