"""Logos: small pictures of the forum and of its boards, kept where all processes find them."""

from dataclasses import dataclass

from fediforum.store.database import Conn, Sql


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A drawing (SVG) or a picture (PNG); ``name`` is made of what is in it."""

    name: str
    media_type: str
    width: int
    height: int
    content: bytes


SELECT = Sql("SELECT name, media_type, width, height, content FROM logo WHERE name = $1")


async def logo(conn: Conn, name: str) -> Logo | None:
    """The logo of that name."""
    row = await conn.fetchrow(SELECT, name)
    return Logo(**row) if row is not None else None


SAVE = Sql("""
    INSERT INTO logo (name, media_type, width, height, content)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (name) DO NOTHING
""")
SWEEP = Sql("""
    DELETE FROM logo
    WHERE
        NOT EXISTS (SELECT FROM instance WHERE instance.logo = logo.name)
        AND NOT EXISTS (SELECT FROM board WHERE board.logo = logo.name)
""")


async def save_logo(conn: Conn, made: Logo) -> None:
    """Have the logo be there, for whoever is given its name in the same transaction."""
    row = (made.name, made.media_type, made.width, made.height, made.content)
    await conn.execute(SAVE, *row)


async def sweep_logos(conn: Conn) -> None:
    """Keep no logo that nothing has."""
    await conn.execute(SWEEP)
