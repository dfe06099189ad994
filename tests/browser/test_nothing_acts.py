"""Whatever markup arrives, a browser that lets a page do anything does nothing with it."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Request

from fediforum.content import sanitise_remote
from fediforum.forum.effects import Effect, Put
from fediforum.node import Node
from fediforum.store.cluster import Cluster
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Conn
from tests.browser.conftest import BASE, Opened, a_forum, browsing
from tests.browser.village import BEGUN, Village
from tests.content.payloads import ACTIVE, CONFUSED

pytestmark = pytest.mark.asyncio(loop_scope="session")

VECTORS = (*ACTIVE, *CONFUSED)
FIRST = 5000

WATCH = "window.acted = []; window.alert = (what) => window.acted.push(what);"
# What stands in texts that should not, and what would change if it were read once more.
FOUND = """() => {
    const wrong = [];
    const may = new Set(["A", "IMG", "DETAILS", "SUMMARY"]);
    for (const text of document.querySelectorAll(".text")) {
        const where = text.closest("article")?.id;
        for (const each of text.querySelectorAll("*")) {
            const names = each.getAttributeNames();
            if (names.some((name) => name.startsWith("on") || name === "style" || name === "name"))
                wrong.push([where, each.outerHTML]);
            if (/^(script|style|iframe|object|embed|form|input|svg|base|link|meta|template)$/i
                .test(each.localName) || (each.localName === "img" && each.src.includes("evil")))
                wrong.push([where, each.outerHTML]);
            if (each.id && !each.id.startsWith(where + "-")) wrong.push([where, each.id]);
        }
        const again = document.createElement("div");
        again.innerHTML = text.innerHTML;
        if (again.innerHTML !== text.innerHTML) wrong.push([where, "reads otherwise"]);
    }
    return wrong;
}"""


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def node(
    cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Node]:
    async with a_forum(cluster, template, tmp_path_factory.mktemp("forum")) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def browser(node: Node, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with browsing(node, tmp_path_factory.mktemp("doors")) as opened:
        yield opened


def effects(village: Village) -> Iterator[Effect]:
    """A thread in which every reply tries something."""
    thread = village.thread(FIRST, village.essays, "Wie haalt er iets uit?", village.john)
    opening = village.opening(thread, village.john, "Zie hieronder.")
    yield from map(Put, village.people)
    yield Put(village.essays)
    yield Put(thread)
    yield Put(opening)
    for number, vector in enumerate(VECTORS, FIRST + 1):
        content = sanitise_remote(vector)
        yield Put(village.post(number, thread, village.anneke, content, opening.id))


async def test_no_markup_acts_or_loads_on_a_page(node: Node, visitor: Opened) -> None:
    village = Village(node.home)

    async def work(conn: Conn) -> None:
        await commit(conn, [Acted(tuple(effects(village)))], node.home, BEGUN)

    await node.database.in_transaction(work)
    thread = village.thread(FIRST, village.essays, "Wie haalt er iets uit?", village.john)
    context = await visitor(locale="nl-NL", bypass_csp=True)
    await context.add_init_script(WATCH)
    page = await context.new_page()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    seen = 0
    for number in range(1, len(VECTORS) // 100 + 2):
        await page.goto(f"/t/{thread.short}-{thread.slug}?pagina={number}")
        seen += await page.locator("article.letter").count()
        for folded in await page.locator("article details > summary").all():
            await folded.evaluate("each => each.parentElement.open = true")
        assert [] == await page.evaluate(FOUND)
        assert [] == await page.evaluate("window.acted")

    assert len(VECTORS) == seen
    assert [] == [url for url in asked if not url.startswith(f"{BASE}/")]
