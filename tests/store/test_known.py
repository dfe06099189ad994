"""Known: what the gather brings, from every name a thing has."""

from dataclasses import replace

import pytest

from fediforum.forum.effects import Put, Relate
from fediforum.forum.model import Grave, Relation, Tie
from fediforum.store.database import Database
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from tests.blocking import block_host
from tests.store.scene import (
    ALICE,
    BOB,
    DESK,
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


async def test_nothing_is_known_of_an_empty_forum_but_that_it_is_empty(database: Database) -> None:
    async with database.connection() as conn:
        known = await load_known(conn, [ALICE.id, Iri("")], HOME)

    assert (known.members, known.posts, known.gone) == ({}, {}, frozenset())


async def test_the_desk_is_always_known(database: Database) -> None:
    await stage(database)

    async with database.connection() as conn:
        known = await load_known(conn, [], HOME)

    assert known.members == {DESK.id: DESK}


async def test_a_reply_brings_its_parent_thread_opening_board_and_their_authors(
    database: Database,
) -> None:
    one = thread(1)
    second, third = post(2, one, post_id(1), BOB), post(3, one, post_id(2, BOB))
    await stage(database, *opening(1), Put(second), Put(third))

    async with database.connection() as conn:
        known = await load_known(conn, [third.id], HOME)

    assert set(known.posts) == {post_id(1), second.id, third.id}
    assert known.threads == {one.id: one}
    assert known.boards == {TUIN.id: TUIN}
    assert {ALICE.id, BOB.id, TUIN.id} <= set(known.members)
    assert [known.posts[iri].seq for iri in (post_id(1), second.id, third.id)] == [1, 2, 3]


@pytest.mark.parametrize(
    "name",
    [
        thread(1).id,
        Iri(f"{thread(1).id}/followers"),
        post_id(1),
        Iri(f"{post_id(1)}/create"),
        thread(1).context,
    ],
)
async def test_a_thread_is_found_by_each_of_its_names(database: Database, name: Iri) -> None:
    await stage(database, *opening(1))

    async with database.connection() as conn:
        known = await load_known(conn, [name], HOME)

    assert set(known.threads) == {thread(1).id}


@pytest.mark.parametrize("name", [TUIN.id, TUIN.followers, TUIN.featured, TUIN.moderators])
async def test_a_board_is_found_by_each_of_its_names(database: Database, name: Iri) -> None:
    await stage(database)

    async with database.connection() as conn:
        known = await load_known(conn, [name], HOME)

    assert TUIN.id in known.boards


async def test_relations_among_named_and_found_ids_are_known(database: Database) -> None:
    role = Relation(kind=Tie.ROLE, a=BOB.id, b=TUIN.id, value="moderator")
    ban = Relation(kind=Tie.BAN, a=ALICE.id, b=TUIN.id, until=moment(60))
    desk = follow(DESK, TUIN.id)
    elsewhere = follow(BOB, KEUKEN.id)
    up = vote(ALICE, post_id(1))
    ties = (role, ban, desk, elsewhere, up)
    await stage(database, *opening(1), *map(Relate, ties))

    async with database.connection() as conn:
        known = await load_known(conn, [post_id(1), ALICE.id], HOME)

    found = {(each.kind, each.a, each.b): each for each in (role, ban, desk, up)}
    assert known.relations == found


async def test_a_deed_is_known_by_the_id_of_its_activity(database: Database) -> None:
    tie = follow(BOB, TUIN.id)
    await stage(database, Relate(tie))
    assert tie.activity is not None

    async with database.connection() as conn:
        known = await load_known(conn, [tie.activity], HOME)

    assert known.deeds == {tie.activity: tie}


async def test_a_deed_brings_the_post_that_it_was_done_to_and_where_that_stands(
    database: Database,
) -> None:
    like = replace(vote(BOB, post_id(1)), activity=Iri(f"{BOB.id}/likes/1"))
    await stage(database, *opening(1), Relate(like))
    assert like.activity is not None

    async with database.connection() as conn:
        known = await load_known(conn, [like.activity], HOME)

    assert {like.activity: like} == known.deeds
    assert [{post_id(1)}, {thread(1).id}, {TUIN.id}] == [
        set(found) for found in (known.posts, known.threads, known.boards)
    ]


async def test_graves_blocked_hosts_and_the_shelf_are_known(database: Database) -> None:
    grave = Grave(id=Iri("https://beta.test/p/9"), by=BOB.id, at=NOW)
    shelved = post(5, parent=Iri("https://gamma.test/p/1"))
    await stage(database, Put(grave), Put(shelved))
    async with database.connection() as conn:
        await block_host(conn, "evil.test", "", NOW)
        asked = [grave.id, Iri("https://sub.evil.test:8443/x"), ALICE.id]

        known = await load_known(conn, asked, HOME)

    assert known.gone == {grave.id}
    assert [known.shuns(iri) for iri in asked] == [False, True, False]
    assert known.shelved == {"alpha.test": 1}


async def test_what_was_put_comes_back_whole(database: Database) -> None:
    await stage(database, *opening(1))
    await done(database, Put(post(2, thread(1), post_id(1), BOB)))

    async with database.connection() as conn:
        known = await load_known(conn, [post_id(2, BOB)], HOME)

    assert known.members[ALICE.id] == ALICE
    assert known.boards[TUIN.id] == TUIN
    assert known.creates[Iri(f"{post_id(1)}/create")] == post_id(1)
