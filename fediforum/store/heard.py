"""Heard: which posts are said to stand in a thread, what came of looking, what lists said last.

A post is missing if it was heard of and is in no thread here. Nothing is asked of other servers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from fediforum.forum.whole import Missing, SaidBy, Tried, Whole, Why
from fediforum.limits import BACKFILL_ITEMS
from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

HEAR = Sql("""
    INSERT INTO heard (thread_pk, id, said_by, first)
    SELECT thread.pk, said.id, said.said_by, $4
    FROM thread
    CROSS JOIN unnest($2::text[], $3::text[]) WITH ORDINALITY AS said (id, said_by, place)
    WHERE thread.id = $1
    ORDER BY said.place
    LIMIT greatest(0, $5 - (
        SELECT count(*)
        FROM heard
        JOIN thread ON thread.pk = heard.thread_pk
        WHERE thread.id = $1
    ))
    ON CONFLICT (thread_pk, id) DO NOTHING
""")
ARRIVED = Sql("""
    UPDATE heard
    SET why = 'here', reason = ''
    FROM thread, post
    WHERE thread.id = $1
      AND heard.thread_pk = thread.pk
      AND heard.why <> 'here'
      AND post.id = heard.id
      AND post.thread_pk IS NOT NULL
""")


async def hear(conn: Conn, thread: Iri, said: Sequence[tuple[Iri, SaidBy]], now: datetime) -> None:
    """Keep that these posts are said to stand in the thread; who says it first is kept.

    Of one thread no more than ``limits.BACKFILL_ITEMS`` are kept.
    """
    ids, by = [iri for iri, _ in said], [str(who) for _, who in said]
    await conn.execute(HEAR, thread, ids, by, now, BACKFILL_ITEMS)
    await conn.execute(ARRIVED, thread)


NOTE = Sql("""
    UPDATE heard
    SET why = tried.why, reason = tried.reason, tried = $5, tries = tries + 1
    FROM thread, unnest($2::text[], $3::text[], $4::text[]) AS tried (id, why, reason)
    WHERE thread.id = $1 AND heard.thread_pk = thread.pk AND heard.id = tried.id
""")
SHOW_ANEW = Sql("UPDATE thread SET version = version + 1 WHERE id = $1")
REASON = 200


async def note_tried(conn: Conn, thread: Iri, tried: Sequence[Tried], now: datetime) -> None:
    """Keep what came of looking at posts that were heard of; the thread's page shows it."""
    await conn.execute(
        NOTE,
        thread,
        [each.id for each in tried],
        [str(each.why) for each in tried],
        [each.reason[:REASON] for each in tried],
        now,
    )
    await conn.execute(ARRIVED, thread)
    await conn.execute(SHOW_ANEW, thread)


MISSING = Sql("""
    SELECT heard.id, heard.said_by, heard.first, heard.why, heard.reason, heard.tried, heard.tries
    FROM heard
    JOIN thread ON thread.pk = heard.thread_pk
    WHERE thread.id = $1
      AND heard.why NOT IN ('here', 'gone', 'nothing')
      AND NOT EXISTS (
          SELECT FROM post WHERE post.id = heard.id AND post.thread_pk IS NOT NULL
      )
      AND NOT EXISTS (SELECT FROM grave WHERE grave.id = heard.id)
    ORDER BY heard.first, heard.id
""")


async def missing(conn: Conn, thread: Iri) -> tuple[Missing, ...]:
    """Return the posts that are known to exist in the thread and are not here."""
    return tuple(
        Missing(
            id=row["id"],
            said_by=SaidBy(row["said_by"]),
            first=row["first"],
            why=Why(row["why"]),
            reason=row["reason"],
            tried=row["tried"],
            tries=row["tries"],
        )
        for row in await conn.fetch(MISSING, thread)
    )


WHOLE = Sql("""
    SELECT
        thread.replies,
        NOT actor.local OR EXISTS (
            SELECT FROM post WHERE post.thread_pk = thread.pk AND NOT post.local
        ) OR EXISTS (
            SELECT FROM heard WHERE heard.thread_pk = thread.pk
        ) AS abroad,
        (SELECT finished FROM crawl WHERE crawl.thread_pk = thread.pk) AS looked
    FROM thread
    JOIN actor ON actor.pk = thread.board_pk
    WHERE thread.id = $1
""")


async def whole(conn: Conn, thread: Iri) -> Whole:
    """Return how much of a thread is here, and what is missing."""
    row = await conn.fetchrow(WHOLE, thread)
    if row is None:
        return Whole(here=0)
    if not row["abroad"]:
        return Whole(here=row["replies"])
    lacking = await missing(conn, thread)
    return Whole(here=row["replies"], missing=lacking, abroad=row["abroad"], looked=row["looked"])


HERE = Sql("""
    SELECT post.id
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    WHERE thread.id = $1 AND post.state NOT IN ('deleted', 'removed', 'refused')
""")
SETTLED = Sql("""
    SELECT id FROM post WHERE id = ANY($1::text[]) AND thread_pk IS NOT NULL
    UNION
    SELECT id FROM grave WHERE id = ANY($1)
""")


async def ids_here(conn: Conn, thread: Iri) -> frozenset[Iri]:
    """Return the posts of the thread that are here and stand."""
    return frozenset(row["id"] for row in await conn.fetch(HERE, thread))


async def settled(conn: Conn, ids: Collection[Iri]) -> frozenset[Iri]:
    """Return which of these ids need not be fetched: they are filed here, or deleted for good."""
    return frozenset(row["id"] for row in await conn.fetch(SETTLED, list(ids)))


SHELVED = Sql("""
    SELECT document
    FROM post
    WHERE id = ANY($1::text[]) AND state = 'shelved' AND document IS NOT NULL
""")


async def shelved_documents(conn: Conn, ids: Collection[Iri]) -> tuple[bytes, ...]:
    """Return the documents of those of these posts that lie on the shelf."""
    return tuple(row["document"] for row in await conn.fetch(SHELVED, list(ids)))


HERE_BY_HOST = Sql("""
    SELECT post.host, count(*)::integer AS posts
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    WHERE thread.id = $1 AND NOT post.local AND post.state NOT IN ('deleted', 'removed')
    GROUP BY post.host
""")


async def here_by_host(conn: Conn, thread: Iri) -> dict[str, int]:
    """Return how many posts of the thread are here from each other server."""
    return {row["host"]: row["posts"] for row in await conn.fetch(HERE_BY_HOST, thread)}


@dataclass(frozen=True, slots=True)
class LastSaid:
    """What a list said last: its ETag byte for byte, its length, the page after it."""

    id: Iri
    etag: str | None = None
    total: int | None = None
    onward: Iri | None = None


LISTINGS = Sql("""
    SELECT listing.id, listing.etag, listing.total, listing.onward
    FROM listing
    JOIN thread ON thread.pk = listing.thread_pk
    WHERE thread.id = $1
""")
SAVE_LISTING = Sql("""
    INSERT INTO listing (thread_pk, id, etag, total, onward, read)
    SELECT pk, $2, $3, $4, $5, $6
    FROM thread
    WHERE id = $1
    ON CONFLICT (thread_pk, id) DO UPDATE SET
        etag = excluded.etag,
        total = excluded.total,
        onward = excluded.onward,
        read = excluded.read
""")


async def listings(conn: Conn, thread: Iri) -> dict[Iri, LastSaid]:
    """Return what each list of a thread said last, by its id."""
    rows = await conn.fetch(LISTINGS, thread)
    return {row["id"]: LastSaid(*row) for row in rows}


async def save_listings(conn: Conn, thread: Iri, said: Sequence[LastSaid], now: datetime) -> None:
    """Keep what these lists said; what they list is kept by ``hear``, in the same transaction."""
    await conn.executemany(
        SAVE_LISTING,
        [(thread, each.id, each.etag, each.total, each.onward, now) for each in said],
    )
