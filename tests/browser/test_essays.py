"""Essays in Chromium: pictures come from here and move nothing, notes lead there and back."""

from itertools import pairwise

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.browser.conftest import BASE, Opened
from tests.browser.essays import ABSENT, FILM, FORMS
from tests.browser.test_budgets import SHIFTED, WATCH_SHIFTS
from tests.browser.test_reading import opened
from tests.browser.village import Village, short

pytestmark = pytest.mark.asyncio(loop_scope="session")
PATH = f"/t/{short(FORMS)}"


@pytest_asyncio.fixture(loop_scope="session")
async def essay(village: Village, visitor: Opened) -> Page:
    return await opened(await visitor(java_script_enabled=False, locale="nl-NL"), PATH)


async def test_every_picture_comes_from_here_with_its_size(
    village: Village, visitor: Opened
) -> None:
    page = await (await visitor()).new_page()
    await page.add_init_script(WATCH_SHIFTS)
    await page.goto(PATH)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for picture in await page.locator("main img:visible").all():
        await picture.scroll_into_view_if_needed()
        await picture.evaluate("(it) => it.decode()")
        assert await picture.get_attribute("width")
        assert await picture.get_attribute("height")
    assert await page.locator("main img:visible").count() == 5
    assert all(url.startswith((f"{BASE}/media/", f"{BASE}/static/")) for url in asked)
    assert sum(value for value, *_ in await page.evaluate("window.shifts")) < SHIFTED


async def test_picture_leads_to_a_larger_one_and_says_what_it_shows(essay: Page) -> None:
    figure = essay.locator("main figure").first

    await figure.get_by_text("Beschrijving").click()

    assert await figure.get_by_text("Een witte kat voor een huis").is_visible()
    assert "Jörg Müller" in (await figure.locator("figcaption").text_content() or "")
    larger = await figure.get_by_role("link").get_attribute("href")
    answer = await essay.goto(larger or "")
    assert answer is not None
    assert answer.headers["content-type"] == "image/webp"


async def test_note_leads_below_and_back(essay: Page) -> None:
    await essay.get_by_role("link", name="Noot 2", exact=True).click()
    assert essay.url.endswith(f"#p{short(FORMS)}-n2")
    assert "Daarna kwam er een boek van." in (await essay.locator(":target").text_content() or "")

    await essay.get_by_role("link", name="Terug naar de plaats van noot 2").click()

    assert await essay.locator(":target").text_content() == "2"


async def test_no_two_things_have_one_id(essay: Page) -> None:
    ids = [await each.get_attribute("id") for each in await essay.locator("[id]").all()]

    assert len(ids) == len(set(ids))


async def test_headings_go_down_one_by_one(essay: Page) -> None:
    names = await essay.locator("main :is(h1, h2, h3, h4, h5, h6)").all()
    levels = [int((await each.evaluate("(it) => it.tagName"))[1]) for each in names]

    assert all(lower - upper <= 1 for upper, lower in pairwise(levels))
    assert levels[:3] == [1, 2, 3]


async def test_what_is_not_here_and_what_moves_is_a_link(essay: Page) -> None:
    assert await essay.get_by_role("link", name="De laatste prent").get_attribute("href") == ABSENT
    film = essay.get_by_role("listitem").filter(has_text="1280 × 720")
    assert await film.get_by_role("link").get_attribute("href") == FILM
    assert await essay.locator("video, audio, iframe").count() == 0


async def test_pictures_of_a_post_with_a_warning_are_behind_it(essay: Page) -> None:
    warned = essay.locator(f"#p{short(FORMS + 2)}")

    assert not await warned.locator("img").first.is_visible()
    await warned.locator("summary").first.click()
    assert await warned.locator("img").first.is_visible()


async def test_formula_is_set_as_one(essay: Page) -> None:
    fraction = await essay.locator("math mfrac").bounding_box()
    top = await essay.locator("math mfrac > :first-child").bounding_box()
    bottom = await essay.locator("math mfrac > :last-child").bounding_box()

    assert fraction is not None
    assert top is not None
    assert bottom is not None
    assert top["y"] < bottom["y"]
