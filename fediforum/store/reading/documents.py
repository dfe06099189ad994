"""Documents: what the machine's doors need to answer for one id."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fediforum.content import SafeHtml
from fediforum.forum.model import Board, Member, PostState
from fediforum.store.actors import StoredKey, keys_of
from fediforum.store.database import Conn, Sql
from fediforum.store.rows import board_from, member_from, read_options
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Option


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDocument:
    """A post's object as it came or as we sent it, and what has changed around it since.

    ``document`` is None for what is deleted (``deleted`` says when), and where none was kept.
    ``thread`` is None on the shelf; ``replies`` counts direct ones.
    """

    id: Iri
    short: str | None
    local: bool
    state: PostState
    author: Iri
    public: bool
    thread: Iri | None
    thread_short: str | None
    thread_removed: bool
    opening: bool
    closed: bool
    type: str | None
    published: datetime | None
    updated: datetime | None
    deleted: datetime | None
    create: Iri | None
    replies: int
    likes: int
    shares: int
    options: tuple[Option, ...]
    document: bytes | None = field(repr=False)
    answer: bool = False
    voters: int | None = None


POST_DOCUMENT = Sql("""
    SELECT
        post.id, post.short, local, state, post.author, public, thread.id AS thread,
        thread.short AS thread_short, coalesce(thread.removed, false) AS thread_removed,
        coalesce(thread.root = post.id, false) AS opening,
        coalesce(thread.locked, false) OR post.locked AS closed,
        coalesce(grave.former_type, post.type) AS type, published, updated, grave.at AS deleted,
        create_id AS create, post.replies, likes, shares, options,
        document, EXISTS (SELECT FROM relation WHERE kind = 'answer' AND a = post.id) AS answer,
        CASE WHEN options <> '[]' THEN (
            SELECT count(*) FROM relation WHERE kind = 'choice' AND b = post.id
        ) END AS voters
    FROM post
    LEFT JOIN thread ON thread.pk = post.thread_pk
    LEFT JOIN grave ON grave.id = post.id
    WHERE post.id = $1
    UNION ALL
    SELECT
        id, NULL, false, 'deleted', by, true, NULL, NULL, false, false, false, former_type, NULL,
        NULL, at, NULL, 0, 0, 0, '[]', NULL, false, NULL
    FROM grave
    WHERE id = $1
    LIMIT 1
""")


async def post_document(conn: Conn, id_: Iri) -> PostDocument | None:
    """Return what there is of a post, also when only its grave is left."""
    row = await conn.fetchrow(POST_DOCUMENT, id_)
    if row is None:
        return None
    read = {"state": PostState(row["state"]), "options": read_options(row["options"])}
    return PostDocument(**{**row, **read})


ACTIVITY = Sql("""
    SELECT body
    FROM emission
    WHERE activity = $1
    ORDER BY created, id
    LIMIT 1
""")


async def activity_document(conn: Conn, id_: Iri) -> bytes | None:
    """Return an activity as we first sent it; kept for 90 days."""
    body: bytes | None = await conn.fetchval(ACTIVITY, id_)
    return body


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """All that the document of an actor here says; ``keys`` with their sealed private halves."""

    member: Member
    board: Board | None
    summary: SafeHtml
    source: str | None
    icon: Iri | None
    image: Iri | None
    published: datetime | None
    updated: datetime | None
    discoverable: bool
    indexable: bool
    gone: datetime | None
    keys: tuple[StoredKey, ...]


PROFILE = Sql("""
    SELECT
        summary, source, icon, image, published, updated, discoverable, indexable, gone,
        ROW(
            id, local, type, preferred_username, host, inbox, name, shared_inbox, followers,
            url, suspended, gone IS NOT NULL, moved_to, also_known_as,
            discoverable
        ) AS member,
        CASE WHEN board.actor_pk IS NOT NULL THEN ROW(
            id, local, preferred_username, name, coalesce(followers, ''), inbox, host,
            shared_inbox, posting, starter_type, moderators, featured, language, removed,
            questions, slow
        ) END AS board
    FROM actor
    LEFT JOIN board ON board.actor_pk = actor.pk
    WHERE id = $1
""")


async def profile(conn: Conn, id_: Iri) -> Profile | None:
    """Return all that is known of an actor, and the keys that it has."""
    row = await conn.fetchrow(PROFILE, id_)
    if row is None:
        return None
    return Profile(
        member=member_from(row["member"]),
        board=None if row["board"] is None else board_from(row["board"]),
        summary=SafeHtml(row["summary"]),
        source=row["source"],
        icon=row["icon"],
        image=row["image"],
        published=row["published"],
        updated=row["updated"],
        discoverable=row["discoverable"],
        indexable=row["indexable"],
        gone=row["gone"],
        keys=await keys_of(conn, id_),
    )


@dataclass(frozen=True, slots=True)
class Usage:
    """What NodeInfo tells: members here, those who wrote lately, and what they wrote."""

    members: int
    active_month: int
    active_half_year: int
    threads: int
    replies: int


USAGE = Sql("""
    SELECT
        count(*) AS members,
        count(*) FILTER (WHERE written.latest > $1) AS active_month,
        count(*) FILTER (WHERE written.latest > $2) AS active_half_year,
        coalesce(sum(written.threads), 0)::bigint AS threads,
        coalesce(sum(written.replies), 0)::bigint AS replies
    FROM actor
    CROSS JOIN LATERAL (
        SELECT
            max(published) AS latest, count(parent) AS replies,
            count(*) FILTER (WHERE parent IS NULL) AS threads
        FROM post
        WHERE post.author = actor.id AND post.state IN ('shown', 'pending')
    ) AS written
    WHERE local AND type = 'Person' AND gone IS NULL AND id <> $3
""")


async def usage(conn: Conn, desk: Iri, now: datetime) -> Usage:
    """Return how much the forum is used; the ``desk`` is nobody."""
    row = await conn.fetchrow(USAGE, now - timedelta(days=30), now - timedelta(days=180), desk)
    assert row is not None
    return Usage(**row)
