"""All the hands of a process together, as ``worker`` runs them."""

import asyncio
from collections.abc import Callable

from starlette.types import Receive, Scope, Send

from fediforum import limits
from fediforum.flow import speak
from fediforum.flow.working import working
from fediforum.forum.effects import Errand
from fediforum.node import Node
from fediforum.store.errands import enqueue_errands
from fediforum.vocab.iri import Iri
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Network


async def until(true: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_follow_is_answered_and_a_thread_sent_while_the_hands_work(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    stopping = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(working(alpha, stopping))
        await alice.post(alice.does("Follow", alpha.home.board("tuin")))
        await until(lambda: len(network.posted_to("gamma.test")) == 1)
        await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
        await until(lambda: len(network.posted_to("gamma.test")) == 3)
        stopping.set()

    verbs = [each["type"] for each in network.posted_to("gamma.test")]
    assert ["Accept", "Announce", "Announce"] == verbs


async def test_server_that_is_slow_with_its_pictures_holds_up_nothing_but_pictures(
    alpha: Node, network: Network
) -> None:
    asked, may_answer, stopping = 0, asyncio.Event(), asyncio.Event()

    async def quick(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal asked
        asked += 1
        await may_answer.wait()
        await quick(scope, receive, send)

    network.apps |= {"slow.test": slow, "gamma.test": quick}
    for start in (0, limits.PICTURES_A_POST):
        places = range(start, start + limits.PICTURES_A_POST)
        source = "\n\n".join(f"![Slak {n}](https://slow.test/{n}.png)" for n in places)
        await speak.open_thread(alpha, "tuin", "anna", "Slakken", source)

    async with asyncio.TaskGroup() as group:
        group.create_task(working(alpha, stopping))
        await until(lambda: asked == limits.PICTURES_AT_ONCE)
        async with alpha.database.transaction() as conn:
            await enqueue_errands(conn, [Errand("nodeinfo", Iri("https://gamma.test"))])
        await until(lambda: any("gamma.test" in url for url in network.gets))
        assert limits.PICTURES_AT_ONCE == asked
        stopping.set()
        may_answer.set()
