"""With the keyboard, at other sizes, in other colours, and as a screen reader hears it."""

import re
from itertools import pairwise

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Opened
from tests.browser.test_reading import essay, every_page, opened
from tests.browser.village import Village, short

pytestmark = pytest.mark.asyncio(loop_scope="session")

STOPS = 45
# One page of each template; pages of the same one differ in what people wrote.
SHAPES = (
    "front", "board-full", "board-elsewhere", "thread", "thread-happened", "thread-long",
    "thread-tree", "thread-forms", "status", "versions", "join-post", "member", "tag",
    "search-found", "search-nothing", "report-post", "display", "accessibility", "federation",
    "missing", "gone",
)  # fmt: skip
# Where the keyboard is: what it is on, and what is wrong with that.
FOCUSED = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const box = at.getBoundingClientRect();
    const style = getComputedStyle(at);
    const wrong = [];
    if (box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth)
        wrong.push("outside of the window");
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const [first] = at.getClientRects();
    const inside = document.elementFromPoint(first.left + 2, first.top + first.height / 2);
    const clear = [over, inside].some((one) => one && (at.contains(one) || one.contains(at)));
    if (!clear) wrong.push(`under ${over?.outerHTML.slice(0, 60)}`);
    const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    if (!ringed) wrong.push("without a ring");
    if (window.before && !(window.before.compareDocumentPosition(at) & 4))
        wrong.push("out of order");
    window.before = at;
    return { at: at.outerHTML.slice(0, 120), wrong };
}"""
# WCAG 2.2, 1.4.12: the spacing that some readers set for themselves.
SPACING = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }
"""
WIDE = "document.documentElement.scrollWidth > innerWidth"
# Lines that are clamped are beginnings by intent, and lead to the whole.
CUT = """[...document.querySelectorAll("main *, header *, footer *")]
    .filter((one) => one.checkVisibility() && one.textContent.trim())
    .filter((one) => ["hidden", "clip"].includes(getComputedStyle(one).overflowY))
    .filter((one) => getComputedStyle(one).webkitLineClamp === "none")
    .filter((one) => one.scrollHeight > one.clientHeight + 2 && one.clientHeight > 1)
    .map((one) => one.outerHTML.slice(0, 80))"""
MOVING = """[...document.querySelectorAll("*")].filter((one) => {
    const style = getComputedStyle(one);
    const long = (spans) => spans.split(",").some((span) => parseFloat(span) > 0.01);
    return long(style.transitionDuration) || long(style.animationDuration)
        || style.scrollBehavior === "smooth";
}).map((one) => one.outerHTML.slice(0, 80))"""
LOST_IN_FORCED_COLOURS = """[...document.querySelectorAll("button, input, select, textarea, a")]
    .filter((one) => one.checkVisibility() && one.type !== "hidden")
    .filter((one) => {
        const style = getComputedStyle(one);
        if (style.forcedColorAdjust === "none") return true;
        if (one.tagName !== "A") return !parseFloat(style.borderTopWidth)
            && !["checkbox", "radio"].includes(one.type)
            && !style.textDecorationLine.includes("underline");
        return false;
    }).map((one) => one.outerHTML.slice(0, 80))"""


def shapes(village: Village) -> list[tuple[str, str]]:
    pages = every_page(village)
    return [(name, pages[name]) for name in SHAPES]


async def stops(page: Page) -> list[dict[str, object]]:
    """What the Tab key comes by, from the top."""
    found = []
    for _ in range(STOPS):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(FOCUSED)
        if stop is None:
            break
        found.append(stop)
    return found


@pytest.mark.parametrize("width", [360, 1280])
async def test_the_keyboard_goes_everywhere_in_order_and_is_seen_to(
    width: int, village: Village, visitor: Opened
) -> None:
    context = await visitor(viewport={"width": width, "height": 700}, locale="nl-NL")
    wrong = {}

    pages = every_page(village)
    for name in ("front", "board", "thread", "join", "search", "display"):
        page = await opened(context, pages[name])
        found = await stops(page)
        assert len(found) > 8, name
        if bad := [stop for stop in found if stop["wrong"]]:
            wrong[name] = bad
        await page.close()

    assert wrong == {}


async def test_the_first_stop_skips_to_the_text_and_the_next_is_in_it(
    village: Village, visitor: Opened
) -> None:
    page = await opened(await visitor(locale="nl-NL"), essay(village))

    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")

    assert page.url.endswith("#tekst")
    assert await page.evaluate("!!document.activeElement.closest('main')")


async def test_a_page_bears_the_spacing_that_readers_set(village: Village, visitor: Opened) -> None:
    context = await visitor(viewport={"width": 360, "height": 800}, bypass_csp=True)
    page = await context.new_page()
    broken = {}

    for name, path in shapes(village):
        await page.goto(path)
        await page.add_style_tag(content=SPACING)
        if cut := await page.evaluate(f"[{WIDE}, ...{CUT}].filter(Boolean)"):
            broken[name] = cut

    assert broken == {}


async def test_a_page_bears_letters_of_twice_the_size(village: Village, visitor: Opened) -> None:
    """Both ways: all of the page enlarged, and only its letters."""
    zoomed = await visitor(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    lettered = await visitor(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    broken = []

    for context, style in ((zoomed, ""), (lettered, "html { font-size: 200% !important }")):
        page = await context.new_page()
        for name, path in shapes(village):
            await page.goto(path)
            if style:
                await page.add_style_tag(content=style)
            if cut := await page.evaluate(f"[{WIDE}, ...{CUT}].filter(Boolean)"):
                broken.append((name, style, cut))

    assert broken == []


async def test_nothing_moves_for_who_does_not_want_it_to(village: Village, visitor: Opened) -> None:
    context = await visitor(reduced_motion="reduce")
    page = await context.new_page()
    moving = {}

    for name in ("front", "thread", "join", "search"):
        await page.goto(every_page(village)[name])
        if found := await page.evaluate(MOVING):
            moving[name] = found

    assert moving == {}


async def test_forced_colours_lose_no_button_and_no_field(
    village: Village, visitor: Opened
) -> None:
    context = await visitor(forced_colors="active")
    page = await context.new_page()
    lost = {}

    for name in ("front", "thread", "join", "search", "display"):
        await page.goto(every_page(village)[name])
        if found := await page.evaluate(LOST_IN_FORCED_COLOURS):
            lost[name] = found

    assert lost == {}


async def test_a_screen_reader_hears_who_wrote_a_letter_when_and_what_one_can_do(
    village: Village, visitor: Opened
) -> None:
    page = await opened(await visitor(locale="nl-NL"), essay(village))
    answer = next(one for one in village.letters() if one.parent not in (None, village.essay.root))

    heard = await page.locator(f"#p{answer.short}").aria_snapshot()

    called = {member.id: member.display or member.name for member in village.people}
    name = called[answer.author]
    assert heard.startswith(f'- article "{name}"')
    assert f'heading "{name}" [level=3]' in heard
    assert re.search(r'link "\d{1,2} mei 2026, \d\d:\d\d"', heard)
    assert 'link "in reactie op' in heard
    for deed in ("Reageer", "Link", "Meld"):
        assert re.search(f'link "{deed}', heard), deed


async def test_a_screen_reader_finds_its_way_by_landmarks_and_headings(
    village: Village, visitor: Opened
) -> None:
    page = await opened(await visitor(locale="nl-NL"), essay(village, 2))

    for role in ("banner", "main", "contentinfo"):
        assert await page.get_by_role(role).count() == 1, role
    names = [await nav.get_attribute("aria-label") for nav in await page.locator("nav").all()]
    assert len(set(names)) == len(names)
    assert None not in names
    levels = await page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
        "(all) => all.map(({ tagName }) => Number(tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deep - above <= 1 for above, deep in pairwise(levels))


async def test_help_is_in_the_same_place_everywhere(village: Village, visitor: Opened) -> None:
    page = await (await visitor(locale="nl-NL")).new_page()
    orders = set()

    for _, path in shapes(village):
        await page.goto(path)
        hrefs = await page.locator(
            "footer.foot a[href='/meld'], footer.foot a[href='/contact']"
        ).evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
        orders.add(tuple(hrefs))

    assert len(orders) == 1
    assert set(orders.pop()) == {"/meld", "/contact"}


async def test_a_letter_that_is_linked_to_is_in_sight(village: Village, visitor: Opened) -> None:
    for width in (360, 1280):
        context = await visitor(viewport={"width": width, "height": 700})
        page = await opened(context, f"{essay(village)}#p{short(70)}")
        box = await page.locator(f"#p{short(70)} h3").bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 350
