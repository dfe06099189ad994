"""How much the forum is used: what members here wrote, and nothing that others did."""

from dataclasses import replace
from datetime import timedelta

from fediforum.forum.effects import Put
from fediforum.forum.model import Grave, PostState
from fediforum.store import reading
from fediforum.store.database import Database
from fediforum.store.reading import Usage
from fediforum.vocab.iri import Iri
from tests.store.scene import (
    ALICE,
    CAROL,
    DESK,
    HOME,
    NOW,
    TUIN,
    member,
    opening,
    post,
    stage,
    thread,
)

EVA = member("eva", HOME.host)
LATELY = NOW - timedelta(days=40)


async def used(database: Database) -> Usage:
    async with database.connection() as conn:
        return await reading.usage(conn, HOME.desk, NOW)


async def test_only_members_here_and_what_they_wrote_are_counted(database: Database) -> None:
    ours, theirs = thread(1, author=CAROL), thread(2)
    elsewhere = replace(TUIN, id=Iri("https://beta.test/c/tuin"), local=False, host="beta.test")
    await stage(
        database,
        Put(EVA),
        Put(elsewhere),
        *opening(1, author=CAROL),
        *opening(2),
        *opening(8, elsewhere),
        Put(post(3, ours, ours.root, author=ALICE)),
        Put(post(4, theirs, theirs.root, author=CAROL)),
        Put(post(5, theirs, theirs.root, author=DESK)),
        Put(replace(post(6, ours, ours.root, author=EVA), published=LATELY)),
    )

    assert Usage(2, active_month=1, active_half_year=2, threads=1, replies=2) == await used(
        database
    )


async def test_what_was_taken_away_is_not_counted(database: Database) -> None:
    ours = thread(1, author=CAROL)
    reply = post(3, ours, ours.root, author=CAROL)
    await stage(
        database,
        *opening(1, author=CAROL),
        Put(post(2, ours, ours.root, author=CAROL, state=PostState.REMOVED)),
        Put(reply),
        Put(Grave(id=reply.id, by=CAROL.id, at=NOW)),
    )

    assert Usage(1, active_month=1, active_half_year=1, threads=1, replies=0) == await used(
        database
    )


async def test_forum_that_nobody_used_counts_nothing(database: Database) -> None:
    await stage(database)

    assert Usage(1, 0, 0, 0, 0) == await used(database)
