"""The data: what is described is what is given, and nothing is given that pages do not show."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from fediforum.content import SafeHtml
from fediforum.forum.effects import Put
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.store.viewings import set_views
from fediforum.web import api
from fediforum.web.api.description import ENDPOINTS
from tests.browser.village import BEGUN, LETTERS, QUOTING, TITLE, Village, short

Json = Any

ASKED: Mapping[str, tuple[str, ...]] = {
    "forum": ("/index.json",),
    "boards": ("/boards.json",),
    "posts": ("/feed.json", "/feed.json?n=3", f"/feed.json?na={short(40)}"),
    "unanswered": ("/onbeantwoord.json", "/unanswered.json"),
    "board": ("/b/essays.json", "/b/vragen.json", "/b/agenda.json"),
    "boardNew": ("/b/vragen/nieuw.json",),
    "boardUnanswered": ("/b/vragen/onbeantwoord.json",),
    "boardClosed": ("/b/vragen/closed.json",),
    "boardPosts": ("/b/vragen/antwoorden.json",),
    "tag": ("/tag/zaal.json", "/tag/niets.json"),
    "member": ("/u/cora.json", "/u/@verhoeven@mastodon.test.json"),
    "thread": (f"/t/{short(1)}.json", f"/t/{short(1)}.json?pagina=2", f"/t/{short(200)}-x.json"),
    "search": ("/zoek.json?q=winkel", "/search.json?q=winkel&page=1", "/zoek.json"),
    "threadStatus": (f"/t/{short(1)}/status.json",),
    "log": ("/logboek.json", "/log.json?n=1"),
    "boardLog": ("/b/essays/logboek.json", "/b/agenda/log.json"),
    "post": (f"/p/{short(1)}.json", f"/p/{short(22)}.json", f"/p/{short(17)}.json"),
}


async def described(reader: httpx.AsyncClient) -> Json:
    answer = await reader.get("/openapi.json")
    assert "application/json" == answer.headers["content-type"]
    return answer.json()


@pytest.mark.usefixtures("village")
async def test_every_answer_has_the_shape_that_is_described(reader: httpx.AsyncClient) -> None:
    document = await described(reader)
    shapes = {
        each["get"]["operationId"]: each["get"]["responses"]["200"]["content"]
        for each in document["paths"].values()
    }

    assert shapes.keys() == ASKED.keys()
    for name, paths in ASKED.items():
        schema = {
            **shapes[name]["application/json"]["schema"],
            "components": document["components"],
        }
        validator = Draft202012Validator(strict(schema), format_checker=FormatChecker())
        for path in paths:
            answer = await reader.get(path)
            assert (200, "application/json") == (
                answer.status_code,
                answer.headers["content-type"],
            ), path
            assert [] == [
                f"{each.json_path}: {each.message}" for each in validator.iter_errors(answer.json())
            ], path


def strict(schema: Json) -> Json:
    """The schema, in which no object may hold what it does not name."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if "properties" in schema else {}
    return {name: strict(value) for name, value in schema.items()} | closed


@pytest.mark.usefixtures("village")
async def test_description_is_openapi_and_names_every_route(reader: httpx.AsyncClient) -> None:
    document = await described(reader)

    routes = {each.path for each in api.routes}
    named = {route.path for endpoint in ENDPOINTS for route in endpoint.routes}
    assert "3.1.0" == document["openapi"]
    assert {"/openapi.json"} == routes - named
    assert document["paths"].keys() <= routes
    assert len(ENDPOINTS) == len(document["paths"])
    Draft202012Validator.check_schema(document["components"]["schemas"]["Post"])


async def test_thread_is_given_page_by_page(reader: httpx.AsyncClient, village: Village) -> None:
    first = (await reader.get(f"/t/{village.essay.short}.json")).json()
    second = (await reader.get(first["next"])).json()

    assert (1, village.essay.id, village.essay.root) == (
        first["v"],
        first["thread"]["id"],
        first["posts"][0]["id"],
    )
    assert (100, LETTERS + 1 - 100) == (len(first["posts"]), len(second["posts"]))
    assert (first["self"], None) == (second["previous"].partition("?")[0], second["next"])
    assert TITLE == second["thread"]["title"]
    assert (131, 2) == (first["known"], first["missing"])


async def test_post_is_whole_and_its_addresses_too(
    reader: httpx.AsyncClient, village: Village
) -> None:
    post = (await reader.get(f"/p/{short(QUOTING)}.json")).json()["post"]

    assert "shown" == post["state"]
    assert (
        f"https://buurtwerk.test/t/{village.essay.short}-{village.essay.slug}#p{short(QUOTING)}"
        == (post["url"])
    )
    assert "John Terpstra" == post["quote"]["author"]
    assert "RE:" not in post["content_text"]
    assert '="/' not in post["content_html"]


async def test_of_what_was_taken_away_only_the_place_is_given(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    for number, state in ((22, "deleted"), (17, "removed"), (202, "withdrawn")):
        answer = (await reader.get(f"/p/{short(number)}.json")).json()["post"]

        left = {answer[each] for each in ("author", "origin", "quote", "warning", "language")}
        assert (state, "", "", {None}) == (
            answer["state"],
            answer["content_html"],
            answer["content_text"],
            left,
        )
        assert ([], [], []) == (answer["files"], answer["poll"], answer["tags"])


async def test_consent_of_authors_is_said_with_what_they_wrote(
    reader: httpx.AsyncClient, village: Village
) -> None:
    posts = (await reader.get(f"/t/{village.essay.short}.json")).json()["posts"]

    told = {
        each["author"]["handle"]: each["author"]["indexable"] for each in posts if each["author"]
    }
    assert told["anneke@sociaal.test"] is False


async def test_lists_go_on_until_there_is_no_more(
    reader: httpx.AsyncClient, village: Village
) -> None:
    seen: list[str] = []
    path: str | None = "/b/essays/antwoorden.json?n=50"
    while path is not None:
        page = (await reader.get(path)).json()
        seen += [each["id"] for each in page["posts"]]
        path = page["next"]

    assert len(seen) == len(set(seen)) == LETTERS + 1


async def test_anybody_may_read_from_anywhere_and_is_told_when_nothing_changed(
    reader: httpx.AsyncClient, village: Village
) -> None:
    path = f"/t/{village.essay.short}.json"
    first = await reader.get(path, headers={"origin": "https://elsewhere.test"})
    again = await reader.get(path, headers={"if-none-match": first.headers["etag"]})

    assert "*" == first.headers["access-control-allow-origin"]
    assert "set-cookie" not in first.headers
    assert 304 == again.status_code


@pytest.mark.usefixtures("village")
@pytest.mark.parametrize(
    "path",
    [
        "/b/nergens.json",
        "/t/x.json",
        f"/t/{short(999)}.json",
        "/u/niemand.json",
        f"/p/{short(999)}.json",
        f"/t/{short(1)}.json?page=9",
        f"/t/{short(1)}.json?page=x",
    ],
)
async def test_what_is_not_there_is_told_as_data(reader: httpx.AsyncClient, path: str) -> None:
    answer = await reader.get(path)

    assert (404, "application/problem+json") == (
        answer.status_code,
        answer.headers["content-type"],
    )


async def test_removed_thread_is_gone_with_its_posts(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    async with node.database.transaction() as conn:
        removed = Put(replace(village.closed, removed=True))
        await commit(conn, [Acted((removed,))], node.home, BEGUN)

    assert 410 == (await reader.get(f"/t/{village.closed.short}.json")).status_code
    assert 410 == (await reader.get(f"/p/{short(201)}.json")).status_code
    assert [] == (await reader.get("/b/vragen/gesloten.json")).json()["threads"]


async def test_whoever_wants_as2_gets_data_where_data_is_asked_for(
    reader: httpx.AsyncClient, village: Village
) -> None:
    asked = {"accept": "application/activity+json"}

    answer = await reader.get(f"/t/{village.essay.short}.json", headers=asked)

    assert "application/json" == answer.headers["content-type"]


async def test_nothing_in_data_is_live(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    evil = village.post(302, village.unanswered, village.anneke, SafeHtml("<p>&lt;script&gt;</p>"))
    async with node.database.transaction() as conn:
        await commit(conn, [Acted((Put(evil),))], node.home, BEGUN)

    post = (await reader.get(f"/p/{short(302)}.json")).json()["post"]

    assert ("<p>&lt;script&gt;</p>", "<script>") == (post["content_html"], post["content_text"])


async def test_board_gives_as_many_threads_as_are_asked_for(
    reader: httpx.AsyncClient, village: Village
) -> None:
    seen: list[str] = []
    path: str | None = "/b/vragen.json?n=1"
    while path is not None:
        page = (await reader.get(path)).json()
        assert len([each for each in page["threads"] if not each["pinned"]]) <= 1
        seen += [each["id"] for each in page["threads"]]
        path = page["next"]

    assert len(seen) == len(set(seen))
    assert {village.closed.id, village.unanswered.id} <= set(seen)


@pytest.mark.usefixtures("village")
@pytest.mark.parametrize(
    ("many", "named"), [("junk", ""), ("-1", ""), ("0", "?n=1"), ("9" * 50, ""), ("999", "?n=200")]
)
async def test_answer_names_itself_by_what_was_understood(
    reader: httpx.AsyncClient, many: str, named: str
) -> None:
    answer = (await reader.get(f"/feed.json?n={many}&na=%22%3E")).json()

    assert f"https://buurtwerk.test/feed.json{named}" == answer["self"]


@pytest.mark.usefixtures("village")
async def test_behind_the_last_page_of_a_search_is_nothing(reader: httpx.AsyncClient) -> None:
    for ending in (".json", ".atom", ""):
        answer = await reader.get(f"/zoek{ending}?q=winkel&pagina=20")

        assert 404 == answer.status_code, ending


async def test_data_is_no_other_because_it_was_read(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    path = f"/t/{village.essay.short}.json"
    before = await reader.get(path)
    async with node.database.transaction() as conn:
        await set_views(conn, village.essay.id, 4711)

    after = await reader.get(path)

    assert 4711 == after.json()["thread"]["views"] != before.json()["thread"]["views"]
    assert before.headers["etag"] == after.headers["etag"]
