"""Posts: saving, filing and emptying them. Whether any of it may happen is not asked here."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from fediforum.content import fingerprint
from fediforum.errors import Conflict
from fediforum.forum.model import Grave, Post, PostState
from fediforum.store.counts import Counts
from fediforum.store.database import Conn, Sql
from fediforum.store.revisions import forget_revisions, keep_revisions
from fediforum.store.rows import write_attachments, write_options
from fediforum.vocab.iri import Iri, host_of


@dataclass(frozen=True, slots=True)
class Saving:
    """A post and its object's own bytes; None keeps the bytes that are there."""

    post: Post
    document: bytes | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a post stands in the database before it is written again."""

    id: Iri
    state: str
    thread: Iri | None
    root: Iri | None
    seq: int | None
    parent: Iri | None

    @property
    def counted(self) -> bool:
        return self.state == PostState.SHOWN and self.thread is not None


STANDING = Sql("""
    SELECT post.id, post.state, thread.id AS thread, thread.root, post.seq, post.parent
    FROM post
    LEFT JOIN thread ON thread.pk = post.thread_pk
    WHERE post.id = ANY($1::text[])
""")


async def standing(conn: Conn, ids: Collection[Iri]) -> dict[Iri, Standing]:
    rows = await conn.fetch(STANDING, list(ids))
    return {row["id"]: Standing(*row) for row in rows}


LOCK_IDS = Sql("""
    SELECT pg_advisory_xact_lock(hash)
    FROM (
        SELECT DISTINCT hashtextextended(id, 0) AS hash
        FROM unnest($1::text[]) AS asked (id)
        ORDER BY hash
    ) AS ordered
""")


async def lock_ids(conn: Conn, ids: Collection[Iri]) -> None:
    """Hold ids that may not exist yet until the transaction ends: one writer at a time has each."""
    await conn.fetch(LOCK_IDS, list(ids))


BURIED = Sql("SELECT id FROM grave WHERE id = ANY($1::text[])")
PLACES = Sql("SELECT id, pk, root FROM thread WHERE id = ANY($1::text[])")
ALLOT = Sql("""
    UPDATE thread
    SET next_seq = thread.next_seq + asked.posts
    FROM unnest($1::text[], $2::integer[]) AS asked (id, posts)
    WHERE thread.id = asked.id
    RETURNING thread.id, thread.next_seq - asked.posts AS first
""")
AWAITING = Sql("""
    SELECT asked.id, below.replies, reactions.likes, reactions.dislikes, reactions.shares
    FROM unnest($1::text[]) AS asked (id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS replies
        FROM post
        WHERE parent = asked.id AND state = 'shown' AND thread_pk IS NOT NULL
    ) AS below
    CROSS JOIN LATERAL (
        SELECT
            count(*) FILTER (WHERE kind = 'vote' AND value <> 'down') AS likes,
            count(*) FILTER (WHERE kind = 'vote' AND value = 'down') AS dislikes,
            count(*) FILTER (WHERE kind = 'share') AS shares
        FROM relation
        WHERE b = asked.id
    ) AS reactions
""")
SAVE = Sql("""
    INSERT INTO post (
        id, short, host, local, thread_pk, seq, parent, author, board, type, state, public, name,
        summary, content, source, source_type, sensitive, language, context, quote, url, hashtags,
        mentions, attachments, options, many, closes, published, updated, arrived, create_id,
        document, reason, locked, swept, searchable, note, likeness, replies, likes, dislikes,
        shares
    )
    VALUES (
        $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37,
        $38, $39, $40, $41, $42, $43
    )
    ON CONFLICT (id) DO UPDATE SET
        thread_pk = excluded.thread_pk,
        seq = excluded.seq,
        parent = excluded.parent,
        author = excluded.author,
        board = excluded.board,
        type = excluded.type,
        state = excluded.state,
        public = excluded.public,
        name = excluded.name,
        summary = excluded.summary,
        content = excluded.content,
        source = excluded.source,
        source_type = excluded.source_type,
        sensitive = excluded.sensitive,
        language = excluded.language,
        context = excluded.context,
        quote = excluded.quote,
        url = excluded.url,
        hashtags = excluded.hashtags,
        mentions = excluded.mentions,
        attachments = excluded.attachments,
        options = excluded.options,
        many = excluded.many,
        closes = excluded.closes,
        published = excluded.published,
        updated = excluded.updated,
        create_id = excluded.create_id,
        document = coalesce(excluded.document, post.document),
        reason = excluded.reason,
        locked = excluded.locked,
        swept = excluded.swept,
        searchable = excluded.searchable,
        note = excluded.note,
        likeness = excluded.likeness
""")


async def save_posts(
    conn: Conn, saving: Sequence[Saving], now: datetime, counts: Counts
) -> frozenset[Iri]:
    """Make or replace these posts, in this order; the ids of those that were filed just now.

    A post that is new in its thread gets the next ``seq``; one that was there keeps its own, and
    is filed once it waits no longer. An id with a grave stays empty. Raises Conflict where the
    thread does not exist.
    """
    ids = [each.post.id for each in saving]
    await lock_ids(conn, ids)
    buried = {row["id"] for row in await conn.fetch(BURIED, ids)}
    alive = [
        each
        for each in saving
        if each.post.id not in buried or each.post.state is PostState.DELETED
    ]
    before = await standing(conn, ids)
    named = {each.post.thread for each in alive if each.post.thread is not None}
    places = {row["id"]: row for row in await conn.fetch(PLACES, list(named))}
    if missing := named - places.keys():
        raise Conflict("The thread of a post is not there.", subject=min(missing))
    filed = [
        each.post
        for each in alive
        if each.post.thread is not None and files(before.get(each.post.id), each.post)
    ]
    seqs = await allot(conn, filed)
    fresh = [each.post.id for each in alive if each.post.id not in before]
    awaiting = {row["id"]: row for row in await conn.fetch(AWAITING, fresh)}
    for each in alive:
        count(counts, before.get(each.post.id), each.post, places)
    rows = []
    for each in alive:
        post = each.post
        old = before.get(post.id)
        kept = old.seq if old is not None else None
        seq = None if post.thread is None else seqs.get(post.id, kept)
        pk = None if post.thread is None else places[post.thread]["pk"]
        numbers = (0, 0, 0, 0)
        if old is None:
            # What is not there yet cannot be counted up: a new post brings its numbers.
            found = awaiting[post.id]
            replies = found["replies"] + counts.replies.pop(post.id, 0)
            numbers = (replies, found["likes"], found["dislikes"], found["shares"])
        rows.append((*columns(each, pk, seq, now), *numbers))
    await keep_revisions(conn, [each.post for each in alive], now)
    await conn.executemany(SAVE, rows)
    let_in = (
        each.post.id for each in alive if waits_no_longer(before.get(each.post.id), each.post)
    )
    return frozenset({*(post.id for post in filed), *let_in})


def files(before: Standing | None, post: Post) -> bool:
    """Whether a post comes into its thread from elsewhere, or from nowhere.

    What came late belongs to a thread and has no place in it until it is let in.
    """
    if post.state is PostState.LATE:
        return False
    return before is None or before.thread != post.thread or before.seq is None


def waits_no_longer(before: Standing | None, post: Post) -> bool:
    return before is not None and before.state == PostState.HELD and post.state is PostState.SHOWN


async def allot(conn: Conn, filed: Sequence[Post]) -> dict[Iri, int]:
    """Return the ``seq`` of each post that is filed now, and have the threads count on."""
    asked = Counter(post.thread for post in filed if post.thread is not None)
    if not asked:
        return {}
    rows = await conn.fetch(ALLOT, list(asked), list(asked.values()))
    following = {row["id"]: row["first"] for row in rows}
    seqs = {}
    for post in filed:
        seqs[post.id] = following[post.thread]
        following[post.thread] += 1
    return seqs


def count(
    counts: Counts, before: Standing | None, post: Post, places: Mapping[Iri, asyncpg.Record]
) -> None:
    if before is not None and before.thread is not None:
        counts.touch(before.thread)
        if before.counted:
            opening = before.id == before.root
            counts.show(before.thread, before.parent, opening=opening, by=-1)
    if post.thread is not None:
        counts.touch(post.thread)
        if post.state is PostState.SHOWN:
            opening = post.id == places[post.thread]["root"]
            counts.show(post.thread, post.parent, opening=opening, by=1)


def columns(
    saving: Saving, thread_pk: int | None, seq: int | None, now: datetime
) -> tuple[object, ...]:
    post = saving.post
    return (
        post.id, post.short, host_of(post.id), post.local, thread_pk, seq, post.parent,
        post.author, post.board, post.type, post.state, post.public, post.name, post.summary,
        post.content, post.source and post.source.content, post.source and post.source.media_type,
        post.sensitive, post.language, post.context, post.quote, post.url, post.hashtags,
        post.mentions, write_attachments(post.attachments), write_options(post.options), post.many,
        post.closes, post.published, post.updated, now, post.create, saving.document,
        post.reason, post.locked, post.swept, post.searchable, post.note,
        fingerprint(post.content),
    )  # fmt: skip


BURY = Sql("""
    INSERT INTO grave (id, by, at, former_type)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (id) DO NOTHING
""")


async def bury(conn: Conn, graves: Sequence[Grave], counts: Counts) -> None:
    """Block these ids for ever and empty the posts that bear them."""
    await conn.executemany(BURY, [(each.id, each.by, each.at, each.former_type) for each in graves])
    await empty(conn, [each.id for each in graves], counts)


UNBURY = Sql("DELETE FROM grave WHERE id = ANY($1::text[])")


async def unbury(conn: Conn, ids: Collection[Iri]) -> None:
    """Let these ids be used again, as their own servers do."""
    if ids:
        await conn.execute(UNBURY, list(ids))


EMPTY = Sql("""
    UPDATE post
    SET thread_pk = CASE WHEN seq IS NOT NULL THEN thread_pk END,
        state = 'deleted', public = true, name = NULL, summary = NULL, content = '',
        source = NULL, source_type = NULL, sensitive = false, language = NULL, context = NULL,
        quote = NULL, url = NULL, hashtags = '{}', mentions = '{}', attachments = '[]',
        options = '[]', many = false, closes = NULL, updated = NULL, document = NULL,
        reason = '', searchable = NULL, note = false, likeness = NULL, likes = 0,
        dislikes = 0, shares = 0
    WHERE id = ANY($1::text[])
""")
LET_GO = Sql("""
    DELETE FROM relation
    WHERE (kind, a, b) IN (
          SELECT kind, a, b FROM relation WHERE b = ANY($1::text[])
          UNION
          SELECT kind, a, b
          FROM relation
          WHERE kind IN ('pin', 'stamp', 'replying', 'answer') AND a = ANY($1)
      )
""")


async def empty(conn: Conn, ids: Collection[Iri], counts: Counts) -> None:
    """Take what was said out of these posts, and every relation to them; their places stay."""
    before = await standing(conn, ids)
    if not before:
        return
    for old in before.values():
        if old.thread is not None:
            counts.touch(old.thread)
            if old.counted:
                counts.show(old.thread, old.parent, opening=old.id == old.root, by=-1)
    for counter in (counts.likes, counts.dislikes, counts.shares):
        for iri in before:
            counter.pop(iri, None)
    await forget_revisions(conn, before)
    await conn.execute(EMPTY, list(before))
    await conn.execute(LET_GO, list(before))


WRITTEN_BY = Sql("""
    SELECT id
    FROM post
    WHERE author = $1 AND state <> 'deleted'
""")


async def empty_by(conn: Conn, member: Iri, at: datetime, counts: Counts) -> None:
    """Empty everything that a member wrote, and block their id."""
    await conn.execute(BURY, member, member, at, None)
    written = [row["id"] for row in await conn.fetch(WRITTEN_BY, member)]
    await empty(conn, written, counts)


SHELVED_UNDER = Sql("""
    SELECT id
    FROM post
    WHERE parent = ANY($1::text[]) AND state = 'shelved'
    ORDER BY published, id
""")


async def shelved_under(conn: Conn, parents: Collection[Iri]) -> tuple[Iri, ...]:
    """Return the posts on the shelf that wait for one of these parents, oldest first."""
    return tuple(row["id"] for row in await conn.fetch(SHELVED_UNDER, list(parents)))


DOCUMENT = Sql("SELECT document FROM post WHERE id = $1")


async def stored_document(conn: Conn, id_: Iri) -> bytes | None:
    """Return a post's object as it came, or as we sent it."""
    document: bytes | None = await conn.fetchval(DOCUMENT, id_)
    return document


CLEAR_SHELF = Sql("""
    DELETE FROM post
    WHERE state = 'shelved' AND arrived < $1 AND NOT EXISTS (
        SELECT FROM post AS above WHERE above.id = post.parent AND above.state = 'held'
    )
""")


async def clear_shelf(conn: Conn, before: datetime) -> None:
    """Give up posts whose parents have not come since then; those that wait too have time."""
    await conn.execute(CLEAR_SHELF, before)
