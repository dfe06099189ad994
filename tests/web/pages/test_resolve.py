"""Resolving: what is known here is found by its address, and nobody is sent away."""

from dataclasses import replace

import httpx
import pytest

from fediforum.forum.effects import Put
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from tests.browser.village import Village, short
from tests.web.conftest import HOST

BASE = f"https://{HOST}"


@pytest.mark.parametrize("door", ["/resolve", "/authorize_interaction"])
async def test_what_is_known_leads_to_its_page(
    reader: httpx.AsyncClient, village: Village, door: str
) -> None:
    essay = village.essay
    thread = f"/t/{essay.short}-{essay.slug}"
    leads_to = {
        essay.root: f"{thread}#p{essay.short}",
        essay.id: f"{thread}#p{essay.short}",
        f"@t{essay.short}@{HOST}": f"{thread}#p{essay.short}",
        f"{BASE}{thread}?pagina=2": f"{thread}#p{essay.short}",
        f"{BASE}/p/{short(30)}": f"{thread}#p{short(30)}",
        village.essays.id: "/b/essays",
        f"{BASE}/b/essays": "/b/essays",
        f"acct:essays@{HOST}": "/b/essays",
        f"{BASE}/ap/members/cora": "/u/cora",
        f"{BASE}/u/cora": "/u/cora",
        f"@cora@{HOST.upper()}": "/u/cora",
        "https://mastodon.test/people/verhoeven": "/u/@verhoeven@mastodon.test",
        "acct:verhoeven@mastodon.test": "/u/@verhoeven@mastodon.test",
        f"{BASE}/u/@verhoeven@mastodon.test": "/u/@verhoeven@mastodon.test",
        BASE: "/",
        f"{BASE}/ap/instance": "/",
    }

    found = {}
    for uri in leads_to:
        answer = await reader.get(door, params={"uri": uri})
        found[uri] = answer.headers.get("location")

    assert leads_to == found


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?uri=", 400),
        (f"?uri={BASE}&uri={BASE}", 400),
        ("?uri=" + "x" * 3000, 400),
        ("?uri=https://evil.example/", 404),
        ("?uri=//evil.example/", 404),
        ("?uri=javascript:alert(1)", 404),
        (f"?uri={BASE}.evil.example/b/essays", 404),
        (f"?uri={BASE}/nergens", 404),
        ("?uri=essays", 404),
        ("?uri=nobody@mastodon.test", 404),
        (f"?uri={BASE}/u/%252F%252Fevil.example", 404),
    ],
)
async def test_nobody_is_sent_away_from_here(
    reader: httpx.AsyncClient, village: Village, query: str, status: int
) -> None:
    answer = await reader.get(f"/resolve{query}")

    assert status == answer.status_code
    assert "location" not in answer.headers


async def test_what_was_taken_away_is_gone(reader: httpx.AsyncClient, village: Village) -> None:
    answer = await reader.get("/resolve", params={"uri": f"{BASE}/p/{short(22)}"})

    assert 410 == answer.status_code


async def test_of_a_thread_that_was_removed_not_even_the_title_is_told(
    reader: httpx.AsyncClient, village: Village, node: Node
) -> None:
    essay = village.essay
    async with node.database.transaction() as conn:
        removed = Acted((Put(replace(essay, removed=True)),))
        await commit(conn, [removed], node.home, node.clock())

    for path in (
        f"/resolve?uri={essay.id}",
        f"/resolve?uri={BASE}/p/{short(30)}",
        f"/p/{short(30)}",
    ):
        answer = await reader.get(path)

        assert 410 == answer.status_code, path
        assert str(essay.slug) not in str(answer.headers) + answer.text
