"""Pictures of every page, for people to look at: kept where FEDIFORUM_PICTURES says.

FEDIFORUM_PICTURES=/tmp/pictures python -m pytest -n0 tests/browser/test_pictures.py
"""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import Opened
from tests.browser.test_reading import THEMES, every_page
from tests.browser.village import Village

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEPT = "FEDIFORUM_PICTURES" in os.environ
WIDTHS = (360, 768, 1280) if KEPT else (768,)


@pytest.mark.parametrize("theme", THEMES if KEPT else ("dark",))
@pytest.mark.parametrize("width", WIDTHS)
async def test_every_page_can_be_pictured(
    width: int, theme: str, village: Village, visitor: Opened, tmp_path: Path
) -> None:
    folder = Path(os.environ.get("FEDIFORUM_PICTURES", tmp_path))
    context = await visitor(
        color_scheme=theme, viewport={"width": width, "height": 1000}, locale="nl-NL"
    )
    page = await context.new_page()

    for name, path in every_page(village).items():
        await page.goto(path)
        picture = await page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=KEPT)
        assert len(picture) > 5000
