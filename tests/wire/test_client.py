"""The client ends every call within its bounds of time and size."""

import asyncio
import gzip
import time

import pytest

from fediforum.errors import FetchFailed, Permanent, Temporary
from fediforum.wire import Answer, Guard, HttpClient, Unanswered
from tests.wire.loopback_peer import Answering, reply, running_client, running_peer


async def drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(100):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def drip_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        writer.write(f"X-{number}: x\r\n".encode())
        await writer.drain()
        await asyncio.sleep(0.05)


async def hints(writer: asyncio.StreamWriter) -> None:
    for _ in range(1000):
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.002)


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(10_000):
        writer.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
        await writer.drain()


async def silence(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(5)


def bomb() -> bytes:
    return reply(200, gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")


async def get(client: HttpClient, url: str, seconds: float = 5, max_bytes: int = 100_000) -> Answer:
    return await client.get(url, {}, max_bytes=max_bytes, seconds=seconds)


async def test_an_answer_comes_back_whole() -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/x", reply(200, b"hello", ETag='"1"'))

        answer = await get(client, peer.url("/x?y=1#z"))

    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"hello", '"1"')
    assert answer.url == peer.url("/x?y=1")
    assert peer.received[0].header("user-agent") == "fediforum/test (+https://alpha.test/)"
    assert peer.received[0].header("accept-encoding") == "gzip"


@pytest.mark.parametrize("answering", [drip, drip_headers, hints, silence])
async def test_a_server_cannot_stretch_the_time(answering: Answering) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/", answering)
        begun = time.monotonic()

        with pytest.raises(Unanswered):
            await get(client, peer.url("/"), seconds=0.4)

    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "answering",
    [
        endless,
        reply(200, b"x" * 100_001),
        bomb(),
        reply(200, b"x", Content_Encoding="br"),
        reply(200, gzip.compress(gzip.compress(b"x")), Content_Encoding="gzip, gzip"),
        reply(200, gzip.compress(b"x") * 2, Content_Encoding="gzip"),
        reply(200, gzip.compress(b"hello" * 100)[:-9], Content_Encoding="gzip"),
        reply(200, b"no gzip", Content_Encoding="gzip"),
    ],
)
async def test_a_body_beyond_our_limits_is_refused(answering: Answering) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/", answering)

        with pytest.raises(Permanent):
            await get(client, peer.url("/"))


async def test_one_gzip_is_unpacked() -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/", reply(200, gzip.compress(b"hello" * 10_000), Content_Encoding="gzip"))

        answer = await get(client, peer.url("/"))

    assert answer.body == b"hello" * 10_000


@pytest.mark.parametrize(
    "raw",
    [
        b"rubbish\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"",
    ],
    ids=["rubbish", "negative", "two-lengths", "long-line", "short", "nothing"],
)
async def test_a_server_that_does_not_speak_http_is_a_failed_fetch(raw: bytes) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/", raw)

        with pytest.raises(FetchFailed):
            await get(client, peer.url("/"))


async def test_a_certificate_for_another_name_is_not_believed() -> None:
    async with running_peer(names=("beta.test",)) as peer, running_client() as client:
        with pytest.raises(Temporary):
            await get(client, peer.url("/", "alpha.test"))

    assert peer.received == []


async def test_a_certificate_of_an_unknown_authority_is_not_believed() -> None:
    guard = Guard(("test",), {"alpha.test": "127.0.0.1"})
    async with running_peer() as peer, HttpClient(user_agent="t", guard=guard) as client:
        with pytest.raises(Temporary):
            await get(client, peer.url("/"))

    assert peer.received == []


async def test_redirects_are_not_followed_here() -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/", reply(302, Location="https://169.254.169.254/"))

        answer = await get(client, peer.url("/"))

    assert (answer.status, peer.connections) == (302, 1)


async def test_the_environment_cannot_send_us_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with running_peer() as peer, running_client() as client:
        peer.answer("/", reply(200, b"hello"))

        answer = await get(client, peer.url("/"))

    assert answer.body == b"hello"


async def test_a_closed_port_is_told_from_silence() -> None:
    async with running_peer() as peer:
        url = peer.url("/")
    async with running_client() as client:
        with pytest.raises(Temporary) as caught:
            await get(client, url)

    assert not isinstance(caught.value, Unanswered)
