"""The gather: what is known of a set of ids, in one round trip.

Each kind comes as an array of records in a single row; ``rows`` makes values of them. Every
lookup goes by an index: ids are united step by step, never compared with OR.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from fediforum.errors import Malformed
from fediforum.forum.domains import Domain, Policy, domains
from fediforum.forum.home import Home, Kind
from fediforum.forum.known import Known
from fediforum.limits import ALIKE, RECENT_POSTS
from fediforum.store.database import Conn, Sql
from fediforum.store.rows import (
    board_from,
    decision_from,
    member_from,
    post_from,
    record_from,
    relation_from,
    thread_from,
)  # fmt: skip
from fediforum.vocab.domains import domains_above
from fediforum.vocab.iri import Iri, host_of

GATHER = Sql("""
    WITH
    named AS (
        SELECT pk, parent, thread_pk FROM post WHERE id = ANY($1::text[])
        UNION
        SELECT pk, parent, thread_pk FROM post WHERE create_id = ANY($1)
        UNION
        SELECT pk, parent, thread_pk
        FROM post
        WHERE id = ANY(ARRAY(SELECT b FROM relation WHERE activity = ANY($1)))
    ),
    parents AS (
        SELECT pk, thread_pk FROM post WHERE id = ANY(ARRAY(SELECT parent FROM named))
    ),
    threads AS (
        SELECT pk, id, root, board_pk, author
        FROM thread
        WHERE pk = ANY(ARRAY(
            SELECT thread_pk FROM named
            UNION
            SELECT thread_pk FROM parents
            UNION
            SELECT pk FROM thread WHERE id = ANY($1)
            UNION
            SELECT pk FROM thread WHERE context = ANY($1)
            UNION
            SELECT pk FROM thread WHERE root = ANY($1)
        ))
    ),
    posts AS (
        SELECT pk, id, author, board
        FROM post
        WHERE pk = ANY(ARRAY(
            SELECT pk FROM named
            UNION
            SELECT pk FROM parents
            UNION
            SELECT pk FROM post WHERE id = ANY(ARRAY(SELECT root FROM threads))
        ))
    ),
    boards AS (
        SELECT board.actor_pk, actor.id
        FROM board
        JOIN actor ON actor.pk = board.actor_pk
        WHERE board.actor_pk = ANY(ARRAY(
            SELECT board_pk FROM threads
            UNION
            SELECT pk FROM actor WHERE id = ANY($1)
            UNION
            SELECT pk FROM actor WHERE id = ANY(ARRAY(SELECT board FROM posts))
            UNION
            SELECT pk FROM actor WHERE type = 'Group' AND followers = ANY($1)
            UNION
            SELECT pk FROM actor WHERE type = 'Group' AND featured = ANY($1)
            UNION
            SELECT pk FROM actor WHERE type = 'Group' AND moderators = ANY($1)
        ))
    ),
    members AS (
        SELECT pk, id
        FROM actor
        WHERE id = ANY(ARRAY(
            SELECT unnest($1)
            UNION
            SELECT unnest($2::text[])
            UNION
            SELECT author FROM posts
            UNION
            SELECT author FROM threads
            UNION
            SELECT id FROM boards
        ))
    ),
    everything AS (
        SELECT unnest($1) AS id
        UNION
        SELECT unnest($2)
        UNION
        SELECT id FROM posts
        UNION
        SELECT id FROM threads
        UNION
        SELECT id FROM members
    ),
    relations AS (
        SELECT kind, a, b, value, activity, until
        FROM relation
        WHERE kind IN (
              'follow', 'vote', 'share', 'ban', 'pin', 'block', 'stamp', 'choice', 'question',
              'replying', 'liking', 'sharing', 'featuring',
              'answer', 'trust'
          )
          AND a = ANY(ARRAY(SELECT id FROM everything))
          AND b = ANY(ARRAY(SELECT id FROM everything))
        UNION
        SELECT kind, a, b, value, activity, until
        FROM relation
        WHERE kind = 'role' AND b = ANY(ARRAY(SELECT id FROM boards))
        UNION
        SELECT kind, a, b, value, activity, until
        FROM relation
        WHERE activity = ANY($1)
    )
    SELECT
        ARRAY(
            SELECT ROW(
                id, local, type, preferred_username, host, inbox, name, shared_inbox, followers,
                url, suspended, gone IS NOT NULL, moved_to, also_known_as,
                discoverable
            )
            FROM actor
            WHERE pk = ANY(ARRAY(SELECT pk FROM members))
        ) AS members,
        ARRAY(
            SELECT ROW(
                actor.id, local, preferred_username, name, coalesce(followers, ''), inbox, host,
                shared_inbox, posting, starter_type, moderators, featured, language, removed,
                questions, slow
            )
            FROM board
            JOIN actor ON actor.pk = board.actor_pk
            WHERE board.actor_pk = ANY(ARRAY(SELECT actor_pk FROM boards))
        ) AS boards,
        ARRAY(
            SELECT ROW(
                thread.id, short, actor.id, root, author, title, slug, context, locked,
                lock_reason, locked_by, removed, created, slow, into_id, retitled
            )
            FROM thread
            JOIN actor ON actor.pk = thread.board_pk
            WHERE thread.pk = ANY(ARRAY(SELECT pk FROM threads))
        ) AS threads,
        ARRAY(
            SELECT ROW(
                post.id, post.short, local, post.author, thread.id, parent, content, published,
                seq, board, type, name, summary, source, source_type, sensitive, language,
                post.context, url, updated, state, create_id, public, quote, hashtags, mentions,
                attachments, options, many, closes, reason, post.locked, swept, searchable,
                note
            )
            FROM post
            LEFT JOIN thread ON thread.pk = post.thread_pk
            WHERE post.pk = ANY(ARRAY(SELECT pk FROM posts))
        ) AS posts,
        ARRAY(SELECT ROW(kind, a, b, value, activity, until) FROM relations) AS relations,
        ARRAY(SELECT id FROM grave WHERE id = ANY($1)) AS gone,
        ARRAY(
            SELECT ROW(name, policy, source, priority, exact)
            FROM domain
            WHERE name = ANY((SELECT $3::text[])::text[])
              AND (until IS NULL OR until > coalesce($5, now()))
        ) AS decided,
        (SELECT listed_only FROM instance) AS listed_only,
        ARRAY(
            SELECT ROW(asked.host, shelf.posts)
            FROM unnest($4::text[]) AS asked (host)
            CROSS JOIN LATERAL (
                SELECT count(*) AS posts
                FROM post
                WHERE state = 'shelved' AND post.host = asked.host
            ) AS shelf
            WHERE shelf.posts > 0
        ) AS shelved,
        ARRAY(
            SELECT ROW(
                actor.id, actor.published, actor.met, (
                    SELECT peer.met
                    FROM actor AS peer
                    WHERE peer.host = actor.host AND NOT peer.local
                    ORDER BY peer.met
                    LIMIT 1
                ),
                -- The next entry of an index: EXISTS would be answered by reading every follow.
                coalesce((
                    SELECT (b, kind) = (actor.id, 'follow')
                    FROM relation
                    WHERE (b, kind) >= (actor.id, 'follow')
                    ORDER BY b, kind
                    LIMIT 1
                ), false),
                ARRAY(
                    SELECT ROW(post.board, thread.id, state = 'shown', arrived)
                    FROM post
                    LEFT JOIN thread ON thread.pk = post.thread_pk
                    WHERE post.author = actor.id AND post.id <> ALL ($10::text[])
                    ORDER BY post.arrived DESC
                    LIMIT $8
                )
            )
            FROM actor
            WHERE id = ANY($6::text[])
        ) AS records,
        ARRAY(
            SELECT ROW(asked.likeness, same.posts)
            FROM unnest($7::bigint[]) AS asked (likeness)
            CROSS JOIN LATERAL (
                SELECT count(*)
                FROM (
                    SELECT
                    FROM post
                    WHERE post.likeness = asked.likeness
                      AND arrived > coalesce($5, now()) - interval '1 day'
                      AND id <> ALL ($10)
                    LIMIT $9
                ) AS lately
            ) AS same (posts)
            WHERE same.posts > 0
        ) AS alike,
        ARRAY(
            SELECT ROW(actor.id, rule.name, value)
            FROM rule
            LEFT JOIN actor ON actor.pk = rule.board_pk
            WHERE cardinality($6) > 0
              AND (board_pk IS NULL OR board_pk = ANY(ARRAY(SELECT actor_pk FROM boards)))
        ) AS rules
""")


@dataclass(frozen=True, slots=True)
class Written:
    """Which posts are about to be judged, who wrote them, and the fingerprints of their words."""

    posts: frozenset[Iri] = frozenset()
    authors: frozenset[Iri] = frozenset()
    prints: frozenset[int] = frozenset()


NOTHING = Written()


async def load_known(
    conn: Conn,
    ids: Collection[Iri],
    home: Home,
    now: datetime | None = None,
    written: Written = NOTHING,
) -> Known:
    """Return what is known of these ids and of what hangs on them, as ``Known`` promises.

    Of who wrote something, and of the rules for it, only where it is said what was ``written``.

    The desk is always among the members. A part of a thing of ours (``…/context``,
    ``…/followers``) also brings that thing.
    """
    asked = {part for iri in ids for part in with_whole(iri, home)}
    hosts = frozenset(hosts_of(asked))
    row = await conn.fetchrow(
        GATHER,
        sorted(asked),
        [home.desk, home.instance, home.base],
        sorted({name for host in hosts for name in domains_above(host)}),
        sorted(hosts),
        now,
        sorted(written.authors),
        sorted(written.prints),
        RECENT_POSTS,
        ALIKE,
        sorted(written.posts),
    )
    assert row is not None
    members = [member_from(each) for each in row["members"]]
    boards = [board_from(each) for each in row["boards"]]
    threads = [thread_from(each) for each in row["threads"]]
    posts = [post_from(each) for each in row["posts"]]
    relations = [relation_from(each) for each in row["relations"]]
    return Known(
        members={each.id: each for each in members},
        boards={each.id: each for each in boards},
        threads={each.id: each for each in threads},
        posts={each.id: each for each in posts},
        relations={(each.kind, each.a, each.b): each for each in relations},
        creates={each.create: each.id for each in posts if each.create is not None},
        deeds={each.activity: each for each in relations if each.activity is not None},
        gone=frozenset(row["gone"]),
        domains=domains(
            Domain(name=home.host.partition(":")[0], policy=Policy.ALLOW, exact=True),
            *map(decision_from, row["decided"]),
            listed_only=bool(row["listed_only"]),
        ),
        shelved=dict(row["shelved"]),
        records=dict(map(record_from, row["records"])),
        alike=dict(row["alike"]),
        rules={(board, name): value for board, name, value in row["rules"]},
    )


def with_whole(iri: Iri, home: Home) -> Iterator[Iri]:
    """The id and, where it names a part of a thing of ours, that thing and its thread."""
    yield iri
    place = home.place(iri)
    if place is None or not place.part:
        return
    yield Iri(f"{home.base}/ap/{place.kind}/{place.key}")
    if place.kind is Kind.POST:
        yield home.thread(place.key)


def hosts_of(ids: Collection[Iri]) -> Iterator[str]:
    for iri in ids:
        try:
            yield host_of(iri)
        except Malformed:
            continue  # what has no host is no id of anybody, and found nowhere
