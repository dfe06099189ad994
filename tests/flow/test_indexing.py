"""Indexing: whoever changes their mind is heeded, at once where it is a no."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import orjson
import pytest

from fediforum.content import SafeHtml
from fediforum.flow import indexing, setup, speak
from fediforum.flow.domains import A_MINUTE, look_again
from fediforum.flow.errands import run_errand
from fediforum.forum.effects import Put
from fediforum.forum.model import Post
from fediforum.node import Node
from fediforum.store import search as words
from fediforum.store.actors import save_actor
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Sql
from fediforum.store.known import load_known
from fediforum.store.media import Wanted, wanted
from fediforum.store.reading import SearchQuery, search
from fediforum.vocab.actors import Actor, Key
from fediforum.vocab.iri import Iri
from tests.blocking import block_host, unblock_host
from tests.store.scene import short

ZOE = Iri("https://sub.zoe.test/u/zoe")
YES = Actor(
    id=ZOE,
    type="Person",
    preferred_username="zoe",
    inbox=Iri(f"{ZOE}/inbox"),
    name="Zoë",
    keys=(Key(Iri(f"{ZOE}#main-key"), ZOE, pem="PEM"),),
    indexable=True,
)
NO = replace(YES, indexable=False)
ERRANDS = Sql("""
    SELECT payload FROM pgqueuer.pgqueuer WHERE entrypoint = 'errand' ORDER BY id
""")
ROWS = Sql("SELECT count(*) FROM search")
FORGET_PICTURES = Sql("DELETE FROM picture")
CAT = Iri("https://gamma.test/cat.png")
FORGET_ALL = Sql("DELETE FROM search")
WELCOME = Sql("UPDATE actor SET hushed = ''")


async def say(node: Node, actor: Actor) -> None:
    async with node.database.transaction() as conn:
        await save_actor(conn, actor, b"{}", node.clock())


async def written(node: Node, count: int = 2) -> None:
    """A thread of anna's, and letters of zoe's in it; the first may be found by itself."""
    opening = await speak.open_thread(node, "tuin", "anna", "Slakken", "Wat nu?")
    async with node.database.connection() as conn:
        known = await load_known(conn, {opening.id}, node.home)
    root = known.posts[opening.id]
    letters = [
        Post(
            id=Iri(f"https://sub.zoe.test/p/{number}"),
            short=short(number),
            local=False,
            author=ZOE,
            thread=root.thread,
            parent=root.id,
            content=SafeHtml(f"<p>bijenkorf {number}</p>"),
            published=node.clock(),
            searchable=True if number == 1 else None,
        )
        for number in range(1, count + 1)
    ]
    async with node.database.transaction() as conn:
        await commit(conn, [Acted(tuple(map(Put, letters)))], node.home, node.clock())


async def found(node: Node) -> int:
    async with node.database.connection() as conn:
        page = await search(conn, SearchQuery(text="bijenkorf"), node.home, node.clock())
    return page.total


async def errands(node: Node) -> Sequence[bytes]:
    async with node.database.connection() as conn:
        rows = await conn.fetch(ERRANDS)
    return [
        row["payload"] for row in rows if orjson.loads(row["payload"])["kind"] in ("words", "hush")
    ]


async def all_anew(node: Node) -> None:
    async for _ in indexing.reindex(node, anew=True):
        pass


async def run(node: Node) -> None:
    for payload in await errands(node):
        await run_errand(node, payload)


async def test_who_wishes_not_to_be_found_is_not_from_then_on(alpha: Node) -> None:
    await say(alpha, YES)
    await written(alpha)
    assert 2 == await found(alpha)

    await say(alpha, NO)

    assert 1 == await found(alpha)  # the one that they said yes to by itself
    async with alpha.database.connection() as conn:
        assert 2 == await conn.fetchval(ROWS)  # that one and anna's
    assert [] == await errands(alpha)


async def test_who_says_yes_later_is_found_once_that_is_seen_to(
    alpha: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "STEP", 2)
    await say(alpha, NO)
    await written(alpha, count=5)
    assert 1 == await found(alpha)

    await say(alpha, YES)
    await run(alpha)

    assert 5 == await found(alpha)


async def test_a_blocked_server_is_not_found_until_it_is_welcome_again(alpha: Node) -> None:
    await say(alpha, YES)
    await written(alpha)

    async with alpha.database.transaction() as conn:
        await block_host(conn, "zoe.test", "spam", alpha.clock())
    blocked = await found(alpha)
    async with alpha.database.connection() as conn:
        near = (await search(conn, SearchQuery(text="zoe"), alpha.home, alpha.clock())).nearby
    async with alpha.database.transaction() as conn:
        await unblock_host(conn, "zoe.test")
    await run(alpha)

    assert (0, (), 2) == (blocked, near.people, await found(alpha))


async def test_nothing_of_a_blocked_server_is_indexed(alpha: Node) -> None:
    await say(alpha, YES)
    async with alpha.database.transaction() as conn:
        await block_host(conn, "zoe.test", "spam", alpha.clock())

    await written(alpha)

    assert 0 == await found(alpha)


async def test_an_edit_while_its_post_is_indexed_has_the_last_word(alpha: Node) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "bijenkorf")
    async with alpha.database.connection() as conn:
        known = await load_known(conn, {opening.id}, alpha.home)
    edited = replace(known.posts[opening.id], content=SafeHtml("<p>honing</p>"))

    async with alpha.database.transaction() as conn:
        await commit(conn, [Acted((Put(edited),))], alpha.home, alpha.clock())
        task = asyncio.create_task(all_anew(alpha))
        await asyncio.sleep(0.2)
    await task

    assert 0 == await found(alpha)


async def test_a_no_while_posts_are_indexed_is_heeded(alpha: Node) -> None:
    await say(alpha, YES)
    await written(alpha, count=3)

    async with alpha.database.transaction() as conn:
        await save_actor(conn, NO, b"{}", alpha.clock())
        task = asyncio.create_task(all_anew(alpha))
        await asyncio.sleep(0.2)
    await task

    async with alpha.database.connection() as conn:
        assert 2 == await conn.fetchval(ROWS)  # anna's, and the one with a yes of its own


async def test_what_came_in_while_its_server_was_blocked_is_not_found_for_long(
    alpha: Node,
) -> None:
    await say(alpha, YES)
    async with alpha.database.transaction() as conn:
        await block_host(conn, "zoe.test", "spam", alpha.clock())
        await look_again(alpha, conn, "zoe.test is blocked", A_MINUTE)
    async with alpha.database.transaction() as conn:  # as if nobody knew of it yet
        await conn.execute(WELCOME)
    await written(alpha)

    await run(alpha)

    assert 0 == await found(alpha)


async def test_what_an_older_version_wrote_is_found_once_a_worker_has_seen_to_it(
    alpha: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "STEP", 2)
    monkeypatch.setattr(indexing, "STEPS", 1)
    await say(alpha, YES)
    await written(alpha, count=5)
    async with alpha.database.transaction() as conn:
        await conn.execute(FORGET_ALL)

    await setup.begin(alpha.settings, alpha.database)
    rounds = 0
    while (waiting := (await errands(alpha))[rounds:]) and rounds < 10:
        await run_errand(alpha, waiting[0])
        rounds += 1
    await setup.begin(alpha.settings, alpha.database)

    assert (5, 3) == (await found(alpha), rounds)
    assert rounds == len(await errands(alpha))


async def test_what_an_older_version_wrote_shows_its_pictures(alpha: Node) -> None:
    await speak.open_thread(alpha, "tuin", "anna", "Kat", f"![Een kat]({CAT})")
    async with alpha.database.transaction() as conn:
        await conn.execute(FORGET_PICTURES)
        await conn.execute(FORGET_ALL)

    await setup.begin(alpha.settings, alpha.database)
    await run(alpha)

    async with alpha.database.connection() as conn:
        picture = await wanted(conn, CAT)
    assert Wanted(CAT, small=False, tries=0) == picture
