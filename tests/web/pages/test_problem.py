"""Errors in the clothes of every other page, also when nothing works."""

from typing import NoReturn

import httpx
import pytest

from fediforum.errors import Unavailable
from fediforum.node import Node
from tests.browser.village import Village
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
