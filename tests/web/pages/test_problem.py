"""Errors in the clothes of every other page, also when nothing works."""

from dataclasses import replace
from typing import NoReturn

import httpx
import pytest

from fediforum.errors import Unavailable
from fediforum.forum.effects import Put
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.store.instance import instance, save_instance
from tests.browser.village import Village, short
from tests.web.pages.markup import Markup


async def test_forum_without_its_database_asks_for_a_moment(
    reader: httpx.AsyncClient, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> NoReturn:
        raise Unavailable

    monkeypatch.setattr(node.database, "connection", away)

    answer = await reader.get("/")

    assert 503 == answer.status_code
    assert ["Een ogenblik"] == Markup(answer.text).words("h1")
    assert not answer.headers["cache-control"].startswith("public")


@pytest.mark.usefixtures("village")
async def test_what_is_missing_is_told_to_each_in_their_way(reader: httpx.AsyncClient) -> None:
    page = await reader.get("/t/0000000000000")
    machine = await reader.get("/t/0000000000000", headers={"accept": "application/activity+json"})

    assert (404, "text/html; charset=utf-8") == (page.status_code, page.headers["content-type"])
    assert 404 == machine.status_code
    assert "json" in machine.headers["content-type"]


async def test_error_page_shows_nothing_of_the_request(
    reader: httpx.AsyncClient, village: Village
) -> None:
    answer = await reader.get("/nergens/onthullend?woord=onthullend")

    assert village.essays.title not in answer.text
    assert "onthullend" not in answer.text


@pytest.mark.usefixtures("village")
async def test_refusal_names_a_human_being_and_says_that_nothing_changed(
    reader: httpx.AsyncClient, node: Node
) -> None:
    async with node.database.transaction() as conn:
        forum = await instance(conn, node.home.base)
        assert forum is not None
        known = replace(forum, contact="Anneke de Vries", contact_mail="anneke@buurtwerk.test")
        await save_instance(conn, known)

    missing = await reader.get("/nergens")
    strange = await reader.post("/meld", headers={"sec-fetch-site": "cross-site"})
    wrong = await reader.post("/meld", content=b"{}", headers={"content-type": "text/json"})
    large = await reader.post("/meld", data={"words": "x" * 70_000})
    taken = await reader.get(f"/p/{short(22)}")

    answers = (missing, strange, wrong, large, taken)
    assert [404, 403, 415, 413, 410] == [each.status_code for each in answers]
    for answer in answers:
        assert "Anneke de Vries" in answer.text
        assert "mailto:anneke@buurtwerk.test" in answer.text
    for answer in (strange, wrong, large):
        assert "Er is niets veranderd." in answer.text
    assert '"/zoek"' in missing.text


async def test_post_that_was_taken_away_says_by_whom_and_leads_to_its_thread(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    removed, deleted = await reader.get(f"/p/{short(17)}"), await reader.get(f"/p/{short(22)}")
    async with node.database.transaction() as conn:
        thread = replace(village.essay, removed=True)
        await commit(conn, [Acted((Put(thread),))], node.home, node.clock())
    both = await reader.get(f"/p/{short(17)}")

    assert [410, 410, 410] == [each.status_code for each in (removed, deleted, both)]
    assert "Een beheerder heeft dit bericht weggehaald" in removed.text
    assert "dat de schrijver heeft verwijderd" in deleted.text
    for answer in (removed, deleted):
        assert f"/t/{village.essay.short}-{village.essay.slug}" in answer.text
    assert f"/t/{village.essay.short}" not in both.text
    assert ["Dit bericht is weg"] == Markup(removed.text).words("h1")
