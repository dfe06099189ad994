"""Forums for the tests of the hands: ``alpha`` with the board tuin, and ``beta``."""

from collections.abc import AsyncIterator
from itertools import cycle
from pathlib import Path

import pytest

from fediforum.flow import setup
from fediforum.node import Node
from fediforum.wire import generate_rsa

KEYS = cycle([generate_rsa() for _ in range(3)])
from tests.flow.two_forums import Clock, Network, forum


@pytest.fixture(autouse=True)
def few_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """RSA keys are slow to make: all actors of a test share a few."""
    monkeypatch.setattr(setup, "generate_rsa", lambda: next(KEYS))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def network() -> Network:
    return Network()


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
