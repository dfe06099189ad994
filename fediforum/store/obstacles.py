"""Obstacles: what has happened since an operation and stands on it, so that it cannot be undone."""

from collections.abc import Sequence

from fediforum.forum.journal import Operation
from fediforum.store.database import Conn, Sql
from fediforum.store.journal import Change, Image
from fediforum.store.undoing import YIELDING, images


async def changed_since(conn: Conn, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return those of an operation's changes that their rows no longer hold."""
    now = await images(conn, changes)
    return tuple(
        change for change, held in zip(changes, now, strict=True) if not as_left(change, held)
    )


def as_left(change: Change, now: Image | None) -> bool:
    """Whether a row holds what the operation wrote, in the columns that it changed."""
    if now is None or change.after is None:
        return now is None and change.after is None
    return all(
        now.get(name) == held
        for name, held in change.after.items()
        if (change.kind, name) != YIELDING
    )


STANDING = Sql("""
    SELECT later.*
    FROM journal AS own
    JOIN journal
        ON journal.kind = own.kind AND journal.key = own.key AND journal.pk > own.pk
        AND coalesce(journal.before, journal.after) ?| ARRAY(
            SELECT jsonb_object_keys(coalesce(own.before, own.after) - $2::text)
        )
    JOIN operation AS later ON later.id = journal.operation
    WHERE own.operation = $1 AND later.id <> $1 AND later.undoes IS NULL
      AND stands(later.id)
    ORDER BY journal.pk DESC
    LIMIT 1
""")


async def standing_on(conn: Conn, operation: str) -> Operation | None:
    """Return the last operation that changed what this one had changed, and was not taken back.

    Also where a third has given everything the same value again: each is undone in its turn.
    """
    row = await conn.fetchrow(STANDING, operation, YIELDING[1])
    return Operation(**row) if row is not None else None


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
      AND stands(later.id)
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
