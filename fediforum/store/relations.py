"""Relations: follows, votes, boosts, roles, bans, pins; one row for a kind and two ids."""

from collections.abc import Collection, Mapping
from datetime import datetime

from fediforum.forum.model import Relation, Tie
from fediforum.store.counts import Counts
from fediforum.store.database import Conn, Sql
from fediforum.store.rows import relation_from
from fediforum.vocab.iri import Iri

Pair = tuple[Tie, Iri, Iri]

STANDING = Sql("""
    SELECT relation.kind, relation.a, relation.b, value, activity, until
    FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (kind, a, b)
    JOIN relation
        ON relation.kind = asked.kind AND relation.a = asked.a AND relation.b = asked.b
""")


async def relations(conn: Conn, pairs: Collection[Pair]) -> dict[Pair, Relation]:
    """Return how these pairs stand; a pair that does not is left out."""
    ordered = list(pairs)
    rows = await conn.fetch(
        STANDING,
        [kind for kind, _, _ in ordered],
        [a for _, a, _ in ordered],
        [b for _, _, b in ordered],
    )
    found = [relation_from(tuple(row)) for row in rows]
    return {(each.kind, each.a, each.b): each for each in found}


SAVE = Sql("""
    INSERT INTO relation (kind, a, b, value, activity, until, created)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (kind, a, b) DO UPDATE SET
        value = excluded.value,
        activity = excluded.activity,
        until = excluded.until
""")
END = Sql("""
    DELETE FROM relation
    WHERE kind = $1 AND a = $2 AND b = $3
""")


async def relate(
    conn: Conn, wanted: Mapping[Pair, Relation | None], now: datetime, counts: Counts
) -> None:
    """Have each pair stand as wanted, None for not at all."""
    before = await relations(conn, wanted.keys())
    for pair, relation in wanted.items():
        old = before.get(pair)
        if old is not None:
            counts.react(pair[0], pair[2], old.value, by=-1)
        if relation is not None:
            counts.react(pair[0], pair[2], relation.value, by=1)
    saved = [
        (each.kind, each.a, each.b, each.value, each.activity, each.until, now)
        for each in wanted.values()
        if each is not None
    ]
    ended = [pair for pair, relation in wanted.items() if relation is None and pair in before]
    await conn.executemany(SAVE, saved)
    await conn.executemany(END, ended)


FORGET = Sql("""
    WITH ended AS (
        DELETE FROM relation
        WHERE (kind, a, b) IN (
            SELECT kind, a, b FROM relation WHERE a = ANY($1::text[])
            UNION
            SELECT kind, a, b FROM relation WHERE b = ANY($1)
        )
        RETURNING kind, a, b, value
    )
    SELECT kind, b, value
    FROM ended
    WHERE kind IN ('vote', 'share')
""")


async def forget(conn: Conn, members: Collection[Iri], counts: Counts) -> None:
    """End every relation of these members."""
    for row in await conn.fetch(FORGET, list(members)):
        counts.react(row["kind"], row["b"], row["value"], by=-1)


LOCAL_FOLLOWERS = Sql("""
    SELECT actor.id
    FROM relation
    JOIN actor ON actor.id = relation.a
    WHERE relation.b = $1 AND relation.kind = 'follow' AND actor.local
    ORDER BY actor.id
""")


async def local_followers(conn: Conn, of: Iri) -> tuple[Iri, ...]:
    """Return who of ours follows that actor, or has asked to."""
    return tuple(row["id"] for row in await conn.fetch(LOCAL_FOLLOWERS, of))


FOLLOWS_HERE = Sql("""
    SELECT actor.id, relation.value
    FROM relation
    JOIN actor ON actor.id = relation.a
    WHERE relation.b = $1 AND relation.kind = 'follow' AND actor.local
    ORDER BY actor.id
""")


async def follows_here(conn: Conn, of: Iri) -> dict[Iri, str]:
    """Return who of ours follows that actor, and how each of these Follows stands."""
    return {row["id"]: row["value"] for row in await conn.fetch(FOLLOWS_HERE, of)}


FOLLOWERS_IRI = Sql("SELECT followers FROM actor WHERE id = $1")


async def followers_iri(conn: Conn, of: Iri) -> Iri | None:
    """Return the id of an actor's followers collection, if it has one."""
    found: Iri | None = await conn.fetchval(FOLLOWERS_IRI, of)
    return found


OF_THREADS = Sql("""
    SELECT relation.kind, relation.a, relation.b, value, activity, until
    FROM relation
    JOIN actor ON actor.id = relation.a
    JOIN thread ON thread.id = relation.b
    WHERE relation.kind = 'follow' AND actor.host = $1 AND NOT actor.local
    ORDER BY relation.b, relation.a
""")


async def follows_of_threads(conn: Conn, host: str) -> tuple[Relation, ...]:
    """Return who at that host follows which threads here."""
    return tuple(relation_from(tuple(row)) for row in await conn.fetch(OF_THREADS, host))


RELATED_TO = Sql("SELECT count(*) FROM relation WHERE b = $1 AND kind = $2")


async def related_to(conn: Conn, kind: Tie, b: Iri) -> int:
    """Return how many stand in that relation to an id."""
    return int(await conn.fetchval(RELATED_TO, b, kind))
