"""A village to read about, and somebody who reads."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from fediforum.node import Node
from fediforum.web.app import create_app
from tests.browser.village import Village, settle
from tests.flow.two_forums import Clock, Network, forum

HOST = "buurtwerk.test"


@pytest.fixture
async def node(
    database_url: str, tmp_path: Path, network: Network, clock: Clock
) -> AsyncIterator[Node]:
    async with forum(HOST, database_url, tmp_path, network, clock) as opened:
        yield opened


@pytest.fixture
async def village(node: Node) -> Village:
    return await settle(node)


@pytest.fixture
async def reader(node: Node) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a Dutch browser."""
    transport = httpx.ASGITransport(create_app(node), client=("127.0.0.1", 4711))
    headers = {"accept": "text/html,*/*;q=0.8", "accept-language": "nl"}
    async with httpx.AsyncClient(
        transport=transport, base_url=f"https://{HOST}", headers=headers
    ) as opened:
        yield opened
