"""The forum itself: the one row that says which base it has, and its settings."""

from dataclasses import dataclass
from datetime import datetime

from fediforum.errors import Misconfigured
from fediforum.store.database import Conn, Sql


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """``id_secret`` is sealed: it names derived activities."""

    base: str
    title: str
    tagline: str
    language: str
    id_secret: bytes
    created: datetime


SELECT = Sql("""
    SELECT base, title, tagline, language, id_secret, created
    FROM instance
""")


async def instance(conn: Conn, base: str) -> Instance | None:
    """Return the forum that this database holds; None where ``init`` has not been run.

    Raises Misconfigured where it has another base: its ids are all over the network.
    """
    row = await conn.fetchrow(SELECT)
    if row is None:
        return None
    if row["base"] != base:
        raise Misconfigured(
            f"This database holds the forum at {row['base']}; it cannot become {base}: others "
            f"know it by that name. Nothing was changed. Set FEDIFORUM_URL back."
        )
    return Instance(**row)


INSERT = Sql("""
    INSERT INTO instance (base, title, tagline, language, id_secret, created)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (sole) DO NOTHING
""")


async def create_instance(conn: Conn, made: Instance) -> bool:
    """Have a forum in this database; False where there was one of the same base already.

    Raises Misconfigured as ``instance`` does.
    """
    if await instance(conn, made.base) is not None:
        return False
    row = (made.base, made.title, made.tagline, made.language, made.id_secret, made.created)
    await conn.execute(INSERT, *row)
    return await instance(conn, made.base) == made


DESCRIBE = Sql("UPDATE instance SET title = $1, tagline = $2, language = $3")


async def describe_instance(conn: Conn, *, title: str, tagline: str, language: str) -> None:
    """Have the forum be called and presented so."""
    await conn.execute(DESCRIBE, title, tagline, language)
