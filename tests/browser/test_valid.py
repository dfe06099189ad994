"""What somebody else says of the HTML."""

import asyncio

import pytest

from tests.browser.conftest import Reader
from tests.browser.judges import ask, wanted
from tests.browser.test_reading import every_page
from tests.browser.village import Village

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_page_is_valid_html(village: Village, reader: Reader) -> None:
    wanted("html-validate")
    pages = {name: (await reader.get(path)).text for name, path in every_page(village).items()}

    faults = await asyncio.to_thread(ask, "validate.mjs", pages, 60)

    assert faults == []
