"""Pictures: which posts show which, what became of them, and how much room they take.

Where their files lie is not known here, only what they are called. A file may be given to
readers as long as a post that they can read shows its picture.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fediforum.content import SafeHtml
from fediforum.forum.model import Post
from fediforum.forum.pictures import Pictured, pictured_by
from fediforum.store.database import Conn, Sql
from fediforum.store.rows import read_attachments
from fediforum.vocab.iri import Iri, host_of

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class File:
    """A picture in one size: its file's name, in pixels and bytes."""

    name: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture that may be shown, by the address that a post gives it; the largest file first.

    ``dropped``: it made room for others and has no files now.
    """

    url: Iri
    dropped: bool = False
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A picture that is to be fetched; ``small``: an emoji."""

    url: Iri
    small: bool
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaUsage:
    """How many pictures of ours and of others are here, their bytes, and how many are not."""

    own: int
    own_bytes: int
    others: int
    others_bytes: int
    wanted: int
    dropped: int
    failed: int


POSTS = Sql("SELECT id, pk FROM post WHERE id = ANY($1::text[])")
FORGET = Sql("""
    DELETE FROM depiction
    USING post
    WHERE post.pk = depiction.post_pk AND post.id = ANY($1::text[]) AND NOT EXISTS (
        SELECT
        FROM unnest($2::text[], $3::text[]) AS shown (id, url)
        WHERE shown.id = post.id AND shown.url = depiction.url
    )
""")
WANT = Sql("""
    INSERT INTO picture (url, host, small, used)
    SELECT url, host, small, $4
    FROM unnest($1::text[], $2::text[], $3::boolean[]) AS asked (url, host, small)
    ORDER BY url
    ON CONFLICT (url) DO NOTHING
    RETURNING url
""")
DEPICT = Sql("""
    INSERT INTO depiction (post_pk, url)
    SELECT post.pk, picture.url
    FROM unnest($1::text[], $2::text[]) AS shown (id, url)
    JOIN post ON post.id = shown.id
    JOIN picture ON picture.url = shown.url
    ORDER BY post.pk, picture.url
    FOR KEY SHARE OF picture
    ON CONFLICT DO NOTHING
""")


async def depict(conn: Conn, posts: Sequence[Post], base: str, now: datetime) -> tuple[Iri, ...]:
    """Have it known which pictures these posts show; those that are to be fetched from now on.

    Pictures below ``base`` are ours: they are here, or there is nothing of that name.
    """
    shown = {post.id: pictured_by(post.content, post.attachments) for post in posts}
    if changed := [post.id for post in posts if post.updated is not None or not post.visible]:
        pairs = [(iri, each.url) for iri in changed for each in shown[iri]]
        await conn.execute(FORGET, changed, [a for a, _ in pairs], [b for _, b in pairs])
    visible = {post.id for post in posts if post.visible}
    return await hang(conn, shown, visible, base, now)


async def hang(
    conn: Conn,
    shown: Mapping[Iri, Sequence[Pictured]],
    visible: Collection[Iri],
    base: str,
    now: datetime,
) -> tuple[Iri, ...]:
    pairs = [(iri, each.url) for iri, pictures in shown.items() for each in pictures]
    if not pairs:
        return ()
    asked: dict[Iri, Pictured] = {
        each.url: each
        for iri in shown
        if iri in visible
        for each in shown[iri]
        if not each.url.startswith(f"{base}/")
    }
    hosts = [host_of(url) for url in asked]
    small = [each.small for each in asked.values()]
    rows = await conn.fetch(WANT, list(asked), hosts, small, now) if asked else []
    await conn.execute(DEPICT, [a for a, _ in pairs], [b for _, b in pairs])
    return tuple(row["url"] for row in rows)


SHOWN = Sql("""
    SELECT id, content, attachments
    FROM post
    WHERE id = ANY($1::text[]) AND state = 'shown'
""")


async def depict_standing(conn: Conn, ids: Collection[Iri], base: str, now: datetime) -> None:
    """As ``depict``, of posts that were there before; what they want is fetched by and by."""
    shown = {
        row["id"]: pictured_by(SafeHtml(row["content"]), read_attachments(row["attachments"]))
        for row in await conn.fetch(SHOWN, list(ids))
    }
    await hang(conn, shown, shown, base, now)


WANTED = Sql("""
    SELECT url, small, tries
    FROM picture
    WHERE url = $1 AND state = 'wanted' AND EXISTS (
        SELECT
        FROM depiction
        JOIN post ON post.pk = depiction.post_pk
        WHERE depiction.url = picture.url AND post.state IN ('shown', 'pending')
    )
""")


async def wanted(conn: Conn, url: Iri) -> Wanted | None:
    """Return a picture that a post shows and that is not here yet; None for any other."""
    row = await conn.fetchrow(WANTED, url)
    return None if row is None else Wanted(*row)


STILL_WANTED = Sql("""
    SELECT url
    FROM picture
    WHERE state = 'wanted' AND used < $1 AND (tried IS NULL OR tried < $2)
    ORDER BY used
    LIMIT $3
""")


async def still_wanted(conn: Conn, now: datetime, limit: int) -> tuple[Iri, ...]:
    """Return pictures that should have been fetched by now, those that wait longest first."""
    rows = await conn.fetch(
        STILL_WANTED, now - timedelta(minutes=10), now - timedelta(hours=4), limit
    )
    return tuple(row["url"] for row in rows)


TRIED_OF_HOST = Sql("""
    SELECT count(*)
    FROM picture
    WHERE host = $1 AND tried > $2
""")


async def tried_of_host(conn: Conn, host: str, since: datetime) -> int:
    """Return how many pictures of a server were fetched, or asked for in vain, since a moment."""
    count: int = await conn.fetchval(TRIED_OF_HOST, host, since)
    return count


SAVE = Sql("""
    INSERT INTO picture (url, host, local, state, tries, tried, used)
    VALUES ($1, $2, $3, 'here', 1, $4, $4)
    ON CONFLICT (url) DO UPDATE SET
        state = 'here', tries = picture.tries + 1, tried = $4, used = $4, reason = ''
""")
SAVE_FILES = Sql("""
    INSERT INTO picture_file (url, name, width, height, bytes)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (url, name) DO NOTHING
""")


async def save_picture(
    conn: Conn, url: Iri, files: Sequence[File], now: datetime, *, local: bool = False
) -> None:
    """Have a picture be here, in these files."""
    await conn.execute(SAVE, url, host_of(url), local, now)
    rows = [(url, each.name, each.width, each.height, each.bytes) for each in files]
    await conn.executemany(SAVE_FILES, rows)


NOT_HAD = Sql("""
    UPDATE picture
    SET tries = tries + 1, tried = $2, reason = $3,
        state = CASE WHEN $4 OR tries + 1 >= $5 THEN 'failed' ELSE state END
    WHERE url = $1
""")


async def not_had(
    conn: Conn, url: Iri, reason: str, now: datetime, *, for_good: bool, most: int
) -> None:
    """Have it known that a picture could not be fetched; after ``most`` times it is let be."""
    await conn.execute(NOT_HAD, url, now, reason[:500], for_good, most)


FILES = Sql("""
    SELECT url, name, width, height, bytes
    FROM picture_file
    WHERE url = ANY($1::text[])
    ORDER BY url, width DESC, name
""")


async def files_of(conn: Conn, urls: Collection[str]) -> Mapping[str, tuple[File, ...]]:
    """Return the files of those of these pictures that are here, the largest first."""
    found: dict[str, tuple[File, ...]] = {}
    for url, *file in await conn.fetch(FILES, list(urls)):
        found[url] = (*found.get(url, ()), File(*file))
    return found


READABLE = Sql("""
    SELECT picture.url, picture.used
    FROM picture_file
    JOIN picture ON picture.url = picture_file.url
    WHERE picture_file.name = $1 AND EXISTS (
        SELECT
        FROM depiction
        JOIN post ON post.pk = depiction.post_pk
        LEFT JOIN thread ON thread.pk = post.thread_pk
        WHERE depiction.url = picture.url AND post.state IN ('shown', 'pending')
          AND thread.removed IS NOT TRUE AND (post.local OR NOT picture.local)
    )
    LIMIT 1
""")
USED = Sql("UPDATE picture SET used = $2 WHERE url = $1 AND used < $3")


async def readable(conn: Conn, name: str, now: datetime) -> bool:
    """Return whether a post that everybody can read shows the picture of a file.

    That it was shown is written down, once a day.
    """
    row = await conn.fetchrow(READABLE, name)
    if row is not None and row["used"] < now - A_DAY:
        await conn.execute(USED, row["url"], now, now - A_DAY)
    return row is not None


ASK_AGAIN = Sql("""
    UPDATE picture
    SET state = 'wanted', tries = 0, used = $2
    WHERE url = ANY($1::text[]) AND state = 'dropped'
""")


async def ask_again(conn: Conn, urls: Collection[str], now: datetime) -> None:
    """Have pictures that made room for others be fetched again: somebody reads their posts."""
    await conn.execute(ASK_AGAIN, list(urls), now)


USAGE = Sql("""
    SELECT
        count(*) FILTER (WHERE state = 'here' AND local) AS own,
        coalesce(sum(files.bytes) FILTER (WHERE local), 0)::bigint AS own_bytes,
        count(*) FILTER (WHERE state = 'here' AND NOT local) AS others,
        coalesce(sum(files.bytes) FILTER (WHERE NOT local), 0)::bigint AS others_bytes,
        count(*) FILTER (WHERE state = 'wanted') AS wanted,
        count(*) FILTER (WHERE state = 'dropped') AS dropped,
        count(*) FILTER (WHERE state = 'failed') AS failed
    FROM picture
    LEFT JOIN (SELECT url, sum(bytes) AS bytes FROM picture_file GROUP BY url) AS files USING (url)
""")


async def media_usage(conn: Conn) -> MediaUsage:
    """Return how much is here."""
    return MediaUsage(**dict(await conn.fetchrow(USAGE) or {}))
