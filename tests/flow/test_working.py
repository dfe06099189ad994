"""All the hands of a process together, as ``worker`` runs them."""

import asyncio
from collections.abc import Callable

from fediforum.flow import speak
from fediforum.flow.working import working
from fediforum.node import Node
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
