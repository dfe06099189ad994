"""Forums for the tests of the hands: ``alpha`` with the board tuin, and ``beta``."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediforum.flow import setup
from fediforum.node import Node
from tests.flow.stage import alice, clock, network, quick_setup
from tests.flow.two_forums import Clock, Network, forum

__all__ = ["alice", "clock", "network", "quick_setup"]


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
