"""Posts at their own ids, and at the pages of them: as they are today, for every reader."""

from typing import Any

import httpx
import pytest

from fediforum.flow import speak
from fediforum.flow.speak import Said
from fediforum.node import Node
from fediforum.vocab.reading import read_object
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock
from tests.vocab.shape_contract import breaches
from tests.web.conftest import AS2

PROFILED = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
# Of Mastodon, which has three habits, and of browsers.
FOR_AS2 = (
    f"{AS2}, application/ld+json",
    f"{PROFILED}, {AS2}, text/html;q=0.1",
    f"{PROFILED}, {AS2}",
    "application/ld+json",
    f"{AS2}, text/html",
    f"text/html, {AS2}",
    f"{AS2};q=0.5, */*;q=0.1",
)
FOR_PEOPLE = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    f"text/html, {AS2};q=0.9",
    "*/*",
    "",
    f"{AS2};q=0",
    "application/json",
    "q=;,;;==\x7f",
    "," * 4000,
)


def short_of(said: Said) -> str:
    return said.id.rpartition("/")[2]


async def get(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer = await client.get(path)
    assert (200, AS2) == (answer.status_code, answer.headers["content-type"]), path
    document: dict[str, Any] = answer.json()
    return document


@pytest.fixture
async def reply(alpha: Node, clock: Clock, opening: Said) -> Said:
    clock.later(minutes=1)
    return await speak.reply(alpha, opening.id, "anna", "Bier *helpt*. @anna #slakken")


async def test_posts_are_shaped_as_the_strictest_reader_wants_them(
    client: httpx.AsyncClient, opening: Said, reply: Said
) -> None:
    for said in (opening, reply):
        assert [] == list(breaches(await get(client, said.id)))


async def test_opening_post_has_its_title_as_name_and_heading(
    alpha: Node, client: httpx.AsyncClient, opening: Said
) -> None:
    document = await get(client, opening.id)

    assert ("Note", opening.id, "Slakken in de sla", "Wat nu?") == (
        document["type"],
        document["id"],
        document["name"],
        document["source"]["content"].rstrip("\u2060"),
    )
    assert "Slakken in de sla" in document["content"]
    assert alpha.home.board("tuin") == document["audience"]
    assert alpha.home.board("tuin") in [tag.get("href") for tag in document["tag"]]


async def test_reply_names_its_parent_and_has_no_name(
    client: httpx.AsyncClient, opening: Said, reply: Said
) -> None:
    document = await get(client, reply.id)

    assert opening.id == document["inReplyTo"]
    assert "name" not in document


async def test_every_page_of_a_post_leads_whoever_asks_for_as2_to_it(
    client: httpx.AsyncClient, opening: Said, reply: Said
) -> None:
    pages = {
        f"/t/{short_of(opening)}": opening.id,
        f"/t/{short_of(opening)}-slakken-in-de-sla": opening.id,
        f"/t/{short_of(opening)}-an-older-title?pagina=2": opening.id,
        f"/p/{short_of(opening)}": opening.id,
        f"/p/{short_of(reply)}": reply.id,
    }

    for page, iri in pages.items():
        answer = await client.get(page)
        assert (page, 200, AS2) == (page, answer.status_code, answer.headers["content-type"])
        assert iri == answer.json()["id"]
        assert "private, no-store" == answer.headers["cache-control"]


async def test_page_is_as2_only_for_who_would_rather_have_that(
    client: httpx.AsyncClient, opening: Said
) -> None:
    page = f"/t/{short_of(opening)}"

    outcomes = {}
    for accept in (*FOR_AS2, *FOR_PEOPLE):
        answer = await client.get(page, headers={"accept": accept})
        outcomes[accept] = answer.headers.get("content-type") == AS2

    assert dict.fromkeys(FOR_AS2, True) | dict.fromkeys(FOR_PEOPLE, False) == outcomes


async def test_id_is_as2_whatever_is_accepted(client: httpx.AsyncClient, opening: Said) -> None:
    for accept in (*FOR_AS2, *FOR_PEOPLE):
        answer = await client.get(opening.id, headers={"accept": accept})
        assert (accept, 200, AS2) == (accept, answer.status_code, answer.headers["content-type"])


async def test_edited_post_says_what_it_says_now(
    alpha: Node, client: httpx.AsyncClient, clock: Clock, reply: Said
) -> None:
    before = await client.get(reply.id)
    clock.later(minutes=1)
    await speak.edit(alpha, reply.id, "anna", "Toch niet.")

    headers = {"if-none-match": before.headers["etag"]}
    after = await client.get(reply.id, headers=headers)

    assert 200 == after.status_code
    assert "Toch niet." in after.json()["content"]
    assert "Bier" not in after.text
    assert after.json()["updated"] > after.json()["published"]


async def test_votes_and_replies_are_counted_as_they_come(
    alpha: Node, client: httpx.AsyncClient, alice: Stranger, opening: Said, reply: Said
) -> None:
    await alice.post(alice.does("Like", opening.id))
    await alice.post(alice.does("Announce", opening.id, to=["as:Public"]))
    await settle_down(alpha)

    document = await get(client, opening.id)

    assert (1, 1, 1) == tuple(
        document[part]["totalItems"] for part in ("likes", "shares", "replies")
    )
    for part in ("likes", "shares", "replies"):
        assert f"{opening.id}/{part}" == document[part]["id"]
        served = await get(client, document[part]["id"])
        assert document[part]["totalItems"] == served["totalItems"]


# -- what is not there any more ------------------------------------------------------------------


async def test_deleted_post_leaves_a_tombstone_that_says_nothing_else(
    alpha: Node, client: httpx.AsyncClient, reply: Said
) -> None:
    await speak.delete(alpha, reply.id, "anna")

    answer = await client.get(reply.id)

    assert (410, AS2) == (answer.status_code, answer.headers["content-type"])
    assert {"@context", "id", "type", "formerType", "deleted"} == set(answer.json())
    assert (reply.id, "Tombstone", "Note") == tuple(
        answer.json()[term] for term in ("id", "type", "formerType")
    )


async def test_page_of_a_deleted_post_is_gone_for_who_asks_for_as2(
    alpha: Node, client: httpx.AsyncClient, reply: Said
) -> None:
    await speak.delete(alpha, reply.id, "anna")

    answer = await client.get(f"/p/{short_of(reply)}")

    assert (410, "Tombstone") == (answer.status_code, answer.json()["type"])


async def test_actor_of_a_thread_outlives_its_opening_post(
    alpha: Node, client: httpx.AsyncClient, opening: Said, reply: Said
) -> None:
    await speak.delete(alpha, opening.id, "anna")

    actor = await get(client, f"/ap/threads/{short_of(opening)}")

    assert "Slakken" not in str(actor)


async def test_removed_post_is_refused_and_not_gone_for_it_can_come_back(
    alpha: Node, client: httpx.AsyncClient, reply: Said
) -> None:
    async with alpha.database.transaction() as conn:
        await conn.execute("UPDATE post SET state = 'removed' WHERE id = $1", reply.id)

    removed = await client.get(reply.id)

    assert 403 == removed.status_code
    assert reply.id not in removed.text


async def test_removed_thread_takes_its_posts_along_and_leaves_its_actor_silent(
    alpha: Node, client: httpx.AsyncClient, opening: Said, reply: Said
) -> None:
    async with alpha.database.transaction() as conn:
        await conn.execute("UPDATE thread SET removed = true")

    posts = (opening.id, reply.id, f"/p/{short_of(reply)}")
    assert {403} == {(await client.get(path)).status_code for path in posts}
    assert 403 == (await client.get(f"{opening.id}/context")).status_code
    assert 403 == (await client.get(f"{opening.id}/replies")).status_code
    thread = f"/ap/threads/{short_of(opening)}"
    assert thread in (await get(client, thread))["id"]
    page = await get(client, f"{thread}/outbox?page=1")
    assert (0, []) == ((await get(client, f"{thread}/outbox"))["totalItems"], page["orderedItems"])


# -- from elsewhere ------------------------------------------------------------------------------


async def test_post_from_elsewhere_is_found_at_its_own_id(
    alpha: Node, client: httpx.AsyncClient, alice: Stranger, opening: Said
) -> None:
    board = alpha.home.board("tuin")
    thread = alice.note("Wie heeft er last van slakken?", to=(board,))
    answer = alice.note("Ik.", to=(board,), parent=opening.id)
    for note in (thread, answer):
        await alice.post(alice.creates(note))
    await settle_down(alpha)
    async with alpha.database.connection() as conn:
        rows = await conn.fetch("SELECT id, short FROM post WHERE NOT local")
    shorts = {row["id"]: row["short"] for row in rows}

    for iri in (thread["id"], answer["id"]):
        for path in (f"/ap/posts/{shorts[iri]}", f"/p/{shorts[iri]}"):
            found = await client.get(path)
            assert (path, 308, iri) == (path, found.status_code, found.headers["location"])
    opened = await client.get(f"/t/{shorts[thread['id']]}")
    assert (308, thread["id"]) == (opened.status_code, opened.headers["location"])


async def test_deleted_post_from_elsewhere_leads_to_nothing_that_it_said(
    alpha: Node, client: httpx.AsyncClient, alice: Stranger, opening: Said
) -> None:
    note = alice.note("Geheim.", to=(alpha.home.board("tuin"),), parent=opening.id)
    await alice.post(alice.creates(note))
    await settle_down(alpha)
    async with alpha.database.connection() as conn:
        short = await conn.fetchval("SELECT short FROM post WHERE id = $1", note["id"])
    await alice.post(alice.does("Delete", note["id"], to=["as:Public"]))
    await settle_down(alpha)

    answer = await client.get(f"/ap/posts/{short}")

    assert answer.status_code in (308, 404, 410)
    assert b"Geheim" not in answer.content


async def test_post_on_the_shelf_is_shown_to_nobody(
    alpha: Node, client: httpx.AsyncClient, alice: Stranger
) -> None:
    parent = f"{alice.base}/notes/nobody-knows"
    note = alice.note("Antwoord.", to=(alpha.home.board("tuin"),), parent=parent)
    await alice.post(alice.creates(note))
    await settle_down(alpha)
    async with alpha.database.connection() as conn:
        short = await conn.fetchval("SELECT short FROM post WHERE state = 'shelved'")

    paths = [f"/{place}/{short}" for place in ("ap/posts", "p", "t")]

    assert short is not None
    assert {404} == {(await client.get(path)).status_code for path in paths}


# -- the like of it for our own reader -----------------------------------------------------------


async def test_our_own_reader_reads_every_post(
    client: httpx.AsyncClient, opening: Said, reply: Said
) -> None:
    for said in (opening, reply):
        assert said.id == read_object(await get(client, said.id)).id
