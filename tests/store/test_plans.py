"""Plans: what is asked for each activity and each page goes by an index, on 20,000 posts."""

from typing import Any

import orjson

from fediforum.store import revisions, sweeps
from fediforum.store.database import Conn, Database, Sql
from fediforum.store.deliveries import CLAIM as CLAIM_DELIVERIES, HOSTS_DUE
from fediforum.store.emissions import HEARING
from fediforum.store.intake import CLAIM as CLAIM_INTAKE
from fediforum.store.known import GATHER
from fediforum.store.reading import (
    collections,
    documents,
    feeds,
    finding,
    lists,
    members,
    pages,
    receipts,
    sitemap,
    status,
    threads,
)
from fediforum.store.seen import MARK
from fediforum.store.similar import RECENT
from fediforum.store.sweeps import THESE
from tests.store.scene import HOME, NOW, TUIN, moment, short, stage

FILL = Sql("""
    WITH people AS (
        INSERT INTO actor (id, local, type, preferred_username, host, inbox, shared_inbox)
        SELECT
            'https://h' || n % 200 || '.test/m' || n, false, 'Person', 'm' || n,
            'h' || n % 200 || '.test', 'https://h' || n % 200 || '.test/m' || n || '/inbox',
            'https://h' || n % 200 || '.test/inbox'
        FROM generate_series(1, 5000) AS n
    ),
    opened AS (
        INSERT INTO thread (
            short, id, board_pk, key_board_pk, root, author, title, context, created,
            last_post_at, next_seq
        )
        SELECT
            lpad(n::text, 13, '0'), 'https://home.test/ap/threads/' || lpad(n::text, 13, '0'),
            actor.pk, actor.pk, 'https://p.test/' || n * 40, 'https://h1.test/m1', 'T' || n,
            'https://home.test/c/' || n, $1::timestamptz + n * interval '1 hour',
            $1::timestamptz + n * interval '1 hour', 41
        FROM generate_series(1, 500) AS n, actor
        WHERE actor.id = $2
        RETURNING pk, short
    ),
    written AS (
        INSERT INTO post (
            id, short, host, local, thread_pk, seq, parent, author, content, published,
            create_id, hashtags
        )
        SELECT
            'https://p.test/' || (opened.short::int * 40 + n),
            lpad((opened.short::int * 40 + n)::text, 13, '0'), 'p.test', false, opened.pk,
            n + 1, 'https://p.test/' || opened.short::int * 40,
            'https://h' || n % 200 || '.test/m' || n, 'x',
            $1::timestamptz + (opened.short::int * 40 + n) * interval '1 minute',
            'https://p.test/' || (opened.short::int * 40 + n) || '/create', ARRAY['t' || n]
        FROM opened, generate_series(0, 39) AS n
    ),
    tied AS (
        INSERT INTO relation (kind, a, b, value, activity)
        SELECT
            'follow', 'https://h' || n % 200 || '.test/m' || n, $2, 'accepted',
            'https://f.test/' || n
        FROM generate_series(1, 5000) AS n
    ),
    arrived AS (
        INSERT INTO intake (host, signer, key_id, activity, lane, body, received, due, settled)
        SELECT
            'p.test', 's', 'k', '', 'lane ' || n, '', $1, $1, CASE WHEN n % 10 > 0 THEN $1 END
        FROM generate_series(1, 20000) AS n
    ),
    sent AS (
        INSERT INTO emission (activity, signer, subject, body, created)
        SELECT 'https://e.test/' || n, 's', 's', '', $1
        FROM generate_series(1, 10000) AS n
        RETURNING id, created
    ),
    seen AS (
        INSERT INTO seen (hash, at)
        SELECT decode(md5(n::text), 'hex'), $1
        FROM generate_series(1, 20000) AS n
    )
    INSERT INTO delivery (
        emission, emission_created, host, inbox, lane, created, due, settled
    )
    SELECT
        sent.id, sent.created, 'h' || sent.id % 200 || '.test', 'https://h.test/inbox',
        'h' || sent.id % 200 || '.test t' || sent.id, $1, $1, CASE WHEN sent.id % 3 > 0 THEN $1 END
    FROM sent, generate_series(1, 2) AS n
""")
ANALYZE = Sql("ANALYZE")
EXPLAIN = "EXPLAIN (FORMAT json, ANALYZE, TIMING off) "
LARGE = {"actor", "post", "search", "relation", "intake_default", "delivery_default",
         "emission_default", "seen_default"}  # fmt: skip


async def scanned(conn: Conn, statement: Sql, *given: object) -> set[str]:
    """The large tables that a statement reads from end to end."""
    return {
        node["Relation Name"]
        for node in await plan(conn, statement, *given)
        if node["Node Type"] == "Seq Scan" and node["Actual Loops"]
    } & LARGE


async def plan(conn: Conn, statement: Sql, *given: object) -> list[dict[str, Any]]:
    """Every step that a statement takes, with what it read."""
    transaction = conn.transaction()
    await transaction.start()
    told = orjson.loads(await conn.fetchval(EXPLAIN + statement, *given))
    await transaction.rollback()
    steps = [told[0]["Plan"]]
    for step in steps:
        steps.extend(step.get("Plans", ()))
    return steps


POST = "https://p.test/4007"
BOARD, THREAD = "the board's row", "the thread's row"
BOARD_PK = Sql("SELECT pk FROM actor WHERE id = $1")


IDS = [f"https://p.test/{number}" for number in range(400, 20_000, 49)]
MEMBERS = [f"https://h{number % 200}.test/m{number}" for number in range(1, 200)]
AROUND = ([HOME.desk, HOME.instance], ["p.test", "test"], ["p.test"], None)
WRITTEN = (MEMBERS[:50], [1, 2, 3], 20, 100, IDS[:50])
UNWRITTEN: tuple[object, ...] = ([], [], 20, 100, [])
NOBODY: list[str] = []
CLASSES = (["unknown"], False, False, NOW, HOME.base, NOBODY, NOBODY, "nodebb", NOBODY, NOBODY)
ASKED: tuple[tuple[Sql, tuple[object, ...]], ...] = (
    (GATHER, ([POST], *AROUND, *WRITTEN)),
    (GATHER, ([POST, *MEMBERS[:20]], *AROUND, *UNWRITTEN)),
    (GATHER, ([*IDS, *MEMBERS, TUIN.id], *AROUND, *WRITTEN)),
    (RECENT, (moment(-1), None, 100)),
    (THESE, (IDS, None, 100)),
    (HEARING, (MEMBERS[:2], NOBODY, NOBODY, *CLASSES)),
    (MARK, ([b"x" * 16], NOW, moment(-99))),
    (CLAIM_INTAKE, (moment(1), moment(2), 20)),
    (receipts.SENDINGS, ("https://h1.test/p1", 100)),
    (CLAIM_DELIVERIES, ("h7.test", moment(1), moment(2), 30, 3, NOW)),
    (HOSTS_DUE, (moment(1), 3, NOW)),
    (pages.NEWEST_REPLIES, (10,)),
    (pages.BOARD_THREADS, (BOARD, 50)),
    (pages.BOARD_THREADS_AFTER, (BOARD, 50, short(30))),
    (threads.THREAD, (short(7),)),
    (threads.THREAD_POSTS, (THREAD, 1, 100, POST)),
    (pages.POST, (POST,)),
    (pages.THREADS, (50,)),
    (feeds.SITE_POSTS, (None, 0, 50)),
    (feeds.SITE_POSTS, (moment(9_000), 7, 50)),
    (feeds.BOARD_POSTS, (None, "", 50, TUIN.id, 100)),
    (feeds.BOARD_POSTS, (moment(9_000), POST, 50, TUIN.id, 100)),
    (feeds.NEWEST_OF_THREAD, (moment(9_000), POST, 50, short(7))),
    (feeds.OPENINGS, (IDS[:50],)),
    (revisions.EARLIER, (POST,)),
    (status.HERE, (HOME.thread(short(7)), 200)),
    (status.TIMES, (HOME.thread(short(7)),)),
    (status.SENT, (HOME.thread(short(7)), 5_000)),
    (members.MEMBER, ("m7", "h7.test")),
    (members.OPENED_THREADS, (MEMBERS[6], 20)),
    (members.WRITTEN, (MEMBERS[6], 50)),
    (members.WRITTEN_AFTER, (MEMBERS[6], 50, short(4007))),
    (lists.NEW, (TUIN.id, 50, short(30))),
    (lists.UNANSWERED, (TUIN.id, 50, None)),
    (lists.CLOSED, (TUIN.id, 50, short(30))),
    (lists.UNANSWERED_HERE, (50, short(30))),
    (lists.COUNT_OF_BOARD, (TUIN.id, 1000)),
    (members.ANSWERED, (MEMBERS[6], 50, 12)),
    (members.ANSWERING, (MEMBERS[6], 50, 12)),
    (pages.TAGGED, ("t7", 50)),
    (collections.CONTEXT, (short(7),)),
    (collections.REPLIES, (short(4000),)),
    (collections.WHOLE, (short(7),)),
    (collections.OUTBOX_OF_MEMBER, (MEMBERS[6], NOW, "", 50)),
    (collections.OUTBOX_OF_THREAD, (HOME.thread(short(7)), NOW, "", 50)),
    (documents.POST_DOCUMENT, (POST,)),
    (documents.ACTIVITY, ("https://e.test/7",)),
    (documents.USAGE, (moment(-99), moment(-999), HOME.desk)),
    (finding.POST_BY_NAME, (POST,)),
    (finding.POST_BY_SHORT, (short(4007),)),
    (finding.ACTOR_BY_ID, (MEMBERS[6],)),
    (finding.ACTOR_BY_NAME, ("M7", "h7.test", False)),
    (sitemap.PARTS, (10_000,)),
    (sitemap.MAPPED, (0, 10_000, 1_000)),
    (sweeps.BY, (MEMBERS[6], None, 5_000)),
    (sweeps.UNDER, (POST, ["shown"], 5_000)),
    (sweeps.SWEPT_FOR, ("a cause", "removed", 5_000)),
)


async def test_what_is_asked_often_goes_by_an_index(database: Database) -> None:
    await stage(database)
    async with database.connection() as conn:
        await conn.execute(FILL, NOW, TUIN.id)
        await conn.execute(ANALYZE)
        pks = {BOARD: await conn.fetchval(BOARD_PK, TUIN.id), THREAD: 7}

        read_whole = {
            (number, table)
            for number, (statement, given) in enumerate(ASKED)
            for table in await scanned(
                conn, statement, *(pks[each] if each in (BOARD, THREAD) else each for each in given)
            )
        }

    assert read_whole == set()


async def test_no_more_is_read_of_an_author_than_is_looked_at(database: Database) -> None:
    await stage(database)
    async with database.connection() as conn:
        await conn.execute(FILL, NOW, TUIN.id)
        await conn.execute(ANALYZE)
        steps = await plan(conn, GATHER, [POST], *AROUND, [MEMBERS[6]], [], 20, 100, NOBODY)

    read = {
        step["Index Name"]: step["Actual Rows"]
        for step in steps
        if step.get("Index Name", "").startswith(("post_author", "post_lately"))
        and step["Actual Loops"]
    }
    assert {"post_lately": 20} == read
