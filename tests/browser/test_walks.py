"""What people do here, from beginning to end, with scripts and without.

Going on to one's own server is walked in ``test_onward.py``.
"""

import re
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from fediforum.web.pages import report
from tests.browser.conftest import BASE, Opened
from tests.browser.test_reading import essay
from tests.browser.village import LETTERS, TAGLINE, TITLE, Village, short

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCRIPTS = pytest.mark.parametrize("page", [True, False], ids=["scripts", "bare"], indirect=True)


@pytest_asyncio.fixture(loop_scope="session")
async def page(request: pytest.FixtureRequest, visitor: Opened, village: Village) -> Page:
    """A Dutch reader at the front page."""
    context = await visitor(java_script_enabled=request.param, locale="nl-NL")
    page = await context.new_page()
    await page.goto("/")
    return page


@SCRIPTS
async def test_reading_from_the_front_page_to_the_last_letter(page: Page) -> None:
    await expect(page.get_by_text(TAGLINE)).to_be_visible()

    await page.get_by_role("link", name="Essays", exact=True).first.click()
    await page.get_by_role("main").get_by_role("link", name=TITLE, exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    await page.locator("nav.pages a[rel=next]").first.click()

    assert page.url.endswith("?pagina=2")
    await expect(page.locator(f"#p{short(LETTERS + 1)} h3")).to_be_visible()
    await page.locator("nav.pages a[rel=prev]").last.click()
    await expect(page.locator(f"#p{short(3)} h3")).to_be_visible()


@SCRIPTS
async def test_keeping_ones_place_and_going_on_from_there(page: Page, village: Village) -> None:
    await page.goto(essay(village))
    kept = page.locator(f"#p{short(60)} header a[href*='sinds=']")

    await kept.click()

    first_new = short(61)
    assert page.url.startswith(f"{BASE}/t/{village.essay.short}")
    rule = page.locator("#new, #nieuw")
    await expect(rule).to_be_visible()
    await expect(rule).to_be_in_viewport()
    after = await page.locator(f"#p{first_new}").bounding_box()
    line = await rule.bounding_box()
    assert after is not None
    assert line is not None
    assert abs(after["y"] - line["y"]) < 200


@SCRIPTS
async def test_searching_from_a_thread_and_landing_on_the_letter(
    page: Page, village: Village
) -> None:
    await page.goto(essay(village))
    await page.get_by_role("link", name="Zoeken", exact=True).click()
    await page.get_by_label("Welke woorden?").fill("verzekering")
    await page.keyboard.press("Enter")

    hit = page.get_by_role("main").locator("a[href^='/t/'], a[href^='/p/']").first
    await expect(page.get_by_role("main").locator("mark").first).to_have_text("verzekering")
    await hit.click()

    letter = page.locator(f"#{page.url.partition('#')[2]}")
    await expect(letter).to_contain_text("verzekering")
    await expect(letter).to_be_in_viewport()


@SCRIPTS
async def test_choosing_language_and_colours_and_letting_go_of_them(
    page: Page, village: Village
) -> None:
    address = f"{BASE}{essay(village)}"
    await page.goto(address)

    await page.get_by_role("button", name="English").click()
    assert page.url == address
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.get_by_role("button", name="Dark", exact=True).click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    shade = await page.locator("body").evaluate("(body) => getComputedStyle(body).backgroundColor")
    assert sum(int(part) for part in re.findall(r"\d+", shade)[:3]) < 120
    assert len(await page.context.cookies()) == 2

    await page.goto("/weergave")
    await page.get_by_label("As your device has it").check()
    await page.get_by_label("As your browser asks for it").check()
    await page.get_by_role("button", name="Keep this choice").click()
    await expect(page.locator("html")).to_have_attribute("lang", "nl")
    assert await page.locator("html").get_attribute("data-theme") is None
    assert await page.context.cookies() == []


@SCRIPTS
async def test_reporting_a_letter_and_hearing_what_came_of_it(
    page: Page, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "SOON", timedelta())  # nobody waits here to think
    await page.goto(essay(village))
    await page.locator(f"#p{short(30)}").get_by_role("link", name="Meld").click()
    await page.get_by_label("Het is reclame of oplichting").check()
    await page.get_by_label("Vertel er meer over").fill("Dit staat er al drie keer.")
    await page.get_by_label("Hoe kunnen we je antwoorden?").fill("cora@voorbeeld.test")
    await page.get_by_role("button", name="Verstuur de melding").click()

    number = page.get_by_text(re.compile(r"M-[0-9A-Z]{4,}")).first
    await expect(number).to_be_visible()
    given = re.search(r"M-[0-9A-Z-]+", await number.inner_text())
    assert given is not None
    assert "cora@voorbeeld.test" not in page.url

    await page.goto("/meld")
    await page.get_by_label("Je nummer").fill(given[0])
    await page.get_by_role("button", name="Kijk wat ermee is gedaan").click()
    await expect(page.get_by_role("main")).to_contain_text(given[0])


@SCRIPTS
async def test_a_report_that_says_too_little_comes_back_as_it_was(page: Page) -> None:
    await page.get_by_role("contentinfo").get_by_role("link", name="Een probleem melden").click()
    await page.locator("form").first.evaluate("(form) => { form.noValidate = true }")
    await page.get_by_label("Hoe kunnen we je antwoorden?").fill("cora@voorbeeld.test")
    await page.get_by_role("button", name="Verstuur de melding").click()

    alert = page.get_by_role("alert")
    await expect(alert).to_be_visible()
    await expect(page.get_by_label("Hoe kunnen we je antwoorden?")).to_have_value(
        "cora@voorbeeld.test"
    )
    leads = [
        await link.get_attribute("href") or "" for link in await alert.get_by_role("link").all()
    ]
    assert leads
    for target in leads:
        field = page.locator(target)
        told = await field.get_attribute("aria-describedby") or await page.locator(
            f"fieldset:has({target})"
        ).get_attribute("aria-describedby")
        assert told, target
        await expect(page.locator(f"#{told.split()[-1]}")).to_be_visible()
