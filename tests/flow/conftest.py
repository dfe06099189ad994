"""Forums for the tests of the hands: ``alpha`` with the board tuin, and ``beta``."""

from collections.abc import AsyncIterator
from itertools import cycle
from pathlib import Path

import pytest

from fediforum.flow import setup
from fediforum.node import Node
from fediforum.wire import generate_rsa
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network, forum

KEYS = cycle([generate_rsa() for _ in range(3)])


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
    """A forum with the board tuin and the member anna."""
    folder = tmp_path / "alpha"
    folder.mkdir()
    async with forum("alpha.test", database_url, folder, network, clock) as node:
        await setup.create_board(node, "tuin", "De tuin")
        await setup.create_member(node, "anna", "Anna")
        yield node


@pytest.fixture
async def beta(
    another_database_url: str, tmp_path: Path, network: Network, clock: Clock
) -> AsyncIterator[Node]:
    """Another forum, with the member bob."""
    folder = tmp_path / "beta"
    folder.mkdir()
    async with forum("beta.test", another_database_url, folder, network, clock) as node:
        await setup.create_member(node, "bob", "Bob")
        yield node
