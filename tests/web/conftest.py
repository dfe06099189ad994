"""Two forums with their real doors, and whoever knocks at them: ``alpha``, where ``client`` asks
for AS2, and ``node``, where a ``village`` lives that ``reader`` reads about.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from fediforum.flow import setup, speak
from fediforum.node import Node
from fediforum.store.cluster import Cluster
from fediforum.web.app import create_app
from tests.begun import Begun, begin_once
from tests.browser.village import Village, settle
from tests.conftest import a_database
from tests.flow.stage import alice, clock, network, quick_setup
from tests.flow.two_forums import Clock, Network, forum

__all__ = ["alice", "clock", "network", "quick_setup"]

BASE = "https://alpha.test"
HOST = "buurtwerk.test"
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


@pytest.fixture(scope="session")
def settled(cluster: Cluster, template: str) -> Begun:
    """The forum of which each test of the village has a copy."""
    return begin_once(cluster, template, HOST, HOST, settle)


@pytest.fixture
async def database_url(
    cluster: Cluster, template: str, settled: Begun, request: pytest.FixtureRequest
) -> AsyncIterator[str]:
    """A fresh database; that of the village, where it is wanted."""
    of = settled.template if "village" in request.fixturenames else template
    async with a_database(cluster, of) as url:
        yield url


@pytest.fixture
async def node(
    database_url: str, settled: Begun, tmp_path: Path, network: Network, clock: Clock
) -> AsyncIterator[Node]:
    settled.lend_key(tmp_path)
    async with forum(HOST, database_url, tmp_path, network, clock) as opened:
        yield opened


@pytest.fixture
def village(node: Node) -> Village:
    return Village(node.home)


@pytest.fixture
async def reader(node: Node) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a Dutch browser."""
    transport = httpx.ASGITransport(create_app(node), client=("127.0.0.1", 4711))
    headers = {"accept": "text/html,*/*;q=0.8", "accept-language": "nl"}
    async with httpx.AsyncClient(
        transport=transport, base_url=f"https://{HOST}", headers=headers
    ) as opened:
        yield opened
