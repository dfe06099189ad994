"""Undoing: rows are what they were before an operation, where nothing has changed them since.

What is counted from other rows is not put back but counted again, so that what happened
meanwhile keeps its place in the numbers. A thread's version only ever grows.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import orjson

from fediforum.store.counts import hold
from fediforum.store.database import Conn, Sql
from fediforum.store.hushing import hush, shut
from fediforum.store.journal import Change, Image, image
from fediforum.store.recounting import Touched, recount, weigh
from fediforum.store.search import reboard, reword

# Grows while others write, too; put back only where nobody has.
YIELDING = ("thread", "next_seq")
MOVED = "board_pk"
AT_ONCE = 1_000


NOW = Sql("SELECT now FROM rows_now($1, $2::jsonb[]) AS found (now)")


async def images(conn: Conn, changes: Sequence[Change]) -> Sequence[Image | None]:
    """What these rows hold now."""
    found: dict[int, Image | None] = {}
    places = {id(change): place for place, change in enumerate(changes)}
    for some in alike(changes):
        keys = [written(change.key) for change in some]
        rows = await conn.fetch(NOW, some[0].kind, keys)
        for change, row in zip(some, rows, strict=True):
            found[places[id(change)]] = image(row["now"])
    return [found[place] for place in range(len(changes))]


PUT = Sql("SELECT put_rows($1, $2::jsonb[], $3::jsonb[])")
MAKE = Sql("SELECT make_rows($1, $2::jsonb[])")
DROP = Sql("SELECT drop_rows($1, $2::jsonb[])")


async def put_back(conn: Conn, changes: Sequence[Change]) -> Touched:
    """Have these rows hold what they held before; what was touched.

    What was taken away is made first and what was made goes last, so that rows which lean on each
    other never stand without. Numbers, and the words by which posts are found, are made anew.
    """
    touched = await touched_by(conn, changes)
    await hold(conn, touched.threads, touched.posts, ())
    before = await weigh(conn, touched.threads)
    current = await images(conn, changes)
    wanted = [
        replace(change, before=held_before(change, now))
        for change, now in zip(changes, current, strict=True)
    ]
    for some in alike(list(filter(was_gone, wanted))):
        await conn.execute(MAKE, some[0].kind, [written(each.before) for each in some])
    for some in alike(list(filter(was_changed, wanted))):
        keys, held = zip(*((written(each.key), written(each.before)) for each in some), strict=True)
        await conn.execute(PUT, some[0].kind, keys, held)
    for some in alike([change for change in reversed(wanted) if change.before is None]):
        await conn.execute(DROP, some[0].kind, [written(change.key) for change in some])
    after = await touched_by(conn, changes)
    touched = Touched(touched.posts | after.posts, touched.threads | after.threads)
    await recount(conn, touched, before)
    for change in wanted:
        if change.kind == "thread" and change.before and change.after and MOVED in change.before:
            await reboard(conn, change.key["id"], change.after[MOVED], change.before[MOVED])
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


def was_gone(change: Change) -> bool:
    """Whether the operation took the row away."""
    return change.before is not None and change.after is None


def was_changed(change: Change) -> bool:
    return bool(change.before) and change.after is not None


def alike(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """Rows of one table with the same columns together, so many as one statement has time for."""
    groups: dict[object, list[Change]] = defaultdict(list)
    for change in changes:
        without = tuple(name for name, held in change.key.items() if held is None)
        held = frozenset(change.before) if change.before is not None else None
        groups[change.kind, without, held].append(change)
    for group in groups.values():
        yield from (group[start : start + AT_ONCE] for start in range(0, len(group), AT_ONCE))


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
