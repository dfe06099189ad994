"""The forum itself: the one row that says which base it has, and its settings."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fediforum.errors import Misconfigured
from fediforum.store.database import Conn, Sql


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """``id_secret`` is sealed: it names derived activities.

    ``maker`` made the forum, ``contact`` is whom readers turn to. ``accent`` is None where the
    forum has our own colours; ``logo`` is a name for ``store.logos``. ``pictures`` of other
    servers are shown from here ("proxy") or linked ("link"). ``blocks_shown``: whether a page
    names the servers that we do not speak with; ``training``: whether machines may gather texts
    to learn from. ``grace``: for how long a removed post of a member here may be put back, before
    it is deleted for good everywhere. ``board_accents`` are those of boards here that have their
    own: the board's name, and its accent on light and on dark pages. ``logo_ratio`` is its width
    by its height.
    """

    base: str
    title: str
    tagline: str
    language: str
    id_secret: bytes
    created: datetime
    maker: str = ""
    maker_url: str = ""
    contact: str = ""
    contact_mail: str = ""
    accent: str | None = None
    accent_dark: str | None = None
    logo: str | None = None
    pictures: str = "proxy"
    blocks_shown: bool = True
    training: bool = True
    grace: timedelta = timedelta(days=7)
    board_accents: tuple[tuple[str, str, str], ...] = ()
    logo_ratio: float | None = None


SELECT = Sql("""
    SELECT
        base, title, tagline, language, id_secret, created, maker, maker_url, contact,
        contact_mail, accent, accent_dark, logo, pictures, blocks_shown, training, grace, ARRAY(
            SELECT ARRAY[
                preferred_username, board.accent, coalesce(board.accent_dark, board.accent)
            ]
            FROM board
            JOIN actor ON pk = actor_pk
            WHERE board.accent IS NOT NULL AND local
            ORDER BY preferred_username
        ) AS board_accents, (
            SELECT width::float8 / height
            FROM logo
            WHERE logo.name = instance.logo
        ) AS logo_ratio
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
    accents = tuple((name, light, dark) for name, light, dark in row["board_accents"])
    return Instance(**{**row, "board_accents": accents})


GRACE = Sql("SELECT grace FROM instance")


async def grace_of(conn: Conn) -> timedelta:
    """Return for how long a removed post of a member here may be put back."""
    grace: timedelta = await conn.fetchval(GRACE)
    return grace


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


DESCRIBE = Sql("""
    UPDATE instance
    SET
        title = $1, tagline = $2, language = $3, maker = $4, maker_url = $5, contact = $6,
        contact_mail = $7, accent = $8, accent_dark = $9, logo = $10, pictures = $11,
        blocks_shown = $12, training = $13, grace = $14
""")


async def save_instance(conn: Conn, forum: Instance) -> None:
    """Have the forum be called, presented and kept so; its base and secret stay."""
    await conn.execute(
        DESCRIBE,
        forum.title, forum.tagline, forum.language, forum.maker, forum.maker_url, forum.contact,
        forum.contact_mail, forum.accent, forum.accent_dark, forum.logo, forum.pictures,
        forum.blocks_shown, forum.training, forum.grace,
    )  # fmt: skip
