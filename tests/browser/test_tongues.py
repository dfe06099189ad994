"""Each page in its language: nothing of the other is left, and what people wrote says its own."""

from html.parser import HTMLParser

import pytest
import pytest_asyncio

from fediforum.web.languages import LANGUAGES
from tests.browser.conftest import Reader
from tests.browser.test_reading import every_page
from tests.browser.village import Village
from tests.web.pages.markup import VOID
from tests.web.test_catalogues import PLACES, translated

pytestmark = pytest.mark.asyncio(loop_scope="session")

Said = list[tuple[str, str, bool]]
WRITTEN = {"text", "q", "quoted"}  # where people's own words stand


class Tongues(HTMLParser):
    """What a page says, piece by piece: the text, its language, and whether people wrote it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str, bool]] = [("", "", False)]
        self.said: Said = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        given = dict(attrs)
        _, language, written = self.open[-1]
        named = {tag, *(given.get("class") or "").split()}
        own = tag == "bdi" or bool(named & WRITTEN)
        self.open.append((tag, given.get("lang") or language, written or own))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language, written = self.open[-1]
        text = " ".join(data.split())
        if text and tag not in ("script", "style"):
            self.said.append((text, language, written))


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def pages(village: Village, reader: Reader) -> dict[tuple[str, str], str]:
    """Every page in every language."""
    found = {}
    for code in LANGUAGES:
        for name, path in every_page(village).items():
            answer = await reader.get(path, headers={"accept-language": code})
            if answer.has_redirect_location:
                answer = await reader.get(
                    answer.headers["location"], headers={"accept-language": code}
                )
            found[code, name] = answer.text
    return found


async def test_nothing_is_left_of_the_other_language(pages: dict[tuple[str, str], str]) -> None:
    pairs = [
        (english, dutch)
        for said, meant in translated()
        for english, dutch in zip(said, meant, strict=False)
        if english != dutch and not PLACES.search(english)
    ]
    both = {english for english, _ in pairs} & {dutch for _, dutch in pairs}
    foreign = {
        "nl": {english for english, _ in pairs} - both,
        "en": {dutch for _, dutch in pairs} - both,
    }
    left = {
        (code, name, text)
        for (code, name), page in pages.items()
        for text, language, written in Tongues(page).said
        if not written and language == code and text in foreign[code]
    }

    assert left == set()


async def test_every_page_says_its_language_and_its_other_words_theirs(
    pages: dict[tuple[str, str], str],
) -> None:
    for (code, name), page in pages.items():
        assert f'<html lang="{code}"' in page, name


async def test_what_people_wrote_in_another_language_says_so(
    pages: dict[tuple[str, str], str],
) -> None:
    essay = "Een toonbank is ook een spreekkamer"
    for name in ("thread", "thread-2", "thread-hundred", "thread-tree", "thread-all"):
        told = [
            language
            for text, language, written in Tongues(pages["en", name]).said
            if written and len(text.split()) > 12
        ]
        assert told, name
        assert set(told) == {"nl"}, name
    found = [said for said in Tongues(pages["nl", "thread"]).said if essay in said[0]]
    assert [language for _, language, _ in found] == ["nl"]
    assert ' lang="nl"' not in pages["nl", "thread"].partition("<main")[2].partition("</main")[0]
