"""A forum with its real doors, and whoever knocks at them."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from fediforum.flow import setup, speak
from fediforum.node import Node
from fediforum.web.app import create_app
from tests.flow.stage import alice, clock, network, quick_setup
from tests.flow.two_forums import Clock, Network, forum

__all__ = ["alice", "clock", "network", "quick_setup"]

BASE = "https://alpha.test"
AS2 = "application/activity+json"


@pytest.fixture
async def alpha(
    database_url: str, tmp_path: Path, network: Network, clock: Clock
) -> AsyncIterator[Node]:
    """A forum with the board tuin and the member anna; its real doors are on the network."""
    async with forum("alpha.test", database_url, tmp_path, network, clock) as node:
        await setup.create_board(node, "tuin", "De tuin")
        await setup.create_member(node, "anna", "Anna")
        network.apps["alpha.test"] = create_app(node)
        yield node


@pytest.fixture
async def client(alpha: Node) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who asks for AS2."""
    transport = httpx.ASGITransport(create_app(alpha), client=("127.0.0.1", 4711))
    async with httpx.AsyncClient(
        transport=transport, base_url=BASE, headers={"accept": AS2}
    ) as opened:
        yield opened


@pytest.fixture
async def opening(alpha: Node) -> speak.Said:
    """A thread that anna opened in tuin."""
    return await speak.open_thread(alpha, "tuin", "anna", "Slakken in de sla", "Wat nu?")
