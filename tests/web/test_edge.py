import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from fediforum import limits
from fediforum.web.edge import Edge

SECURITY = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "x-frame-options",
    "strict-transport-security",
}


class App:
    """Answers 200, after ``lasts`` seconds and the body of a POST; or ``fails``."""

    def __init__(self) -> None:
        self.lasts = 0.0
        self.fails: Exception | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(self.lasts)
        while scope["method"] == "POST" and (await receive()).get("more_body", False):
            pass
        if self.fails is not None:
            raise self.fails
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def app() -> App:
    return App()


def client_of(app: App, *, federates: bool = True) -> httpx.AsyncClient:
    edge = Edge(app, host="alpha.test", federates=federates)
    return httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url="https://alpha.test")


@pytest.fixture
async def client(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as opened:
        yield opened


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("alpha.test", 200),
        ("ALPHA.test:443", 200),
        ("alpha.test:80", 421),
        ("alpha.test.", 421),
        ("evil.example", 421),
        ("127.0.0.1", 421),
        ("", 421),
    ],
)
async def test_only_our_own_name_is_answered_to(
    client: httpx.AsyncClient, host: str, status: int
) -> None:
    assert status == (await client.get("/", headers={"host": host})).status_code


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost:8000", 200),
        ("[::1]:8000", 200),
        ("127.0.0.1.evil.example", 421),
        ("192.168.0.1", 421),
    ],
)
async def test_a_try_out_answers_to_every_name_of_this_machine(
    app: App, host: str, status: int
) -> None:
    async with client_of(app, federates=False) as client:
        assert status == (await client.get("/", headers={"host": host})).status_code


async def test_two_hosts_are_none(client: httpx.AsyncClient) -> None:
    headers = [("host", "alpha.test"), ("host", "alpha.test")]

    assert 400 == (await client.get("/", headers=headers)).status_code


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x": "y" * limits.HEADER_ONE}, 431),
        ({f"x{n}": "y" for n in range(limits.HEADER_COUNT)}, 431),
        ({f"x{n}": "y" * 4000 for n in range(5)}, 431),
        ({"x": "y" * 4000}, 200),
    ],
)
async def test_headers_beyond_the_limits_are_not_read(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    assert status == (await client.get("/", headers=headers)).status_code


async def test_an_address_without_end_is_not_looked_up(client: httpx.AsyncClient) -> None:
    assert 414 == (await client.get("/" + "x" * 10_000)).status_code


async def test_every_answer_has_the_headers_of_security(
    client: httpx.AsyncClient, app: App
) -> None:
    answers = [await client.get("/"), await client.get("/", headers={"host": "evil.example"})]
    app.fails = RuntimeError("a secret")
    answers.append(await client.get("/"))

    for answer in answers:
        assert set(answer.headers) >= SECURITY
        assert "server" not in answer.headers
    assert [200, 421, 500] == [answer.status_code for answer in answers]


async def test_a_failure_tells_nothing_of_itself(client: httpx.AsyncClient, app: App) -> None:
    app.fails = RuntimeError("a secret of the database")

    answer = await client.get("/")

    assert 500 == answer.status_code
    assert "secret" not in answer.text


async def test_what_takes_too_long_is_given_up(
    client: httpx.AsyncClient, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REQUEST_SECONDS", 0.02)
    app.lasts = 5

    answer = await client.get("/")

    assert 503 == answer.status_code
    assert "30" == answer.headers["retry-after"]


async def test_more_at_once_than_can_be_done_is_put_off(
    client: httpx.AsyncClient, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "INFLIGHT", 2)
    app.lasts = 0.05

    answers = await asyncio.gather(*(client.get("/") for _ in range(4)))

    assert [200, 200, 503, 503] == sorted(answer.status_code for answer in answers)
    assert 200 == (await client.get("/")).status_code


async def test_bodies_that_drip_take_nobodys_turn(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "INFLIGHT", 2)
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.5)

    async def dripping() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0.05)

    slow = []
    for _ in range(5):
        slow.append(asyncio.create_task(client.post("/", content=dripping())))
        await asyncio.sleep(0.02)
    meanwhile = await client.get("/")

    assert 200 == meanwhile.status_code
    assert [408] * 5 == [(await each).status_code for each in slow]


def test_the_web_reads_the_clock_of_the_node_only() -> None:
    room = Path(__file__).parents[2] / "fediforum" / "web"

    assert not [
        path.name
        for path in room.rglob("*.py")
        if "datetime.now(" in path.read_text() or "time.time(" in path.read_text()
    ]
