"""A forum with its real doors on loopback, over HTTPS, and Chromium in front of them."""

import shutil
import socket
from asyncio import TaskGroup
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import trustme
import uvicorn
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from fediforum.flow import setup
from fediforum.node import Node, node_over
from fediforum.settings import Settings
from fediforum.store.cluster import Cluster
from fediforum.store.database import open_database
from fediforum.web.app import create_app
from tests.browser.essays import hang_pictures, settle_forms
from tests.browser.hundred import settle_hundred
from tests.browser.outskirts import settle_around
from tests.browser.village import Village, settle
from tests.conftest import a_database

HOST = "buurtwerk.test"
BASE = f"https://{HOST}"
PATIENCE = 20_000.0
"""Milliseconds that anything on a page may take, on a machine that has much else to do."""
CHROMIUM = shutil.which("chromium")

Opened = Callable[..., Awaitable[BrowserContext]]
Reader = httpx.AsyncClient


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skip(reason="needs Chromium: apt-get install chromium")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(missing)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def node(
    cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Node]:
    """One forum for all tests of a worker: they only read. A module that writes what others would
    see has a ``node`` of its own, and with it a ``browser``.
    """
    async with a_forum(cluster, template, tmp_path_factory.mktemp("forum")) as opened:
        yield opened


@asynccontextmanager
async def a_forum(
    cluster: Cluster, template: str, folder: Path, **settings: Any
) -> AsyncIterator[Node]:
    """Have a forum of one's own for the length of the block, with nobody in it."""
    chosen = Settings(url=BASE, data=folder, private_hosts=("test",), **settings)
    async with (
        a_database(cluster, template) as url,
        open_database(url) as database,
    ):
        await setup.begin(chosen, database, title="Buurtwerk")
        async with node_over(chosen, database) as opened:
            yield opened


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def village(node: Node) -> Village:
    return await settle_all(node)


async def settle_all(node: Node) -> Village:
    """Everybody in a forum, with all that they wrote: for every kind of page there is one."""
    await hang_pictures(node)
    village = await settle(node)
    await settle_forms(node, village)
    await settle_around(node, village)
    await settle_hundred(node, village)
    return village


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def reader(node: Node) -> AsyncIterator[Reader]:
    async with a_reader(node) as opened:
        yield opened


@asynccontextmanager
async def a_reader(node: Node) -> AsyncIterator[Reader]:
    """Somebody with a Dutch browser who sees pages as they are sent; no Chromium is needed."""
    headers = {"accept": "text/html,*/*;q=0.8", "accept-language": "nl"}
    transport = httpx.ASGITransport(create_app(node), client=("127.0.0.1", 4711))
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser(node: Node, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with browsing(node, tmp_path_factory.mktemp("doors")) as opened:
        yield opened


@asynccontextmanager
async def browsing(node: Node, folder: Path, *elsewhere: str) -> AsyncIterator[Browser]:
    """Chromium, for which the forum's name leads to the port that it is served at."""
    async with served(node, folder) as port, chromium(port, *elsewhere) as opened:
        yield opened


@asynccontextmanager
async def served(node: Node, folder: Path) -> AsyncIterator[int]:
    """Serve the forum for the length of the block."""
    app = create_app(node)
    certificate = trustme.CA().issue_cert(HOST)
    chain, key = folder / "chain.pem", folder / "key.pem"
    certificate.private_key_pem.write_to_path(key)
    for part in certificate.cert_chain_pems:
        part.write_to_path(chain, append=True)
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        log_config=None,
        ssl_certfile=chain,
        ssl_keyfile=key,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as sock:
        async with TaskGroup() as group:
            group.create_task(server._serve(sockets=[sock]))
            yield sock.getsockname()[1]
            server.should_exit = True


def flags(port: int, *elsewhere: str) -> list[str]:
    """How Chromium is started: the forum's name leads to that port, hosts ``elsewhere`` to this
    machine, and no other name anywhere.
    """
    others = "".join(f"MAP {host} 127.0.0.1, " for host in elsewhere)
    rules = f"MAP {HOST}:443 127.0.0.1:{port}, {others}MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    return ["--no-sandbox", "--disable-gpu", f"--host-resolver-rules={rules}"]


@asynccontextmanager
async def chromium(port: int, *elsewhere: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        arguments = flags(port, *elsewhere)
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser) -> AsyncIterator[Opened]:
    """How somebody comes in: ``await visitor(java_script_enabled=False)`` and the like."""
    async with AsyncExitStack() as leaving:

        async def come_in(**ways: Any) -> BrowserContext:
            context = await browser.new_context(base_url=BASE, ignore_https_errors=True, **ways)
            leaving.push_async_callback(context.close)
            context.set_default_timeout(PATIENCE)
            expect.set_options(timeout=PATIENCE)
            return context

        yield come_in
