"""What axe-core finds on each kind of page: nothing, by WCAG 2.2 AA and by its own best practice.

Here the pages take turns, half of them in one theme, language and width and half in the others;
with FEDIFORUM_WHOLE set, each is looked at in all of the eight ways that these make.
"""

import os
from itertools import product

import pytest

from tests.browser.conftest import Opened
from tests.browser.judges import wanted
from tests.browser.test_reading import every_page
from tests.browser.village import Village

pytestmark = pytest.mark.asyncio(loop_scope="session")

Way = tuple[str, str, int]
ALL_WAYS = tuple(product(("light", "dark"), ("nl-NL", "en-GB"), (360, 1280)))
WHOLE = "FEDIFORUM_WHOLE" in os.environ
WAYS: tuple[Way, ...] = ALL_WAYS if WHOLE else (("light", "en-GB", 360), ("dark", "nl-NL", 1280))

RUN = """async () => {
    const { violations } = await axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        rules: { "target-size": { enabled: true } },
        resultTypes: ["violations"],
    });
    return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}"""


@pytest.mark.parametrize(("theme", "locale", "width"), WAYS)
async def test_axe_finds_nothing(
    theme: str, locale: str, width: int, village: Village, visitor: Opened
) -> None:
    judge = (wanted("axe-core") / "axe.min.js").read_text()
    context = await visitor(
        color_scheme=theme, locale=locale, viewport={"width": width, "height": 900}
    )
    page = await context.new_page()
    found = {}

    pages = list(every_page(village).items())
    turn = WAYS.index((theme, locale, width))
    for name, path in pages if WHOLE else pages[turn :: len(WAYS)]:
        await page.goto(path)
        await page.evaluate(judge)
        if violations := await page.evaluate(RUN):
            found[name] = violations

    assert found == {}
