"""The page that it all began with, as a thread here: each of its features by its number.

They are those of the list in ``shared/product.md``. The thread is put there by ``seed.py``.
"""

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from fediforum.content import sanitise_remote
from fediforum.errors import Forbidden
from fediforum.flow import setup, speak
from fediforum.flow.act import Spoken, act
from fediforum.flow.budget import Budget
from fediforum.forum.effects import Put
from fediforum.forum.model import Member, Tie
from fediforum.forum.provenance import Signed
from fediforum.node import Node, node_over
from fediforum.settings import Settings
from fediforum.store.cluster import Cluster
from fediforum.store.commit import Acted, commit
from fediforum.store.database import open_database
from fediforum.store.known import load_known
from fediforum.store.posts import stored_document
from fediforum.vocab.activities import Follow, Undo
from fediforum.vocab.iri import Iri
from fediforum.web.pages import report
from tests.browser.conftest import BASE, Opened, Reader, a_reader, browsing
from tests.browser.seed import (
    CALLED,
    EARLIER,
    FIRST,
    LATER,
    LETTERS,
    MEMBERS,
    PAGE,
    QUOTING,
    REASON,
    SIGNED,
    SOURCE,
    VIEWS,
    ZOT,
    Seed,
    place,
    settle_seed,
)
from tests.conftest import a_database

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not PAGE.is_file(), reason=f"needs {PAGE.name} beside this repository"),
]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def node(
    cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Node]:
    settings = Settings(url=BASE, data=tmp_path_factory.mktemp("seed"), private_hosts=("test",))
    async with (
        a_database(cluster, template) as url,
        open_database(url) as database,
    ):
        await setup.begin(settings, database)
        async with node_over(settings, database) as opened:
            yield opened


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def browser(node: Node, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with browsing(node, tmp_path_factory.mktemp("doors")) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def reader(node: Node) -> AsyncIterator[Reader]:
    async with a_reader(node) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def seed(node: Node) -> Seed:
    return await settle_seed(node)


@pytest_asyncio.fixture(loop_scope="session")
async def page(visitor: Opened) -> Page:
    """A Dutch reader without scripts."""
    context = await visitor(locale="nl-NL", java_script_enabled=False)
    return await context.new_page()


@pytest_asyncio.fixture(loop_scope="session")
async def first(page: Page, seed: Seed) -> Page:
    """The reader at the essay."""
    await page.goto(seed.path)
    return page


@pytest_asyncio.fixture(loop_scope="session")
async def later(page: Page, seed: Seed) -> Page:
    """The reader at the page that was saved: a later one, with the letters."""
    await page.goto(f"{seed.path}?pagina=2")
    return page


async def words(page: Page, selector: str) -> str:
    text = await page.locator(selector).first.text_content()
    return " ".join((text or "").split())


async def test_every_word_of_the_page_is_there(first: Page, seed: Seed) -> None:
    for paragraph in seed.text.essay:
        assert bare(paragraph) in bare(await words(first, "main"))

    await first.goto(f"{seed.path}?pagina=2")
    for number, letter in enumerate(seed.text.letters):
        said = bare(await words(first, seed.letter(number)))
        for paragraph in letter.split("\n\n"):
            assert bare(paragraph) in said


def bare(text: str) -> str:
    """Only its letters and digits: quotes and spaces are set as they should be."""
    return re.sub(r"\W+", "", text).lower()


async def test_s01_the_label_above_the_title_leads_to_the_board(first: Page, seed: Seed) -> None:
    await first.get_by_role("main").get_by_role("link", name=seed.text.label, exact=True).click()

    assert first.url == f"{BASE}/b/essay"
    assert await words(first, "h1") == seed.text.label


async def test_s02_a_picture_has_its_words_its_size_and_a_larger_one(first: Page) -> None:
    picture = first.locator("main figure a[href] img").first

    for attribute in ("alt", "width", "height"):
        assert await picture.get_attribute(attribute)
    assert await picture.get_attribute("loading") == "lazy"
    larger = await first.locator("main figure a[href]").first.get_attribute("href")
    answer = await first.goto(larger or "")
    assert answer is not None
    assert answer.ok


async def test_s03_who_drew_it_stands_under_it_there_and_back(
    first: Page, node: Node, seed: Seed
) -> None:
    caption = await words(first, "main figure figcaption")
    async with node.database.connection() as conn:
        sent = await stored_document(conn, seed.essay)

    assert "Jörg Müller" in caption
    assert sent is not None
    assert f"<figcaption>{caption}</figcaption>" in sanitise_remote(json.loads(sent)["content"])


async def test_s04_headings_of_an_essay_stand_below_its_title(first: Page) -> None:
    assert await first.locator("h1").count() == 1
    assert await first.locator("main .text h2").count() == 2


async def test_s05_an_address_without_https_is_a_link(later: Page, seed: Seed) -> None:
    link = later.locator(seed.letter(SIGNED)).get_by_role("link", name="partnerzorg")

    assert await link.get_attribute("href") == "https://www.partnerzorg.nl"


async def test_s06_readers_are_counted_without_knowing_them(page: Page, seed: Seed) -> None:
    await page.goto(seed.path)

    shown = re.search(r"([\d.]+) keer bekeken", await words(page, "main"))
    assert shown is not None
    assert int(shown[1].replace(".", "")) >= VIEWS
    assert await page.context.cookies() == []


async def test_s07_a_closed_thread_says_why_and_takes_no_letters(
    later: Page, node: Node, seed: Seed
) -> None:
    line = await words(later, "main .state")

    assert "Je kunt niet meer reageren" in line
    assert REASON in line
    assert re.search(r"door .+ op \d{1,2} \w+ \d{4}", line)
    with pytest.raises(Forbidden):
        await speak.reply(node, seed.essay, "cora", "Nog even dit")


async def test_s08_letters_stand_oldest_first_each_with_its_own_address(
    later: Page, seed: Seed
) -> None:
    ids = await later.locator("main article[id^=p]").evaluate_all(
        "(all) => all.map((one) => `#${one.id}`)"
    )
    links = await later.locator("main article[id^=p] header time").count()

    assert ids == [*(seed.letter(number) for number in range(len(LETTERS))), place(seed.note)]
    assert links == len(ids)


async def test_s09_a_quote_names_and_links_its_source(later: Page, seed: Seed) -> None:
    letter = later.locator(seed.letter(QUOTING))

    name = letter.locator(".text").get_by_role("link", name="John Beckers")
    assert (await name.get_attribute("href") or "").endswith(seed.letter(SOURCE))
    quote = letter.locator(".text blockquote")
    source = seed.letter(SOURCE).removeprefix("#p")
    assert (await quote.get_attribute("cite") or "").endswith(source)
    assert await letter.locator(".text details:has-text('kussen')").count() == 1


async def test_s10_a_first_name_means_somebody_who_takes_part(
    later: Page, node: Node, seed: Seed
) -> None:
    async with node.database.connection() as conn:
        sent = await stored_document(conn, seed.letters[CALLED].id)

    assert sent is not None
    called = {tag["href"] for tag in json.loads(sent)["tag"] if tag["type"] == "Mention"}
    assert node.home.member("cora") in called
    # A name that a letter begins with stands in its header, and leads to what she said.
    name = later.locator(f"{seed.letter(CALLED)} header").get_by_role("link", name="Cora")
    assert (await name.get_attribute("href") or "").endswith(seed.letter(FIRST))


async def test_s11_a_letter_says_whom_it_answers(later: Page, seed: Seed) -> None:
    answer = later.locator(seed.letter(ZOT + 1)).locator("header")

    link = answer.get_by_role("link", name="Verhoeven")
    assert (await link.get_attribute("href") or "").endswith(seed.letter(ZOT))
    assert "reactie op Verhoeven" in " ".join((await answer.text_content() or "").split())


async def test_s12_what_was_written_in_haste_and_later_is_both_kept(
    later: Page, seed: Seed
) -> None:
    letter = later.locator(seed.letter(FIRST))
    assert LATER in (await letter.text_content() or "")

    await letter.get_by_role("link", name=re.compile("gewijzigd|veranderd")).click()

    assert later.url.endswith("/versies")
    assert (await words(later, "main ins")).endswith(LATER)


async def test_s13_who_leaves_a_thread_hears_no_more_of_it(node: Node, seed: Seed) -> None:
    anneke = Iri("https://mastodon.test/users/anneke")
    inbox = Iri("https://mastodon.test/inbox")
    member = Member(
        id=anneke, local=False, type="Person", name="anneke", host="mastodon.test", inbox=inbox
    )
    await node.database.in_transaction(
        lambda conn: commit(conn, [Acted((Put(member),))], node.home, node.clock())
    )
    follow = Follow(id=Iri(f"{anneke}/follow"), actor=anneke, object=seed.thread)
    leave = Undo(id=Iri(f"{anneke}/leave"), actor=anneke, object=follow.id, undone=follow)

    held = []
    for activity in (follow, leave):
        by = Signed(anneke, Iri(f"{anneke}#key"))
        await act(node, [Spoken(activity=activity, by=by, raw=b"{}")], Budget.none())
        async with node.database.connection() as conn:
            known = await load_known(conn, {anneke, seed.thread}, node.home)
        held.append(known.relation(Tie.FOLLOW, anneke, seed.thread) is not None)

    assert held == [True, False]


async def test_s14_what_the_host_says_stands_apart_where_it_was_said(
    later: Page, seed: Seed
) -> None:
    note = later.locator(f"main article.note{place(seed.note)}")

    assert await note.count() == 1
    assert "Van de beheerder van dit bord" in (await note.text_content() or "")
    assert await later.locator("main article.note").count() == 1


async def test_s15_there_is_a_feed_of_the_thread_the_board_a_person_and_all(
    reader: Reader, seed: Seed
) -> None:
    for path in (f"{seed.path}.atom", "/b/essay.atom", "/u/cora.atom", "/feed.atom"):
        answer = await reader.get(path)
        assert answer.headers["content-type"].startswith("application/atom+xml"), path
        assert seed.text.title in answer.text, path


async def test_s16_anybody_can_report_a_problem_and_a_human_reads_it(
    later: Page, seed: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "SOON", timedelta())  # nobody waits here to think
    await later.locator("footer.foot a[href='/meld']").click()
    await later.wait_for_url(f"{BASE}/meld")
    assert seed.text.maker in await words(later, "main")

    await later.get_by_label("Er werkt hier iets niet").check()
    await later.get_by_label("Vertel er meer over").fill("De prenten zijn klein.")
    await later.get_by_role("button", name="Verstuur de melding").click()

    assert re.search(r"M-[0-9A-Z]{4,}", await words(later, "main"))


async def test_s17_what_holds_here_is_linked_below_every_page(later: Page) -> None:
    for path in ("/over", "/voorwaarden", "/privacy", "/regels", "/contact"):
        link = later.locator(f"footer.foot a[href='{path}']")
        assert await link.count() == 1, path


async def test_s18_others_can_show_where_the_conversation_is(reader: Reader, seed: Seed) -> None:
    badge = await reader.get("/badge/essay.svg")
    asked = {"url": f"{BASE}{seed.path}", "format": "json"}
    card = (await reader.get("/oembed", params=asked)).json()

    assert badge.headers["content-type"].startswith("image/svg+xml")
    assert seed.text.label in badge.text
    assert card["type"] == "rich"
    assert f"{BASE}{seed.path}" in card["html"]
    assert "<script" not in card["html"]
    assert "<iframe" not in card["html"]


async def test_s19_the_place_has_its_own_name_and_maker(later: Page, seed: Seed) -> None:
    assert await words(later, "header.site") != ""
    assert seed.text.site in await words(later, "header.site")
    assert seed.text.maker in await words(later, "footer.foot")

    await later.goto("/")
    assert await words(later, "h1") == seed.text.site
    assert seed.text.tagline in await words(later, "main")


async def test_s20_the_page_speaks_dutch_and_counts_in_it(first: Page) -> None:
    assert await first.locator("html").get_attribute("lang") == "nl"
    assert f"{EARLIER + len(LETTERS) + 1} reacties" in await words(first, "main")
    assert re.search(
        r"\d{1,2} (januari|februari|maart|april|mei|juni|juli|augustus|september|"
        r"oktober|november|december) \d{4}",
        await words(first, "main"),
    )


async def test_s21_whatever_follows_the_id_leads_to_the_thread(page: Page, seed: Seed) -> None:
    for path in (seed.path, f"{seed.path}-shift-happens", f"{seed.path}-hoe-het-vroeger-heette"):
        await page.goto(path)
        assert page.url == f"{BASE}{seed.path}-shift-happens"


async def test_s22_a_later_page_repeats_the_essay_folded(later: Page, seed: Seed) -> None:
    folded = later.locator("main details:not([open])").filter(has_text="Zorg + welzijn")

    assert await folded.count() == 1
    back = later.locator(f"main a[href='{seed.path}-shift-happens']")
    assert await back.count() >= 1


async def test_s23_people_have_names_before_handles(later: Page, seed: Seed) -> None:
    for number, (_, author, _) in enumerate(LETTERS):
        assert await words(later, f"{seed.letter(number)} h3") == MEMBERS[author]
    sizes = await sized(later, seed.letter(SIGNED))
    assert "@" not in await words(later, f"{seed.letter(SIGNED)} h3")
    assert sizes


async def sized(page: Page, letter: str) -> bool:
    """Whether the name is set larger than the handle beside it."""
    name = page.locator(f"{letter} h3")
    handle = page.locator(f"{letter} header .handle, {letter} header .quiet").first
    taller = [await one.bounding_box() for one in (name, handle)]
    return (
        taller[0] is not None
        and taller[1] is not None
        and (taller[0]["height"] >= taller[1]["height"])
    )
