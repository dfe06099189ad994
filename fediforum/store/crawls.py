"""Crawls: who walks which thread, which are due for another look, and how far we drift.

One worker walks a thread at a time, under a lease with a token.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

LEASE = Sql("""
    INSERT INTO crawl (thread_pk, lease_until, token)
    SELECT pk, $2, $4
    FROM thread
    WHERE id = $1
    ON CONFLICT (thread_pk) DO UPDATE SET
        lease_until = excluded.lease_until,
        token = excluded.token
    WHERE crawl.lease_until IS NULL OR crawl.lease_until < $3 OR crawl.token = $4
    RETURNING token
""")
RELEASE = Sql("""
    UPDATE crawl
    SET lease_until = NULL, token = NULL, finished = coalesce($3, finished)
    FROM thread
    WHERE thread.id = $1 AND crawl.thread_pk = thread.pk AND crawl.token = $2
""")
FINISHED = Sql("""
    SELECT crawl.finished
    FROM crawl
    JOIN thread ON thread.pk = crawl.thread_pk
    WHERE thread.id = $1
""")


async def lease(
    conn: Conn, thread: Iri, now: datetime, span: timedelta, token: UUID | None = None
) -> UUID | None:
    """Have the walk over a thread for that long, or longer with its token; None if somebody has.

    None too where the thread is not there.
    """
    held: UUID | None = await conn.fetchval(LEASE, thread, now + span, now, token or uuid4())
    return held


async def release(conn: Conn, thread: Iri, token: UUID, finished: datetime | None) -> None:
    """Give the walk back; ``finished``: when it had nothing left to look at, if it came so far."""
    await conn.execute(RELEASE, thread, token, finished)


async def last_finished(conn: Conn, thread: Iri) -> datetime | None:
    """Return when a walk over the thread last had nothing left to look at."""
    found: datetime | None = await conn.fetchval(FINISHED, thread)
    return found


STANDING = Sql("""
    SELECT thread.id
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    WHERE post.id = ANY($1::text[])
    UNION
    SELECT id FROM thread WHERE id = ANY($1)
    UNION
    SELECT id FROM thread WHERE context = ANY($1)
    LIMIT 1
""")
STATE = Sql("SELECT root, context FROM thread WHERE id = $1")
FILED = Sql("""
    SELECT post.id, post.parent
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    WHERE thread.id = $1
""")
DOCUMENTS = Sql("""
    SELECT post.document
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    WHERE thread.id = $1 AND NOT post.local AND post.document IS NOT NULL
    ORDER BY post.id <> thread.root, post.published DESC
    LIMIT $2
""")


async def thread_among(conn: Conn, ids: Sequence[Iri]) -> Iri | None:
    """Return a thread that one of these posts stands in, or that one of these ids names."""
    found: Iri | None = await conn.fetchval(STANDING, list(ids))
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """A thread as a walk finds it: where it is listed, and each post in it with its parent.

    ``documents``: its opening post and its newest posts from elsewhere, as they came.
    """

    root: Iri
    context: Iri | None
    posts: Mapping[Iri, Iri | None]
    documents: tuple[bytes, ...]


async def standing(conn: Conn, thread: Iri, most: int) -> Standing | None:
    """Return what stands in a thread, with at most so many documents; None where there is none."""
    row = await conn.fetchrow(STATE, thread)
    if row is None:
        return None
    posts = {each["id"]: each["parent"] for each in await conn.fetch(FILED, thread)}
    documents = tuple(each["document"] for each in await conn.fetch(DOCUMENTS, thread, most))
    return Standing(row["root"], row["context"], posts, documents)


# Threads of boards that are followed, threads that somebody follows, and threads of boards here
# with posts from elsewhere.
CONCERNS = """
    NOT thread.removed AND (
        EXISTS (
            SELECT FROM relation
            WHERE kind = 'follow' AND a = $1 AND b = board.id AND NOT board.local
        )
        OR (board.local OR EXISTS (SELECT FROM relation WHERE kind = 'follow' AND b = thread.id))
        AND EXISTS (SELECT FROM post WHERE post.thread_pk = thread.pk AND NOT post.local)
    )
"""
DUE = Sql(f"""
    SELECT thread.root
    FROM thread
    JOIN actor AS board ON board.pk = thread.board_pk
    LEFT JOIN crawl ON crawl.thread_pk = thread.pk
    WHERE thread.last_post_at > $2::timestamptz - $4::interval
      AND EXISTS (
          SELECT FROM unnest($3::interval[]) AS step
          WHERE thread.last_post_at + step <= $2
            AND coalesce(crawl.finished, '-infinity') < thread.last_post_at + step
      )
      AND (crawl.lease_until IS NULL OR crawl.lease_until < $2)
      AND {CONCERNS}
    ORDER BY thread.last_post_at DESC, thread.pk DESC
    LIMIT $5
""")


async def due_threads(
    conn: Conn,
    desk: Iri,
    now: datetime,
    steps: Sequence[timedelta],
    oldest: timedelta,
    most: int,
) -> tuple[Iri, ...]:
    """Return opening posts of threads that concern us and should be looked at again, newest first.

    ``steps``: how long after the newest post each look is due; one that was missed is made up
    for once. Threads whose newest post is older than ``oldest`` rest.
    """
    rows = await conn.fetch(DUE, desk, now, list(steps), oldest, most)
    return tuple(row["root"] for row in rows)


# A sample that is another one each night, and the same for whoever asks again.
SAMPLE = Sql(f"""
    SELECT thread.root, thread.id
    FROM thread
    JOIN actor AS board ON board.pk = thread.board_pk
    WHERE {CONCERNS} AND (
        $4::text IS NULL
        OR EXISTS (SELECT FROM post WHERE post.thread_pk = thread.pk AND post.host = $4)
    )
    ORDER BY md5(thread.short || $2::date::text)
    LIMIT $3
""")


async def sample_threads(
    conn: Conn, desk: Iri, day: date, most: int, host: str | None = None
) -> tuple[tuple[Iri, Iri], ...]:
    """Return some threads that concern us, as (opening post, thread), others each day.

    With a host only those in which a post of it stands.
    """
    rows = await conn.fetch(SAMPLE, desk, day, most, host)
    return tuple((row["root"], row["id"]) for row in rows)


@dataclass(frozen=True, slots=True)
class Drift:
    """What was missing of a server's posts on a day, of how many that are known to exist."""

    day: date
    host: str
    threads: int
    known: int
    missing: int


SAVE_DRIFT = Sql("""
    INSERT INTO drift (day, host, threads, known, missing)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (day, host) DO UPDATE SET
        threads = excluded.threads,
        known = excluded.known,
        missing = excluded.missing
""")
LATEST = Sql("""
    SELECT DISTINCT ON (host) day, host, threads, known, missing
    FROM drift
    ORDER BY host, day DESC
""")
FORGET = Sql("DELETE FROM drift WHERE day < $1")


async def save_drift(conn: Conn, drifts: Sequence[Drift]) -> None:
    """Keep what a look at other servers found, in place of what was found that day before."""
    rows = [(each.day, each.host, each.threads, each.known, each.missing) for each in drifts]
    await conn.executemany(SAVE_DRIFT, rows)


async def latest_drift(conn: Conn) -> tuple[Drift, ...]:
    """Return what was found last of each server."""
    return tuple(Drift(*row) for row in await conn.fetch(LATEST))


async def forget_drift(conn: Conn, before: date) -> None:
    """Let go of what was found before that day."""
    await conn.execute(FORGET, before)
