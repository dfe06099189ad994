"""The page of searching: what a reader types, what they get, and what they are told."""

from dataclasses import replace

import httpx
import pytest

from fediforum import limits
from fediforum.content import SafeHtml
from fediforum.forum.effects import Put
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from tests.browser.village import TITLE, Village
from tests.web.pages.markup import Markup

SNEAKY = SafeHtml("<p>zoutvaatje &lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;zoutvaatje</p>")


async def test_what_is_found_leads_to_where_it_stands(
    reader: httpx.AsyncClient, village: Village
) -> None:
    answer = await reader.get("/zoek", params={"q": "winkel"})
    page = Markup(answer.text)

    assert 200 == answer.status_code
    assert any(path.startswith(f"/t/{village.essay.short}") for path in page.links)
    assert {"winkel"} <= {word.lower() for word in page.words("mark")}
    assert "noindex" in answer.text


@pytest.mark.usefixtures("village")
async def test_every_spelling_of_the_page_and_its_fields_is_understood(
    reader: httpx.AsyncClient,
) -> None:
    dutch = (await reader.get("/zoek?q=winkel&van=cora&na=2000-01-01")).text
    english = (await reader.get("/search?q=winkel&author=cora&after=1-1-2000")).text

    assert Markup(dutch).words("h3") == Markup(english).words("h3") != []


@pytest.mark.usefixtures("village")
async def test_what_was_typed_stays_in_the_fields(reader: httpx.AsyncClient) -> None:
    text = (
        await reader.get("/zoek", params={"q": '"<b>&', "van": "Co'ra\"", "board": "essays"})
    ).text

    assert 'value="&#34;&lt;b&gt;&amp;"' in text
    assert "Co&#39;ra&#34;" in text
    assert '<option value="essays" selected>' in text


@pytest.mark.usefixtures("node")
async def test_a_day_that_is_none_is_told_at_its_field(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/zoek", params={"q": "winkel", "na": "31-13-2026"})
    page = Markup(answer.text)

    assert 422 == answer.status_code
    assert 'id="from_day-fault"' in answer.text
    assert 'aria-describedby="from_day-fault"' in answer.text
    assert "#from_day" in page.links
    assert 'value="31-13-2026"' in answer.text


@pytest.mark.usefixtures("village")
async def test_a_name_that_nobody_has_is_told_at_its_field(reader: httpx.AsyncClient) -> None:
    text = (await reader.get("/zoek", params={"q": "winkel", "van": "qqxxzz"})).text

    assert 'id="author-fault"' in text


async def test_nothing_in_a_snippet_is_live(
    reader: httpx.AsyncClient, village: Village, node: Node
) -> None:
    nasty = list(village.letters())[3]
    async with node.database.transaction() as conn:
        changed = replace(nasty, content=SNEAKY, summary=None, sensitive=False)
        await commit(conn, [Acted((Put(changed),))], node.home, node.clock())

    text = (await reader.get("/zoek?q=zoutvaatje")).text

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert ["zoutvaatje", "zoutvaatje"] == Markup(text).words("mark")


async def test_an_address_or_a_handle_leads_to_its_page(
    reader: httpx.AsyncClient, village: Village, node: Node
) -> None:
    there = {
        village.essay.root: f"/t/{village.essay.short}",
        f"@{village.anneke.handle}": f"/u/@{village.anneke.handle}",
        f"cora@{node.home.host}": "/u/cora",
        f"!essays@{node.home.host}": "/b/essays",
    }
    for asked, path in there.items():
        answer = await reader.get("/zoek", params={"q": asked})

        assert 303 == answer.status_code, asked
        assert answer.headers["location"].startswith(path)

    nowhere = await reader.get("/zoek", params={"q": "https://elders.test/x"})
    assert 200 == nowhere.status_code


async def test_who_finds_nothing_is_helped_on(reader: httpx.AsyncClient, village: Village) -> None:
    word = max(village.essay.title.split(), key=len).lower()
    slip = word[:2] + word[3:]
    page = Markup((await reader.get("/zoek", params={"q": slip})).text)

    assert "Niets gevonden" in page.words("h2")
    assert TITLE in page.words("h3") or any("/zoek?q=" in link for link in page.links)


@pytest.mark.usefixtures("village")
async def test_pages_keep_what_was_asked(reader: httpx.AsyncClient) -> None:
    page = Markup((await reader.get("/zoek", params={"na": "2000-01-01", "board": "essays"})).text)

    onward = [link for link in page.links if link.startswith("?pagina=2")]
    assert ["?pagina=2&board=essays&na=2000-01-01"] == onward
    second = await reader.get(f"/zoek{onward[0]}")
    assert 200 == second.status_code
    assert 404 == (await reader.get("/zoek?q=winkel&pagina=20")).status_code
    for odd in ("0", "21", "x", "9" * 5000, "١"):
        assert 404 == (await reader.get("/zoek", params={"q": "a", "pagina": odd})).status_code


@pytest.mark.usefixtures("village")
async def test_who_searches_without_end_is_asked_to_wait(
    reader: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, node: Node
) -> None:
    monkeypatch.setattr(node.gate.searches, "burst", 1)
    answers = [await reader.get("/zoek?q=winkel") for _ in range(2)]

    assert [200, 429] == [answer.status_code for answer in answers]
    assert 'value="winkel"' in answers[1].text
    assert 200 == (await reader.get("/zoek")).status_code
    assert limits.SEARCHES_PER_ADDRESS_MINUTE > 1


@pytest.mark.usefixtures("node")
async def test_the_page_is_small_and_without_a_question_helps(reader: httpx.AsyncClient) -> None:
    page = Markup((await reader.get("/zoek")).text)

    assert ["Zoeken", "Wat helpt"] == page.words("h1") + page.words("h2")
