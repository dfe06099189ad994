"""What is gathered of who writes: their last posts, who follows them, and what was said alike."""

from dataclasses import replace

import pytest

from fediforum.content import SafeHtml, fingerprint
from fediforum.forum.effects import Put, Relate
from fediforum.limits import RECENT_POSTS
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Database
from fediforum.store.known import Written, load_known
from fediforum.store.rules import save_setting
from tests.store.scene import (
    ALICE,
    BOB,
    CAROL,
    HOME,
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
)

ONE, FIRST = thread(1), post_id(1)
SPAM = SafeHtml("<p>Vandaag nog uw goedkope horloges bestellen bij de beste winkel!</p>")
TOLD = fingerprint(SPAM)


async def test_record_is_of_who_writes_and_after_effects_what_is_gathered_after_commit(
    database: Database,
) -> None:
    assert TOLD is not None
    await stage(database, *opening(1), Relate(follow(CAROL, BOB.id)))
    asked = Written(authors=frozenset({ALICE.id, BOB.id}), prints=frozenset({TOLD}))
    new = Put(replace(post(3, ONE, FIRST, BOB), content=SPAM))

    async with database.connection() as conn:
        before = await load_known(conn, {FIRST, TUIN.id}, HOME, written=asked)
        bare = await load_known(conn, {FIRST, TUIN.id}, HOME)
    await done(database, new)
    async with database.connection() as conn:
        found = await load_known(conn, {FIRST, TUIN.id}, HOME, written=asked)

    after = before.after([new])
    assert {} == bare.records
    assert [(1, False), (0, True)] == [
        (before.records[who.id].shown, before.records[who.id].followed) for who in (ALICE, BOB)
    ]
    for known in (after, found):
        assert 1 == known.records[BOB.id].shown
        assert ONE.id == known.records[BOB.id].lately[0].thread
        assert None is not known.records[BOB.id].host_met
    assert found.records[ALICE.id] == after.records[ALICE.id]
    assert after.alike == {TOLD: 1}


async def test_what_is_judged_does_not_count_against_itself(database: Database) -> None:
    assert TOLD is not None
    same = replace(post(3, ONE, FIRST, BOB), content=SPAM)
    await stage(database, *opening(1), Put(same))
    own = Written(frozenset({same.id}), frozenset({BOB.id}), frozenset({TOLD}))
    async with database.connection() as conn:
        other = await load_known(conn, {FIRST}, HOME, NOW, replace(own, posts=frozenset()))
        itself = await load_known(conn, {FIRST}, HOME, NOW, own)

    assert {TOLD: 1} == other.alike
    assert ({}, 0) == (itself.alike, itself.records[BOB.id].shown)
    assert (1, 1) == (len(other.records[BOB.id].lately), other.records[BOB.id].shown)


async def test_the_last_posts_of_an_author_are_those_that_came_last_whatever_their_dates(
    database: Database,
) -> None:
    await stage(database, *opening(1))
    many = [
        Put(replace(post(number, ONE, FIRST, BOB), published=moment(number)))
        for number in range(100, 100 + RECENT_POSTS)
    ]
    async with database.transaction() as conn:
        await commit(conn, [Acted(tuple(many))], HOME, moment(-600))
    await done(database, Put(replace(post(3, ONE, FIRST, BOB), published=moment(-9_000))))

    async with database.connection() as conn:
        known = await load_known(conn, {FIRST}, HOME, written=Written(authors=frozenset({BOB.id})))

    lately = known.records[BOB.id].lately
    assert (RECENT_POSTS, NOW) == (len(lately), lately[0].arrived)


@pytest.mark.parametrize(("minutes", "alike"), [(24 * 60 - 1, {TOLD: 1}), (24 * 60, {})])
async def test_what_was_said_alike_is_counted_for_a_day_of_the_clock_of_the_node(
    database: Database, minutes: int, alike: dict[int, int]
) -> None:
    assert TOLD is not None
    await stage(database, *opening(1), Put(replace(post(3, ONE, FIRST, BOB), content=SPAM)))
    asked = Written(prints=frozenset({TOLD}))

    async with database.connection() as conn:
        known = await load_known(conn, {FIRST}, HOME, moment(minutes), asked)

    assert alike == known.alike


async def test_rules_of_a_board_and_of_the_forum_are_gathered(database: Database) -> None:
    await stage(database, *opening(1))
    async with database.transaction() as conn:
        await save_setting(conn, None, "links", "2")
        await save_setting(conn, TUIN.id, "links", "9")
        known = await load_known(
            conn, {TUIN.id}, HOME, written=Written(authors=frozenset({BOB.id}))
        )

    assert {(None, "links"): "2", (TUIN.id, "links"): "9"} == known.rules
