"""Scripts of other sites: what they may read, and that they may do nothing."""

import httpx
import pytest

from fediforum.flow.speak import Said
from tests.web.conftest import AS2

ORIGIN = {"origin": "https://client.example"}
ANYBODY = "access-control-allow-origin"


def asking(method: str) -> dict[str, str]:
    return ORIGIN | {
        "access-control-request-method": method,
        "access-control-request-headers": "accept,if-none-match",
    }


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/.well-known/webfinger?resource=acct:tuin@alpha.test", 200),
        ("/.well-known/webfinger?resource=acct:nobody@alpha.test", 404),
        ("/.well-known/host-meta", 200),
        ("/.well-known/nodeinfo", 200),
        ("/nodeinfo/2.1", 200),
        ("/ap/boards/tuin", 200),
        ("/b/tuin", 200),
        ("/ap/boards/tuin/outbox", 200),
        ("/ap/boards/tuin/followers?page=1", 200),
        ("/ap/posts/0000000000000", 404),
        ("/", 200),
    ],
)
async def test_documents_are_readable_from_every_site(
    client: httpx.AsyncClient, path: str, status: int
) -> None:
    answer = await client.get(path, headers=ORIGIN)

    assert (status, ["*"]) == (answer.status_code, answer.headers.get_list(ANYBODY))


async def test_a_post_is_readable_from_every_site_under_each_of_its_addresses(
    client: httpx.AsyncClient, opening: Said
) -> None:
    for path in (opening.id, opening.url):
        answer = await client.get(path, headers=ORIGIN)
        unchanged = await client.get(
            path, headers=ORIGIN | {"if-none-match": answer.headers.get("etag", '"x"')}
        )

        assert (200, AS2) == (answer.status_code, answer.headers["content-type"])
        assert "*" == answer.headers[ANYBODY] == unchanged.headers[ANYBODY]


async def test_a_browser_that_asks_first_is_told_that_it_may_read(
    client: httpx.AsyncClient, opening: Said
) -> None:
    for path in ("/.well-known/webfinger", "/nodeinfo/2.0", "/ap/boards/tuin", opening.id, "/"):
        answer = await client.options(path, headers=asking("GET"))

        assert (204, "*") == (answer.status_code, answer.headers[ANYBODY]), path
        assert "GET" in answer.headers["access-control-allow-methods"]
        assert "*" == answer.headers["access-control-allow-headers"]


async def test_no_script_of_another_site_may_write(client: httpx.AsyncClient) -> None:
    for path in ("/inbox", "/ap/members/anna/outbox"):
        answer = await client.options(path, headers=asking("POST"))

        assert 405 == answer.status_code, path
        assert ANYBODY not in answer.headers


async def test_pages_are_for_people_alone(client: httpx.AsyncClient) -> None:
    for path in ("/", "/b/tuin", "/nergens"):
        answer = await client.get(path, headers=ORIGIN | {"accept": "text/html"})

        assert ANYBODY not in answer.headers, path
