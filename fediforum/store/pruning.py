"""Pruning: pictures that nobody shows, or that make room for others, give up their files."""

from collections.abc import Collection
from datetime import datetime

from fediforum.store.database import Conn, Sql
from fediforum.store.media import A_DAY

# Nobody shows them: what a command brought in for a post that never came, and what was deleted.
# What a moderator removed may be put back, so its pictures stay.
# A post that is filed at this moment holds the pictures that it shows: those are passed over, and
# what it has filed by then is looked at anew.
LOCK_UNSHOWN = Sql("""
    SELECT url
    FROM picture
    WHERE used < $1 AND (tried IS NULL OR tried < $1) AND NOT EXISTS (
        SELECT
        FROM depiction
        JOIN post ON post.pk = depiction.post_pk
        WHERE depiction.url = picture.url AND post.state <> 'deleted'
    )
    FOR UPDATE SKIP LOCKED
""")
UNSHOWN = Sql("""
    DELETE FROM picture
    WHERE url = ANY($1::text[]) AND NOT EXISTS (
        SELECT
        FROM depiction
        JOIN post ON post.pk = depiction.post_pk
        WHERE depiction.url = picture.url AND post.state <> 'deleted'
    )
    RETURNING url
""")
OVER = Sql("""
    SELECT url
    FROM (
        SELECT picture.url, picture.used,
            sum(files.bytes) OVER (ORDER BY picture.used DESC, picture.url) AS total
        FROM picture
        JOIN (SELECT url, sum(bytes) AS bytes FROM picture_file GROUP BY url) AS files USING (url)
        WHERE picture.state = 'here' AND NOT picture.local
    ) AS ranked
    WHERE total > $1
""")
DROP = Sql("UPDATE picture SET state = 'dropped', tries = 0 WHERE url = ANY($1::text[])")
DROP_FILES = Sql("DELETE FROM picture_file WHERE url = ANY($1::text[])")
NAMED = Sql("SELECT DISTINCT name FROM picture_file WHERE name = ANY($1::text[])")


async def prune(conn: Conn, now: datetime, most_bytes: int) -> int:
    """Have no picture that no post shows, and of others no more than ``most_bytes`` in all.

    Those that were shown last longest ago go first. Returns how many went; their files are
    those that ``unnamed`` names from then on.
    """
    idle = [row["url"] for row in await conn.fetch(LOCK_UNSHOWN, now - A_DAY)]
    unshown = await conn.fetch(UNSHOWN, idle)
    over = [row["url"] for row in await conn.fetch(OVER, most_bytes)]
    await conn.execute(DROP, over)
    await conn.execute(DROP_FILES, over)
    return len(unshown) + len(over)


async def unnamed(conn: Conn, names: Collection[str]) -> tuple[str, ...]:
    """Return those of these names of files that no picture has."""
    rows = await conn.fetch(NAMED, list(names))
    kept = {row["name"] for row in rows}
    return tuple(name for name in names if name not in kept)
