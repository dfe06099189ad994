"""Paper: what comes out of a printer can be read, and says whose words it holds."""

import io
import re

import pytest
from playwright.async_api import Page
from pypdf import PdfReader

from tests.browser.conftest import BASE, Opened
from tests.browser.test_reading import essay, opened
from tests.browser.village import LETTERS, TITLE, Village, short

pytestmark = pytest.mark.asyncio(loop_scope="session")


def bare(text: str) -> str:
    """Text as it reads, whatever lines it was broken into."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


async def printed(page: Page) -> str:
    made = await page.pdf(format="A4")
    return bare("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(made)).pages))


async def test_a_thread_on_paper_has_names_dates_and_addresses(
    village: Village, visitor: Opened
) -> None:
    page = await opened(await visitor(locale="nl-NL", java_script_enabled=False), essay(village))

    paper = await printed(page)

    assert bare(TITLE) in paper
    assert bare("Een toonbank is ook een spreekkamer") in paper
    for said in ("Cora de Wit", "Leonie van der Meer-Hoogeboom", "3 mei 2026", "voorbeeld.test"):
        assert bare(said) in paper, said
    assert bare(f"{BASE.removeprefix('https://')}/p/{short(40)}") in paper


async def test_paper_has_no_buttons_and_nothing_folded(village: Village, visitor: Opened) -> None:
    context = await visitor(locale="nl-NL", java_script_enabled=False)
    page = await opened(context, essay(village, 2))

    paper = await printed(page)

    assert bare("Een toonbank is ook een spreekkamer") in paper
    for said in ("Reageer", "English", "Een probleem melden", "Later"):
        assert bare(said) not in paper, said
    await page.emulate_media(media="print")
    assert await page.locator("footer.foot form").is_hidden()


async def test_the_whole_conversation_prints_from_one_page(
    village: Village, visitor: Opened
) -> None:
    context = await visitor(locale="nl-NL", java_script_enabled=False)
    page = await opened(context, f"{essay(village)}/alles")

    paper = await printed(page)

    for number in (2, 100, LETTERS):
        assert bare(f"/p/{short(number)}") in paper
