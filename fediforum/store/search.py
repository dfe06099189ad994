"""Search: the words by which posts are found, kept with them and gone with them.

What may be found is decided here once, when it is written: posts that are shown, whose author
has said yes or belongs here, and whose server is neither blocked nor limited. How a question is
answered stands in ``reading``.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import asyncpg

from fediforum.content import SafeHtml, plain_text, strip_leading_mentions, without_quote_line
from fediforum.content.words import words
from fediforum.limits import SEARCHED_CHARS
from fediforum.store.database import Conn, Sql
from fediforum.store.rows import read_attachments, read_options
from fediforum.vocab.iri import Iri

HASHTAG_CHARS = 100

FACTS = Sql("""
    SELECT
        post.pk, post.published, post.language, post.summary, post.content, post.hashtags,
        post.attachments, post.options, thread.title, thread.board_pk,
        post.id = thread.root AS opening, author.pk AS author_pk,
        post.state = 'shown' AND thread.pk IS NOT NULL AND author.hushed = '' AND coalesce(
            post.searchable, post.public AND (author.local OR author.indexable), false
        ) AS findable
    FROM post
    LEFT JOIN thread ON thread.pk = post.thread_pk
    LEFT JOIN actor AS author ON author.id = post.author
    WHERE post.id = ANY($1::text[])
    ORDER BY post.pk
""")
DROP = Sql("DELETE FROM search WHERE post_pk = ANY($1::bigint[])")
WRITE = Sql("""
    INSERT INTO search (post_pk, published, title, words)
    SELECT
        pk, published, search_words(language, title),
        setweight(search_words(language, coalesce(title, '')), 'A')
            || setweight(search_words(language, above), 'B')
            || setweight(search_words(language, said), 'C')
            || array_to_tsvector(string_to_array(labels, ' '))
    FROM unnest(
        $1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[],
        $7::text[]
    ) AS given (pk, published, language, title, above, said, labels)
    ON CONFLICT (post_pk) DO UPDATE SET
        published = excluded.published,
        title = excluded.title,
        words = excluded.words
    WHERE (search.published, search.title, search.words)
        IS DISTINCT FROM (excluded.published, excluded.title, excluded.words)
""")


async def reword(conn: Conn, ids: Collection[Iri]) -> int:
    """Have these posts found by the words that they hold now; how many may be found at all.

    Whichever of them may not be found is in the index no more.
    """
    if not ids:
        return 0
    rows = await conn.fetch(FACTS, list(ids))
    found = [row for row in rows if row["findable"]]
    kept = {row["pk"] for row in found}
    if gone := [row["pk"] for row in rows if row["pk"] not in kept]:
        await conn.execute(DROP, gone)
    if found:
        await conn.execute(WRITE, *map(list, zip(*map(columns, found), strict=True)))
    return len(found)


def columns(row: asyncpg.Record) -> tuple[object, ...]:
    content = without_quote_line(SafeHtml(row["content"]))
    if not row["opening"]:
        content = strip_leading_mentions(content)
    described = (each.name or "" for each in read_attachments(row["attachments"]))
    options = (each.name for each in read_options(row["options"]))
    language = row["language"].lower() if row["language"] else None
    return (
        row["pk"],
        row["published"],
        language,
        words(row["title"], SEARCHED_CHARS) if row["opening"] else None,
        words(" ".join((row["summary"] or "", *row["hashtags"])), SEARCHED_CHARS),
        words("\n".join((plain_text(content), *described, *options)), SEARCHED_CHARS),
        " ".join(labels(row["author_pk"], row["board_pk"], row["hashtags"])),
    )


def labels(author_pk: int, board_pk: int, hashtags: Iterable[str]) -> Sequence[str]:
    """Return what a post is found by beside its words."""
    tags = dict.fromkeys(map(hashtag_label, hashtags))
    return [author_label(author_pk), board_label(board_pk), *(tag for tag in tags if tag != "#")]


def author_label(pk: int) -> str:
    return f"a:{pk}"


def board_label(pk: int) -> str:
    return f"b:{pk}"


def hashtag_label(tag: str) -> str:
    """Return the label of a hashtag; ``#`` alone where it has no letters.

    >>> hashtag_label("Wijk-zorg")
    '#wijkzorg'
    """
    return "#" + words(tag, HASHTAG_CHARS).replace(" ", "")


FORGET_BY = Sql("""
    DELETE FROM search
    USING post
    WHERE post.pk = search.post_pk AND post.author = ANY($1::text[])
      AND ($2 OR post.searchable IS NOT TRUE)
""")


async def forget_words(conn: Conn, authors: Collection[Iri], *, all_of_them: bool = False) -> None:
    """Have what these people wrote found no more, but for posts that they say yes to one by one."""
    if authors:
        await conn.execute(FORGET_BY, list(authors), all_of_them)


# A server with half a million posts takes longer than a statement otherwise may.
TAKE_TIME = Sql("SELECT set_config('statement_timeout', '60s', true)")
FORGET_HOST = Sql("""
    DELETE FROM search
    USING post
    JOIN actor ON actor.id = post.author
    WHERE post.pk = search.post_pk AND NOT actor.local AND actor.host = $1
""")


async def forget_host(conn: Conn, host: str) -> None:
    """Have nothing found that was written on that host."""
    await conn.execute(TAKE_TIME)
    await conn.execute(FORGET_HOST, host)


REBOARD = Sql("""
    UPDATE search
    SET words = ts_delete(words, $2) || array_to_tsvector(ARRAY[$3::text])
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    WHERE post.pk = search.post_pk AND thread.id = $1
""")


async def reboard(conn: Conn, thread: Iri, before: int, after: int) -> None:
    """Have a thread's posts found in the board to which it was moved, by the boards' row keys."""
    await conn.execute(REBOARD, thread, board_label(before), board_label(after))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Posts to go through at once, and where to go on; ``below`` is None at the end."""

    ids: tuple[Iri, ...]
    below: int | None


STEP = 200
OUTERMOST = 2_000
LAST = 2**62
NEWEST = Sql("SELECT max(pk) FROM post")
STRETCH = Sql("""
    SELECT id
    FROM post
    WHERE pk < $1 AND pk >= $1 - $2 AND state = 'shown' AND thread_pk IS NOT NULL
      AND ($3 OR NOT EXISTS (
          SELECT
          FROM search
          WHERE post_pk = post.pk AND post_pk < $1 AND post_pk >= $1 - $2
      ))
""")
# In the order in which ``commit`` takes them. Whoever changes a post, its title or its author's
# consent now is waited for, and waits: their words and their no have to be the last.
HOLD_THREADS = Sql("""
    SELECT
    FROM thread
    WHERE pk = ANY(ARRAY(SELECT thread_pk FROM post WHERE id = ANY($1::text[])))
    ORDER BY pk
    FOR SHARE
""")
HOLD_AUTHORS = Sql("""
    SELECT
    FROM actor
    WHERE id = ANY(ARRAY(SELECT author FROM post WHERE id = ANY($1::text[])))
    ORDER BY pk
    FOR SHARE
""")
HOLD_POSTS = Sql("""
    SELECT
    FROM post
    WHERE id = ANY($1::text[])
    ORDER BY pk
    FOR SHARE
""")
WRITTEN_BY = Sql("""
    SELECT pk, id
    FROM post
    WHERE author = $1 AND state = 'shown' AND pk < $2
    ORDER BY pk DESC
    LIMIT $3
""")
WRITERS_AT = Sql("""
    SELECT id
    FROM actor
    WHERE NOT local AND type <> 'Group' AND host = $1
""")


async def stretch(conn: Conn, below: int | None, *, anew: bool) -> Stretch:
    """Return the next posts before a row key, newest first; those not indexed yet, or all anew."""
    if below is None:
        newest: int | None = await conn.fetchval(NEWEST)
        below = (newest or 0) + 1
    rows = await conn.fetch(STRETCH, below, STEP, anew)
    left = below - STEP
    return Stretch(tuple(row["id"] for row in rows), left if left > 1 else None)


async def stretch_by(conn: Conn, author: Iri, below: int | None) -> Stretch:
    """Return the next posts that somebody wrote, newest first."""
    rows = await conn.fetch(WRITTEN_BY, author, LAST if below is None else below, STEP)
    more = len(rows) == STEP
    return Stretch(tuple(row["id"] for row in rows), rows[-1]["pk"] if more else None)


async def reword_all(conn: Conn, here: Stretch) -> int:
    """As ``reword``, of posts that others may be changing at this moment; they wait so long."""
    if not here.ids:
        return 0
    for hold in (HOLD_THREADS, HOLD_AUTHORS, HOLD_POSTS):
        await conn.execute(hold, list(here.ids))
    return await reword(conn, here.ids)


async def writers_at(conn: Conn, host: str) -> tuple[Iri, ...]:
    """Return everybody who is known on a host."""
    return tuple(row["id"] for row in await conn.fetch(WRITERS_AT, host))


# Indexing begins with the newest posts, so what it has not come to are the oldest; where it has not
# begun, the newest neither.
UNINDEXED = Sql("""
    SELECT EXISTS (
        SELECT
        FROM (
            (
                SELECT pk
                FROM post
                WHERE state = 'shown' AND thread_pk IS NOT NULL
                ORDER BY pk
                LIMIT $1
            )
            UNION
            (
                SELECT pk
                FROM post
                WHERE state = 'shown' AND thread_pk IS NOT NULL
                ORDER BY pk DESC
                LIMIT $1
            )
        ) AS outermost
        JOIN post ON post.pk = outermost.pk
        JOIN actor AS author ON author.id = post.author
        WHERE coalesce(post.searchable, post.public AND (author.local OR author.indexable))
          AND author.hushed = ''
          AND NOT EXISTS (SELECT FROM search WHERE post_pk = post.pk)
    )
""")


async def behind(conn: Conn) -> bool:
    """Whether posts cannot be found that may be, as after an older fediforum.

    Looked at are the oldest and the newest ``OUTERMOST``.
    """
    return bool(await conn.fetchval(UNINDEXED, OUTERMOST))


INDEXED = Sql("SELECT count(*) FROM search")


async def indexed(conn: Conn) -> int:
    """Return how many posts can be found."""
    number: int = await conn.fetchval(INDEXED)
    return number
