"""Other servers as a reader may know them: how many, how slow, and with whom we do not speak."""

from dataclasses import dataclass

from fediforum.forum.domains import Policy, domains
from fediforum.store.database import Conn, Sql
from fediforum.store.domains import domain_from, listed_only


@dataclass(frozen=True, slots=True)
class Shunned:
    """A server that we do not speak with, and why; "" where nobody said so."""

    host: str
    reason: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """``known`` servers were heard from or reached lately; ``slow`` ones do not answer now, and
    ``gone`` ones have not for days. ``listed_only``: we speak with those alone that are listed.
    """

    known: int
    slow: int
    gone: int
    shunned: tuple[Shunned, ...]
    listed_only: bool = False


COUNTED = Sql("""
    SELECT
        count(*) FILTER (WHERE NOT dead AND coalesce(reached, heard) IS NOT NULL)::integer AS known,
        count(*) FILTER (WHERE NOT dead AND failures > 0)::integer AS slow,
        count(*) FILTER (WHERE dead)::integer AS gone
    FROM peer
    WHERE NOT EXISTS (
        SELECT FROM actor WHERE actor.host = peer.host AND NOT local AND hushed = 'block'
    )
""")
MOST = 1_000
SHUNNED = Sql("""
    SELECT name, source, policy, priority, exact, reason, comment, obfuscated, until, since, by
    FROM domain
    WHERE (until IS NULL OR until > now()) AND name IN (
        SELECT DISTINCT name
        FROM domain
        WHERE policy = 'block' AND NOT obfuscated AND name > $1
        ORDER BY name
        LIMIT $2
    )
    ORDER BY name
""")


async def shunned(conn: Conn, most: int = MOST) -> tuple[Shunned, ...]:
    """Return the first names that are blocked and may be told; some may say so of a name, and
    another decision about it hold.
    """
    found: list[Shunned] = []
    last = ""
    while len(found) < most and (rows := await conn.fetch(SHUNNED, last, most)):
        last = rows[-1]["name"]
        decided = domains(*map(domain_from, rows))
        holding = (decided.decision(name) for name in decided.by_name)
        found += [
            Shunned(each.name, each.reason)
            for each in holding
            if each is not None and each.policy is Policy.BLOCK and not each.obfuscated
        ]
    return tuple(found[:most])


async def elsewhere(conn: Conn) -> Elsewhere:
    """Return how it stands with other servers."""
    counted = await conn.fetchrow(COUNTED)
    assert counted is not None
    told = await shunned(conn)
    alone = await listed_only(conn)
    return Elsewhere(counted["known"], counted["slow"], counted["gone"], told, alone)
