"""Other servers as a reader may know them: how many, how slow, and with whom we do not speak."""

from dataclasses import dataclass

from fediforum.store.database import Conn, Sql
from fediforum.store.domains import listed_only


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
SHUNNED = Sql("""
    SELECT name AS host, reason
    FROM (
        SELECT DISTINCT ON (name) name, policy, reason, obfuscated
        FROM domain
        WHERE until IS NULL OR until > now()
        ORDER BY
            name, source <> '', priority DESC,
            array_position(ARRAY['block', 'hold', 'limit', 'allow'], policy)
    ) AS holds
    WHERE policy = 'block' AND NOT obfuscated
    ORDER BY name
    LIMIT $1
""")
MOST = 1_000


async def elsewhere(conn: Conn) -> Elsewhere:
    """Return how it stands with other servers."""
    counted = await conn.fetchrow(COUNTED)
    assert counted is not None
    shunned = tuple(Shunned(**row) for row in await conn.fetch(SHUNNED, MOST))
    alone = await listed_only(conn)
    return Elsewhere(counted["known"], counted["slow"], counted["gone"], shunned, alone)
