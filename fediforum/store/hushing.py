"""Hushing: what pages show follows what is decided about servers, in the same transaction.

Beside each actor stands what is decided about their server; posts from one that is blocked, and
all that stands in a board of one, are ``shut``: kept, and shown nowhere until it is lifted. None
of this is in the journal. It follows from ``domain``, and is done again when that is put back.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg

from fediforum.forum.effects import Errand
from fediforum.store.counts import hold
from fediforum.store.database import Conn, Sql
from fediforum.store.domains import hushed, in_force
from fediforum.store.errands import enqueue_errands
from fediforum.store.recounting import Touched, recount, weigh
from fediforum.store.search import forget_host, reword
from fediforum.vocab.domains import domains_above
from fediforum.vocab.iri import Iri

AT_ONCE = 2_000  # posts whose words are written in the transaction; of more, soon after

WHICH = Sql("SELECT current_setting('fediforum.operation', true)")
NAME = Sql("SELECT set_config('fediforum.operation', $1, true)")
# A server with half a million posts takes longer than a statement otherwise may.
SECONDS = 120
TAKE_TIME = Sql("SELECT set_config('statement_timeout', '120s', true)")


@asynccontextmanager
async def unjournalled(conn: Conn) -> AsyncIterator[None]:
    """What is written within is part of no operation."""
    operation = await conn.fetchval(WHICH)
    await conn.execute(NAME, "")
    yield
    await conn.execute(NAME, operation or "")


HOSTS = Sql("SELECT DISTINCT host FROM actor WHERE NOT local")
HUSH = Sql("""
    UPDATE actor
    SET hushed = given.hushed
    FROM unnest($1::text[], $2::text[]) AS given (host, hushed)
    WHERE NOT actor.local AND actor.host = given.host AND actor.hushed <> given.hushed
    RETURNING actor.id, actor.host
""")


async def hush(
    conn: Conn, names: Collection[str] | None = None, now: datetime | None = None
) -> Touched:
    """Have pages show what is decided now about the hosts under these names (None: about all);
    which posts and threads changed by that.
    """
    known = [row["host"] for row in await conn.fetch(HOSTS)]
    hosts = known if names is None else under(known, names)
    if not hosts:
        return Touched()
    decided = await in_force(conn, hosts, now)
    words = [hushed(decided.policy(host)) for host in hosts]
    async with unjournalled(conn):
        await conn.execute(TAKE_TIME)
        turned = await conn.fetch(HUSH, hosts, words, timeout=SECONDS)
        touched = await turn(conn)
        await find_again(conn, turned, touched)
    return touched


async def shut(conn: Conn) -> None:
    """Have no post be shown that came back while its server is blocked."""
    async with unjournalled(conn):
        touched = await turn(conn)
        await reword(conn, touched.posts)


def under(hosts: Iterable[str], names: Collection[str]) -> list[str]:
    """Those of the hosts that one of the names covers.

    >>> under(["a.evil.test:8443", "notevil.test"], {"evil.test"})
    ['a.evil.test:8443']
    """
    wanted = frozenset(names)
    return [host for host in hosts if not wanted.isdisjoint(domains_above(host))]


TO_TURN = Sql("""
    SELECT post.id, thread.id AS thread
    FROM actor
    JOIN post ON post.author = actor.id AND post.state = 'shown'
    LEFT JOIN thread ON thread.pk = post.thread_pk
    WHERE actor.hushed = 'block'
    UNION
    SELECT post.id, thread.id
    FROM actor
    JOIN thread ON thread.board_pk = actor.pk
    JOIN post ON post.thread_pk = thread.pk AND post.state = 'shown'
    WHERE actor.hushed = 'block'
    UNION
    SELECT post.id, thread.id
    FROM post
    LEFT JOIN thread ON thread.pk = post.thread_pk
    LEFT JOIN actor AS board ON board.pk = thread.board_pk
    LEFT JOIN actor AS author ON author.id = post.author
    WHERE post.state = 'shut'
      AND coalesce(author.hushed, '') <> 'block' AND coalesce(board.hushed, '') <> 'block'
""")
TURN = Sql("""
    UPDATE post
    SET state = CASE state WHEN 'shut' THEN 'shown' ELSE 'shut' END
    WHERE id = ANY($1::text[]) AND state IN ('shown', 'shut')
    RETURNING id, parent, state
""")
TURN_THREADS = Sql("""
    UPDATE thread
    SET removed = given.shut
    FROM unnest($1::text[], $2::boolean[]) AS given (root, shut)
    WHERE thread.root = given.root AND thread.into_id IS NULL
""")


async def turn(conn: Conn) -> Touched:
    """Shut the posts that are to be, and show those again that are not; which they are.

    A thread goes as its opening post does. Numbers are made anew.
    """
    wanted = await conn.fetch(TO_TURN, timeout=SECONDS)
    threads = frozenset(row["thread"] for row in wanted if row["thread"] is not None)
    await hold(conn, threads, (), ())
    posts: frozenset[Iri] = frozenset()
    # Each call has the time of one statement.
    for start in range(0, len(wanted), AT_ONCE):
        posts |= await turn_some(conn, wanted[start : start + AT_ONCE])
    return Touched(posts, threads)


async def turn_some(conn: Conn, wanted: Sequence[asyncpg.Record]) -> frozenset[Iri]:
    threads = frozenset(row["thread"] for row in wanted if row["thread"] is not None)
    before = await weigh(conn, threads)
    rows = await conn.fetch(TURN, [row["id"] for row in wanted])
    roots = [row["id"] for row in rows]
    await conn.execute(TURN_THREADS, roots, [row["state"] == "shut" for row in rows])
    posts = frozenset(row["id"] for row in rows)
    parents = frozenset(row["parent"] for row in rows if row["parent"] is not None)
    await recount(conn, Touched(posts | parents, threads), before)
    return posts


WRITTEN_BY = Sql("""
    SELECT id
    FROM post
    WHERE author = ANY($1::text[]) AND state = 'shown' AND thread_pk IS NOT NULL
    LIMIT $2
""")


async def find_again(conn: Conn, turned: Collection[asyncpg.Record], touched: Touched) -> None:
    """Have what may be found be found, and nothing else; of much, soon."""
    writers = [row["id"] for row in turned]
    rows = await conn.fetch(WRITTEN_BY, writers, AT_ONCE + 1)
    posts = {row["id"] for row in rows} | touched.posts
    if len(posts) <= AT_ONCE:
        await reword(conn, posts)
        return
    hosts = sorted({row["host"] for row in turned})
    for host in hosts:
        await forget_host(conn, host)
    await enqueue_errands(conn, [Errand("words", Iri(f"https://{host}")) for host in hosts])
