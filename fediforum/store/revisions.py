"""Revisions: what posts said before they were edited, as long as people may read them.

Kept and dropped in the transaction of whatever changes the post; nobody decides anything here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from fediforum.content import SafeHtml
from fediforum.forum.model import Post
from fediforum.limits import REVISIONS
from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri

KEEP = Sql("""
    INSERT INTO revision (post_pk, said, replaced, name, summary, content, source)
    SELECT
        post.pk, coalesce(post.updated, post.published), $5, post.name, post.summary,
        post.content, post.source
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
        WITH ORDINALITY AS new (id, name, summary, content, place)
    JOIN post ON post.id = new.id
    WHERE post.state IN ('shown', 'pending')
      AND (post.name, post.summary, post.content)
          IS DISTINCT FROM (new.name, new.summary, new.content)
    ORDER BY new.place
    RETURNING post_pk
""")
PRUNE = Sql("""
    DELETE FROM revision
    USING (
        SELECT pk, row_number() OVER (PARTITION BY post_pk ORDER BY pk DESC) AS place
        FROM revision
        WHERE post_pk = ANY($1::bigint[])
    ) AS counted
    WHERE revision.pk = counted.pk AND counted.place > $2
""")


async def keep_revisions(conn: Conn, posts: Sequence[Post], now: datetime) -> None:
    """Keep what these posts say in the database where they are about to say something else.

    Of each the last ``limits.REVISIONS`` are kept; of what people may not read any more, none.
    """
    readable = [post for post in posts if post.visible]
    if readable:
        changed = await conn.fetch(
            KEEP,
            [post.id for post in readable],
            [post.name for post in readable],
            [post.summary for post in readable],
            [post.content for post in readable],
            now,
        )
        if changed:
            await conn.execute(PRUNE, [row["post_pk"] for row in changed], REVISIONS)
    await forget_revisions(conn, [post.id for post in posts if not post.visible])


FORGET = Sql("""
    DELETE FROM revision
    USING post
    WHERE post.id = ANY($1::text[]) AND revision.post_pk = post.pk
""")


async def forget_revisions(conn: Conn, ids: Collection[Iri]) -> None:
    """Drop every earlier version of these posts."""
    if ids:
        await conn.execute(FORGET, list(ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a post said from ``said`` on, until it was ``replaced``; None: it says so now."""

    said: datetime
    replaced: datetime | None
    name: str | None
    summary: str | None
    content: SafeHtml


EARLIER = Sql("""
    SELECT revision.said, revision.replaced, revision.name, revision.summary, revision.content
    FROM post
    JOIN revision ON revision.post_pk = post.pk
    WHERE post.id = $1 AND post.state IN ('shown', 'pending')
    ORDER BY revision.pk DESC
""")


async def earlier_versions(conn: Conn, post: Iri) -> tuple[Version, ...]:
    """Return what a post said before, the latest first."""
    rows = await conn.fetch(EARLIER, post)
    return tuple(Version(**{**row, "content": SafeHtml(row["content"])}) for row in rows)
