"""What somebody with a browser gets to see: title first, people second, and nothing else."""

from datetime import datetime

import pytest
from playwright.async_api import BrowserContext, Page

from tests.browser.conftest import BASE, Opened
from tests.browser.essays import FORMS
from tests.browser.hundred import OPENING as HUNDRED
from tests.browser.outskirts import LONG, REFUSED, SCHOOL, WAITING, WHOLE
from tests.browser.village import LETTERS, TITLE, Village, short

pytestmark = pytest.mark.asyncio(loop_scope="session")

WIDTHS = (320, 360, 768, 1280)
THEMES = ("light", "dark")


def essay(village: Village, page: int = 1) -> str:
    path = f"/t/{village.essay.short}-{village.essay.slug}"
    return path if page == 1 else f"{path}?pagina={page}"


def every_page(village: Village) -> dict[str, str]:
    """One address of each kind of page."""
    return {
        "front": "/",
        "board": f"/b/{village.questions.name}",
        "board-full": "/b/plein",
        "board-empty": f"/b/{village.empty.name}",
        "board-new": f"/b/{village.questions.name}/nieuw",
        "board-unanswered": f"/b/{village.questions.name}/onbeantwoord",
        "board-closed": f"/b/{village.empty.name}/gesloten",
        "unanswered": "/onbeantwoord",
        "display": "/weergave",
        "thread": essay(village),
        "thread-2": essay(village, 2),
        "thread-hundred": f"/t/{short(HUNDRED)}",
        "thread-tree": f"/t/{short(HUNDRED)}/boom",
        "thread-all": f"/t/{short(HUNDRED)}/alles",
        "thread-closed": f"/t/{village.closed.short}-{village.closed.slug}",
        "thread-unanswered": f"/t/{village.unanswered.short}-{village.unanswered.slug}",
        "thread-happened": f"/t/{short(SCHOOL)}",
        "thread-elsewhere": f"/t/{short(WHOLE)}",
        "thread-waiting": f"/t/{short(WAITING)}",
        "thread-refused": f"/t/{short(REFUSED)}",
        "thread-long": f"/t/{short(LONG)}",
        "thread-forms": f"/t/{short(FORMS)}",
        "board-elsewhere": "/b/tuinieren@lemmy.test",
        "board-pending": "/b/koken@piefed.test",
        "join": f"/t/{village.essay.short}/doe-mee",
        "join-post": f"/t/{village.essay.short}/doe-mee?bericht={short(5)}",
        "join-board": f"/b/{village.questions.name}/doe-mee",
        "member": f"/u/{village.john.name}",
        "member-remote": f"/u/@{village.anneke.handle}",
        "tag": "/tag/zaal",
        "search": "/zoek",
        "search-found": "/zoek?q=winkel",
        "search-nothing": "/zoek?q=bibliotheekk&na=31-13-2026",
        "report": "/meld",
        "report-post": f"/meld?over={short(SCHOOL + 6)}",
        "report-unknown": "/meld?nummer=M-0000-0000-0000",
        "about": "/over",
        "rules": "/regels",
        "terms": "/voorwaarden",
        "privacy": "/privacy",
        "contact": "/contact",
        "accessibility": "/toegankelijkheid",
        "federation": "/federatie",
        "board-rules": f"/b/{village.essays.name}/regels",
        "log": "/logboek",
        "board-log": f"/b/{village.essays.name}/logboek",
        "status": f"/t/{village.essay.short}/status",
        "versions": f"/p/{short(SCHOOL + 8)}/versies",
        "versions-none": f"/p/{short(SCHOOL + 6)}/versies",
        "missing": "/t/0000000000000",
        "gone": f"/p/{short(SCHOOL + 2)}",
    }


async def opened(context: BrowserContext, path: str) -> Page:
    page = await context.new_page()
    answer = await page.goto(path)
    assert answer is not None
    return page


async def texts(page: Page, selector: str) -> list[str]:
    return [text.strip() for text in await page.locator(selector).all_text_contents()]


async def test_a_thread_is_whole_without_scripts(village: Village, visitor: Opened) -> None:
    page = await opened(await visitor(java_script_enabled=False), essay(village))

    headings = await texts(page, "h1, h2, h3")
    assert headings[0] == TITLE
    assert await page.locator("h1").count() == 1
    assert (
        await page.locator("main").get_by_text("Een toonbank is ook een spreekkamer").is_visible()
    )
    assert 100 == await page.locator("main [id^=p]").count()
    assert 2 == await page.locator("main .grave").count()


async def test_letters_stand_in_the_order_in_which_they_were_written(
    village: Village, visitor: Opened
) -> None:
    context = await visitor(java_script_enabled=False)

    times: list[datetime] = []
    for number in (1, 2):
        page = await opened(context, essay(village, number))
        for letter in await page.locator("main [id^=p] header time").all():
            stamp = await letter.get_attribute("datetime")
            times.append(datetime.fromisoformat(stamp or ""))

    assert sorted(times) == times
    assert LETTERS - 2 == len(times)


async def test_a_permalink_leads_to_the_letter_on_its_page(
    village: Village, visitor: Opened
) -> None:
    page = await opened(await visitor(), f"/p/{short(120)}")

    assert page.url == f"{BASE}{essay(village, 2)}#p{short(120)}"
    assert await page.locator(f"#p{short(120)} h3").is_visible()
    top = await page.evaluate(f"document.getElementById('p{short(120)}').getBoundingClientRect().y")
    assert 0 <= top < 200


async def test_the_name_that_is_answered_leads_to_what_was_said(
    village: Village, visitor: Opened
) -> None:
    page = await opened(await visitor(java_script_enabled=False), essay(village))
    answer = next(one for one in village.letters() if one.parent not in (None, village.essay.root))
    asked = next(one for one in village.letters() if one.id == answer.parent)

    await page.locator(f"#p{answer.short} header").get_by_role("link").last.click()

    assert page.url.endswith(f"#p{asked.short}")


async def test_the_first_stop_of_the_keyboard_leads_to_the_text(
    village: Village, visitor: Opened
) -> None:
    page = await opened(await visitor(), essay(village))

    await page.keyboard.press("Tab")

    skip = page.locator(":focus")
    target = await skip.get_attribute("href")
    box = await skip.bounding_box()
    assert target is not None
    assert await page.locator(f"main{target}").count() == 1
    assert box is not None
    assert box["x"] >= 0


async def test_nothing_is_wider_than_the_screen(village: Village, visitor: Opened) -> None:
    context = await visitor()
    page = await context.new_page()
    wide = []
    for name, path in every_page(village).items():
        await page.goto(path)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 800})
            if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append((name, width))

    assert wide == []


async def test_the_dark_theme_is_dark(village: Village, visitor: Opened) -> None:
    shades = []
    for theme in THEMES:
        page = await opened(await visitor(color_scheme=theme), essay(village))
        shade = await page.evaluate("getComputedStyle(document.body).backgroundColor")
        shades.append(sum(int(part) for part in shade.strip("rgb()").split(",")) / 3)

    assert shades[0] > 230
    assert shades[1] < 40


# What would run: not what is data for machines, and not the one file of ours.
RUNS = "script:not([src], [type='application/ld+json'])"


async def test_what_somebody_writes_never_runs(village: Village, visitor: Opened) -> None:
    context = await visitor()
    page = await context.new_page()
    dialogs: list[object] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))

    for path in every_page(village).values():
        await page.goto(path)
        assert await page.locator(RUNS).count() == 0

    assert dialogs == []


async def test_the_other_language_is_one_click_away(village: Village, visitor: Opened) -> None:
    page = await opened(await visitor(locale="nl-NL"), essay(village))
    assert await page.locator("html").get_attribute("lang") == "nl"

    await page.get_by_role("button", name="English").click()

    assert await page.locator("html").get_attribute("lang") == "en"
    assert (await texts(page, "h1"))[0] == TITLE


async def test_a_thread_can_be_printed(village: Village, visitor: Opened) -> None:
    page = await opened(await visitor(), essay(village))

    printed = await page.pdf(format="A4")

    assert printed.startswith(b"%PDF")
    await page.emulate_media(media="print")
    assert await page.locator("footer").last.is_hidden()
