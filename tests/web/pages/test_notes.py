"""The host's note stands in its place among the letters, set apart by its looks and by words."""

import httpx

from tests.browser.village import Village, short
from tests.web.pages.markup import Markup

NOTE = short(19)


async def test_a_note_stands_apart_in_the_order_of_the_letters(
    reader: httpx.AsyncClient, village: Village
) -> None:
    text = (await reader.get(f"/t/{village.essay.short}-{village.essay.slug}")).text
    page = Markup(text)

    apart = [each for each in page.named("article") if "note" in (each.get("class") or "").split()]
    letter = text[text.index(f'id="p{NOTE}"') :].partition("</article>")[0]
    assert [f"p{NOTE}"] == [each["id"] for each in apart]
    assert "Van de beheerder van dit bord" in letter
    assert 1 == text.count("Van de beheerder van dit bord")
    assert page.ids.index(f"p{short(18)}") < page.ids.index(f"p{NOTE}")
    assert page.ids.index(f"p{NOTE}") < page.ids.index(f"p{short(20)}")
