"""Rules: what a forum and its boards have set for posts that wait. What they mean is the law's."""

from collections.abc import Mapping

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

LISTED = Sql("""
    SELECT actor.id AS board, rule.name, value
    FROM rule
    LEFT JOIN actor ON actor.pk = board_pk
    ORDER BY actor.preferred_username NULLS FIRST, rule.name
""")
SAVE = Sql("""
    INSERT INTO rule (board_pk, name, value)
    SELECT (SELECT pk FROM actor WHERE id = $1), $2, $3
    ON CONFLICT (board_pk, name) DO UPDATE SET value = excluded.value
    WHERE rule.value <> excluded.value
""")
DROP = Sql("""
    DELETE FROM rule
    WHERE board_pk IS NOT DISTINCT FROM (SELECT pk FROM actor WHERE id = $1) AND name = $2
""")
ONE_ROW = ("INSERT 0 1", "DELETE 1")


async def settings(conn: Conn) -> Mapping[tuple[Iri | None, str], str]:
    """Return what is set, by board (None: the forum) and name."""
    rows = await conn.fetch(LISTED)
    return {(row["board"], row["name"]): row["value"] for row in rows}


async def save_setting(conn: Conn, board: Iri | None, name: str, value: str | None) -> bool:
    """Set it so, or, with None, to what holds without; whether that changed anything."""
    if value is None:
        return await conn.execute(DROP, board, name) in ONE_ROW
    return await conn.execute(SAVE, board, name, value) in ONE_ROW
