"""Boards: Groups that threads are filed under, from here or elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from fediforum.forum.model import Board
from fediforum.store.actors import StoredKey, save_own_actor
from fediforum.store.database import Conn, Sql
from fediforum.vocab.actors import Actor

SAVE_ACTOR = Sql("""
    INSERT INTO actor (
        id, local, type, preferred_username, host, name, inbox, shared_inbox, followers,
        moderators, featured, published
    )
    VALUES ($1, $2, 'Group', $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (id) DO UPDATE SET
        name = excluded.name,
        inbox = excluded.inbox,
        shared_inbox = excluded.shared_inbox,
        followers = excluded.followers,
        moderators = excluded.moderators,
        featured = excluded.featured
""")
SAVE = Sql("""
    INSERT INTO board (actor_pk, posting, starter_type, language, removed, questions)
    SELECT pk, $2, $3, $4, $5, $6
    FROM actor
    WHERE id = $1
    ON CONFLICT (actor_pk) DO UPDATE SET
        posting = excluded.posting,
        starter_type = excluded.starter_type,
        language = excluded.language,
        removed = excluded.removed,
        questions = excluded.questions
""")


async def save_boards(conn: Conn, boards: Sequence[Board], now: datetime) -> None:
    """Make or replace what the law knows of these boards; the rest of their profile stays."""
    await conn.executemany(
        SAVE_ACTOR,
        [
            (
                each.id, each.local, each.name, each.host, each.title, each.inbox,
                each.shared_inbox, each.followers, each.moderators, each.featured, now,
            )
            for each in boards
        ],
    )  # fmt: skip
    await conn.executemany(
        SAVE,
        [
            (
                each.id, each.posting, each.starter_type, each.language, each.removed,
                each.questions,
            )
            for each in boards
        ],
    )  # fmt: skip


async def create_board(
    conn: Conn, actor: Actor, board: Board, keys: Sequence[StoredKey], now: datetime
) -> None:
    """Have a board here with these keys. Raises Conflict where the name is taken."""
    await save_own_actor(conn, actor, keys)
    await save_boards(conn, [board], now)
