import re
from typing import Any

import httpx
import pytest

from fediforum.flow import speak
from fediforum.flow.speak import Said
from fediforum.node import Node
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock
from tests.web.conftest import AS2, BASE

CONTEXT = "https://www.w3.org/ns/activitystreams"
KEY = re.compile(r"-----BEGIN PUBLIC KEY-----\n[\s\S]+\n-----END PUBLIC KEY-----\n?")


def short_of(said: Said) -> str:
    return said.id.rpartition("/")[2]


async def get(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(path.removeprefix(BASE))
    assert 200 == answer.status_code, (path, answer.text)
    assert AS2 == answer.headers["content-type"]
    return answer.json()


# -- actors --------------------------------------------------------------------------------------


@pytest.fixture
def actors(opening: Said) -> dict[str, str]:
    return {
        "board": "/ap/boards/tuin",
        "thread": f"/ap/threads/{short_of(opening)}",
        "member": "/ap/members/anna",
        "desk": "/ap/members/desk",
        "server": "/ap/instance",
    }


async def test_every_actor_has_what_mastodon_and_lemmy_insist_on(
    client: httpx.AsyncClient, actors: dict[str, str]
) -> None:
    types = {}
    for name, path in actors.items():
        document = await get(client, path)

        types[name] = document["type"]
        assert BASE + path == document["id"]
        assert CONTEXT in document["@context"]
        assert re.fullmatch(r"[a-z0-9_]+([.-]+[a-z0-9_]+)*", document["preferredUsername"])
        assert f"{document['preferredUsername']}@alpha.test" == document["webfinger"]
        assert f"{BASE}/inbox" == document["endpoints"]["sharedInbox"]
        assert document["url"].startswith(f"{BASE}/")
        assert document["id"] == document["publicKey"]["owner"]
        assert f"{document['id']}#main-key" == document["publicKey"]["id"]
        assert KEY.fullmatch(document["publicKey"]["publicKeyPem"])
        assert document["id"] == document["assertionMethod"][0]["controller"]
        assert isinstance(document["attachment"], list)
        for part in ("inbox", "outbox", "followers", "following"):
            assert document[part].startswith(BASE)

    assert {
        "board": "Group",
        "thread": "Group",
        "member": "Person",
        "desk": "Person",
        "server": "Application",
    } == types


async def test_every_collection_of_an_actor_is_there(
    client: httpx.AsyncClient, actors: dict[str, str]
) -> None:
    for path in actors.values():
        actor = await get(client, path)
        for part in ("followers", "following"):
            collection = await get(client, actor[part])
            assert actor[part] == collection["id"]
            assert "first" in collection
            assert collection["id"] == (await get(client, collection["first"]))["partOf"]
        assert "totalItems" in await get(client, actor["outbox"])
        if "featured" in actor:
            assert [] == (await get(client, actor["featured"]))["orderedItems"]


async def test_a_thread_is_not_put_in_directories(
    client: httpx.AsyncClient, actors: dict[str, str]
) -> None:
    assert (await get(client, actors["board"]))["discoverable"]
    assert not (await get(client, actors["thread"]))["discoverable"]


async def test_the_desk_moderates_every_board(client: httpx.AsyncClient, opening: Said) -> None:
    board = await get(client, "/ap/boards/tuin")

    moderators = await get(client, board["attributedTo"])

    assert [f"{BASE}/ap/members/desk"] == moderators["orderedItems"]


@pytest.mark.parametrize(
    "path",
    [
        "/ap/boards/nergens",
        "/ap/boards/anna",
        "/ap/members/tuin",
        "/ap/members/instance",
        "/ap/threads/0000000000000",
        "/ap/threads/x",
        "/ap/posts/0000000000000",
        "/ap/posts/x/context",
        "/ap/posts/0000000000000/replies",
        "/ap/activities/0000000000000",
        "/ap/stamps/00000000000000000000000000",
        "/ap/boards/nergens/followers",
        "/ap/posts/0000000000000/followers",
        "/ap/nonsense/x/outbox",
        "/ap/members/anna/moderators",
        "/ap",
        "/ap/",
    ],
)
async def test_what_is_not_there_is_missing_and_never_gone(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path)

    assert 404 == answer.status_code
    assert "application/problem+json" == answer.headers["content-type"]


# -- posts ---------------------------------------------------------------------------------------


async def test_an_opening_post_lists_every_post_of_its_thread(
    client: httpx.AsyncClient, alpha: Node, opening: Said, clock: Clock
) -> None:
    clock.later(seconds=1)
    first = await speak.reply(alpha, opening.id, "anna", "Bier.")
    clock.later(seconds=1)
    second = await speak.reply(alpha, first.id, "anna", "Of hakken.")

    document = await get(client, opening.id)

    assert ("Note", "Slakken in de sla") == (document["type"], document["name"])
    assert 2 == document["replies"]["totalItems"]
    assert [first.id, second.id] == document["replies"]["first"]["items"]
    assert [second.id] == (await get(client, first.id))["replies"]["first"]["items"]
    assert 0 == document["likes"]["totalItems"]
    assert [first.id, second.id] == (await get(client, f"{opening.id}/replies"))["first"]["items"]
    assert [first.id, second.id] == (await get(client, f"{opening.id}/replies?page=1"))["items"]


async def test_reactions_are_counted_on_the_document(
    client: httpx.AsyncClient, alpha: Node, opening: Said
) -> None:
    before = await client.get(opening.id)

    await speak.like(alpha, opening.id, "desk")
    after = await client.get(opening.id)

    assert 1 == after.json()["likes"]["totalItems"]
    assert 1 == (await get(client, after.json()["likes"]["id"]))["totalItems"]
    assert 0 == (await get(client, after.json()["shares"]["id"]))["totalItems"]
    assert before.headers["etag"] != after.headers["etag"]


async def test_a_context_is_whole_and_its_etag_follows_its_ids(
    client: httpx.AsyncClient, alpha: Node, opening: Said, clock: Clock
) -> None:
    iri = (await get(client, opening.id))["context"]
    before = await client.get(iri)
    same = await client.get(iri, headers={"if-none-match": before.headers["etag"]})

    clock.later(seconds=1)
    reply = await speak.reply(alpha, opening.id, "anna", "Bier.")
    after = await client.get(iri, headers={"if-none-match": before.headers["etag"]})

    document = after.json()
    assert (200, 304, 200) == (before.status_code, same.status_code, after.status_code)
    assert re.fullmatch('"[0-9a-f]{64}"', before.headers["etag"])
    assert "no-cache" == before.headers["cache-control"]
    assert b"" == same.content
    assert ("OrderedCollection", iri) == (document["type"], document["id"])
    assert [opening.id, reply.id] == document["orderedItems"]
    assert f"{BASE}/ap/boards/tuin" == document["attributedTo"] == document["audience"]
    assert "first" not in document


async def test_a_reply_has_no_context_of_its_own(
    client: httpx.AsyncClient, alpha: Node, opening: Said
) -> None:
    reply = await speak.reply(alpha, opening.id, "anna", "Bier.")

    assert 404 == (await client.get(f"{reply.id}/context")).status_code


async def test_what_is_deleted_leaves_a_tombstone_and_nothing_of_what_it_said(
    client: httpx.AsyncClient, alpha: Node, opening: Said, clock: Clock
) -> None:
    clock.later(seconds=1)
    reply = await speak.reply(alpha, opening.id, "anna", "Een geheim over slakken.")
    create = (await get(client, f"{BASE}/ap/members/anna/outbox?page=1"))["orderedItems"][0]["id"]
    assert 200 == (await client.get(create)).status_code

    await speak.delete(alpha, reply.id, "anna")

    answer = await client.get(reply.id)
    assert 410 == answer.status_code
    assert {"@context", "id", "type", "formerType", "deleted"} == set(answer.json())
    assert ("Tombstone", "Note") == (answer.json()["type"], answer.json()["formerType"])
    assert 410 == (await client.get(create)).status_code
    for path in (
        f"{opening.id}/context",
        f"{opening.id}/replies",
        f"{BASE}/ap/members/anna/outbox?page=1",
        f"{BASE}/ap/threads/{short_of(opening)}/outbox?page=1",
    ):
        assert "geheim" not in (await client.get(path)).text
        assert reply.id not in (await client.get(path)).text


async def test_a_post_from_elsewhere_is_to_be_found_where_it_lives(
    client: httpx.AsyncClient, alpha: Node, opening: Said, alice: Stranger
) -> None:
    note = alice.note("Hallo", to=(f"{BASE}/ap/boards/tuin",), parent=opening.id)
    assert 202 == await alice.post(alice.creates(note))
    await settle_down(alpha)
    listed = (await get(client, opening.id))["replies"]["first"]["items"]
    async with alpha.database.connection() as conn:
        short = await conn.fetchval("SELECT short FROM post WHERE id = $1", note["id"])

    answers = [
        await client.get(path) for path in (f"/ap/posts/{short}", f"/p/{short}", f"/t/{short}")
    ]

    assert [note["id"]] == listed
    assert [(308, note["id"])] * 3 == [
        (answer.status_code, answer.headers["location"]) for answer in answers
    ]


# -- activities ----------------------------------------------------------------------------------


async def test_a_create_shows_its_post_as_it_is_today(
    client: httpx.AsyncClient, alpha: Node, opening: Said
) -> None:
    create = await get(client, opening.activity)
    await speak.edit(alpha, opening.id, "anna", "Iets anders.", title="Slakken in de sla")
    later = await get(client, opening.activity)

    assert ("Create", opening.activity) == (create["type"], create["id"])
    assert opening.id == create["object"]["id"]
    assert f"{BASE}/ap/members/anna" == create["actor"]
    assert "Wat nu?" in create["object"]["content"]
    assert "Wat nu?" not in later["object"]["content"]


async def test_a_board_tells_its_threads_whole_and_a_member_their_posts(
    client: httpx.AsyncClient, alpha: Node, opening: Said, clock: Clock
) -> None:
    clock.later(seconds=1)
    reply = await speak.reply(alpha, opening.id, "anna", "Bier.")

    board = await get(client, "/ap/boards/tuin/outbox")
    member = await get(client, "/ap/members/anna/outbox?page=1")
    thread = await get(client, f"/ap/threads/{short_of(opening)}/outbox?page=1")

    announce = board["orderedItems"][0]
    assert ("Announce", "Create") == (announce["type"], announce["object"]["type"])
    assert opening.id == announce["object"]["object"]["id"]
    assert [reply.id, opening.id] == [each["object"]["id"] for each in member["orderedItems"]]
    assert [reply.id, opening.id] == [each["object"] for each in thread["orderedItems"]]
    assert 1 == board["totalItems"]


async def test_what_a_board_sent_is_found_under_its_id(
    client: httpx.AsyncClient, alpha: Node, alice: Stranger
) -> None:
    follow = alice.does("Follow", f"{BASE}/ap/boards/tuin")
    await alice.post(follow)
    await settle_down(alpha)
    await speak.open_thread(alpha, "tuin", "anna", "Een titel", "Tekst")
    await settle_down(alpha)
    sent = [each for each in alice.network.posted_to("gamma.test") if each["type"] == "Announce"]
    told = (await get(client, "/ap/boards/tuin/outbox"))["orderedItems"][0]

    assert sent
    for each in sent:
        assert each == await get(client, each["id"])
    assert told["id"] in {each["id"] for each in sent}


# -- pages, asked for as AS2 -----------------------------------------------------------------------


async def test_the_address_of_a_page_leads_to_what_it_shows(
    client: httpx.AsyncClient, alpha: Node, opening: Said
) -> None:
    reply = await speak.reply(alpha, opening.id, "anna", "Bier.")
    asked = {
        "/": f"{BASE}/ap/instance",
        "/b/tuin": f"{BASE}/ap/boards/tuin",
        "/u/anna": f"{BASE}/ap/members/anna",
        f"/t/{short_of(opening)}": opening.id,
        opening.url: opening.id,
        f"/t/{short_of(opening)}/join": f"{BASE}/ap/threads/{short_of(opening)}",
        f"/p/{short_of(reply)}": reply.id,
        f"/t/{short_of(opening)}?pagina=1&sinds={short_of(reply)}": reply.id,
        f"/t/{short_of(opening)}?post={short_of(reply)}": reply.id,
        f"/t/{short_of(opening)}?bericht=niets": opening.id,
    }

    for path, iri in asked.items():
        answer = await client.get(path)
        assert iri == answer.json()["id"]
        assert "private, no-store" == answer.headers["cache-control"]
        assert "accept" in answer.headers["vary"].split(", ")


async def test_a_reader_is_told_of_a_problem_by_a_page_and_a_machine_by_a_document(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/t/0000000000000", headers={"accept": "text/html"})
    nowhere = await client.get("/nergens", headers={"accept": "text/html"})
    machine = await client.get("/t/0000000000000")
    under_ap = await client.get("/ap/boards/nergens", headers={"accept": "text/html"})

    assert [404] * 4 == [each.status_code for each in (page, nowhere, machine, under_ap)]
    assert page.headers["content-type"].startswith("text/html")
    assert nowhere.headers["content-type"].startswith("text/html")
    assert "application/problem+json" == machine.headers["content-type"]
    assert "application/problem+json" == under_ap.headers["content-type"]


async def test_the_opening_post_comes_first_also_when_a_reply_has_the_same_moment(
    client: httpx.AsyncClient, alpha: Node, opening: Said
) -> None:
    for _ in range(5):
        await speak.reply(alpha, opening.id, "anna", "Bier.")

    assert opening.id == (await get(client, f"{opening.id}/context"))["orderedItems"][0]


async def test_answers_are_packed_for_who_can_unpack_them(client: httpx.AsyncClient) -> None:
    packed = await client.get("/ap/boards/tuin", headers={"accept-encoding": "gzip"})
    plain = await client.get("/ap/boards/tuin", headers={"accept-encoding": "identity"})

    assert "gzip" == packed.headers["content-encoding"]
    assert "content-encoding" not in plain.headers
    assert plain.json() == packed.json()
