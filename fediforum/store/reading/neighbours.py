"""Other servers, as whoever looks after the forum sees them: how each is, and what it is owed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fediforum.forum.domains import Policy
from fediforum.forum.remedies import Standing
from fediforum.store.database import Conn, Sql
from fediforum.store.domains import in_force

A_DAY = timedelta(days=1)
UNLISTED = "domain mode"  # it speaks with those alone that are listed
RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """One server. ``tried`` and ``delivered`` count the POSTs of the last 24 hours and what waits.

    ``response`` is the newest that was no success, ``due`` when the next is tried.
    """

    host: str
    software: str | None = None
    version: str | None = None
    dialect: str = "cavage"
    blocked: bool = False
    block_reason: str = ""
    paused: datetime | None = None
    dead: bool = False
    down_until: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    reached: datetime | None = None
    heard: datetime | None = None
    no_relay_until: datetime | None = None
    waiting: int = 0
    oldest: datetime | None = None
    due: datetime | None = None
    attempts: int = 0
    tried: int = 0
    delivered: int = 0
    response: str = ""
    delivered_since: bool = True

    @property
    def standing(self) -> Standing:
        """What decides how it stands with it."""
        return Standing(
            blocked=self.blocked,
            paused=self.paused,
            dead=self.dead,
            down_until=self.down_until,
            failures=self.failures,
            oldest=self.oldest,
            tries=self.attempts,
            response=self.response,
            delivered_since=self.delivered_since,
        )


# What was written in the last day, and whatever waits.
NEIGHBOURS = Sql("""
    WITH lately AS (
        SELECT
            host, created, settled, outcome, response, due, attempts,
            coalesce(settled, lease_until, due) AS at
        FROM delivery
        WHERE settled IS NULL AND ($3::text IS NULL OR host = $3)
        UNION ALL
        SELECT host, created, settled, outcome, response, due, attempts, settled
        FROM delivery
        WHERE settled IS NOT NULL AND created > $1 AND ($3 IS NULL OR host = $3)
    ),
    counted AS (
        SELECT
            host,
            count(*) FILTER (WHERE settled IS NULL) AS waiting,
            min(created) FILTER (WHERE settled IS NULL) AS oldest,
            min(due) FILTER (WHERE settled IS NULL) AS due,
            coalesce(max(attempts) FILTER (WHERE settled IS NULL), 0) AS attempts,
            count(*) FILTER (WHERE attempts > 0) AS tried,
            count(*) FILTER (WHERE outcome = 'delivered') AS delivered,
            (array_agg(response ORDER BY settled DESC NULLS FIRST, attempts DESC)
                FILTER (WHERE response <> '' AND outcome IS DISTINCT FROM 'delivered'))[1]
                AS response,
            max(settled) FILTER (WHERE outcome = 'delivered') AS taken,
            max(settled) FILTER (WHERE outcome <> 'delivered') AS failed,
            bool_or(settled IS NULL AND attempts > 0) AS failing
        FROM lately
        GROUP BY host
    )
    SELECT
        host, software, version, coalesce(dialect, 'cavage') AS dialect,
        paused, coalesce(dead, false) AS dead, down_until, coalesce(failures, 0) AS failures,
        failing_since, reached, heard, no_relay_until,
        coalesce(waiting, 0) AS waiting, oldest, due, coalesce(attempts, 0) AS attempts,
        coalesce(tried, 0) AS tried, coalesce(delivered, 0) AS delivered,
        coalesce(response, '') AS response,
        NOT coalesce(failing, false)
            AND (failed IS NULL OR coalesce(taken > failed, false)) AS delivered_since
    FROM counted
    FULL JOIN peer USING (host)
    WHERE $3 IS NOT NULL AND host = $3
       OR $3 IS NULL AND (
           counted.host IS NOT NULL OR paused IS NOT NULL OR dead OR failures > 0
           OR reached > $2 OR heard > $2
       )
    ORDER BY host
""")


async def neighbours(conn: Conn, now: datetime, host: str | None = None) -> tuple[Neighbour, ...]:
    """Return the servers that we dealt with in the last 30 days or that are ill, or that one.

    One under a blocked server is blocked too, for whoever asks about it by name.
    """
    rows = await conn.fetch(NEIGHBOURS, now - A_DAY, now - RECENT, host)
    decided = await in_force(conn, [row["host"] for row in rows], now)
    found = []
    for row in rows:
        blocked = decided.policy(row["host"], now) is Policy.BLOCK
        decision = decided.decision(row["host"], now) if blocked else None
        reason = decision.reason if decision is not None else ""
        found.append(Neighbour(**row, blocked=blocked, block_reason=reason))
    return tuple(found)


TIES = Sql("""
    SELECT
        count(*) FILTER (WHERE kind = 'follow' AND value = 'accepted' AND a = who) AS followers,
        count(*) FILTER (WHERE kind = 'follow' AND value = 'accepted' AND b = who) AS followed,
        (SELECT count(*) FROM actor WHERE host = $1 AND NOT local AND gone IS NULL) AS members,
        (SELECT count(*) FROM post WHERE host = $1 AND state = 'shown') AS posts
    FROM (
        SELECT relation.kind, relation.value, relation.a, relation.b, actor.id AS who
        FROM actor
        JOIN relation ON relation.a = actor.id AND relation.kind = 'follow'
        WHERE actor.host = $1 AND NOT actor.local
        UNION ALL
        SELECT relation.kind, relation.value, relation.a, relation.b, actor.id
        FROM actor
        JOIN relation ON relation.b = actor.id AND relation.kind = 'follow'
        WHERE actor.host = $1 AND NOT actor.local
    ) AS tied
""")
REBUFFED = Sql("""
    SELECT coalesce(sum(times), 0)::bigint
    FROM rebuffed
    WHERE host = $1
""")


@dataclass(frozen=True, slots=True)
class Ties:
    """What binds a server to us: who follows here and is followed there, who is known of it,
    which of its posts stand here, and how often it was turned away in 14 days.
    """

    followers: int
    followed: int
    members: int
    posts: int
    turned_away: int


async def ties(conn: Conn, host: str) -> Ties:
    """Return what binds a server to us."""
    row = await conn.fetchrow(TIES, host)
    assert row is not None
    return Ties(**row, turned_away=await conn.fetchval(REBUFFED, host))


async def blocked_by(conn: Conn, host: str, now: datetime) -> str | None:
    """Return which block covers a host: its own, that of one above it, or ``UNLISTED``."""
    decided = await in_force(conn, [host], now)
    if decided.policy(host, now) is not Policy.BLOCK:
        return None
    found = decided.decision(host, now)
    return UNLISTED if found is None else found.name
