"""Pruning: a picture goes when nobody shows it, and no sooner."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from fediforum.content import SafeHtml
from fediforum.forum.effects import Put
from fediforum.forum.model import Grave, Post
from fediforum.store.database import Database
from fediforum.store.media import File, save_picture, wanted
from fediforum.store.pruning import prune
from fediforum.vocab.iri import Iri
from tests.store.scene import ALICE, NOW, carry_out, done, opening, post, post_id, stage, thread

CAT = Iri("https://gamma.test/cat.png")
LATER = NOW + timedelta(days=2)


def showing(number: int) -> Post:
    content = SafeHtml(f'<p><img src="{CAT}" alt="Een kat"></p>')
    return replace(post(number, thread(1)), content=content)


async def pruned(database: Database) -> int:
    async with database.transaction() as conn:
        return await prune(conn, LATER, 2**40)


async def test_picture_that_is_shown_again_while_room_is_made_stays(database: Database) -> None:
    await stage(database, *opening(1), Put(showing(2)))
    async with database.transaction() as conn:
        await save_picture(conn, CAT, [File("a" * 32 + ".webp", 1, 1, 1)], NOW)
    await done(database, Put(Grave(id=post_id(2), by=ALICE.id, at=NOW, former_type="Note")))

    async with database.transaction() as conn:
        await carry_out(conn, Put(showing(3)))
        task = asyncio.create_task(pruned(database))
        await asyncio.sleep(0.2)
    gone = await task

    assert (0, 0) == (gone, await pruned(database))


async def test_picture_of_a_deleted_post_goes(database: Database) -> None:
    await stage(database, *opening(1), Put(showing(2)))
    assert 0 == await pruned(database)

    await done(database, Put(Grave(id=post_id(2), by=ALICE.id, at=NOW, former_type="Note")))

    assert 1 == await pruned(database)
    async with database.connection() as conn:
        assert await wanted(conn, CAT) is None
