"""What browsers and social networks make of a page's data, cards and signs."""

import json

import pytest

from tests.browser.conftest import BASE, Opened
from tests.browser.village import Village

pytestmark = pytest.mark.asyncio(loop_scope="session")

# The colours of a sign, as somebody's own page shows it: of the paper, and of the accent.
PICTURED = """async (source) => {
    const picture = new Image();
    picture.src = source;
    await picture.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width, picture.height];
    const pen = canvas.getContext("2d");
    pen.drawImage(picture, 0, 0);
    const at = (x, y) => Array.from(pen.getImageData(x, y, 1, 1).data.slice(0, 3));
    return {paper: at(picture.width - 8, 26), accent: at(4, 26), width: picture.width};
}"""


async def test_data_for_search_engines_stands_where_no_script_may(
    village: Village, visitor: Opened
) -> None:
    context = await visitor(locale="nl-NL")
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))

    await page.goto(f"/t/{village.essay.short}-{village.essay.slug}")
    data = await page.locator('script[type="application/ld+json"]').text_content()

    assert "DiscussionForumPosting" == json.loads(data or "")["@graph"][0]["@type"]
    assert [] == said


@pytest.mark.parametrize(("theme", "paper"), [("light", [251, 249, 244]), ("dark", [23, 21, 19])])
async def test_sign_is_light_or_dark_as_its_reader_is(
    village: Village, visitor: Opened, theme: str, paper: list[int]
) -> None:
    context = await visitor(color_scheme=theme)
    page = await context.new_page()

    await page.goto(f"{BASE}/b/essays")
    seen = await page.evaluate(PICTURED, f"/badge/t{village.essay.short}.svg")

    assert (paper, [29, 78, 137]) == (seen["paper"], seen["accent"])
    assert 200 < seen["width"] < 400


async def test_card_is_a_picture_to_browsers(village: Village, visitor: Opened) -> None:
    context = await visitor()
    page = await context.new_page()

    await page.goto("/")
    source = await page.locator('meta[property="og:image"]').get_attribute("content")
    seen = await page.evaluate(PICTURED, (source or "").removeprefix(BASE))

    assert (1200, [29, 78, 137]) == (seen["width"], seen["accent"])
