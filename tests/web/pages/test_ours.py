"""The forum's own pages: the admin's words where there are some, else what is true of any forum."""

import re
from dataclasses import replace
from itertools import pairwise

import httpx
import pytest

from fediforum.content import render
from fediforum.forum.domains import Domain, Policy
from fediforum.limits import REPORT_CONTACT_DAYS, REVISIONS
from fediforum.node import Node
from fediforum.store.domains import decide, set_listed_only
from fediforum.store.instance import Instance, instance, save_instance
from fediforum.store.partitions import KEPT
from fediforum.store.sitepages import SitePage, save_site_page
from fediforum.vocab.iri import Iri
from fediforum.web.addresses import WORDS
from fediforum.web.ours import NAMES
from tests.blocking import block_host
from tests.browser.village import Village
from tests.flow.two_forums import Clock
from tests.web.pages.markup import Markup

pytestmark = pytest.mark.usefixtures("village")
LANGUAGES = ("nl", "en")


async def changed(node: Node, **what: object) -> None:
    async with node.database.transaction() as conn:
        forum = await instance(conn, node.home.base)
        assert isinstance(forum, Instance)
        await save_instance(conn, replace(forum, **what))  # type: ignore[arg-type]


async def written(
    node: Node, clock: Clock, name: str, language: str, source: str, board: Iri | None = None
) -> None:
    page = SitePage(
        name=name,
        language=language,
        source=source,
        html=render(source).html,
        updated=clock(),
        board=board,
    )
    async with node.database.transaction() as conn:
        await save_site_page(conn, page)


async def test_every_page_is_there_under_both_words_in_both_languages(
    reader: httpx.AsyncClient, node: Node
) -> None:
    await changed(node, contact="Anneke de Vries", contact_mail="anneke@buurtwerk.test")
    for name in NAMES:
        heads = set()
        for path in {f"/{word}" for word in WORDS[name]}:
            for language in LANGUAGES:
                answer = await reader.get(path, headers={"accept-language": language})
                page = Markup(answer.text)

                assert (200, []) == (answer.status_code, page.crossed), path
                assert "$" not in answer.text
                levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
                assert 1 == levels[0]
                assert max(deep - above for above, deep in pairwise(levels)) <= 1, path
                heads.add(page.words("h1")[0])
                canonical = [e["href"] for e in page.named("link") if e.get("rel") == "canonical"]
                assert [f"https://buurtwerk.test/{WORDS[name][0]}"] == canonical
                assert "Anneke de Vries" in answer.text or name in ("accessibility", "federation")
        assert len(heads) in (1, 2)


async def test_what_is_kept_is_told_as_it_is_kept(reader: httpx.AsyncClient) -> None:
    days = {kept.table: kept.days for kept in KEPT}
    told = " ".join(text for _, text in Markup((await reader.get("/privacy")).text).texts)

    assert f"{days['intake']} dagen precies" in told
    assert f"weten we {days['delivery']} dagen" in told
    assert f"{REVISIONS} eerdere versies" in told
    assert f"{REPORT_CONTACT_DAYS} dagen nadat" in told


async def test_admins_words_stand_there_in_the_language_they_were_written_in(
    reader: httpx.AsyncClient, node: Node, clock: Clock
) -> None:
    await written(node, clock, "terms", "nl", "## Kort\n\nWees *aardig* <script>x</script>.")

    dutch = await reader.get("/voorwaarden")
    english = await reader.get("/terms", headers={"accept-language": "en"})

    for answer in (dutch, english):
        assert "Wees <em>aardig</em>" in answer.text
        assert "<script>x" not in answer.text
    text = {e.get("lang") for e in Markup(english.text).named("div") if e.get("class") == "text"}
    assert {"nl"} == text
    assert "written on" in english.text


async def test_rules_of_a_board_stand_with_it_and_without_any_those_of_the_forum(
    reader: httpx.AsyncClient, node: Node, village: Village, clock: Clock
) -> None:
    before = await reader.get("/b/essays/regels")
    await written(node, clock, "rules", "nl", "Alleen essays.", village.essays.id)
    after = await reader.get("/b/essays/rules")

    assert "Praat met mensen" in before.text
    assert ["Alleen essays." in each.text for each in (before, after)] == [False, True]
    assert 301 == (await reader.get("/b/Essays/regels")).status_code
    assert 404 == (await reader.get("/b/nergens/regels")).status_code


async def test_places_that_are_shut_out_are_named_with_the_reason_unless_that_is_kept_quiet(
    reader: httpx.AsyncClient, node: Node, clock: Clock
) -> None:
    async with node.database.transaction() as conn:
        await block_host(conn, "boos.test", "<b>alleen maar ruzie</b>", clock())

    open_ = await reader.get("/federatie")
    await changed(node, blocks_shown=False)
    quiet = await reader.get("/federatie")

    assert "boos.test" in open_.text
    assert "&lt;b&gt;alleen maar ruzie" in open_.text
    assert "boos.test" not in quiet.text
    assert "Er is 1 plek waar we niet mee praten" in quiet.text


async def test_only_what_holds_and_may_be_known_is_named_among_places_that_are_shut_out(
    reader: httpx.AsyncClient, node: Node, clock: Clock
) -> None:
    block = Domain(name="boos.test", policy=Policy.BLOCK, source="https://lists.test/l")
    allow = Domain(name="boos.test", policy=Policy.ALLOW)
    hidden = Domain(name="stil.test", policy=Policy.BLOCK, obfuscated=True)
    async with node.database.transaction() as conn:
        await decide(conn, [block, allow, hidden], node.home.desk, clock())

    page = await reader.get("/federatie")
    async with node.database.transaction() as conn:
        await set_listed_only(conn, True)
    alone = await reader.get("/federatie")

    assert [False, False] == [name in page.text for name in ("boos.test", "stil.test")]
    assert "Er is niemand met wie we niet praten" in page.text
    assert "We praten alleen met de plekken die onze beheerder heeft gekozen" in alone.text


async def test_forums_own_name_is_told_as_it_is_whatever_it_holds(
    reader: httpx.AsyncClient, node: Node
) -> None:
    await changed(node, title="Zorg & *Welzijn* [x](/y)")

    page = Markup((await reader.get("/over")).text)

    assert "Zorg & *Welzijn* [x](/y)" in page.words("strong")
    assert [] == [link for link in page.links if link.endswith("/y")]


async def test_machines_are_told_where_the_pages_are_and_whom_to_write_to(
    reader: httpx.AsyncClient, node: Node
) -> None:
    before = (await reader.get("/nodeinfo/2.1")).json()["metadata"]
    await changed(node, contact="Anneke", contact_mail="anneke@buurtwerk.test")

    told = (await reader.get("/nodeinfo/2.1")).json()["metadata"]
    actor = await reader.get("/ap/instance", headers={"accept": "application/activity+json"})

    assert "maintainer" not in before
    assert {"name": "Anneke", "email": "anneke@buurtwerk.test"} == told["maintainer"]
    for name in ("tosUrl", "privacyPolicyUrl", "rulesUrl", "contactUrl", "feedbackUrl"):
        assert 200 == (await reader.get(told[name])).status_code, name
    for name in NAMES:
        assert f"https://buurtwerk.test/{WORDS[name][0]}" in actor.json()["summary"]
