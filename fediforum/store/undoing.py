"""Undoing: rows are what they were before an operation, where nothing has changed them since.

What is counted from other rows is not put back but counted again, so that what happened
meanwhile keeps its place in the numbers. A thread's version only ever grows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from fediforum.forum.journal import Operation
from fediforum.store.counts import hold
from fediforum.store.database import Conn, Sql
from fediforum.store.hushing import hush, shut
from fediforum.store.journal import Change, Image, image
from fediforum.store.recounting import Touched, recount, weigh
from fediforum.store.search import reword

# Grows while others write, too; put back only where nobody has.
YIELDING = ("thread", "next_seq")
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class InTheWay:
    """A row that has changed since the operation; ``by`` is the one that did, where one did."""

    kind: str
    key: Image
    by: Operation | None


NOW = Sql("""
    SELECT row_now(kind, key) AS now
    FROM unnest($1::text[], $2::jsonb[]) WITH ORDINALITY AS asked (kind, key, place)
    ORDER BY place
""")


async def in_the_way(conn: Conn, operation: str, changes: Sequence[Change]) -> tuple[InTheWay, ...]:
    """Return the rows that are not as the operation left them."""
    moved = [
        change
        for change, now in zip(changes, await images(conn, changes), strict=True)
        if not as_left(change, now)
    ]
    return tuple([await told(conn, operation, change) for change in moved])


async def images(conn: Conn, changes: Sequence[Change]) -> Sequence[Image | None]:
    """What these rows hold now."""
    found: list[Image | None] = []
    # Each call has the time of one statement.
    for start in range(0, len(changes), AT_ONCE):
        some = changes[start : start + AT_ONCE]
        kinds, keys = [each.kind for each in some], [written(each.key) for each in some]
        found += [image(row["now"]) for row in await conn.fetch(NOW, kinds, keys)]
    return found


def as_left(change: Change, now: Image | None) -> bool:
    """Whether a row holds what the operation wrote, in the columns that it changed."""
    if now is None or change.after is None:
        return now is None and change.after is None
    return all(
        now.get(name) == held
        for name, held in change.after.items()
        if (change.kind, name) != YIELDING
    )


LATER = Sql("""
    SELECT operation.*
    FROM journal
    JOIN operation ON operation.id = journal.operation
    WHERE journal.kind = $1 AND journal.key = $2 AND journal.operation <> $3
      AND journal.pk > (SELECT max(pk) FROM journal WHERE operation = $3)
      AND coalesce(journal.before, journal.after) ?| $4::text[]
    ORDER BY journal.pk DESC
    LIMIT 1
""")


async def told(conn: Conn, operation: str, change: Change) -> InTheWay:
    columns = list(change.after or change.before or {})
    row = await conn.fetchrow(LATER, change.kind, written(change.key), operation, columns)
    return InTheWay(change.kind, change.key, Operation(**row) if row is not None else None)


MOVED = Sql("""
    SELECT moving.*
    FROM operation
    JOIN post ON post.id = operation.subject
    JOIN thread ON thread.pk = post.thread_pk
    JOIN actor AS board ON board.pk = thread.board_pk
    JOIN journal
        ON journal.kind = 'thread' AND journal.key = jsonb_build_object('id', thread.id)
        AND journal.after ? 'board_pk'
    JOIN operation AS moving ON moving.id = journal.operation
    WHERE operation.id = $1 AND operation.board <> board.id
      AND NOT EXISTS (
          SELECT
          FROM journal AS own
          WHERE own.operation = $1 AND own.kind = 'thread' AND own.after ? 'board_pk'
      )
    ORDER BY journal.pk DESC
    LIMIT 1
""")
DONE_THERE = Sql("""
    SELECT later.*
    FROM journal
    JOIN thread ON journal.key = jsonb_build_object('id', thread.id)
    JOIN post ON post.thread_pk = thread.pk
    JOIN operation ON operation.id = journal.operation
    JOIN operation AS later ON later.subject = post.id AND later.board = operation.board
    WHERE journal.operation = $1 AND journal.kind = 'thread' AND journal.after ? 'board_pk'
      AND later.undoes IS NULL
      AND EXISTS (
          SELECT FROM journal AS after WHERE after.operation = later.id AND after.pk > journal.pk
      )
      AND later.id <> operation.id
      AND NOT EXISTS (
          SELECT
          FROM operation AS taken
          WHERE taken.undoes = later.id
            AND NOT EXISTS (SELECT FROM operation AS again WHERE again.undoes = taken.id)
      )
    ORDER BY later.at DESC, later.id DESC
    LIMIT 1
""")


async def board_between(conn: Conn, operation: str) -> Operation | None:
    """Return the operation that has to be undone first because a thread went to another board.

    Either it took away what this one was about, or, where this one did, it was done over there:
    whoever was told follows a board that would have no say in it any more.
    """
    row = await conn.fetchrow(MOVED, operation) or await conn.fetchrow(DONE_THERE, operation)
    return Operation(**row) if row is not None else None


PUT = Sql("SELECT put_row($1, $2, $3)")


async def put_back(conn: Conn, changes: Sequence[Change]) -> Touched:
    """Have these rows hold what they held before, the last change first; what was touched.

    Numbers, and the words by which posts are found, are made anew.
    """
    touched = await touched_by(conn, changes)
    await hold(conn, touched.threads, touched.posts, ())
    before = await weigh(conn, touched.threads)
    current = await images(conn, changes)
    rows = [
        (change.kind, written(change.key), written(held_before(change, now)))
        for change, now in reversed(list(zip(changes, current, strict=True)))
    ]
    for start in range(0, len(rows), AT_ONCE):
        await conn.executemany(PUT, rows[start : start + AT_ONCE])
    after = await touched_by(conn, changes)
    touched = Touched(touched.posts | after.posts, touched.threads | after.threads)
    await recount(conn, touched, before)
    await reword(conn, touched.posts)
    decided = {change.key.get("name") for change in changes if change.kind == "domain"}
    if decided or any(change.kind == "instance" for change in changes):
        await hush(conn)
    elif touched.posts:
        await shut(conn)
    return touched


def held_before(change: Change, now: Image | None) -> Image | None:
    """What to write; where a column that yields has moved on, it stays."""
    kind, column = YIELDING
    if change.kind != kind or change.before is None or now is None or change.after is None:
        return change.before
    if now.get(column) == change.after.get(column):
        return change.before
    return {name: held for name, held in change.before.items() if name != column}


def written(held: Image | None) -> str | None:
    return None if held is None else orjson.dumps(held).decode()


# -- what is counted ---------------------------------------------------------------------------

STANDING_IN = Sql("""
    SELECT post.id AS post, thread.id AS thread, post.parent
    FROM post
    LEFT JOIN thread ON thread.pk = post.thread_pk
    WHERE post.id = ANY($1::text[])
    UNION
    SELECT thread.root, thread.id, NULL
    FROM thread
    WHERE thread.id = ANY($2::text[])
""")
ABOUT_POSTS = ("vote", "share")


async def touched_by(conn: Conn, changes: Sequence[Change]) -> Touched:
    """Return the posts and threads of these rows, and where the posts stand now."""
    posts = {change.key["id"] for change in changes if change.kind == "post"}
    posts |= {
        change.key["b"]
        for change in changes
        if change.kind == "relation" and change.key["kind"] in ABOUT_POSTS
    }
    threads = {change.key["id"] for change in changes if change.kind == "thread"}
    rows = await conn.fetch(STANDING_IN, sorted(posts), sorted(threads))
    named = {row[name] for row in rows for name in ("post", "parent")} | posts
    found = {row["thread"] for row in rows} | threads
    return Touched(frozenset(named - {None}), frozenset(found - {None}))
