"""A forum with its real doors, and whoever knocks at them."""

from collections.abc import AsyncIterator
from itertools import cycle
from pathlib import Path

import httpx
import pytest

from fediforum.flow import setup, speak
from fediforum.node import Node
from fediforum.web.app import create_app
from fediforum.wire import generate_rsa
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network, forum

KEYS = cycle([generate_rsa() for _ in range(3)])
BASE = "https://alpha.test"
AS2 = "application/activity+json"


@pytest.fixture(autouse=True)
def quick_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is slow to set up and matters to no test here: RSA keys, and partitions."""

    async def none(*_: object) -> None:
        pass

    monkeypatch.setattr(setup, "generate_rsa", lambda: next(KEYS))
    monkeypatch.setattr(setup, "make_partitions", none)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def alice(network: Network, clock: Clock) -> Stranger:
    """Somebody at gamma.test, a server that we did not write."""
    return Stranger("alice", "gamma.test", network, clock)


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
