"""What somebody else says of the HTML, and where its links lead."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from fediforum.node import Node
from fediforum.web.app import create_app
from tests.browser.conftest import BASE
from tests.browser.judges import ask, wanted
from tests.browser.test_reading import every_page
from tests.browser.village import Village

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def reader(node: Node, village: Village) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a Dutch browser, who sees the pages as they are sent."""
    headers = {"accept": "text/html,*/*;q=0.8", "accept-language": "nl"}
    transport = httpx.ASGITransport(create_app(node), client=("127.0.0.1", 4711))
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as opened:
        yield opened


async def test_every_page_is_valid_html(village: Village, reader: httpx.AsyncClient) -> None:
    wanted("html-validate")
    pages = {name: (await reader.get(path)).text for name, path in every_page(village).items()}

    faults = await asyncio.to_thread(ask, "validate.mjs", pages, 60)

    assert faults == []
