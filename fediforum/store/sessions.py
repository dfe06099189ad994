"""Sessions: who is at the desk on the web, and by which links they come; only hashes are kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fediforum.people.scope import Scope
from fediforum.people.sessions import Link, Session
from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

KEPT = timedelta(days=1)  # longer than either lasts

FORGET_LINKS = Sql("DELETE FROM desk_link WHERE made < $1")
FORGET_SESSIONS = Sql("DELETE FROM desk_session WHERE began < $1")
SAVE_LINK = Sql("""
    INSERT INTO desk_link (hash, actor_pk, made)
    SELECT $1, pk, $3
    FROM actor
    WHERE id = $2
""")


async def save_link(conn: Conn, hash_: bytes, member: Iri, now: datetime) -> None:
    """Let the link of this hash lead the member to the desk; what is long over is forgotten."""
    await conn.execute(FORGET_LINKS, now - KEPT)
    await conn.execute(FORGET_SESSIONS, now - KEPT)
    await conn.execute(SAVE_LINK, hash_, member, now)


TAKE_LINK = Sql("""
    SELECT actor.id, made, used
    FROM desk_link
    JOIN actor ON actor.pk = actor_pk
    WHERE hash = $1
    FOR UPDATE OF desk_link
""")
USE_LINK = Sql("UPDATE desk_link SET used = $2 WHERE hash = $1")


async def take_link(conn: Conn, hash_: bytes) -> tuple[Iri, Link] | None:
    """Return the link of this hash and whose it is, held until the transaction ends."""
    row = await conn.fetchrow(TAKE_LINK, hash_)
    return (row["id"], Link(row["made"], row["used"])) if row is not None else None


async def use_link(conn: Conn, hash_: bytes, now: datetime) -> None:
    """Have the link of this hash open no more."""
    await conn.execute(USE_LINK, hash_, now)


SAVE_SESSION = Sql("""
    INSERT INTO desk_session (hash, actor_pk, began)
    SELECT $1, pk, $3
    FROM actor
    WHERE id = $2
""")


async def save_session(conn: Conn, hash_: bytes, member: Iri, now: datetime) -> None:
    """Have the member be at the desk, in the browser that holds what this is the hash of."""
    await conn.execute(SAVE_SESSION, hash_, member, now)


SCOPE = Sql("""
    SELECT
        actor.id, actor.preferred_username AS name, array_agg(board.id ORDER BY board.id)
            FILTER (WHERE board.id IS NOT NULL) AS boards,
        array_agg(board.preferred_username ORDER BY board.id)
            FILTER (WHERE board.id IS NOT NULL) AS names
    FROM actor
    LEFT JOIN relation
        ON relation.a = actor.id AND relation.kind = 'role' AND relation.value = 'moderator'
    LEFT JOIN actor AS board ON board.id = relation.b AND board.local
    WHERE actor.id = $1 AND actor.local AND actor.gone IS NULL AND NOT actor.suspended
    GROUP BY actor.id, actor.preferred_username
""")


async def scope_of(conn: Conn, member: Iri, desk: Iri) -> Scope | None:
    """Return what is a member's to do at the desk; None for who is not here (any more)."""
    row = await conn.fetchrow(SCOPE, member)
    if row is None:
        return None
    boards = dict(zip(row["boards"] or (), row["names"] or (), strict=True))
    return Scope(row["id"], row["name"], everywhere=member == desk, boards=boards)


SESSION = Sql("""
    SELECT actor.id, began, ended
    FROM desk_session
    JOIN actor ON actor.pk = actor_pk
    WHERE hash = $1
""")


@dataclass(frozen=True, slots=True)
class Found:
    """A session, and whose it is."""

    member: Iri
    session: Session


async def find_session(conn: Conn, hash_: bytes) -> Found | None:
    """Return the session of this hash, over or not."""
    row = await conn.fetchrow(SESSION, hash_)
    return Found(row["id"], Session(row["began"], row["ended"])) if row is not None else None


END = Sql("UPDATE desk_session SET ended = $2 WHERE hash = $1 AND ended IS NULL")
END_ALL = Sql("""
    UPDATE desk_session
    SET ended = $2
    WHERE ended IS NULL AND began > $3 AND actor_pk = (SELECT pk FROM actor WHERE id = $1)
""")
CLOSE_LINKS = Sql("""
    UPDATE desk_link
    SET used = $2
    WHERE used IS NULL AND actor_pk = (SELECT pk FROM actor WHERE id = $1)
""")


async def end_session(conn: Conn, hash_: bytes, now: datetime) -> None:
    """Have the session of this hash be over."""
    await conn.execute(END, hash_, now)


async def end_sessions(conn: Conn, member: Iri, now: datetime, since: datetime) -> int:
    """Have all of a member's sessions be over, and links to more; how many that began ``since``
    were not.
    """
    await conn.execute(CLOSE_LINKS, member, now)
    ended: str = await conn.execute(END_ALL, member, now, since)
    return int(ended.rpartition(" ")[2])
