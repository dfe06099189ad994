"""Revisions: what posts said before is kept while they can be read, and not a moment longer."""

from dataclasses import replace

import pytest

from fediforum.content import SafeHtml
from fediforum.forum.effects import Effect, Erase, Put, Sweep
from fediforum.forum.model import Grave, Post, PostState
from fediforum.limits import REVISIONS
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Database, Sql
from fediforum.store.revisions import Version, earlier_versions
from tests.store.scene import BOB, HOME, NOW, done, moment, opening, post, post_id, stage, thread

COUNT = Sql("SELECT count(*) FROM revision")

ONE = thread(1)
REPLY = post(2, ONE, post_id(1), BOB)
LATER = replace(REPLY, content=SafeHtml("<p>Anders</p>"), updated=moment(9))


def saying(words: str, minutes: float) -> Post:
    return replace(REPLY, content=SafeHtml(f"<p>{words}</p>"), updated=moment(minutes))


async def versions(database: Database) -> tuple[Version, ...]:
    async with database.connection() as conn:
        return await earlier_versions(conn, REPLY.id)


async def kept(database: Database) -> int:
    """How many there are of any post, also of those that nobody may read."""
    async with database.connection() as conn:
        return int(await conn.fetchval(COUNT))


async def test_what_a_post_said_before_an_edit_is_kept_with_its_dates(database: Database) -> None:
    await stage(database, *opening(1), Put(REPLY))

    await done(database, Put(LATER))
    await done(database, Put(saying("Nog anders", 11)))

    earlier = await versions(database)
    assert [(moment(9), NOW), (REPLY.published, NOW)] == [
        (each.said, each.replaced) for each in earlier
    ]
    assert [LATER.content, REPLY.content] == [each.content for each in earlier]


@pytest.mark.parametrize(
    "again",
    [REPLY, replace(REPLY, url=HOME.post_page(REPLY.short)), replace(REPLY, updated=moment(9))],
    ids=["said again", "another address", "another date"],
)
async def test_an_edit_that_changes_no_word_leaves_nothing(database: Database, again: Post) -> None:
    await stage(database, *opening(1), Put(REPLY))

    await done(database, Put(again))

    assert 0 == await kept(database)


async def test_two_edits_in_one_batch_are_both_kept(database: Database) -> None:
    await stage(database, *opening(1), Put(REPLY))

    async with database.transaction() as conn:
        acted = [Acted((Put(LATER),)), Acted((Put(saying("Nog anders", 11)),))]
        await commit(conn, acted, HOME, NOW)

    said = [each.content for each in await versions(database)]
    assert [LATER.content, REPLY.content] == said


async def test_only_the_last_versions_are_kept(database: Database) -> None:
    await stage(database, *opening(1), Put(REPLY))

    for number in range(REVISIONS + 5):
        await done(database, Put(saying(f"Versie {number}", 10 + number)))

    said = [each.content for each in await versions(database)]
    assert REVISIONS == len(said)
    assert f"<p>Versie {REVISIONS + 3}</p>" == said[0]


@pytest.mark.parametrize(
    "effect",
    [
        Put(replace(LATER, state=PostState.REMOVED)),
        Put(replace(LATER, state=PostState.WITHDRAWN)),
        Put(Grave(id=REPLY.id, by=BOB.id, at=NOW)),
        Erase(BOB.id, NOW),
        Sweep(cause="x", under=post_id(1)),
        Sweep(cause="x", by=BOB.id),
    ],
    ids=["removed", "withdrawn", "deleted", "author erased", "swept with a thread", "swept"],
)
async def test_nothing_is_kept_of_what_may_not_be_read_any_more(
    database: Database, effect: Effect
) -> None:
    await stage(database, *opening(1), Put(REPLY))
    await done(database, Put(LATER))
    assert 1 == await kept(database)

    await done(database, effect)

    assert 0 == await kept(database)
    assert () == await versions(database)


async def test_what_is_put_back_has_no_earlier_versions(database: Database) -> None:
    await stage(database, *opening(1), Put(REPLY))
    await done(database, Put(LATER))
    await done(database, Put(replace(LATER, state=PostState.REMOVED)))

    await done(database, Put(LATER))

    assert () == await versions(database)
