"""Actors: what the documents of everybody here say, to the readers that ask most of them."""

import re
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from fediforum.flow import setup, speak
from fediforum.node import Node
from fediforum.store.actors import leave
from fediforum.vocab.reading import read_actor
from fediforum.wire import read_multikey, read_pem
from tests.vocab.shape_contract import breaches
from tests.web.conftest import AS2, BASE

NAME = re.compile(r"[a-z0-9_]+([.-]+[a-z0-9_]+)*")
WANTED = (
    "id", "type", "preferredUsername", "webfinger", "name", "url", "inbox", "outbox", "followers",
    "following", "endpoints", "publicKey", "assertionMethod", "published", "discoverable",
    "manuallyApprovesFollowers", "attachment",
)  # fmt: skip


@pytest.fixture
async def paths(opening: speak.Said) -> dict[str, str]:
    """Where everybody here lives."""
    short = opening.id.rpartition("/")[2]
    return {
        "Group": "/ap/boards/tuin",
        "thread": f"/ap/threads/{short}",
        "Person": "/ap/members/anna",
        "desk": "/ap/members/desk",
        "Application": "/ap/instance",
    }


async def get(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer = await client.get(path)
    assert 200 == answer.status_code, path
    document: dict[str, Any] = answer.json()
    return document


async def test_every_actor_is_shaped_as_the_strictest_reader_wants_it(
    client: httpx.AsyncClient, paths: dict[str, str]
) -> None:
    documents = {path: await get(client, path) for path in paths.values()}

    assert {path: [] for path in documents} == {
        path: list(breaches(document)) for path, document in documents.items()
    }
    assert {path: [] for path in documents} == {
        path: [term for term in WANTED if term not in document]
        for path, document in documents.items()
    }


async def test_every_actor_has_the_very_id_that_was_asked_for(
    client: httpx.AsyncClient, paths: dict[str, str]
) -> None:
    for path in paths.values():
        document = await get(client, path)
        assert BASE + path == document["id"]
        assert "https://www.w3.org/ns/activitystreams" in document["@context"]
        assert len(document["id"]) <= 100
        assert NAME.fullmatch(document["preferredUsername"])
        assert f"{document['preferredUsername']}@alpha.test" == document["webfinger"]
        # Mastodon takes the id in place of a page on another host.
        assert "alpha.test" == urlsplit(document["url"]).netloc


async def test_every_actor_can_be_found_by_the_handle_that_it_names(
    client: httpx.AsyncClient, paths: dict[str, str]
) -> None:
    for path in paths.values():
        document = await get(client, path)
        resource = f"acct:{document['webfinger']}"
        found = (await client.get(f"/.well-known/webfinger?resource={resource}")).json()
        (self_link,) = [link for link in found["links"] if link["rel"] == "self"]
        assert (resource, document["id"]) == (found["subject"], self_link["href"])


async def test_every_address_that_an_actor_names_is_answered(
    client: httpx.AsyncClient, paths: dict[str, str]
) -> None:
    outcomes = {}
    for path in paths.values():
        document = await get(client, path)
        for term in ("outbox", "followers", "following", "featured", "moderators"):
            if term in document:
                outcomes[document[term]] = (await client.get(document[term])).status_code
        outcomes[document["inbox"]] = (await client.post(document["inbox"])).status_code
        shared = document["endpoints"]["sharedInbox"]
        outcomes[shared] = (await client.post(shared)).status_code

    assert {url: 415 if url.endswith("inbox") else 200 for url in outcomes} == outcomes


async def test_every_key_can_be_read_and_is_the_actor_s_own(
    client: httpx.AsyncClient, paths: dict[str, str]
) -> None:
    for path in paths.values():
        document = await get(client, path)
        pem, (multikey,) = document["publicKey"], document["assertionMethod"]
        rsa = read_pem(pem["publicKeyPem"], key_id=pem["id"], owner=pem["owner"])
        ed25519 = read_multikey(
            multikey["publicKeyMultibase"], key_id=multikey["id"], owner=multikey["controller"]
        )
        assert ("rsa", "ed25519") == (rsa.algorithm, ed25519.algorithm)
        assert {BASE + path} == {rsa.owner, ed25519.owner}
        assert {BASE + path} == {key.id.partition("#")[0] for key in (rsa, ed25519)}


async def test_board_says_what_forums_and_microblogs_look_for(client: httpx.AsyncClient) -> None:
    board = await get(client, "/ap/boards/tuin")

    moderators = f"{BASE}/ap/boards/tuin/moderators"
    assert ("Group", "De tuin", True, True, False) == (
        board["type"],
        board["name"],
        board["discoverable"],
        board["indexable"],
        board["manuallyApprovesFollowers"],
    )
    assert (moderators, moderators) == (board["attributedTo"], board["moderators"])
    assert board["postingRestrictedToMods"] is False
    assert ["alpha.test"] == board["attributionDomains"]
    assert f"{BASE}/inbox" == board["endpoints"]["sharedInbox"]
    assert f"{BASE}/b/tuin" == board["url"]


async def test_thread_is_a_group_that_is_found_by_nobody_who_does_not_look_for_it(
    client: httpx.AsyncClient, paths: dict[str, str]
) -> None:
    thread = await get(client, paths["thread"])

    assert ("Group", "Slakken in de sla", False) == (
        thread["type"],
        thread["name"],
        thread["discoverable"],
    )
    assert thread["url"].endswith("/join")


async def test_thread_publishes_the_keys_of_its_board_under_its_own_name(
    client: httpx.AsyncClient, paths: dict[str, str]
) -> None:
    board, thread = await get(client, paths["Group"]), await get(client, paths["thread"])

    assert board["publicKey"]["publicKeyPem"] == thread["publicKey"]["publicKeyPem"]
    assert board["publicKey"]["id"] != thread["publicKey"]["id"]


async def test_following_nobody_keeps_the_thread_s_actor_without_a_row(
    alpha: Node, client: httpx.AsyncClient, paths: dict[str, str]
) -> None:
    await get(client, paths["thread"])

    async with alpha.database.connection() as conn:
        rows = await conn.fetchval("SELECT count(*) FROM actor WHERE id LIKE '%/threads/%'")
    assert 0 == rows


async def test_server_takes_its_post_at_the_shared_inbox(client: httpx.AsyncClient) -> None:
    server = await get(client, "/ap/instance")

    assert ("Application", f"{BASE}/inbox") == (server["type"], server["inbox"])
    assert "RFC-9421" in str(server["implements"])


async def test_server_answers_at_the_root_to_whoever_asks_for_as2(
    client: httpx.AsyncClient,
) -> None:
    assert await get(client, "/ap/instance") == await get(client, "/")


async def test_ids_are_as2_whatever_is_accepted(client: httpx.AsyncClient) -> None:
    accepts = (AS2, "application/ld+json", "*/*", "text/html", "image/png", "", "x/")

    outcomes = {}
    for accept in accepts:
        answer = await client.get("/ap/boards/tuin", headers={"accept": accept})
        outcomes[accept] = (answer.status_code, answer.headers["content-type"])

    assert dict.fromkeys(accepts, (200, AS2)) == outcomes


async def test_pages_lead_to_the_same_documents_as_ids_and_are_kept_by_no_cache(
    client: httpx.AsyncClient, paths: dict[str, str]
) -> None:
    thread = paths["thread"].rpartition("/")[2]
    pages = {
        "/b/tuin": paths["Group"],
        "/u/anna": paths["Person"],
        f"/t/{thread}/join": paths["thread"],
        f"/t/{thread}/doe-mee": paths["thread"],
        f"/t/{thread}/follow": paths["thread"],
        "/b/tuin/join": paths["Group"],
        f"/t/{thread}-slakken-in-de-sla/follow": paths["thread"],
    }

    for page, path in pages.items():
        answer = await client.get(page)
        assert (page, 200, AS2) == (page, answer.status_code, answer.headers["content-type"])
        assert await get(client, path) == answer.json()
        assert "private, no-store" == answer.headers["cache-control"]
        assert "accept" in answer.headers["vary"].lower()


NOBODY = (
    "/ap/boards/nobody",
    "/ap/boards/Tuin",
    "/ap/boards/tuin/",
    "/ap/boards/anna",
    "/ap/members/tuin",
    "/ap/members/instance",
    "/ap/members/nobody",
    "/ap/threads/tuin",
    "/ap/threads/0000000000000",
    "/ap/nothings/tuin",
    "/ap/",
    "/ap",
    "/ap/boards/tuin%00",
    "/ap/boards/%2e%2e",
    "/ap/boards/%ff",
    "/ap/boards/tuin/nothing",
    "/b/nobody",
    "/u/nobody",
)


async def test_nobody_by_that_name_is_not_found_and_never_gone(client: httpx.AsyncClient) -> None:
    outcomes = {}
    for path in NOBODY:
        outcomes[path] = (await client.get(path)).status_code

    assert dict.fromkeys(NOBODY, 404) == outcomes


async def test_only_who_left_for_good_is_gone_and_so_is_their_handle(
    alpha: Node, client: httpx.AsyncClient
) -> None:
    await setup.create_member(alpha, "bea", "Bea")
    async with alpha.database.transaction() as conn:
        await leave(conn, alpha.home.member("bea"), alpha.clock())

    statuses = [
        (await client.get(path)).status_code
        for path in ("/ap/members/bea", "/.well-known/webfinger?resource=acct:bea@alpha.test")
    ]

    assert [410, 410] == statuses


async def test_actor_that_did_not_change_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/ap/boards/tuin")

    second = await client.get("/ap/boards/tuin", headers={"if-none-match": first.headers["etag"]})
    third = await client.get("/ap/boards/tuin", headers={"if-none-match": '"other"'})

    assert "public, max-age=60" == first.headers["cache-control"]
    assert (304, b"", first.headers["etag"]) == (
        second.status_code,
        second.content,
        second.headers["etag"],
    )
    assert 200 == third.status_code


async def test_head_says_what_get_would(client: httpx.AsyncClient) -> None:
    got, headed = await client.get("/ap/boards/tuin"), await client.head("/ap/boards/tuin")

    assert (200, b"") == (headed.status_code, headed.content)
    assert dict(got.headers) == dict(headed.headers)


async def test_scripts_of_other_sites_may_read_what_is_public(client: httpx.AsyncClient) -> None:
    answer = await client.get("/ap/boards/tuin", headers={"origin": "https://other.test"})

    assert "*" == answer.headers["access-control-allow-origin"]
    assert "access-control-allow-credentials" not in answer.headers


async def test_no_private_half_of_a_key_is_ever_told(
    alpha: Node, client: httpx.AsyncClient, paths: dict[str, str]
) -> None:
    for path in paths.values():
        assert b"PRIVATE" not in (await client.get(path)).content


async def test_our_own_reader_reads_every_actor(
    client: httpx.AsyncClient, paths: dict[str, str]
) -> None:
    for path in paths.values():
        assert BASE + path == read_actor(await get(client, path)).id
