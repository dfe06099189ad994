"""Searching as somebody does who reads: from any page, by the keyboard, without scripts."""

import pytest

from tests.browser.conftest import BASE, Opened
from tests.browser.test_reading import essay, opened, texts
from tests.browser.village import Village

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("scripts", [True, False])
async def test_from_any_page_to_what_was_said(
    village: Village, visitor: Opened, scripts: bool
) -> None:
    page = await opened(await visitor(java_script_enabled=scripts, locale="nl-NL"), essay(village))

    await page.get_by_role("link", name="Zoeken").click()
    await page.get_by_label("Welke woorden?").fill("toonbank spreekkamer")
    await page.keyboard.press("Enter")

    await page.wait_for_url(f"{BASE}/zoek?q=toonbank+spreekkamer&**")
    assert {"toonbank", "spreekkamer"} == {
        word.lower() for word in await texts(page, ".hits li:first-child mark")
    }
    await page.locator(".hits h3 a").first.click()
    await page.wait_for_url(f"{BASE}/t/{village.essay.short}*")
    assert await page.get_by_text("Een toonbank is ook een spreekkamer").first.is_visible()


@pytest.mark.usefixtures("village")
async def test_closer_by_name_board_and_day(visitor: Opened) -> None:
    page = await opened(await visitor(java_script_enabled=False, locale="nl-NL"), "/zoek?q=winkel")
    before = await page.locator(".hits li > p.quiet").count()

    await page.get_by_text("Preciezer zoeken").click()
    await page.get_by_label("Geschreven door").fill("Umut")
    await page.get_by_label("Op het bord").select_option("Essays")
    await page.get_by_label("Vanaf deze dag").fill("2026-01-01")
    await page.get_by_role("button", name="Zoeken").click()

    await page.wait_for_url("**van=Umut**")
    names = await texts(page, ".hits li > p.quiet > a:first-child")
    assert 0 < len(names) < before
    assert all("Umut" in name for name in names)
    assert "Umut" == await page.get_by_label("Geschreven door").input_value()


@pytest.mark.usefixtures("village")
async def test_what_went_wrong_leads_to_its_field(visitor: Opened) -> None:
    page = await opened(await visitor(locale="nl-NL"), "/zoek?q=winkel&na=gisteren")

    await page.get_by_role("alert").get_by_role("link").click()

    field = page.get_by_label("Vanaf deze dag")
    assert await field.evaluate("(field) => field === document.activeElement")
    assert "gisteren" == await field.input_value()
