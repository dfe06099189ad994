"""Members: somebody, what they wrote here, and with whom they speak; never how much."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fediforum.content import SafeHtml, sanitise_remote
from fediforum.content.pieces import pieces, text_of
from fediforum.errors import Malformed
from fediforum.store.database import Conn, Sql
from fediforum.store.reading.views import (
    POSTS_A_LIST,
    Author,
    PostView,
    ThreadView,
    author_from,
    following,
    post_view,
    thread_view,
)
from fediforum.vocab.actors import Field
from fediforum.vocab.json import read_json
from fediforum.vocab.reading import read_actor

OPENED = 20
LINKS = 8
LATELY = 50  # posts that tell with whom somebody speaks
PEOPLE = 12


@dataclass(frozen=True, slots=True)
class Link:
    """Where else somebody can be found, as they say: what it is, and a web address."""

    name: str
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class MemberPage:
    """Somebody, the threads they opened lately, and their posts, newest first.

    ``answered`` are people whom they answered lately, ``answering`` those who answered them.
    ``links`` are those that their own server tells of, if they are elsewhere.
    """

    member: Author
    summary: SafeHtml
    published: datetime | None
    threads: tuple[ThreadView, ...]
    posts: tuple[PostView, ...]
    after: str | None
    answered: tuple[Author, ...] = ()
    answering: tuple[Author, ...] = ()
    links: tuple[Link, ...] = ()


MEMBER = Sql("""
    SELECT
        actor.id AS member_id, preferred_username AS member_name, host AS member_host,
        actor.name AS member_display, local AS member_local, url AS member_url,
        indexable AS member_indexable, gone IS NOT NULL AS member_gone, summary, published, document
    FROM actor
    WHERE lower(preferred_username) = lower($1) AND host = $2 AND type <> 'Group'
      AND hushed <> 'block'
    ORDER BY gone IS NOT NULL
    LIMIT 1
""")
OPENED_THREADS = Sql("""
    SELECT *
    FROM thread_view
    WHERE author_id = $1 AND NOT removed
    ORDER BY created DESC, pk DESC
    LIMIT $2
""")
WRITTEN = Sql("""
    SELECT *
    FROM post_view
    WHERE author_id = $1 AND state = 'shown' AND thread_pk IS NOT NULL AND NOT thread_removed
    ORDER BY published DESC, pk DESC
    LIMIT $2
""")
WRITTEN_AFTER = Sql("""
    SELECT *
    FROM post_view
    WHERE author_id = $1 AND state = 'shown' AND thread_pk IS NOT NULL AND NOT thread_removed
      AND (published, pk) < (SELECT published, pk FROM post WHERE short = $3)
    ORDER BY published DESC, pk DESC
    LIMIT $2
""")


# People whom somebody answered lately, or who answered them: the latest first, and uncounted.
ANSWERED = Sql("""
    WITH lately AS (
        SELECT parent, published
        FROM post
        WHERE author = $1 AND state = 'shown' AND thread_pk IS NOT NULL AND parent IS NOT NULL
        ORDER BY published DESC
        LIMIT $2
    )
    SELECT
        author.id AS author_id, author.preferred_username AS author_name,
        author.host AS author_host, author.name AS author_display, author.local AS author_local,
        author.url AS author_url, author.indexable AS author_indexable, false AS author_gone
    FROM lately
    CROSS JOIN LATERAL (
        SELECT author
        FROM post
        WHERE id = lately.parent AND state = 'shown' AND author <> $1
        LIMIT 1
    ) AS above
    JOIN actor AS author ON author.id = above.author
    WHERE author.gone IS NULL
    GROUP BY author.pk
    ORDER BY max(lately.published) DESC
    LIMIT $3
""")
ANSWERING = Sql("""
    WITH lately AS (
        SELECT id
        FROM post
        WHERE author = $1 AND state = 'shown' AND thread_pk IS NOT NULL
        ORDER BY published DESC
        LIMIT $2
    )
    SELECT
        author.id AS author_id, author.preferred_username AS author_name,
        author.host AS author_host, author.name AS author_display, author.local AS author_local,
        author.url AS author_url, author.indexable AS author_indexable, false AS author_gone
    FROM lately
    CROSS JOIN LATERAL (
        SELECT author, published
        FROM post
        WHERE parent = lately.id AND state = 'shown' AND thread_pk IS NOT NULL AND author <> $1
        LIMIT $3
    ) AS below
    JOIN actor AS author ON author.id = below.author
    WHERE author.gone IS NULL
    GROUP BY author.pk
    ORDER BY max(below.published) DESC
    LIMIT $3
""")


async def member_page(
    conn: Conn, name: str, host: str, *, after: str | None = None, limit: int = POSTS_A_LIST
) -> MemberPage | None:
    """Return somebody's page, their posts after the post ``after``."""
    row = await conn.fetchrow(MEMBER, name, host)
    if row is None:
        return None
    member = author_from(row, "member")
    opened = await conn.fetch(OPENED_THREADS, member.id, OPENED)
    if after is None:
        written = await conn.fetch(WRITTEN, member.id, limit)
    else:
        written = await conn.fetch(WRITTEN_AFTER, member.id, limit, after)
    posts = tuple(map(post_view, written))
    answered = await conn.fetch(ANSWERED, member.id, LATELY, PEOPLE) if after is None else ()
    answering = await conn.fetch(ANSWERING, member.id, LATELY, PEOPLE) if after is None else ()
    return MemberPage(
        member=member,
        summary=SafeHtml(row["summary"]),
        published=row["published"],
        threads=tuple(map(thread_view, opened)),
        posts=posts,
        after=following(posts, limit),
        answered=tuple(author_from(each, "author") for each in answered),
        answering=tuple(author_from(each, "author") for each in answering),
        links=links(row["document"]),
    )


def links(document: bytes | None) -> tuple[Link, ...]:
    """The lines of a profile that lead somewhere, as the document tells them."""
    if document is None:
        return ()
    try:
        fields = read_actor(read_json(document)).fields
    except Malformed:
        return ()
    return tuple(links_in(fields))[:LINKS]


def links_in(fields: tuple[Field, ...]) -> Iterator[Link]:
    for field in fields:
        parts = list(pieces(sanitise_remote(field.value)))
        found = (part.attributes.get("href", "") for part in parts if part.tag == "a")
        text = text_of(parts).strip()
        href = next((each for each in found if each.startswith("https://")), "")
        if not href and text.startswith("https://") and " " not in text:
            href = text
        if href:
            yield Link(field.name, href, text.removeprefix("https://").rstrip("/"))
