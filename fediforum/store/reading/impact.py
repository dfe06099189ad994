"""Impact: what this forum has to do with some servers, counted before anything is decided."""

from collections.abc import Collection
from dataclasses import dataclass

from fediforum.store.database import Conn, Sql

KNOWN = Sql("""
    SELECT host FROM actor WHERE NOT local
    UNION
    SELECT host FROM peer
    UNION
    SELECT host FROM delivery WHERE settled IS NULL
""")


async def known_hosts(conn: Conn) -> tuple[str, ...]:
    """Return every other server that is known here, or that something is owed to."""
    return tuple(row["host"] for row in await conn.fetch(KNOWN))


@dataclass(frozen=True, slots=True)
class Impact:
    """Whom and what a decision about ``hosts`` would touch.

    ``followers``: follows of boards here by people there. ``followed``: follows of boards and
    people there from here. ``posts`` and ``threads`` are those that are shown, written there or
    standing in a board of theirs; ``members`` who is known there; ``pending`` what is owed there.
    """

    hosts: int = 0
    followers: int = 0
    followed: int = 0
    posts: int = 0
    threads: int = 0
    members: int = 0
    pending: int = 0


COUNTED = Sql("""
    WITH
    there AS (
        SELECT pk, id, type FROM actor WHERE NOT local AND gone IS NULL AND host = ANY($1::text[])
    ),
    written AS (
        SELECT post.pk
        FROM there
        JOIN post ON post.author = there.id
        WHERE state IN ('shown', 'shut') AND thread_pk IS NOT NULL
        UNION
        SELECT post.pk
        FROM there
        JOIN thread ON thread.board_pk = there.pk
        JOIN post ON post.thread_pk = thread.pk
        WHERE state IN ('shown', 'shut')
    )
    SELECT
        cardinality($1) AS hosts,
        (
            SELECT count(*)
            FROM there
            JOIN relation ON relation.a = there.id
            JOIN actor AS board ON board.id = relation.b
            WHERE kind = 'follow' AND value = 'accepted' AND board.local AND board.type = 'Group'
        ) AS followers,
        (
            SELECT count(*)
            FROM there
            JOIN relation ON relation.b = there.id
            JOIN actor AS follower ON follower.id = relation.a
            WHERE kind = 'follow' AND follower.local
        ) AS followed,
        (SELECT count(*) FROM written) AS posts,
        (
            SELECT count(*)
            FROM written
            JOIN post USING (pk)
            JOIN thread ON thread.root = post.id
            WHERE NOT thread.removed OR post.state = 'shut'
        ) AS threads,
        (SELECT count(*) FROM there WHERE type <> 'Group') AS members,
        (
            SELECT count(*) FROM delivery WHERE settled IS NULL AND host = ANY($1)
        ) AS pending
""")


async def impact(conn: Conn, hosts: Collection[str]) -> Impact:
    """Return what this forum has to do with these hosts."""
    row = await conn.fetchrow(COUNTED, sorted(hosts))
    assert row is not None
    return Impact(**row)
