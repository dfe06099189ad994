"""The form for reports: by anybody, without an account or JavaScript, read by a human being."""

import re
from dataclasses import replace
from html import unescape

import httpx
import pytest

from fediforum.flow import preside
from fediforum.forum.effects import Put
from fediforum.forum.model import Matter
from fediforum.limits import FORM_HOURS, REPORTS_PER_ADDRESS_HOUR
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.store.instance import instance, save_instance
from tests.browser.village import Village, short
from tests.flow.two_forums import Clock
from tests.web.pages.markup import Markup

HOME = {"origin": "https://buurtwerk.test", "sec-fetch-site": "same-origin"}
WORDS = "Dit is <b>reclame</b> & niets anders."


async def stamp_of(reader: httpx.AsyncClient, path: str = "/meld") -> str:
    page = Markup((await reader.get(path)).text)
    [stamp] = [field["value"] for field in page.named("input") if field.get("name") == "stamp"]
    assert stamp
    return stamp


async def filled_in(reader: httpx.AsyncClient, clock: Clock, **more: str) -> dict[str, str]:
    """A form as a person fills it in, who takes their time."""
    stamp = await stamp_of(reader)
    clock.later(seconds=20)
    return {"stamp": stamp, "kind": "spam", "words": WORDS, "contact": "", "website": "", **more}


async def sent(reader: httpx.AsyncClient, fields: dict[str, str]) -> httpx.Response:
    return await reader.post("/meld", data=fields, headers=HOME)


@pytest.fixture
async def keeper(node: Node) -> str:
    """The name of whoever reads the reports."""
    async with node.database.transaction() as conn:
        forum = await instance(conn, node.home.base)
        assert forum is not None
        known = replace(forum, contact="Anneke de Vries", contact_mail="anneke@buurtwerk.test")
        await save_instance(conn, known)
    return "Anneke de Vries"


async def test_report_of_a_reader_reaches_the_moderators(
    reader: httpx.AsyncClient, village: Village, node: Node, clock: Clock
) -> None:
    about = f"/p/{short(20)}"

    answer = await sent(reader, await filled_in(reader, clock, about=about, contact="cora@x.test"))

    assert 303 == answer.status_code
    [kept] = await preside.reports(node)
    assert f"/meld/{kept.reference}" == answer.headers["location"]
    assert (Matter.SPAM, WORDS, "cora@x.test", about) == (
        kept.kind,
        kept.reason,
        kept.contact,
        kept.page,
    )
    assert village.essays.id == kept.board


@pytest.mark.usefixtures("village")
async def test_whoever_reported_reads_what_came_of_it_and_nobody_reads_their_words(
    reader: httpx.AsyncClient, node: Node, clock: Clock, keeper: str
) -> None:
    answer = await sent(reader, await filled_in(reader, clock, contact="cora@x.test"))
    receipt = answer.headers["location"]

    waiting = await reader.get(receipt)
    [kept] = await preside.reports(node)
    await preside.settle(node, kept.id, "Het is verwijderd.")
    done = await reader.get(receipt)

    assert [200, 200] == [waiting.status_code, done.status_code]
    assert keeper in waiting.text
    assert str(kept.reference) in waiting.text
    assert "Het is verwijderd." not in waiting.text
    assert "Het is verwijderd." in done.text
    for page in (waiting, done):
        assert "reclame" not in page.text
        assert "cora@x.test" not in page.text
        assert "private, no-store" == page.headers["cache-control"]
        assert "noindex" in page.text


@pytest.mark.usefixtures("village")
async def test_number_is_found_however_it_is_copied(
    reader: httpx.AsyncClient, node: Node, clock: Clock
) -> None:
    await sent(reader, await filled_in(reader, clock))
    [kept] = await preside.reports(node)
    copied = str(kept.reference).lower().replace("-", " ")

    found = await reader.get("/meld", params={"nummer": copied})
    wrong = await reader.get("/meld", params={"nummer": "M-0000-0000-0000"})
    nowhere = await reader.get("/meld/M-0000-0000-0000")

    assert (303, f"/meld/{kept.reference}") == (found.status_code, found.headers["location"])
    assert (404, 404) == (wrong.status_code, nowhere.status_code)
    assert "M-0000-0000-0000" in wrong.text


FAULTS = (
    ({"kind": ""}, "kind"),
    ({"kind": "<script>"}, "kind"),
    ({"words": "  "}, "words"),
    ({"words": "x" * 5_001}, "words"),
    ({"contact": "x" * 201}, "contact"),
    ({"website": "https://spam.test"}, "website"),
)


@pytest.mark.usefixtures("village")
async def test_form_with_a_fault_comes_back_with_all_that_was_typed(
    reader: httpx.AsyncClient, node: Node, clock: Clock
) -> None:
    typed = await filled_in(reader, clock, contact="cora@x.test", about="/b/essays")

    for fields, at in FAULTS:
        answer = await sent(reader, typed | fields)

        page = Markup(answer.text)
        assert 422 == answer.status_code
        assert "private, no-store" == answer.headers["cache-control"]
        assert f"{at}-fault" in page.ids
        [summary] = [each for each in page.named("div") if each.get("role") == "alert"]
        assert summary["class"] == "errors"
        named = {each.get("aria-describedby") or "" for _, each in page.tags}
        assert any(f"{at}-fault" in each.split() for each in named)
        expected = typed | fields
        assert expected["words"] == page_words(answer.text)
        values = {each.get("name"): each.get("value") for each in page.named("input")}
        assert (expected["contact"], "/b/essays") == (values["contact"], values["about"])
    assert () == await preside.reports(node)


def page_words(html: str) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    assert found is not None
    return unescape(found[1])


@pytest.mark.usefixtures("village")
async def test_machine_that_is_too_fast_or_brings_a_stamp_of_its_own_is_asked_again(
    reader: httpx.AsyncClient, node: Node, clock: Clock
) -> None:
    fields = await filled_in(reader, clock)
    fast = fields | {"stamp": await stamp_of(reader)}
    forged = fields | {"stamp": f"{int(clock().timestamp()) - 60}.{'0' * 32}"}

    for tried in (fast, forged, fields | {"stamp": ""}, fields | {"stamp": "١٢٣.x"}):
        answer = await sent(reader, tried)

        assert (422, ()) == (answer.status_code, await preside.reports(node))
        assert "reclame" in answer.text

    clock.later(hours=FORM_HOURS, minutes=1)
    stale = await sent(reader, fields)
    assert 422 == stale.status_code


@pytest.mark.usefixtures("village")
async def test_who_was_too_fast_only_has_to_send_it_once_more(
    reader: httpx.AsyncClient, clock: Clock
) -> None:
    fields = await filled_in(reader, clock) | {"stamp": await stamp_of(reader)}
    page = Markup((await sent(reader, fields)).text)
    [stamp] = [each["value"] for each in page.named("input") if each.get("name") == "stamp"]
    clock.later(seconds=4)

    again = await sent(reader, fields | {"stamp": str(stamp)})

    assert 303 == again.status_code


@pytest.mark.usefixtures("village")
async def test_too_many_from_one_address_are_told_so_and_lose_nothing(
    reader: httpx.AsyncClient, node: Node, clock: Clock, keeper: str
) -> None:
    fields = await filled_in(reader, clock)
    for _ in range(REPORTS_PER_ADDRESS_HOUR):
        assert 303 == (await sent(reader, fields)).status_code

    answer = await sent(reader, fields)

    assert 429 == answer.status_code
    assert WORDS in page_words(answer.text)
    assert keeper in answer.text
    assert REPORTS_PER_ADDRESS_HOUR == len(await preside.reports(node))


@pytest.mark.usefixtures("village")
async def test_page_of_another_site_cannot_report_in_a_readers_name(
    reader: httpx.AsyncClient, node: Node, clock: Clock
) -> None:
    fields = await filled_in(reader, clock)

    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.test"}):
        answer = await reader.post("/meld", data=fields, headers=headers)

        assert (403, ()) == (answer.status_code, await preside.reports(node))
        assert "text/html" in answer.headers["content-type"]


FROM_A_BOARD = {"referer": "https://buurtwerk.test/b/essays?na=1"}
ABOUT: tuple[tuple[str, dict[str, str], str | None], ...] = (
    (f"/meld?over={short(20)}", {}, f"/p/{short(20)}"),
    ("/report?about=/u/cora", {}, "/u/cora"),
    ("/meld", FROM_A_BOARD, "/b/essays"),
    ("/meld?over=", FROM_A_BOARD, None),
    ("/meld", {"referer": "https://evil.test/b/essays"}, None),
    ("/meld?over=https://evil.test/", {}, None),
    ("/meld?over=//evil.test/", {}, None),
    (r"/meld?over=/\evil.test/", {}, None),
    ("/meld?over=/%5Cevil.test/", {}, None),
    ("/meld?over=/b/%2500", {}, None),
    ("/meld?over=/u/%250a", {}, None),
    ("/meld?over=javascript:alert(1)", {}, None),
)


@pytest.mark.usefixtures("village")
async def test_form_knows_what_it_is_about_and_leads_nowhere_else(
    reader: httpx.AsyncClient,
) -> None:
    for path, headers, about in ABOUT:
        page = Markup((await reader.get(path, headers=headers)).text)

        hidden = [
            each["value"]
            for each in page.named("input")
            if each.get("name") == "about" and each.get("type") == "hidden"
        ]
        assert ([about] if about else []) == hidden
        away = ("//", "/\\", "java", "https://e")
        assert [] == [link for link in page.links if link.startswith(away)]


@pytest.mark.usefixtures("village")
async def test_only_what_is_from_elsewhere_can_be_sent_there_and_nobody_is_made_to(
    reader: httpx.AsyncClient,
) -> None:
    ours = Markup((await reader.get("/meld?over=/u/cora")).text)
    theirs = Markup((await reader.get("/meld?over=/u/@verhoeven@mastodon.test")).text)

    def boxes(page: Markup) -> list[dict[str, str | None]]:
        return [each for each in page.named("input") if each.get("name") == "forward"]

    assert [] == boxes(ours)
    [box] = boxes(theirs)
    assert "checked" not in box


@pytest.mark.usefixtures("village")
async def test_form_is_there_in_both_languages_and_keeps_no_cookie(
    reader: httpx.AsyncClient,
) -> None:
    for language, heading in (("nl", "Een probleem melden"), ("en", "Report a problem")):
        for path in ("/meld", "/report"):
            answer = await reader.get(path, headers={"accept-language": language})

            assert [heading] == Markup(answer.text).words("h1")
            assert "set-cookie" not in answer.headers
            assert "private, no-store" == answer.headers["cache-control"]


async def test_form_tells_nothing_of_what_was_taken_away(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    async with node.database.transaction() as conn:
        thread = replace(village.essay, removed=True)
        await commit(conn, [Acted((Put(thread),))], node.home, node.clock())

    for short_id in (short(20), village.essay.short):
        answer = await reader.get(f"/meld?over={short_id}")

        assert 200 == answer.status_code
        assert "dorpswinkel" not in answer.text
