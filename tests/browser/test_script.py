"""What the script adds to a page, and that nothing is missing without it."""

import gzip
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page

from fediforum.web import looks
from tests.browser.conftest import Opened
from tests.browser.test_reading import essay, opened
from tests.browser.village import TITLE, Village, short

pytestmark = pytest.mark.asyncio(loop_scope="session")

READ = "JSON.parse(localStorage.getItem('places') || '{}')"
PLACE = "document.activeElement.closest('.letter')?.id"


async def somebody(visitor: Opened) -> BrowserContext:
    return await visitor(locale="nl-NL", viewport={"width": 1000, "height": 700})


async def been(page: Page, village: Village, number: int) -> None:
    """Have them read the essay as far as that letter, some time ago."""
    place = {village.essay.short: [number, short(number)]}
    await page.evaluate("(place) => localStorage.setItem('places', JSON.stringify(place))", place)


async def test_script_is_small() -> None:
    script = (Path(looks.__file__).parent / "static" / "forum.js").read_bytes()

    assert len(gzip.compress(script)) <= 4096
    assert b"innerHTML" not in script


async def test_what_was_read_is_remembered_here_and_sent_nowhere(
    village: Village, visitor: Opened
) -> None:
    context = await somebody(visitor)
    page = await opened(context, essay(village))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    await page.locator(f"#p{short(30)}").scroll_into_view_if_needed()
    await page.wait_for_timeout(200)
    await page.locator(f"#p{short(5)}").scroll_into_view_if_needed()

    kept = await page.evaluate(READ)
    assert [village.essay.short] == list(kept)
    assert kept[village.essay.short][0] >= 30
    assert [url for url in asked if "/static/" not in url and "/media/" not in url] == []
    assert [] == await context.cookies()


async def test_lists_say_how_much_is_new_and_lead_to_the_first_of_it(
    village: Village, visitor: Opened
) -> None:
    page = await opened(await somebody(visitor), "/b/essays")
    await been(page, village, 120)
    await page.reload()

    await page.get_by_role("link", name="12 nieuw").click()

    rule = page.locator("#new")
    assert "Nieuw sinds je hier was" == await rule.inner_text()
    after = rule.locator("xpath=following-sibling::*[1]")
    assert f"p{short(121)}" == await after.get_attribute("id")
    assert page.url.endswith(f"?pagina=2&sinds={short(120)}#new")


async def test_page_that_somebody_comes_back_to_shows_where_they_were(
    village: Village, visitor: Opened
) -> None:
    page = await opened(await somebody(visitor), essay(village))
    await been(page, village, 40)
    await page.reload()

    rule = page.locator("#new")

    assert f"p{short(41)}" == await rule.evaluate("one => one.nextElementSibling.id")
    assert 1 == await page.locator(".fresh").count()


async def test_whoever_wants_it_forgotten_has_it_forgotten(
    village: Village, visitor: Opened
) -> None:
    page = await opened(await somebody(visitor), "/toegankelijkheid")
    await been(page, village, 40)

    await page.locator("[data-forget] button").click()

    assert "Vergeten." == await page.locator("[data-forget] [role=status]").inner_text()
    assert {} == await page.evaluate(READ)


async def test_nonsense_in_the_memory_harms_nothing(village: Village, visitor: Opened) -> None:
    page = await opened(await somebody(visitor), "/b/essays")
    faults: list[object] = []
    page.on("pageerror", lambda fault: faults.append(fault))
    for nonsense in ("x", "null", "[1]", '{"%s": "y"}', '{"%s": [1, "<b>"]}', '{"%s": [{}, 1]}'):
        text = nonsense.replace("%s", village.essay.short)
        await page.evaluate("(text) => localStorage.setItem('places', text)", text)
        await page.reload()

        assert 0 == await page.locator("li .mark", has_text="nieuw").count()

    assert faults == []


async def test_keys_lead_from_letter_to_letter_and_out(village: Village, visitor: Opened) -> None:
    page = await opened(await somebody(visitor), essay(village))

    await page.keyboard.press("j")
    await page.keyboard.press("j")
    assert f"p{short(3)}" == await page.evaluate(PLACE)
    await page.keyboard.press("k")
    assert f"p{short(2)}" == await page.evaluate(PLACE)

    await page.keyboard.press("r")
    await page.wait_for_url(f"**/doe-mee?bericht={short(2)}")
    await page.go_back()
    await page.keyboard.press("u")
    await page.wait_for_url("**/b/essays")


async def test_keys_do_nothing_beside_others_or_where_somebody_types(
    village: Village, visitor: Opened
) -> None:
    context = await somebody(visitor)
    page = await opened(context, essay(village))
    await page.keyboard.press("Control+j")
    await page.keyboard.press("Alt+u")
    assert await page.evaluate(PLACE) is None

    page = await opened(context, "/zoek")
    field = page.locator("main input").first
    await field.focus()
    await page.keyboard.type("jurk?")
    assert "jurk?" == await field.input_value()


async def test_help_tells_the_keys_and_goes_away(village: Village, visitor: Opened) -> None:
    page = await opened(await somebody(visitor), essay(village))

    await page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Toetsen")
    assert ["j", "k", "n", "u", "o", "r", "?"] == await sheet.locator("dt").all_inner_texts()
    assert "deze lijst" == (await sheet.locator("dd").all_inner_texts())[-1]
    await page.keyboard.press("Escape")

    assert await sheet.is_hidden()


async def test_page_does_as_much_where_nothing_may_be_kept(
    village: Village, visitor: Opened
) -> None:
    context = await somebody(visitor)
    await context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    )
    page = await context.new_page()
    faults: list[object] = []
    page.on("pageerror", lambda fault: faults.append(fault))

    await page.goto(essay(village))
    await page.locator(f"#p{short(30)}").scroll_into_view_if_needed()
    await page.keyboard.press("j")

    assert [TITLE] == await page.locator("h1").all_inner_texts()
    assert faults == []
    assert [] == await page.evaluate(
        "Object.keys(window).filter((name) => /place|fedi/.test(name))"
    )
