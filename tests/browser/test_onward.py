"""Going on as oneself, in a browser: from a letter to one's own server in two clicks, and back."""

import socket
from asyncio import TaskGroup
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
import trustme
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page

from fediforum.node import Node
from fediforum.store.cluster import Cluster
from tests.browser.conftest import BASE, Opened, a_forum, browsing, settle_all
from tests.browser.village import Village, short
from tests.flow.homes import AtHome

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOME = "thuis.test"
ASKED = short(20)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AtHome]:
    """A server of another program at another origin, with a certificate of an authority of ours."""
    folder = tmp_path_factory.mktemp("thuis")
    with socket.create_server(("127.0.0.1", 0)) as sock:
        at_home = AtHome("mastodon-4.5", f"{HOME}:{sock.getsockname()[1]}")
        async with standing(at_home, sock, folder):
            yield at_home


@asynccontextmanager
async def standing(at_home: AtHome, sock: socket.socket, folder: Path) -> AsyncIterator[None]:
    authority = trustme.CA()
    certificate = authority.issue_cert(HOME)
    authority.cert_pem.write_to_path(folder / "authority.pem")
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    for part in certificate.cert_chain_pems:
        part.write_to_path(folder / "chain.pem", append=True)
    (folder / "hosts").write_text(f"{HOME} 127.0.0.1\n")
    AUTHORITY["folder"] = folder
    config = uvicorn.Config(
        at_home.app(),
        http="h11",
        ws="none",
        log_config=None,
        ssl_certfile=folder / "chain.pem",
        ssl_keyfile=folder / "key.pem",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    async with TaskGroup() as group:
        group.create_task(server._serve(sockets=[sock]))
        yield
        server.should_exit = True


AUTHORITY: dict[str, Path] = {}


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def node(
    home: AtHome, cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Node]:
    """A forum that knows where that server stands, and trusts its authority."""
    trust = {
        "ca_file": AUTHORITY["folder"] / "authority.pem",
        "hosts_file": AUTHORITY["folder"] / "hosts",
    }
    async with a_forum(cluster, template, tmp_path_factory.mktemp("forum"), **trust) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def village(node: Node) -> Village:
    return await settle_all(node)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def browser(node: Node, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with browsing(node, tmp_path_factory.mktemp("doors"), HOME) as opened:
        yield opened


async def letter(context: BrowserContext, village: Village) -> Page:
    page = await context.new_page()
    await page.goto(f"/t/{village.essay.short}#p{ASKED}")
    async with page.expect_navigation():
        await page.locator(f"#p{ASKED}").get_by_role("link", name="Reageer").click()
    return page


@pytest.mark.parametrize("scripts", [True, False])
async def test_from_a_letter_to_ones_own_server_and_back(
    village: Village, visitor: Opened, home: AtHome, scripts: bool
) -> None:
    context = await visitor(java_script_enabled=scripts, locale="nl-NL")
    asked = next(one for one in village.letters() if one.short == ASKED)

    # The first time somebody says where they are at home.
    page = await letter(context, village)
    await page.get_by_label("Waar heb je je account?").fill(f"@piet@{home.host}")
    await page.get_by_role("button", name="Reageer").click()
    await page.wait_for_url(f"{home.base}/**")
    assert await page.get_by_role("heading", name="Thuis").is_visible()
    assert asked.id.replace(":", "%3A").replace("/", "%2F") in page.url
    await page.go_back()
    assert page.url.startswith(BASE)

    # From then on it is two clicks: the letter's own link, and one button.
    page = await letter(context, village)
    assert await page.get_by_text("Je gaat verder via").is_visible()
    assert not await page.get_by_label("Waar heb je je account?").is_visible()
    await page.get_by_role("button", name="Waardeer").click()
    await page.wait_for_url(f"{home.base}/**")

    (cookie,) = [each for each in await context.cookies() if each["name"] == "__Host-home"]
    assert (True, True, "Lax") == (cookie["httpOnly"], cookie["secure"], cookie["sameSite"])

    # And it is forgotten when they want it to be.
    page = await letter(context, village)
    await page.get_by_text("Wijzig of vergeet dit").click()
    async with page.expect_navigation():
        await page.get_by_role("button", name=f"Vergeet {home.host}").click()
    assert await page.get_by_label("Waar heb je je account?").is_visible()
    assert [] == [each for each in await context.cookies() if each["name"] == "__Host-home"]


async def test_what_was_typed_is_still_there_and_the_error_leads_to_it(
    village: Village, visitor: Opened
) -> None:
    context = await visitor(java_script_enabled=False, locale="nl-NL")
    page = await letter(context, village)

    await page.get_by_label("Waar heb je je account?").fill("piet de tuinman")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Volg dit gesprek").click()

    field = page.get_by_label("Waar heb je je account?")
    assert "piet de tuinman" == await field.input_value()
    alert = page.get_by_role("alert")
    assert "We herkennen geen plek" in await alert.inner_text()
    await alert.get_by_role("link").first.click()
    assert page.url.endswith("#waar")
