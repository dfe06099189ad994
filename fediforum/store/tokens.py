"""Tokens: what members hold to speak for themselves from a program; only hashes are kept."""

from datetime import datetime, timedelta

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

NOTED_EVERY = timedelta(hours=1)

SAVE = Sql("""
    INSERT INTO token (hash, actor_pk, created)
    SELECT $1, pk, $3
    FROM actor
    WHERE id = $2
""")


async def save_token(conn: Conn, hash_: bytes, member: Iri, now: datetime) -> None:
    """Let whoever holds the token of this hash speak for the member."""
    await conn.execute(SAVE, hash_, member, now)


HOLDER = Sql("""
    SELECT actor.id, token.last_used
    FROM token
    JOIN actor ON actor.pk = token.actor_pk
    WHERE token.hash = $1 AND token.revoked IS NULL
      AND actor.gone IS NULL AND NOT actor.suspended
""")
USE = Sql("UPDATE token SET last_used = $2 WHERE hash = $1")


async def holder(conn: Conn, hash_: bytes, now: datetime) -> Iri | None:
    """Return the member for whom the token of this hash speaks, if for anybody."""
    row = await conn.fetchrow(HOLDER, hash_)
    if row is None:
        return None
    if row["last_used"] is None or now - row["last_used"] > NOTED_EVERY:
        await conn.execute(USE, hash_, now)
    member: Iri = row["id"]
    return member


REVOKE = Sql("""
    UPDATE token
    SET revoked = $2
    WHERE hash = $1 AND revoked IS NULL
""")


async def revoke(conn: Conn, hash_: bytes, now: datetime) -> None:
    """Let nobody speak by the token of this hash any more."""
    await conn.execute(REVOKE, hash_, now)
