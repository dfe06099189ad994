"""The company of a board: who is new in it, who comes often, and whom nobody answered."""

from dataclasses import dataclass
from datetime import datetime

from fediforum.content import SafeHtml
from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody whose first post here came lately, and that post."""

    author: Iri
    handle: str
    post: Iri
    short: str
    title: str
    content: SafeHtml
    published: datetime


NEWCOMERS = Sql("""
    WITH writing AS (
        SELECT DISTINCT post.author
        FROM post
        JOIN thread ON thread.pk = post.thread_pk
        JOIN actor AS board ON board.pk = thread.board_pk
        WHERE board.id = $1 AND post.state = 'shown' AND post.published > $2 AND NOT thread.removed
    )
    SELECT
        actor.id AS author, actor.preferred_username || '@' || actor.host AS handle,
        begun.id AS post, begun.short, begun.title, begun.content, begun.published
    FROM writing
    JOIN actor ON actor.id = writing.author
    CROSS JOIN LATERAL (
        SELECT post.id, post.short, thread.title, post.content, post.published
        FROM post
        JOIN thread ON thread.pk = post.thread_pk
        WHERE post.author = writing.author AND post.state = 'shown'
        ORDER BY post.published, post.id
        LIMIT 1
    ) AS begun
    WHERE begun.published > $2
    ORDER BY begun.published DESC, begun.id
    LIMIT $3
""")


async def newcomers(conn: Conn, board: Iri, since: datetime, limit: int) -> tuple[Newcomer, ...]:
    """Return who writes in the board and wrote here for the first time after that, newest first."""
    rows = await conn.fetch(NEWCOMERS, board, since, limit)
    return tuple(Newcomer(**{**row, "content": SafeHtml(row["content"])}) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """A thread in which nobody but whoever opened it has said anything."""

    id: Iri
    short: str
    slug: str
    title: str
    author: Iri
    handle: str
    created: datetime


ALONE = Sql("""
    SELECT
        thread.id, thread.short, thread.slug, thread.title, thread.author,
        actor.preferred_username || '@' || actor.host AS handle, thread.created
    FROM thread
    JOIN actor AS board ON board.pk = thread.board_pk
    JOIN actor ON actor.id = thread.author
    WHERE board.id = $1 AND NOT thread.removed AND NOT thread.locked AND thread.created < $2
      AND NOT EXISTS (
          SELECT
          FROM post
          WHERE post.thread_pk = thread.pk AND post.state = 'shown' AND post.author <> thread.author
      )
    ORDER BY thread.created DESC, thread.pk DESC
    LIMIT $3
""")


async def left_alone(conn: Conn, board: Iri, before: datetime, limit: int) -> tuple[Alone, ...]:
    """Return open threads from before that which nobody else has answered, newest first."""
    return tuple(Alone(**row) for row in await conn.fetch(ALONE, board, before, limit))


@dataclass(frozen=True, slots=True, kw_only=True)
class Regular:
    """Somebody who writes often: how many posts, on how many days, the first and the last."""

    author: Iri
    handle: str
    posts: int
    days: int
    first: datetime
    last: datetime


REGULARS = Sql("""
    SELECT
        actor.id AS author, actor.preferred_username || '@' || actor.host AS handle,
        often.posts, often.days, often.first, often.last
    FROM (
        SELECT
            post.author, count(*) AS posts, count(DISTINCT post.published::date) AS days,
            min(post.published) AS first, max(post.published) AS last
        FROM post
        JOIN thread ON thread.pk = post.thread_pk
        JOIN actor AS board ON board.pk = thread.board_pk
        WHERE board.id = $1 AND post.state = 'shown' AND post.published > $2 AND NOT thread.removed
        GROUP BY post.author
    ) AS often
    JOIN actor ON actor.id = often.author
    WHERE often.days >= $3 AND often.last <= $4 AND actor.gone IS NULL
    ORDER BY often.days DESC, often.posts DESC, actor.id
    LIMIT $5
""")


async def regulars(
    conn: Conn, board: Iri, since: datetime, days: int, silent: datetime, limit: int
) -> tuple[Regular, ...]:
    """Return who wrote on so many days since then and nothing after ``silent``, most days first."""
    rows = await conn.fetch(REGULARS, board, since, days, silent, limit)
    return tuple(Regular(**row) for row in rows)
