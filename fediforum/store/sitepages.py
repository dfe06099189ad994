"""Pages that the forum writes itself: its terms, its rules, those of a board."""

from dataclasses import dataclass
from datetime import datetime

from fediforum.content import SafeHtml
from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePage:
    """One of those pages in one language; ``board`` is None for the forum's own.

    ``source`` is Markdown, and ``html`` what was made of it.
    """

    name: str
    language: str
    source: str
    html: SafeHtml
    updated: datetime
    board: Iri | None = None


SELECT = Sql("""
    SELECT page.name, page.language, page.source, page.html, page.updated, actor.id AS board
    FROM page
    LEFT JOIN actor ON actor.pk = page.board_pk
    WHERE page.name = $1 AND actor.id IS NOT DISTINCT FROM $2
    ORDER BY page.language <> $3, page.language
    LIMIT 1
""")


async def site_page(
    conn: Conn, name: str, language: str, board: Iri | None = None
) -> SitePage | None:
    """A page in that language, or else in another one that it was written in; None: in none."""
    row = await conn.fetchrow(SELECT, name, board, language)
    return SitePage(**row) if row is not None else None


LIST = Sql("""
    SELECT page.name, page.language, page.source, page.html, page.updated, actor.id AS board
    FROM page
    LEFT JOIN actor ON actor.pk = page.board_pk
    ORDER BY actor.id NULLS FIRST, page.name, page.language
""")


async def site_pages(conn: Conn) -> tuple[SitePage, ...]:
    """All pages that were written, the forum's own first."""
    return tuple(SitePage(**row) for row in await conn.fetch(LIST))


SAVE = Sql("""
    INSERT INTO page (board_pk, name, language, source, html, updated)
    SELECT actor.pk, $2, $3, $4, $5, $6
    FROM (SELECT $1::text AS id) AS named
    LEFT JOIN actor ON actor.id = named.id
    WHERE named.id IS NULL OR actor.pk IS NOT NULL
    ON CONFLICT (board_pk, name, language) DO UPDATE SET
        source = excluded.source,
        html = excluded.html,
        updated = excluded.updated
""")


async def save_site_page(conn: Conn, page: SitePage) -> None:
    """Have the page say this in its language, whatever it said before."""
    row = (page.board, page.name, page.language, page.source, page.html, page.updated)
    await conn.execute(SAVE, *row)


DROP = Sql("""
    DELETE FROM page
    WHERE
        name = $1
        AND language = $2
        AND CASE
            WHEN $3::text IS NULL THEN board_pk IS NULL
            ELSE board_pk = (SELECT pk FROM actor WHERE id = $3)
        END
    RETURNING name
""")


async def drop_site_page(conn: Conn, name: str, language: str, board: Iri | None = None) -> bool:
    """Have no such page in that language any more; False where there was none."""
    return await conn.fetchval(DROP, name, language, board) is not None
