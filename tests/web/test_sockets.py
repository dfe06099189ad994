"""Real sockets: what uvicorn and the edge make together of requests that no library would send."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn

from fediforum import limits
from fediforum.node import Node
from fediforum.run import Server, listen, server_config
from fediforum.web.app import create_app

HEAD = b"POST /inbox HTTP/1.1\r\nHost: alpha.test\r\nContent-Type: application/activity+json\r\n"
SILENCE = 1.0
GET = b"GET /healthz HTTP/1.1\r\nHost: alpha.test\r\n\r\n"


@pytest.fixture
async def port(alpha: Node, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """Where the forum listens, as ``fediforum serve`` would have it."""
    settings = alpha.settings.model_copy(update={"bind": "127.0.0.1:0"})
    monkeypatch.setattr(alpha, "settings", settings)
    config: uvicorn.Config = server_config(alpha)
    config.app = create_app(alpha)
    server = Server(config)
    sock = listen(settings)
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve(sockets=[sock]))
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        yield sock.getsockname()[1]
        server.should_exit = True


async def talk(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    """Send the pieces; what the forum says until it ends the connection or falls silent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.TaskGroup() as group:
        hearing = group.create_task(hear(reader))
        try:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)
        except ConnectionError:
            pass
    writer.close()
    return hearing.result()


async def hear(reader: asyncio.StreamReader) -> bytes:
    heard = b""
    try:
        async with asyncio.timeout(SILENCE):
            while piece := await reader.read(65536):
                heard += piece
    except (TimeoutError, ConnectionError):
        pass
    return heard


def statuses(heard: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", heard)]


async def test_request_is_answered_and_the_software_not_told(port: int) -> None:
    heard = await talk(port, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

    assert [200] == statuses(heard)
    assert b"uvicorn" not in heard.lower()


async def test_body_too_large_is_refused_unread_and_the_connection_ends(port: int) -> None:
    """Whatever follows on the connection must not be taken for a request."""
    head = HEAD + b"Content-Length: 10000000000\r\nExpect: 100-continue\r\n\r\n"

    heard = await talk(port, head + GET)

    assert [413] == statuses(heard)
    assert b"connection: close" in heard.lower()


async def test_endless_body_in_chunks_is_cut_off(port: int) -> None:
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"

    heard = await talk(
        port, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 40, pause=0.005
    )

    assert [413] == statuses(heard)


async def test_body_that_drips_is_given_up(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.1)

    heard = await talk(port, HEAD + b"Content-Length: 100\r\n\r\n", b"a", b"a", pause=0.1)

    assert [408] == statuses(heard)
    assert b"connection: close" in heard.lower()


async def test_refusal_before_the_body_was_read_ends_the_connection(port: int) -> None:
    """A 415 or 404 leaves the body on the line; it must not become the next request."""
    smuggled = b"GET /healthz HTTP/1.1\r\nHost: alpha.test\r\n\r\n"
    length = b"Content-Length: %d\r\n\r\n" % len(smuggled)
    plain = b"POST /inbox HTTP/1.1\r\nHost: alpha.test\r\nContent-Type: text/plain\r\n"
    nowhere = b"POST /nowhere HTTP/1.1\r\nHost: alpha.test\r\n"

    outcomes = {
        head: statuses(await talk(port, head + length + smuggled)) for head in (plain, nowhere)
    }

    assert {plain: [415], nowhere: [404]} == outcomes


OUT_OF_BOUNDS = {
    b"GET / HTTP/1.1\r\n\r\n": 400,
    b"GET / HTTP/1.1\r\nHost: alpha.test\r\nHost: alpha.test\r\n\r\n": 400,
    b"GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n": 421,
    b"GET http://evil.test/ HTTP/1.1\r\nHost: evil.test\r\n\r\n": 421,
    b"GET / HTTP/1.1\r\nHost: alpha.test\r\nX: a\x00b\r\n\r\n": 400,
    b"GET / HTTP/1.1\r\nHost: alpha.test\r\nX: " + b"a" * 9000 + b"\r\n\r\n": 431,
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: alpha.test\r\n\r\n": 414,
    HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}": 400,
    HEAD + b"Content-Length: " + b"9" * 100 + b"\r\n\r\n": 400,
    HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": 400,
    b"NONSENSE\r\n\r\n": 400,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n": 400,
}


async def test_request_that_can_be_read_in_two_ways_is_refused_and_nothing_follows(
    port: int,
) -> None:
    outcomes = {}
    for request in OUT_OF_BOUNDS:
        heard = await talk(port, request + GET)
        outcomes[request] = (statuses(heard), b"connection: close" in heard.lower())

    assert {request: ([status], True) for request, status in OUT_OF_BOUNDS.items()} == outcomes


async def test_head_is_answered_like_a_get_without_its_body(port: int) -> None:
    tail = b" /ap/boards/tuin HTTP/1.1\r\nHost: alpha.test\r\nConnection: close\r\n\r\n"

    got, headed = await talk(port, b"GET" + tail), await talk(port, b"HEAD" + tail)

    headers, _, body = headed.partition(b"\r\n\r\n")
    assert b"" == body
    assert lines(got.partition(b"\r\n\r\n")[0]) == lines(headers)


def lines(head: bytes) -> set[bytes]:
    return {line for line in head.split(b"\r\n") if not line.startswith(b"date:")}


async def test_headers_without_end_are_cut_off(port: int) -> None:
    many = [b"X-%d: %s\r\n" % (number, b"a" * 1000) for number in range(200)]

    heard = await talk(port, b"GET / HTTP/1.1\r\nHost: alpha.test\r\n", *many, b"\r\n")

    assert set(statuses(heard)) <= {400, 431}
    assert [200] == statuses(await talk(port, GET))


async def test_whoever_leaves_in_the_middle_is_not_missed(
    port: int, capsys: pytest.CaptureFixture[Any]
) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"Content-Length: 100\r\n\r\n{")
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.close()
    await asyncio.sleep(0.1)

    assert [200] == statuses(await talk(port, GET))
    assert "Traceback" not in "".join(capsys.readouterr())


async def test_connection_serves_one_request_after_another(port: int) -> None:
    assert [200, 200, 200] == statuses(await talk(port, GET * 3))
