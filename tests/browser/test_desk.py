"""The desk, as a moderator walks it in a browser without scripts, and as others judge its pages."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from fediforum.flow import preside, setup
from fediforum.flow.admission import make_link
from fediforum.flow.reporting import Complaint, complain
from fediforum.forum.model import Matter
from fediforum.node import Node
from fediforum.store.cluster import Cluster
from fediforum.store.database import Sql
from fediforum.store.reading import reported
from tests.browser.conftest import BASE, Opened, a_forum, browsing
from tests.browser.judges import ask, wanted
from tests.browser.test_accessible import RUN, WAYS, WHOLE
from tests.browser.village import settle, short
from tests.web.desk.moderator import Moderator
from tests.web.pages.markup import Markup

pytestmark = pytest.mark.asyncio(loop_scope="session")

LATEST = Sql("SELECT id FROM operation WHERE act = 'remove' ORDER BY at LIMIT 1")
WORDS = "Dit is reclame voor een winkel.\nHet staat er nu drie keer."
LETTER = 20
WRITER = "@xiaoming@social.example-with-a-long-name.test"  # of that letter


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def node(
    cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Node]:
    async with a_forum(cluster, template, tmp_path_factory.mktemp("forum")) as opened:
        await settle(opened)
        await setup.create_member(opened, "dirk", "Dirk de Boer")
        await preside.appoint(opened, "dirk", "essays")
        await preside.remove_post(opened, short(LETTER + 8), "Geen reclame, alsjeblieft.", "dirk")
        await preside.ban(opened, WRITER, "vragen", "Ook daar reclame.")  # not dirk's to see
        yield opened


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def browser(node: Node, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with browsing(node, tmp_path_factory.mktemp("doors")) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def report(node: Node) -> str:
    """The short id of a reader's report."""
    async with node.database.connection() as conn:
        what = await reported(conn, short(LETTER), node.home)
    said = Complaint(what=what, kind=Matter.SPAM, words=WORDS, contact="cora@voorbeeld.test")
    return (await complain(node, said)).id.rpartition("/")[2]


async def come_in(node: Node, context: BrowserContext, name: str) -> Page:
    way = await make_link(node, name)
    page = await context.new_page()
    await page.goto(f"/desk/in/{way.secret}")
    await page.locator("main button").click()
    await expect(page).to_have_url(f"{BASE}/desk")
    return page


async def every_page(node: Node, report: str) -> dict[str, str]:
    """One address of each kind of page of the desk."""
    async with node.database.connection() as conn:
        operation = await conn.fetchval(LATEST)
    return {
        "desk": "/desk",
        "reports": "/desk/reports?all=yes",
        "report": f"/desk/reports/{report}",
        "log": "/desk/log?board=essays",
        "operation": f"/desk/op/{operation}?done=yes",
        "post": f"/desk/post/{short(LETTER)}",
        "post-removed": f"/desk/post/{short(LETTER + 8)}",
        "queue": "/desk/queue",
        "servers": "/desk/servers",
        "find": "/desk/find?what=quatsch",
        "arrive": f"/desk/in/{'A' * 43}",
        "log-public": "/b/essays/logboek",
    }


async def test_moderator_walks_from_a_report_to_its_end_without_scripts(
    node: Node, visitor: Opened, report: str
) -> None:
    page = await come_in(node, await visitor(java_script_enabled=False, locale="nl-NL"), "dirk")

    await page.get_by_text("melding om naar te kijken").click()
    await page.get_by_role("link", name="Dit is reclame").press("Enter")
    await expect(page).to_have_url(f"{BASE}/desk/reports/{report}")
    await page.get_by_text("Haal deze reactie weg").click()
    form = page.locator("details[open] form")
    await expect(form.locator("code")).to_contain_text("fediforum mod remove")
    await form.get_by_label("Waarom?").fill("Geen reclame.")
    await form.get_by_role("button", name="Kijk eerst").click()
    await expect(page.get_by_text("Er is nog niets gedaan.")).to_be_visible()
    await page.get_by_role("button", name="Haal het weg").click()
    await expect(page.get_by_role("status")).to_contain_text("Dat is gedaan.")
    await expect(page.locator(".command").first).to_contain_text(
        f"fediforum mod remove {short(LETTER)} -m 'Geen reclame.' --as dirk"
    )
    await page.get_by_label("Waarom").fill("Toch niet.")
    await page.get_by_role("button", name="Draai het terug").click()
    await page.get_by_text("Wat er is gedaan").first.click()
    await expect(page.locator(".log s")).to_have_count(1)
    await page.goto(f"/desk/reports/{report}")
    await page.get_by_label("Wat is er gebeurd?").fill("We laten het staan.")
    await page.get_by_role("button", name="Handel de melding af").click()
    await expect(page.get_by_role("status")).to_contain_text("afgehandeld")
    await page.get_by_role("button", name="Meld je af").click()
    await page.goto("/desk")
    await expect(page.locator("h1")).to_have_text("Het bureau van de beheerders")


@pytest.mark.parametrize(("theme", "locale", "width"), WAYS)
async def test_axe_finds_nothing(
    theme: str, locale: str, width: int, node: Node, visitor: Opened, report: str
) -> None:
    judge = (wanted("axe-core") / "axe.min.js").read_text()
    context = await visitor(
        color_scheme=theme, locale=locale, viewport={"width": width, "height": 900}
    )
    page = await come_in(node, context, "desk")
    found = {}

    pages = list((await every_page(node, report)).items())
    turn = WAYS.index((theme, locale, width))
    for name, path in pages if WHOLE else pages[turn :: len(WAYS)]:
        await page.goto(path)
        for summary in await page.locator("summary").all():
            await summary.click()
        await page.evaluate(judge)
        if violations := await page.evaluate(RUN):
            found[name] = violations
        if await page.evaluate("document.documentElement.scrollWidth") > width:
            found[f"{name} at {width}"] = "is wider than the window"

    assert found == {}


@pytest.mark.parametrize("name", ["desk", "dirk"])
async def test_pages_are_valid_and_their_links_lead_somewhere(
    node: Node, report: str, name: str
) -> None:
    wanted("html-validate")
    keeper = Moderator(node)
    await keeper.come_in(name)
    answers = {
        name: await keeper.see(path) for name, path in (await every_page(node, report)).items()
    }
    post = answers["post"]
    answers["preview"] = await keeper.press(post, "ban", "look", reason="spam", content="yes")
    answers["fault"] = await keeper.press(post, "ban")
    answers["door"] = await Moderator(node).see("/desk")
    pages = {name: answer.text for name, answer in answers.items()}

    links = {link for page in pages.values() for link in Markup(page).links if link[0] == "/"}
    lost = {link for link in links if (await keeper.see(link)).status_code not in (200, 303)}

    assert [] == await asyncio.to_thread(ask, "validate.mjs", pages, 60)
    assert set() == lost
