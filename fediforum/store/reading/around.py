"""What stands around the posts of a page: the posts that they quote, and reactions by emoji."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from fediforum.content import SafeHtml
from fediforum.store.database import Conn, Sql
from fediforum.store.reading.pictured import with_pictures
from fediforum.store.reading.views import PostView, QuotedView, Reaction
from fediforum.vocab.iri import Iri

REACTIONS = 8  # kinds of emoji that a post shows
COUNTED = 1000

QUOTED = Sql("""
    SELECT
        post.id AS quoting, quoted.short, quoted.content, quoted.summary, quoted.language,
        author.preferred_username, author.name, author.indexable, author.local
    FROM post
    JOIN post AS quoted ON quoted.id = post.quote
    JOIN thread ON thread.pk = quoted.thread_pk
    JOIN actor AS author ON author.id = quoted.author
    LEFT JOIN relation AS stamp
        ON stamp.kind = 'stamp' AND stamp.a = post.id AND stamp.b = post.quote
    WHERE post.id = ANY($1::text[]) AND quoted.state = 'shown' AND NOT thread.removed
      AND (quoted.author = post.author OR stamp.value NOT IN ('asked', 'refused'))
""")
BY_EMOJI = Sql("""
    SELECT asked.id, found.value, found.votes
    FROM unnest($1::text[]) AS asked (id)
    CROSS JOIN LATERAL (
        SELECT value, count(*) AS votes
        FROM (
            SELECT value
            FROM relation
            WHERE b = asked.id AND kind = 'vote' AND value NOT IN ('up', 'down')
            LIMIT $3
        ) AS sampled
        GROUP BY value
        ORDER BY votes DESC, value
        LIMIT $2
    ) AS found
""")


async def with_surroundings(conn: Conn, posts: Sequence[PostView]) -> tuple[PostView, ...]:
    """Return the posts with what they quote and show, as far as they may, and their reactions."""
    quoting = [post.id for post in posts if post.shown]
    liked = [post.id for post in posts if post.shown and post.likes]
    quoted: dict[Iri, QuotedView] = {}
    for row in await conn.fetch(QUOTED, quoting) if quoting else ():
        quoted[row["quoting"]] = QuotedView(
            short=row["short"],
            author=row["name"] or row["preferred_username"],
            content=SafeHtml(row["content"]),
            summary=row["summary"],
            language=row["language"],
            indexable=row["local"] or row["indexable"],
        )
    reactions: dict[Iri, list[Reaction]] = defaultdict(list)
    for row in await conn.fetch(BY_EMOJI, liked, REACTIONS, COUNTED) if liked else ():
        reactions[row["id"]].append(Reaction(row["value"], row["votes"]))
    known = [
        replace(post, quoted=quoted.get(post.id), reactions=tuple(reactions.get(post.id, ())))
        for post in posts
    ]
    return await with_pictures(conn, known)
