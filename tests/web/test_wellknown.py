from urllib.parse import quote

import httpx
import pytest

from fediforum.flow.speak import Said
from fediforum.node import Node
from tests.web.conftest import AS2, BASE

WEBFINGER = "/.well-known/webfinger"


@pytest.mark.parametrize(
    "resource",
    [
        "acct:tuin@alpha.test",
        "acct:TUIN@ALPHA.TEST",
        "acct:tuin@alpha.test:443",
        "tuin@alpha.test",
        "@tuin@alpha.test",
        f"{BASE}/ap/boards/tuin",
        f"{BASE}/b/tuin",
    ],
)
async def test_every_name_of_a_board_leads_to_its_id(
    client: httpx.AsyncClient, resource: str
) -> None:
    answer = await client.get(WEBFINGER, params={"resource": resource})

    link = next(each for each in answer.json()["links"] if each["rel"] == "self")
    assert 200 == answer.status_code
    assert "application/jrd+json" == answer.headers["content-type"]
    assert "*" == answer.headers["access-control-allow-origin"]
    assert "acct:tuin@alpha.test" == answer.json()["subject"]
    assert (AS2, f"{BASE}/ap/boards/tuin") == (link["type"], link["href"])


@pytest.mark.parametrize(
    ("resource", "leads_to"),
    [
        ("acct:anna@alpha.test", "/ap/members/anna"),
        (f"{BASE}/u/anna", "/ap/members/anna"),
        ("acct:desk@alpha.test", "/ap/members/desk"),
        ("acct:instance@alpha.test", "/ap/instance"),
        ("acct:alpha.test@alpha.test", "/ap/instance"),
        (BASE, "/ap/instance"),
        (f"{BASE}/", "/ap/instance"),
    ],
)
async def test_members_and_the_server_can_be_found(
    client: httpx.AsyncClient, resource: str, leads_to: str
) -> None:
    answer = await client.get(WEBFINGER, params={"resource": resource})

    assert BASE + leads_to == answer.json()["links"][0]["href"]


async def test_a_thread_can_be_found_by_its_handle_and_by_its_page(
    client: httpx.AsyncClient, opening: Said
) -> None:
    short = opening.id.rpartition("/")[2]

    for resource in (f"acct:t{short}@alpha.test", f"{BASE}/t/{short}-slakken?x=1", opening.url):
        answer = await client.get(WEBFINGER, params={"resource": resource})
        assert f"{BASE}/ap/threads/{short}" == answer.json()["links"][0]["href"]


async def test_members_are_said_to_see_things_here_and_that_is_true(
    client: httpx.AsyncClient, opening: Said
) -> None:
    """FEP-3b86."""
    answer = await client.get(WEBFINGER, params={"resource": "acct:anna@alpha.test"})
    templates = {each["rel"]: each["template"] for each in answer.json()["links"][2:]}
    seen = await client.get(
        templates["https://w3id.org/fep/3b86/Object"].replace("{object}", quote(opening.id, "")),
        headers={"accept": "text/html"},
        follow_redirects=True,
    )

    assert ["https://w3id.org/fep/3b86/Object"] == list(templates)
    assert (200, True) == (seen.status_code, "Slakken in de sla" in seen.text)


async def test_board_has_no_home_to_see_things_at(client: httpx.AsyncClient) -> None:
    answer = await client.get(WEBFINGER, params={"resource": "acct:tuin@alpha.test"})

    assert [] == [each for each in answer.json()["links"] if "template" in each]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("resource=", 400),
        ("resource=acct:tuin@alpha.test&resource=acct:anna@alpha.test", 400),
        ("resource=" + "x" * 3000, 400),
        ("resource=acct:%00@alpha.test", 400),
        ("resource=acct:tuin@evil.test", 404),
        ("resource=acct:nobody@alpha.test", 404),
        ("resource=acct:@", 404),
        ("resource=acct:t0000000000000@alpha.test", 404),
        ("resource=https://evil.test/b/tuin", 404),
        ("resource=https://alpha.test/ap/boards/tuin/followers", 404),
        ("resource=acct%253Atuin%2540alpha.test", 404),
        ("resource[]=acct:tuin@alpha.test", 400),
    ],
)
async def test_who_asks_wrongly_is_told_so(
    client: httpx.AsyncClient, query: str, status: int
) -> None:
    assert status == (await client.get(f"{WEBFINGER}?{query}")).status_code


async def test_nodeinfo_tells_who_we_are(client: httpx.AsyncClient, opening: Said) -> None:
    """FEP-f1d5."""
    links = (await client.get("/.well-known/nodeinfo")).json()["links"]

    for link in links:
        answer = await client.get(link["href"])
        assert 200 == answer.status_code
    assert "fediforum" == (await client.get("/nodeinfo/2.1")).json()["software"]["name"]
    assert 1 == (await client.get("/nodeinfo/2.0")).json()["usage"]["localPosts"]
    assert 404 == (await client.get("/nodeinfo/3.0")).status_code


async def test_host_meta_leads_to_webfinger(client: httpx.AsyncClient) -> None:
    answer = await client.get("/.well-known/host-meta")

    assert f"{BASE}/.well-known/webfinger?resource={{uri}}" in answer.text
    assert "application/xrd+xml" == answer.headers["content-type"]


async def test_a_process_says_that_it_is_well(client: httpx.AsyncClient, alpha: Node) -> None:
    for path in ("/healthz", "/readyz"):
        answer = await client.get(path, headers={"host": "10.0.0.7:8000"})
        assert 200 == answer.status_code


async def test_piefed_finds_the_admin_of_the_server(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v3/site")

    admins = [each["person"]["actor_id"] for each in answer.json()["admins"]]
    assert [f"{BASE}/ap/members/desk"] == admins
