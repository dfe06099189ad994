"""Pages: a few indexed queries each.

Lists go on after the last row that was shown (``after``), never by counting rows off.
"""

from dataclasses import dataclass

from fediforum.store.database import Conn, Sql
from fediforum.store.reading.lists import (
    THREADS_A_LIST,
    Which,
    board_list,
    count_unanswered,
    unanswered,
)
from fediforum.store.reading.views import (
    POSTS_A_LIST,
    BoardView,
    PostView,
    ThreadView,
    board_view,
    following,
    post_view,
    thread_view,
)
from fediforum.vocab.iri import Iri

THREADS_A_PAGE = 50
NEWEST = 10


@dataclass(frozen=True, slots=True)
class Front:
    """The front page: boards in their order, the newest replies, newest first, and how many
    conversations wait for a first one.
    """

    boards: tuple[BoardView, ...]
    newest: tuple[PostView, ...]
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A board's threads by last post; ``after`` names the thread that the next page follows.

    ``unanswered`` counts those of its open threads that have no reply.
    """

    board: BoardView
    pinned: tuple[ThreadView, ...]
    threads: tuple[ThreadView, ...]
    after: str | None
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class ThreadsPage:
    """Threads of any board; ``after`` names the one that the next page follows."""

    threads: tuple[ThreadView, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class TagPage:
    """Posts with a hashtag, newest first; ``after`` names the post that the next page follows."""

    tag: str
    posts: tuple[PostView, ...]
    after: str | None


BOARDS = Sql("""
    SELECT
        actor.pk, actor.id, preferred_username AS name, host, actor.name AS title, summary, local,
        board.language, posting, threads, posts, relation.value AS follow,
        relation.created AS asked, url, logo
    FROM board
    JOIN actor ON actor.pk = board.actor_pk
    LEFT JOIN relation ON kind = 'follow' AND a = $1 AND b = actor.id
    WHERE NOT removed AND gone IS NULL AND (local OR relation.kind IS NOT NULL)
      AND hushed <> 'block'
    ORDER BY NOT local, place, lower(preferred_username), host
""")
LATEST_THREADS = Sql("""
    SELECT latest.*
    FROM unnest($1::bigint[]) AS asked (pk)
    CROSS JOIN LATERAL (
        SELECT *
        FROM thread_view
        WHERE board_pk = asked.pk AND NOT removed AND NOT author_hushed
        ORDER BY last_post_at DESC, pk DESC
        LIMIT 1
    ) AS latest
""")


async def boards(conn: Conn, desk: Iri) -> tuple[BoardView, ...]:
    """Return every board here, in their order, and those elsewhere that the ``desk`` follows."""
    rows = await conn.fetch(BOARDS, desk)
    latest = await conn.fetch(LATEST_THREADS, [row["pk"] for row in rows])
    by_board = {row["board_pk"]: thread_view(row) for row in latest}
    return tuple(board_view(row, by_board.get(row["pk"])) for row in rows)


NEWEST_REPLIES = Sql("""
    SELECT *
    FROM post_view
    WHERE state = 'shown' AND thread_pk IS NOT NULL AND NOT thread_removed AND id <> thread_root
      AND NOT author_hushed
    ORDER BY published DESC, pk DESC
    LIMIT $1
""")


async def front(conn: Conn, desk: Iri) -> Front:
    """Return what the front page shows."""
    newest = await conn.fetch(NEWEST_REPLIES, NEWEST)
    waiting = await count_unanswered(conn)
    return Front(await boards(conn, desk), tuple(map(post_view, newest)), waiting)


BOARD = Sql("""
    SELECT
        actor.pk, actor.id, preferred_username AS name, host, actor.name AS title, summary, local,
        board.language, posting, threads, posts, relation.value AS follow,
        relation.created AS asked, url, logo
    FROM actor
    JOIN board ON board.actor_pk = actor.pk
    LEFT JOIN relation ON kind = 'follow' AND a = $3 AND b = actor.id
    WHERE lower(preferred_username) = lower($1) AND host = $2
      AND NOT removed AND hushed <> 'block'
    LIMIT 1
""")
PINNED = Sql("""
    SELECT thread_view.*
    FROM relation
    JOIN thread_view ON thread_view.root = relation.a
    WHERE relation.b = $1 AND relation.kind = 'pin' AND NOT thread_view.removed
    ORDER BY relation.created DESC
""")
BOARD_THREADS = Sql("""
    SELECT *
    FROM thread_view
    WHERE board_pk = $1 AND NOT removed
    ORDER BY last_post_at DESC, pk DESC
    LIMIT $2
""")
BOARD_THREADS_AFTER = Sql("""
    SELECT *
    FROM thread_view
    WHERE board_pk = $1 AND NOT removed
      AND (last_post_at, pk) < (SELECT last_post_at, pk FROM thread WHERE short = $3)
    ORDER BY last_post_at DESC, pk DESC
    LIMIT $2
""")


async def board_page(
    conn: Conn,
    name: str,
    host: str,
    desk: Iri,
    *,
    after: str | None = None,
    limit: int = THREADS_A_PAGE,
) -> BoardPage | None:
    """Return a board's threads by last post, those after the thread ``after``.

    Pinned threads are given on the first page, and only as such.
    """
    row = await conn.fetchrow(BOARD, name, host, desk)
    if row is None:
        return None
    pinned = {each["short"]: each for each in await conn.fetch(PINNED, row["id"])}
    found = await board_threads(conn, row["pk"], after=after, limit=limit)
    shown = tuple(each for each in found if each.short not in pinned)
    return BoardPage(
        board=board_view(row, found[0] if found and after is None else None),
        pinned=tuple(thread_view(each, pinned=True) for each in pinned.values() if not after),
        threads=shown,
        after=following(found, limit),
        unanswered=await count_unanswered(conn, row["id"]),
    )


async def board_selection(
    conn: Conn, name: str, host: str, desk: Iri, which: Which, *, after: str | None = None
) -> BoardPage | None:
    """Return some of a board's threads, as ``lists.board_list`` has them."""
    row = await conn.fetchrow(BOARD, name, host, desk)
    if row is None:
        return None
    found = await board_list(conn, row["id"], which, after=after)
    return BoardPage(
        board=board_view(row, None),
        pinned=(),
        threads=found,
        after=following(found, THREADS_A_LIST),
        unanswered=await count_unanswered(conn, row["id"]),
    )


async def waiting(conn: Conn, *, after: str | None = None) -> ThreadsPage:
    """Return the threads of all boards here that wait for a first reply."""
    found = await unanswered(conn, after=after)
    return ThreadsPage(found, following(found, THREADS_A_LIST))


async def board_threads(
    conn: Conn, board_pk: int, *, after: str | None, limit: int
) -> tuple[ThreadView, ...]:
    if after is None:
        rows = await conn.fetch(BOARD_THREADS, board_pk, limit)
    else:
        rows = await conn.fetch(BOARD_THREADS_AFTER, board_pk, limit, after)
    return tuple(map(thread_view, rows))


THREADS = Sql("""
    SELECT *
    FROM thread_view
    WHERE NOT removed AND NOT author_hushed
    ORDER BY last_post_at DESC, pk DESC
    LIMIT $1
""")


async def newest_threads(conn: Conn) -> tuple[ThreadView, ...]:
    """Return the newest threads of all boards by last post."""
    return tuple(map(thread_view, await conn.fetch(THREADS, THREADS_A_PAGE)))


POST = Sql("""
    SELECT *
    FROM post_view
    WHERE id = $1 AND seq IS NOT NULL
""")


async def post(conn: Conn, id_: Iri) -> PostView | None:
    """Return a post that stands in a thread, in whatever state; ``find_post`` gives its id."""
    row = await conn.fetchrow(POST, id_)
    return None if row is None else post_view(row)


TAGGED = Sql("""
    SELECT *
    FROM post_view
    WHERE hashtags @> ARRAY[lower($1)] AND state = 'shown' AND thread_pk IS NOT NULL
      AND NOT thread_removed AND NOT author_hushed
    ORDER BY published DESC, pk DESC
    LIMIT $2
""")
TAGGED_AFTER = Sql("""
    SELECT *
    FROM post_view
    WHERE hashtags @> ARRAY[lower($1)] AND state = 'shown' AND thread_pk IS NOT NULL
      AND NOT thread_removed AND NOT author_hushed
      AND (published, pk) < (SELECT published, pk FROM post WHERE short = $3)
    ORDER BY published DESC, pk DESC
    LIMIT $2
""")


async def tag_page(
    conn: Conn, tag: str, *, after: str | None = None, limit: int = POSTS_A_LIST
) -> TagPage:
    """Return posts with a hashtag (without ``#``), those after the post ``after``."""
    if after is None:
        rows = await conn.fetch(TAGGED, tag, limit)
    else:
        rows = await conn.fetch(TAGGED_AFTER, tag, limit, after)
    posts = tuple(map(post_view, rows))
    return TagPage(tag.lower(), posts, following(posts, limit))
