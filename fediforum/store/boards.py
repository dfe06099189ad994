"""Boards: Groups that threads are filed under, from here or elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fediforum.forum.model import Board
from fediforum.store.actors import StoredKey, save_own_actor
from fediforum.store.database import Conn, Sql
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri

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
    INSERT INTO board (actor_pk, posting, starter_type, language, removed, questions, slow)
    SELECT pk, $2, $3, $4, $5, $6, $7
    FROM actor
    WHERE id = $1
    ON CONFLICT (actor_pk) DO UPDATE SET
        posting = excluded.posting,
        starter_type = excluded.starter_type,
        language = excluded.language,
        removed = excluded.removed,
        questions = excluded.questions,
        slow = excluded.slow
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
                each.questions, each.slow,
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


DRESS = Sql("""
    UPDATE board
    SET accent = $2, accent_dark = $3, logo = $4
    FROM actor
    WHERE actor.pk = actor_pk AND actor.id = $1
""")
DRESS_OF = Sql("""
    SELECT accent, accent_dark, logo
    FROM board
    JOIN actor ON actor.pk = actor_pk
    WHERE actor.id = $1
""")


@dataclass(frozen=True, slots=True)
class Dress:
    """How a board here looks: its accents, and the name of its logo; None where it has none."""

    accent: str | None = None
    accent_dark: str | None = None
    logo: str | None = None


async def dress_of(conn: Conn, board: Iri) -> Dress:
    """How the board looks."""
    row = await conn.fetchrow(DRESS_OF, board)
    return Dress(**row) if row is not None else Dress()


async def dress(conn: Conn, board: Iri, looks: Dress) -> None:
    """Have the board look so."""
    await conn.execute(DRESS, board, looks.accent, looks.accent_dark, looks.logo)
