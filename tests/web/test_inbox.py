import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from fediforum import limits
from fediforum.flow import setup
from fediforum.flow.speak import Said
from fediforum.node import Node
from fediforum.vocab.json import write_json
from fediforum.wire import sign
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.web.conftest import AS2, BASE

INBOX = "/inbox"
BOARD = f"{BASE}/ap/boards/tuin"


async def test_a_signed_follow_is_taken_answered_and_counted(
    client: httpx.AsyncClient, alpha: Node, alice: Stranger
) -> None:
    assert 202 == await alice.post(alice.does("Follow", BOARD))

    await settle_down(alpha)

    followers = (await client.get("/ap/boards/tuin/followers")).json()
    assert "Accept" in [each["type"] for each in alice.network.posted_to("gamma.test")]
    assert 1 == followers["totalItems"]


async def test_followers_are_told_only_to_their_own_server(
    client: httpx.AsyncClient, alpha: Node, alice: Stranger
) -> None:
    await alice.post(alice.does("Follow", BOARD))
    await settle_down(alpha)
    page = f"{BOARD}/followers?page=1"
    signed = sign("GET", page, None, key_id=alice.key_id, private_key=alice.key, now=alpha.clock())
    forged = {**signed, "date": "Mon, 01 Jan 2024 00:00:00 GMT"}

    theirs = await client.get(page, headers=dict(signed))
    nobodys = await client.get(page)
    liars = await client.get(page, headers=forged)

    assert [alice.id] == theirs.json()["orderedItems"]
    assert "private, no-store" == theirs.headers["cache-control"]
    assert [] == nobodys.json()["orderedItems"]
    assert [] == liars.json()["orderedItems"]


@pytest.mark.parametrize("path", [INBOX, "/ap/boards/tuin/inbox", "/ap/members/anna/inbox"])
async def test_an_unsigned_request_is_told_how_to_sign(
    client: httpx.AsyncClient, alice: Stranger, path: str
) -> None:
    answer = await client.post(
        path, content=write_json(alice.does("Follow", BOARD)), headers={"content-type": AS2}
    )

    assert 401 == answer.status_code
    assert '"@method"' in answer.headers["accept-signature"]
    assert 401 == answer.json()["status"]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "text/plain"}, b"{}", 415),
        ({"content-type": "application/x-www-form-urlencoded"}, b"a=b", 415),
        ({"content-type": AS2, "content-encoding": "gzip"}, b"{}", 415),
        ({"content-type": AS2}, b"{", 400),
        ({"content-type": AS2}, b"[]", 400),
        ({"content-type": AS2}, b'{"a": 1, "a": 2}', 400),
        ({"content-type": AS2}, b"[" * 100, 400),
        ({"content-type": AS2}, b"\xff\xfe", 400),
        ({"content-type": AS2}, b'{"id": "\\u0000"}', 400),
        ({"content-type": AS2}, b"{}", 400),
        ({"content-type": AS2}, b"", 400),
        ({"content-type": AS2}, b"x" * (limits.BODY + 1), 413),
        ({"content-type": AS2, "content-length": "ten"}, b"{}", 400),
    ],
)
async def test_what_is_no_activity_is_refused(
    client: httpx.AsyncClient, headers: dict[str, str], body: bytes, status: int
) -> None:
    answer = await client.post(INBOX, content=body, headers=headers)

    assert status == answer.status_code
    assert "no-store" == answer.headers["cache-control"]


async def test_somebody_of_ours_cannot_speak_through_another_server(
    client: httpx.AsyncClient, alice: Stranger
) -> None:
    document = {**alice.does("Follow", BOARD), "actor": f"{BASE}/ap/members/anna"}

    assert 403 == await alice.post(document)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", [INBOX, "/ap/boards/tuin/inbox"])
async def test_an_inbox_is_only_posted_to(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await client.request(method, path)

    assert 405 == answer.status_code
    assert "POST" == answer.headers["allow"]


async def test_an_endless_body_is_cut_off_while_it_comes(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 65536
            yield b"x" * 65536

    answer = await client.post(INBOX, content=endless(), headers={"content-type": AS2})

    assert 413 == answer.status_code
    assert "close" == answer.headers["connection"]
    assert sent <= limits.BODY + 2 * 65536


async def test_a_body_that_drips_is_not_waited_for(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.05)

    async def dripping() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0.02)

    answer = await client.post(INBOX, content=dripping(), headers={"content-type": AS2})

    assert 408 == answer.status_code
    assert "close" == answer.headers["connection"]


# -- a member's own client -----------------------------------------------------------------------


def note(parent: str) -> dict[str, object]:
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "type": "Note",
        "content": "<p>Met een lamp.</p>",
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "inReplyTo": parent,
    }


async def test_a_client_with_a_token_speaks_for_its_member(
    client: httpx.AsyncClient, alpha: Node, opening: Said
) -> None:
    headers = {
        "content-type": AS2,
        "authorization": f"Bearer {await setup.create_token(alpha, 'anna')}",
    }

    answer = await client.post(
        "/ap/members/anna/outbox", content=write_json(note(opening.id)), headers=headers
    )

    assert 201 == answer.status_code
    said = (await client.get(answer.headers["location"])).json()
    assert ("Create", opening.id) == (said["type"], said["object"]["inReplyTo"])


async def test_a_client_without_a_token_of_the_member_is_refused(
    client: httpx.AsyncClient, alpha: Node, opening: Said
) -> None:
    await setup.create_member(alpha, "bea", "Bea")
    others = await setup.create_token(alpha, "bea")
    asked = {None: 401, "Bearer": 401, "Bearer nonsense": 401, "Basic YTpi": 401}

    for authorization, status in {**asked, f"Bearer {others}": 403}.items():
        headers = {"content-type": AS2}
        if authorization is not None:
            headers["authorization"] = authorization
        answer = await client.post(
            "/ap/members/anna/outbox", content=write_json(note(opening.id)), headers=headers
        )
        assert status == answer.status_code
        if status == 401:
            assert "Bearer" == answer.headers["www-authenticate"]


@pytest.mark.parametrize("path", ["/ap/boards/tuin/outbox", "/ap/instance/outbox"])
async def test_nobody_posts_to_the_outbox_of_a_board(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(path, content=b"{}", headers={"content-type": AS2})

    assert 405 == answer.status_code


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "text/plain"}, b"{}", 415),
        ({"content-type": AS2}, b"{", 400),
        ({"content-type": AS2}, b" " * (limits.BODY + 1), 413),
    ],
)
async def test_what_is_turned_away_before_it_is_read_is_noted(
    client: httpx.AsyncClient, alpha: Node, headers: dict[str, str], body: bytes, status: int
) -> None:
    signed = {
        **headers,
        "signature": 'keyId="https://gamma.test/users/x#main-key",signature="eA=="',
    }

    answer = await client.post(INBOX, content=body, headers=signed)

    (noted,) = alpha.rebuffs.of_today().rows
    assert (status, status) == (answer.status_code, noted.status)
    assert "gamma.test" == noted.host


async def test_what_is_turned_away_elsewhere_is_not_noted(
    client: httpx.AsyncClient, alpha: Node
) -> None:
    await client.post("/nowhere", content=b" " * (limits.BODY + 1))
    await client.get(INBOX)

    assert not alpha.rebuffs.waiting
