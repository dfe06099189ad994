"""The doors behind a real socket: what only a server shows, not an application."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from fediforum import limits
from fediforum.node import Node
from fediforum.run import Server, server_config

HOST = b"Host: alpha.test\r\n"
END = b"\r\n"
POST = b"POST /inbox HTTP/1.1\r\n" + HOST

Ask = Callable[..., Awaitable[bytes]]


@pytest.fixture
async def ask(alpha: Node) -> AsyncIterator[Ask]:
    """Sends bytes to the forum, as ``serve`` would have it, and gives all that comes back."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        server = Server(server_config(alpha))
        task = asyncio.create_task(server.serve(sockets=[sock]))
        while not server.started:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

        async def sent(*parts: bytes) -> bytes:
            reader, writer = await asyncio.open_connection(*sock.getsockname())
            try:
                async with asyncio.timeout(20):
                    for part in parts:
                        writer.write(part)
                        await asyncio.sleep(0)
                    return await reader.read()
            except ConnectionResetError:
                return b""
            finally:
                writer.close()

        yield sent
        server.should_exit = True
        await task


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /ap/boards/tuin HTTP/1.1\r\n" + HOST + b"Connection: close\r\n" + END, 200),
        (b"GET /ap/boards/tuin HTTP/1.1\r\n" + END, 400),
        (b"GET /ap/boards/tuin HTTP/1.1\r\n" + HOST + HOST + END, 400),
        (b"GET /ap/boards/tuin HTTP/1.1\r\nHost: evil.example\r\n" + END, 421),
        (b"GET http://evil.example/ap/boards/tuin HTTP/1.1\r\nHost: evil.example\r\n" + END, 421),
        (b"GET /ap/boards/tuin HTTP/1.1\r\nX: " + b"y" * 9000 + END + HOST + END, 431),
        (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n" + HOST + END, 414),
        (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n" + END, 400),
        (POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n" + END + b"0\r\n\r\n", 400),
        (POST + b"Content-Length: 10000000000\r\n" + END, 413),
        (b"nonsense\r\n\r\n", 400),
    ],
)  # fmt: skip
async def test_what_is_out_of_bounds_is_answered_so_and_the_connection_closed(
    ask: Ask, request_bytes: bytes, status: int
) -> None:
    answer = await ask(request_bytes)

    assert status == status_of(answer)
    assert b"connection: close" in answer.lower()
    assert 1 == answer.count(b"HTTP/1.1 ")


async def test_nothing_follows_a_body_that_was_too_large(ask: Ask) -> None:
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    head = b"POST /inbox HTTP/1.1\r\n" + HOST + b"Content-Type: application/activity+json\r\n"
    next_request = b"0\r\n\r\nGET /healthz HTTP/1.1\r\n" + HOST + END

    answer = await ask(
        head + b"Transfer-Encoding: chunked\r\n\r\n",
        *[chunk] * (limits.BODY // 65536 + 1),
        next_request,
    )

    assert answer == b"" or 413 == status_of(answer)
    assert answer.count(b"HTTP/1.1 ") <= 1


async def test_a_head_is_answered_like_a_get_without_its_body(ask: Ask) -> None:
    tail = b" /ap/boards/tuin HTTP/1.1\r\n" + HOST + b"Connection: close\r\n" + END

    got = await ask(b"GET" + tail)
    head = await ask(b"HEAD" + tail)

    headers, _, body = head.partition(b"\r\n\r\n")
    assert b"" == body
    assert lines(got.partition(b"\r\n\r\n")[0]) == lines(headers)


def lines(head: bytes) -> set[bytes]:
    return {line for line in head.split(b"\r\n") if not line.startswith(b"date:")}


async def test_who_leaves_in_the_middle_harms_nobody(
    ask: Ask, alpha: Node, capsys: pytest.CaptureFixture[str]
) -> None:
    head = b"POST /inbox HTTP/1.1\r\n" + HOST + b"Content-Type: application/activity+json\r\n"
    request = head + b"Content-Length: 100\r\n\r\nabc"

    async def leave() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await ask(request)

    await asyncio.gather(*(leave() for _ in range(5)))

    close = b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n" + END
    assert 200 == status_of(await ask(close))
    assert "Traceback" not in "".join(capsys.readouterr())
