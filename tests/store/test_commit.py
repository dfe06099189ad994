"""Commit: what effects come to, and that a batch comes to the same as one by one."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from fediforum.content import SafeHtml
from fediforum.errors import Conflict
from fediforum.forum.effects import Effect, Erase, Errand, Put, Relate, Transfer, Unrelate
from fediforum.forum.known import Known
from fediforum.forum.model import Grave, Posting, PostState, Relation, Tie
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Conn, Database, Sql
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Attachment, Option, Source
from tests.store.scene import (
    ALICE,
    BOB,
    CAROL,
    HOME,
    KEUKEN,
    NOW,
    TUIN,
    done,
    follow,
    moment,
    opening,
    post,
    post_id,
    stage,
    thread,
    vote,
)  # fmt: skip

NUMBERS = Sql("SELECT short, replies, likes, dislikes, shares FROM post ORDER BY short")
TRUE_NUMBERS = Sql("""
    SELECT short,
        (SELECT count(*) FROM post AS child
         WHERE child.parent = post.id AND child.state = 'shown' AND child.thread_pk IS NOT NULL)
            AS replies,
        (SELECT count(*) FROM relation
         WHERE b = post.id AND kind = 'vote' AND value <> 'down') AS likes,
        (SELECT count(*) FROM relation
         WHERE b = post.id AND kind = 'vote' AND value = 'down') AS dislikes,
        (SELECT count(*) FROM relation WHERE b = post.id AND kind = 'share') AS shares
    FROM post ORDER BY short
""")
THREADS = Sql("SELECT short, replies, last_post_at, last_author FROM thread ORDER BY short")
TRUE_THREADS = Sql("""
    SELECT short,
        (SELECT count(*) FROM post
         WHERE thread_pk = thread.pk AND state = 'shown' AND post.id <> root) AS replies,
        coalesce((SELECT max(published) FROM post
                  WHERE thread_pk = thread.pk AND state = 'shown'), created) AS last_post_at,
        coalesce((SELECT author FROM post
                  WHERE thread_pk = thread.pk AND state = 'shown'
                  ORDER BY published DESC, id DESC LIMIT 1), author) AS last_author
    FROM thread ORDER BY short
""")
BOARDS = Sql("SELECT actor_pk, threads, posts FROM board ORDER BY actor_pk")
TRUE_BOARDS = Sql("""
    SELECT actor_pk,
        (SELECT count(*) FROM thread WHERE board_pk = actor_pk AND NOT removed) AS threads,
        (SELECT count(*) FROM post JOIN thread ON thread.pk = thread_pk
         WHERE board_pk = actor_pk AND NOT thread.removed AND state = 'shown') AS posts
    FROM board ORDER BY actor_pk
""")
SEQS = Sql("SELECT id, seq FROM post WHERE seq IS NOT NULL ORDER BY id")
VERSION = Sql("SELECT version FROM thread WHERE id = $1")
DOCUMENT = Sql("SELECT document FROM post WHERE id = $1")
JOBS = Sql("SELECT entrypoint, payload FROM pgqueuer.pgqueuer ORDER BY id")
RELATIONS = Sql("SELECT kind, a, b, value, activity, until FROM relation ORDER BY kind, a, b")
REVISIONS = Sql("""
    SELECT post.id, revision.content, post.state
    FROM revision
    JOIN post ON post.pk = revision.post_pk
    ORDER BY post.id, revision.pk
""")


async def assert_counted(conn: Conn) -> None:
    for told, true in ((NUMBERS, TRUE_NUMBERS), (THREADS, TRUE_THREADS), (BOARDS, TRUE_BOARDS)):
        assert [tuple(row) for row in await conn.fetch(true)] == [
            tuple(row) for row in await conn.fetch(told)
        ]
    states = {row["state"] for row in await conn.fetch(REVISIONS)}
    assert states <= {PostState.SHOWN, PostState.PENDING}


ONE, TWO = thread(1), thread(2, KEUKEN)
FIRST, SECOND, THIRD = post_id(1), post_id(3, BOB), post_id(4, CAROL)
REPLIES = (
    Put(post(3, ONE, FIRST, BOB)),
    Put(post(4, ONE, SECOND, CAROL)),
    Put(post(5, TWO, post_id(2), BOB)),
)
UPS = tuple(Relate(vote(who, SECOND)) for who in (ALICE, BOB, CAROL))
SHARE = Relate(Relation(kind=Tie.SHARE, a=ALICE.id, b=SECOND, activity=Iri("https://a.test/s")))

# Acts of several effects each; what they come to is checked after each of them.
SCENES: Sequence[tuple[tuple[Effect, ...], ...]] = (
    (opening(1), opening(2, KEUKEN), *((each,) for each in REPLIES), *((up,) for up in UPS)),
    (opening(1), REPLIES[:2], (Put(Grave(id=SECOND, by=BOB.id, at=NOW)),)),
    (opening(1), REPLIES[:2], UPS, (SHARE,), (Put(Grave(id=SECOND, by=BOB.id, at=NOW)),)),
    (opening(1), REPLIES[:2], UPS, (SHARE,), (Erase(BOB.id, NOW),)),
    (opening(1), opening(2, KEUKEN), REPLIES, UPS, (Erase(ALICE.id, NOW),)),
    (
        opening(1),
        REPLIES[:1],
        UPS[:1],
        (Relate(vote(ALICE, SECOND, "down")),),
        (Relate(vote(ALICE, SECOND, "🌻")),),
        (Unrelate(Tie.VOTE, ALICE.id, SECOND),),
        (Unrelate(Tie.VOTE, ALICE.id, SECOND),),
    ),
    (
        opening(1),
        REPLIES[:2],
        (Put(replace(ONE, removed=True)),),
        (Put(replace(ONE, removed=True, locked=True, lock_reason="klaar")),),
        (Put(replace(ONE, locked=True)),),
        (Put(replace(ONE, board=KEUKEN.id)),),
    ),
    (
        opening(1),
        (Put(post(3, ONE, FIRST, BOB, PostState.PENDING)),),
        (Put(post(3, ONE, FIRST, BOB)),),
        (Put(post(3, ONE, FIRST, BOB, PostState.REMOVED)),),
        (Put(post(3, ONE, FIRST, BOB)),),
    ),
    ((Put(post(4, None, SECOND, CAROL)),), opening(1), REPLIES[:1], REPLIES[1:2]),
    ((Put(post(3, None, FIRST, BOB)),), (Put(Grave(id=SECOND, by=BOB.id, at=NOW)),), opening(1)),
    (
        (Relate(follow(BOB, TUIN.id)),),
        (Relate(follow(BOB, TUIN.id)),),
        (Put(replace(BOB, suspended=True)),),
        (Put(replace(TUIN, posting=Posting.MODERATORS)),),
        (Unrelate(Tie.FOLLOW, BOB.id, TUIN.id),),
    ),
    (opening(1), (Put(replace(post(1, ONE), content=SafeHtml("<p>Anders</p>"))),)),
    (
        opening(1),
        opening(2, KEUKEN),
        REPLIES,
        UPS,
        (Put(replace(TWO, removed=True, into=ONE.id)), Transfer(TWO.id, ONE.id)),
    ),
)
NAMES = (
    ALICE.id, BOB.id, CAROL.id, TUIN.id, KEUKEN.id, ONE.id, TWO.id, FIRST, SECOND, THIRD,
    post_id(2), post_id(5, BOB),
)  # fmt: skip


def comparable(known: Known) -> tuple[object, ...]:
    """What ``after`` promises; the places of posts are given by the store."""
    posts = {iri: replace(each, seq=None) for iri, each in known.posts.items()}
    return known.members, known.boards, known.threads, posts, known.relations, known.gone


@pytest.mark.parametrize("scene", SCENES)
async def test_after_effects_is_what_is_gathered_after_commit(
    database: Database, scene: Sequence[tuple[Effect, ...]]
) -> None:
    await stage(database)

    for effects in scene:
        async with database.transaction() as conn:
            before = await load_known(conn, NAMES, HOME)
            await commit(conn, [Acted(effects)], HOME, NOW)
            found = await load_known(conn, NAMES, HOME)

            assert comparable(before.after(effects)) == comparable(found)
            await assert_counted(conn)


@pytest.mark.parametrize("scene", SCENES)
async def test_a_batch_comes_to_the_same_as_one_by_one(
    database: Database, scene: Sequence[tuple[Effect, ...]]
) -> None:
    await stage(database)
    async with database.connection() as conn:
        single = conn.transaction()
        await single.start()
        for effects in scene:
            await commit(conn, [Acted(effects)], HOME, NOW)
        one_by_one = await everything(conn)
        await single.rollback()

        await commit(conn, [Acted(effects) for effects in scene], HOME, NOW)

        assert one_by_one == await everything(conn)
        await assert_counted(conn)


async def everything(conn: Conn) -> tuple[object, ...]:
    known = await load_known(conn, NAMES, HOME)
    rows = [await conn.fetch(sql) for sql in (NUMBERS, THREADS, BOARDS, SEQS, RELATIONS, REVISIONS)]
    return known, [[tuple(row) for row in each] for each in rows]


async def test_a_post_keeps_its_place_whatever_becomes_of_it(database: Database) -> None:
    await stage(database, *opening(1), *REPLIES[:2])

    await done(database, Put(post(3, ONE, FIRST, BOB, PostState.REMOVED)))
    await done(database, Put(Grave(id=SECOND, by=BOB.id, at=NOW)))
    await done(database, Put(post(6, ONE, SECOND)))

    async with database.connection() as conn:
        seqs = {row["id"]: row["seq"] for row in await conn.fetch(SEQS)}
    assert seqs == {FIRST: 1, SECOND: 2, THIRD: 3, post_id(6): 4}


async def test_an_id_with_a_grave_is_never_filled_again(database: Database) -> None:
    grave = Grave(id=SECOND, by=BOB.id, at=NOW)
    await stage(database, *opening(1), Put(grave))

    await done(database, REPLIES[0])

    async with database.connection() as conn:
        known = await load_known(conn, [SECOND], HOME)
    assert (SECOND in known.posts, SECOND in known.gone) == (False, True)


async def test_a_post_comes_back_with_all_that_it_said(database: Database) -> None:
    said = replace(
        post(3, ONE, FIRST, BOB),
        type="Question",
        name="Kop",
        summary="Let op",
        source=Source("*hoi*", "text/markdown"),
        sensitive=True,
        language="nl",
        context=Iri("https://beta.test/c/1"),
        url=Iri("https://beta.test/@bob/3"),
        updated=moment(9),
        public=False,
        quote=FIRST,
        hashtags=("tuin", "zaden"),
        mentions=(ALICE.id, CAROL.id),
        attachments=(Attachment("Image", Iri("https://beta.test/i"), "image/png", "Uil", 4, 3),),
        options=(Option("ja", 3), Option("nee")),
        many=True,
        closes=moment(99),
    )
    await stage(database, *opening(1), Put(said))

    async with database.connection() as conn:
        known = await load_known(conn, [SECOND], HOME)
    assert replace(said, seq=2) == known.posts[SECOND]


async def test_a_post_keeps_its_bytes_until_new_ones_come(database: Database) -> None:
    await stage(database, *opening(1))
    async with database.connection() as conn:
        await commit(conn, [Acted((REPLIES[0],), document=b"{1}")], HOME, NOW)

        await commit(conn, [Acted((REPLIES[0],))], HOME, NOW)
        kept = await conn.fetchval(DOCUMENT, SECOND)
        await commit(conn, [Acted((REPLIES[0],), document=b"{2}")], HOME, NOW)

        assert (kept, await conn.fetchval(DOCUMENT, SECOND)) == (b"{1}", b"{2}")


async def test_whatever_a_page_shows_makes_its_version_grow(database: Database) -> None:
    await stage(database, *opening(1))
    steps: tuple[Effect, ...] = (
        REPLIES[0],
        Put(replace(post(3, ONE, FIRST, BOB), content=SafeHtml("<p>Nieuw</p>"))),
        UPS[0],
        Put(replace(ONE, locked=True)),
        Put(Grave(id=SECOND, by=BOB.id, at=NOW)),
    )
    versions = []
    async with database.connection() as conn:
        for step in steps:
            await done(database, step)
            versions.append(await conn.fetchval(VERSION, ONE.id))

    assert sorted(set(versions)) == versions


async def test_what_waits_for_a_filed_post_is_judged_again(database: Database) -> None:
    await stage(database, *opening(1), Put(post(4, None, SECOND, CAROL)))

    await done(database, REPLIES[0])

    async with database.connection() as conn:
        jobs = await conn.fetch(JOBS)
    assert [(row["entrypoint"], THIRD.encode() in row["payload"]) for row in jobs] == [
        ("errand", True)
    ]


async def test_an_errand_is_queued_once_while_it_waits(database: Database) -> None:
    errand = Errand(kind="fetch", subject=Iri("https://beta.test/p/7"), details={"for": "x"})

    await done(database, errand, errand)
    await done(database, errand)

    async with database.connection() as conn:
        jobs = await conn.fetch(JOBS)
    told = b'{"kind":"fetch","subject":"https://beta.test/p/7","details":{"for":"x"},"attempt":1}'
    assert [(row["entrypoint"], row["payload"]) for row in jobs] == [("errand", told)]


async def test_a_post_in_a_thread_that_is_not_there_is_a_conflict(database: Database) -> None:
    await stage(database)

    with pytest.raises(Conflict):
        await done(database, REPLIES[0])


async def test_whoever_is_erased_leaves_no_name_and_no_words(database: Database) -> None:
    await stage(database, *opening(1), *REPLIES[:2], Relate(follow(BOB, TUIN.id)))

    await done(database, Erase(BOB.id, NOW))

    async with database.connection() as conn:
        known = await load_known(conn, NAMES, HOME)
    assert (known.members[BOB.id].gone, known.members[BOB.id].display) == (True, "")
    assert known.posts[SECOND].content == ""
    assert not [pair for pair in known.relations if BOB.id in pair]


async def test_two_who_file_in_one_thread_at_once_get_two_places(database: Database) -> None:
    await stage(database, *opening(1))
    async with database.transaction() as first:
        await commit(first, [Acted((REPLIES[0],))], HOME, NOW)
    async with database.transaction() as second:
        await commit(second, [Acted((REPLIES[1],))], HOME, NOW)

    async with database.connection() as conn:
        await assert_counted(conn)
        assert Counter(row["seq"] for row in await conn.fetch(SEQS)) == Counter((1, 2, 3))


async def test_eight_who_commit_at_once_lose_and_double_nothing(database: Database) -> None:
    await stage(database, *opening(1))
    numbers = range(10, 50)

    async def write(share: Sequence[int]) -> None:
        for number in share:
            effects = (
                Put(post(number, ONE, FIRST, BOB)),
                Relate(vote(ALICE, FIRST, "up" if number % 2 else "down")),
                Relate(follow(BOB, HOME.board(f"b{number}"))),
            )

            async def work(conn: Conn, effects: tuple[Effect, ...] = effects) -> None:
                await commit(conn, [Acted(effects)], HOME, NOW)

            await database.in_transaction(work)

    async with asyncio.TaskGroup() as group:
        for worker in range(8):
            group.create_task(write(numbers[worker::4]))  # each post comes twice

    async with database.connection() as conn:
        await assert_counted(conn)
        seqs = sorted(row["seq"] for row in await conn.fetch(SEQS))
    assert seqs == list(range(1, 42))
