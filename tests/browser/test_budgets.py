"""What pages may weigh, ask for and leave behind: recorded by Chromium over HTTPS.

Kilobytes are thousands of bytes, as they travelled: packed. The thread is that of ``hundred.py``.
"""

import gzip
import re
from asyncio import Event, timeout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.browser.conftest import BASE, PATIENCE, Opened
from tests.browser.hundred import OPENING, REPLIES, Hundred
from tests.browser.test_reading import essay, every_page, opened
from tests.browser.village import Village, short

pytestmark = pytest.mark.asyncio(loop_scope="session")

KILOBYTE = 1000
STYLE, SCRIPT, NODES, REQUESTS = 8, 4, 3500, 3
THREAD = f"/t/{short(OPENING)}"
# Kilobytes of HTML and style together, by kind of page.
WEIGHTS = {
    "front": 15,
    "board": 20,
    "board-full": 20,
    "board-empty": 20,
    "board-new": 20,
    "board-unanswered": 20,
    "board-closed": 20,
    "unanswered": 20,
    "board-rules": 15,
    "thread-hundred": 45 + STYLE,
    "thread-tree": 50 + STYLE,
    "thread-all": 45 + STYLE,
    "status": 10,
    "versions": 20,
    "join": 8 + STYLE,
    "join-post": 8 + STYLE,
    "join-board": 8 + STYLE,
    "member": 20,
    "member-remote": 20,
    "tag": 20,
    "search": 20,
    "search-found": 20,
    "report": 8 + STYLE,
    "display": 12,
    "about": 12,
    "rules": 12,
    "terms": 12,
    "privacy": 12,
    "contact": 12,
    "accessibility": 12,
    "federation": 12,
    "missing": 12,
    "gone": 12,
}
# A bad connection: seconds there and back, bytes a second, and how soon one can read.
ROUND_TRIP, RATE, READABLE = 0.4, 400_000 / 8, 2.5
# A hundredth of what counts as good: letters are laid out when they are near, and what is below
# them then moves a little, out of sight.
SHIFTED = 0.001
SEED = Path(__file__).parents[3] / "shared" / "seed-page.txt"

WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries())
            window.shifts.push([value, ...sources.map(({ node }) => node?.nodeName)]);
    }).observe({ type: "layout-shift", buffered: true });
"""
BLOCKING = """performance.getEntriesByType("resource")
    .filter(({ renderBlockingStatus }) => renderBlockingStatus === "blocking")
    .map(({ name }) => new URL(name).pathname)"""
SCROLL = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 700) {
        scrollTo(0, y);
        await new Promise(requestAnimationFrame);
    }
    await Promise.all([...document.images].map((one) => one.decode().catch(() => null)));
    await new Promise((done) => setTimeout(done, 100));
}"""


@dataclass(frozen=True, slots=True)
class Load:
    """One request for a page: what kind of thing it was for, and its bytes."""

    url: str
    kind: str
    packed: int

    @property
    def ours(self) -> bool:
        return self.url.startswith(f"{BASE}/")

    @property
    def counted(self) -> bool:
        """Whether a page of text asks for it: no picture, nor the icon that all pages share."""
        path = urlsplit(self.url).path
        return not path.startswith("/media/") and not path.endswith((".svg", ".png"))


class Recorder:
    """What Chromium says of the network, by request; nothing is taken from its cache."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: dict[str, tuple[str, str]] = {}
        self.heads: dict[str, int] = {}
        self.bodies: dict[str, int] = {}
        self.told = Event()

    async def begin(self) -> None:
        session = await self.page.context.new_cdp_session(self.page)
        session.on("Network.requestWillBeSent", self.sent)
        session.on("Network.responseReceived", self.answered)
        session.on("Network.loadingFinished", self.finished)
        await session.send("Network.enable")
        await session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def sent(self, told: dict[str, Any]) -> None:
        if not told["request"]["url"].startswith("data:"):  # Chromium's own sign in a field
            self.asked[told["requestId"]] = told["request"]["url"], told["type"]

    def answered(self, told: dict[str, Any]) -> None:
        self.heads[told["requestId"]] = told["response"]["encodedDataLength"]

    def finished(self, told: dict[str, Any]) -> None:
        self.bodies[told["requestId"]] = told["encodedDataLength"]
        self.told.set()

    def under_way(self) -> bool:
        """Whether something is still to be told of what is weighed; pictures may never be asked
        for to their end.
        """
        weighed = ("Document", "Stylesheet", "Script")
        return any(
            kind in weighed and id_ not in self.bodies for id_, (_, kind) in self.asked.items()
        )

    async def loads(self, path: str) -> list[Load]:
        """Everything that a page asks for of somebody who has nothing of it yet."""
        self.asked.clear()
        await self.page.goto(path)
        async with timeout(PATIENCE / 1000):
            while self.under_way():  # told of later than the page is there
                self.told.clear()
                await self.told.wait()
        return [
            Load(url, kind, round(self.bodies.get(id_, 0) - self.heads.get(id_, 0)))
            for id_, (url, kind) in self.asked.items()
        ]


@dataclass(frozen=True, slots=True)
class Visit:
    """What somebody was sent who looked at every page once, and what was left with them."""

    loads: dict[str, list[Load]]
    cookies: list[str]
    kept: int


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def visit(village: Village, browser: Browser) -> Visit:
    context = await browser.new_context(base_url=BASE, ignore_https_errors=True)
    page = await context.new_page()
    recorder = Recorder(page)
    await recorder.begin()
    found = {name: await recorder.loads(path) for name, path in every_page(village).items()}
    kept = await page.evaluate("localStorage.length + sessionStorage.length")
    cookies = [str(cookie) for cookie in await context.cookies()]
    await context.close()
    return Visit(found, cookies, kept)


def packed(found: list[Load], kind: str) -> int:
    return sum(load.packed for load in found if load.kind == kind)


async def test_thread_of_hundred_replies_fits(visit: Visit, visitor: Opened) -> None:
    found = visit.loads["thread-hundred"]
    page = await opened(await visitor(), THREAD)

    assert await page.locator("main article[id^=p]").count() >= REPLIES
    assert packed(found, "Document") <= 45 * KILOBYTE
    assert packed(found, "Stylesheet") <= STYLE * KILOBYTE
    assert packed(found, "Script") <= SCRIPT * KILOBYTE
    assert sum(load.counted for load in found) <= REQUESTS
    assert await page.evaluate("document.querySelectorAll('*').length") <= NODES


async def test_thread_is_soon_readable_on_a_bad_connection(visit: Visit, visitor: Opened) -> None:
    """From bytes and round trips: one each for TCP, TLS 1.3 and the page; the style is asked for
    as soon as the page begins to arrive, and comes beside it over the same connection."""
    page = await opened(await visitor(), THREAD)
    found = visit.loads["thread-hundred"]

    html, style = packed(found, "Document"), packed(found, "Stylesheet")
    seconds = 3 * ROUND_TRIP + max(ROUND_TRIP, html / RATE) + style / RATE

    blocking = await page.evaluate(BLOCKING)
    assert len(blocking) == 1
    assert blocking[0].endswith(".css")
    assert seconds < READABLE


async def test_no_page_asks_anybody_else_for_anything(visit: Visit) -> None:
    elsewhere = {
        name: strangers
        for name, found in visit.loads.items()
        if (strangers := [load.url for load in found if not load.ours])
    }
    texts = {
        name: [load.url for load in found if load.counted] for name, found in visit.loads.items()
    }

    assert elsewhere == {}
    assert {name: text for name, text in texts.items() if len(text) > REQUESTS} == {}


async def test_every_kind_of_page_keeps_to_its_weight(visit: Visit) -> None:
    weights = {
        name: packed(visit.loads[name], "Document") + packed(visit.loads[name], "Stylesheet")
        for name in WEIGHTS
    }

    heavy = {name: each for name, each in weights.items() if each > WEIGHTS[name] * KILOBYTE}

    assert heavy == {}
    assert min(weights.values()) > 2 * KILOBYTE


async def test_who_only_reads_gets_no_cookie(visit: Visit) -> None:
    assert visit.cookies == []
    assert visit.kept <= 1


async def test_nothing_moves_while_an_essay_with_pictures_comes_in(
    village: Village, visitor: Opened
) -> None:
    for width in (360, 1280):
        context = await visitor(viewport={"width": width, "height": 800})
        page = await context.new_page()
        await page.add_init_script(WATCH_SHIFTS)
        await page.goto(essay(village))

        await page.evaluate(SCROLL)

        shifts = await page.evaluate("window.shifts")
        assert sum(value for value, *_ in shifts) < SHIFTED, shifts
        assert await page.locator("main img").count() > 0


async def test_a_thread_is_whole_without_its_script(village: Village, visitor: Opened) -> None:
    said = []
    for scripts in (True, False):
        page = await opened(await visitor(java_script_enabled=scripts), THREAD)
        letters = page.locator("main article[id^=p]")
        said.append(await letters.locator("h3, header a, .text").all_text_contents())

    assert said[0] == said[1]
    assert len(said[0]) > REPLIES


async def test_styles_and_scripts_are_kept_for_ever(village: Village, visitor: Opened) -> None:
    page = await (await visitor()).new_page()
    answers = []
    page.on("response", lambda one: answers.append(one))

    await page.goto(essay(village))

    files = [one for one in answers if "/static/" in one.url]
    assert files
    for file in files:
        assert "immutable" in (await file.all_headers())["cache-control"]
        assert "set-cookie" not in await file.all_headers()


async def test_made_letters_pack_no_better_than_written_ones(village: Village) -> None:
    if not SEED.is_file():
        pytest.skip(f"needs the page that it all began with: {SEED.name}")
    written = SEED.read_text()
    made = ""
    for reply in Hundred(village).replies():
        made += re.sub("<[^>]+>", " ", reply.content) + "\n\n"
        if len(made) >= len(written):
            break

    assert bytes_a_word(made) >= bytes_a_word(written)


def bytes_a_word(text: str) -> float:
    return len(gzip.compress(text.encode(), 6)) / len(text.split())
