"""The small agreements of the neighbourhood: what our documents say, and how errors are told."""

from typing import Any

import httpx
import pytest

from fediforum.flow import speak
from fediforum.flow.speak import Said
from fediforum.node import Node
from fediforum.vocab.actors import RFC_9421
from fediforum.vocab.iri import PUBLIC
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Network
from tests.web.conftest import AS2, BASE

APPLICATION = "https://www.w3.org/ns/activitystreams#Application"
SERVICE = "https://www.w3.org/ns/activitystreams#Service"


async def get(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    answer = await client.get(url)
    assert 200 == answer.status_code
    document: dict[str, Any] = answer.json()
    return document


async def test_collection_says_what_it_belongs_to(client: httpx.AsyncClient, opening: Said) -> None:
    """FEP-5711."""
    board, member = f"{BASE}/ap/boards/tuin", f"{BASE}/ap/members/anna"
    parts = [(board, "followers"), (member, "following"), (board, "outbox"), (member, "outbox")]
    parts += [(opening.id, part) for part in ("replies", "likes", "shares")]

    collections = [await get(client, f"{iri}/{part}") for iri, part in parts]

    told = zip(collections, parts, strict=True)
    terms = [(each["@context"][2][f"{part}Of"]["@id"]) for each, (_, part) in told]
    told = zip(collections, parts, strict=True)
    assert [iri for iri, _ in parts] == [each[f"{part}Of"] for each, (_, part) in told]
    assert [f"https://w3id.org/fep/5711#{part}Of" for _, part in parts] == terms


async def test_parts_of_a_post_say_what_they_belong_to_where_they_stand_in_it(
    client: httpx.AsyncClient, opening: Said
) -> None:
    """FEP-5711."""
    post = await get(client, opening.id)

    assert [opening.id] * 3 == [post[part][f"{part}Of"] for part in ("likes", "shares", "replies")]


async def test_context_names_its_owner_what_is_in_it_and_who_follows(
    client: httpx.AsyncClient, opening: Said
) -> None:
    """FEP-7888, FEP-efda."""
    post = await get(client, opening.id)

    context = await get(client, post["context"])

    assert f"{BASE}/ap/boards/tuin" == context["attributedTo"]
    assert "Object" == context["collectionOf"]
    followers = await get(client, context["followers"])
    assert 0 == followers["totalItems"]


@pytest.mark.parametrize("what", ["post", "context", "thread"])
async def test_thread_is_followed_by_each_of_its_ids_and_its_owner_accepts(
    alpha: Node, client: httpx.AsyncClient, alice: Stranger, network: Network, what: str
) -> None:
    """FEP-efda, and Friendica, which follows posts and looks for its Follow in the answer."""
    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    post = await get(client, said.id)
    thread = said.id.replace("/posts/", "/threads/")
    wanted = {"post": said.id, "context": post["context"], "thread": thread}[what]
    follow = alice.does("Follow", wanted)

    await alice.post(follow)
    await settle_down(alpha)

    [accept] = [each for each in network.posted_to("gamma.test") if each["type"] == "Accept"]
    owner = thread if what == "thread" else f"{BASE}/ap/boards/tuin"
    context = await get(client, post["context"])
    assert owner == accept["actor"]
    assert (follow["id"], wanted) == (accept["object"]["id"], accept["object"]["object"])
    assert 1 == (await get(client, context["followers"]))["totalItems"]


async def test_every_kind_of_actor_can_be_followed(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    """FEP-a974."""
    actors = [f"{BASE}/ap/{path}" for path in ("boards/tuin", "members/anna", "members/desk")]
    for actor in actors:
        await alice.post(alice.does("Follow", actor))
    await settle_down(alpha)

    told = [(each["type"], each["actor"]) for each in network.posted_to("gamma.test")]
    assert sorted(("Accept", actor) for actor in actors) == sorted(told)


@pytest.mark.parametrize("type_", ["Person", "Group", "Service", "Organization", "Application"])
async def test_every_kind_of_actor_may_follow_and_be_followed(
    alpha: Node, alice: Stranger, network: Network, type_: str
) -> None:
    """FEP-a974."""
    alice.documents[alice.id] = {**alice.person("alice"), "type": type_}
    await alice.post(alice.does("Follow", f"{BASE}/ap/boards/tuin"))
    await settle_down(alpha)

    await speak.follow(alpha, "@alice@gamma.test", "anna")
    await settle_down(alpha)

    assert ["Accept", "Follow"] == [each["type"] for each in network.posted_to("gamma.test")]


async def test_actors_say_what_their_server_can_do(client: httpx.AsyncClient) -> None:
    """FEP-844e."""
    server = await get(client, "/ap/instance")
    paths = ("boards/tuin", "members/anna")
    software = [(await get(client, f"/ap/{path}"))["generator"] for path in paths]

    for each in (server, *software):
        assert ("Application", server["id"]) == (each["type"], each["id"])
        assert RFC_9421 in [ability["href"] for ability in each["implements"]]


async def test_actors_say_whether_they_may_be_searched(client: httpx.AsyncClient) -> None:
    """FEP-5feb, FEP-268d."""
    board = await get(client, "/ap/boards/tuin")
    member = await get(client, "/ap/members/anna")

    assert (True, PUBLIC) == (board["indexable"], board["searchableBy"])
    assert (False, member["id"]) == (member["indexable"], member["searchableBy"])


async def test_server_is_found_by_its_address(client: httpx.AsyncClient) -> None:
    """FEP-d556."""
    for resource in (BASE, f"{BASE}/"):
        answer = await client.get("/.well-known/webfinger", params={"resource": resource})

        links = {each["rel"]: each["href"] for each in answer.json()["links"]}
        assert f"{BASE}/" == answer.json()["subject"]
        assert f"{BASE}/ap/instance" == links[SERVICE]
        assert "Application" == (await get(client, links[SERVICE]))["type"]


async def test_server_is_found_by_nodeinfo(client: httpx.AsyncClient) -> None:
    """FEP-2677."""
    answer = await client.get("/.well-known/nodeinfo")

    links = {each["rel"]: each["href"] for each in answer.json()["links"]}
    assert f"{BASE}/ap/instance" == links[APPLICATION]


async def test_actor_says_its_own_handle(client: httpx.AsyncClient) -> None:
    """FEP-2c59."""
    actors = [await get(client, f"/ap/{path}") for path in ("boards/tuin", "members/anna")]

    assert ["tuin@alpha.test", "anna@alpha.test"] == [each["webfinger"] for each in actors]


PROBLEMS = [
    ("GET", "/ap/posts/0000000000000", 404),
    ("GET", "/ap/boards/nobody", 404),
    ("GET", "/.well-known/webfinger?resource=acct:nobody@alpha.test", 404),
    ("GET", "/.well-known/webfinger", 400),
    ("POST", "/inbox", 401),
    ("POST", "/ap/boards/tuin/inbox", 401),
    ("POST", "/ap/members/anna/outbox", 401),
    ("DELETE", "/inbox", 405),
]


async def test_machine_is_told_of_an_error_as_a_problem(client: httpx.AsyncClient) -> None:
    """FEP-c180, RFC 9457."""
    like = {"id": "https://gamma.test/1", "type": "Like", "actor": "https://gamma.test/a"}
    for method, path, status in PROBLEMS:
        body = {**like, "object": f"{BASE}/ap/posts/1"} if method == "POST" else None

        answer = await client.request(method, path, json=body, headers={"content-type": AS2})

        assert (status, status) == (answer.status_code, answer.json()["status"])
        assert "application/problem+json" == answer.headers["content-type"]
        assert answer.json()["title"]


async def test_what_may_not_be_searched_is_shown_to_people_and_to_no_engine(
    alpha: Node, client: httpx.AsyncClient, opening: Said, alice: Stranger
) -> None:
    """FEP-268d goes before FEP-5feb."""
    alice.documents[alice.id] = {**alice.person("alice"), "indexable": True}
    said: dict[str, dict[str, str]] = {
        "Vrij": {},
        "Verborgen": {"searchableBy": alice.id},
        "Open": {"searchableBy": PUBLIC},
    }
    for text, more in said.items():
        note = alice.note(text, to=(f"{BASE}/ap/boards/tuin",), parent=opening.id)
        await alice.post(alice.creates({**note, **more}))
    await settle_down(alpha)

    answer = await client.get(
        f"/t/{opening.id[-13:]}", headers={"accept": "text/html"}, follow_redirects=True
    )
    page = answer.text

    texts = {text: page.partition(f"<p>{text}</p>")[0].rpartition("<div")[2] for text in said}
    hidden = {text: "data-nosnippet" in before for text, before in texts.items()}
    assert all(texts.values())
    assert {"Vrij": False, "Verborgen": True, "Open": False} == hidden


async def test_hashtags_are_one_whatever_their_case_and_lead_to_our_page(
    alpha: Node, client: httpx.AsyncClient, opening: Said, alice: Stranger
) -> None:
    """FEP-eb48."""
    tags = [
        {"type": "Hashtag", "name": "#Sla", "href": "https://gamma.test/tags/sla"},
        {"type": "Hashtag", "name": "SLA"},
        {"type": "Hashtag", "name": "##sla", "href": 7},
        {"type": "Hashtag", "name": None},
        {"type": "Hashtag"},
    ]
    note = alice.note("Sla!", to=(f"{BASE}/ap/boards/tuin",), parent=opening.id)
    await alice.post(alice.creates({**note, "tag": tags}))
    await settle_down(alpha)

    said = await speak.reply(alpha, opening.id, "anna", "Lekker #Sla.")
    await settle_down(alpha)

    async with alpha.database.connection() as conn:
        kept = await conn.fetchval("SELECT hashtags FROM post WHERE id = $1", note["id"])
    [tag] = [each for each in (await get(client, said.id))["tag"] if each["type"] == "Hashtag"]
    page = await client.get(tag["href"], headers={"accept": "text/html"})
    assert ["sla"] == kept
    assert ("#sla", f"{BASE}/tag/sla") == (tag["name"].lower(), tag["href"])
    assert "Sla!" in page.text
    assert "Lekker" in page.text
