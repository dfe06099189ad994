"""A server on loopback that answers exactly the bytes that a test gives it, over TLS."""

import asyncio
import ssl
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import trustme

from fediforum.wire import Guard, HttpClient, SignedRequest
from tests.wire.signed_requests import NOW

NAMES = ("alpha.test", "beta.test", "gamma.test")

Answering = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


@cache
def authority() -> trustme.CA:
    return trustme.CA()


@dataclass
class Peer:
    """`answers` by path (without query), each a queue whose last entry stays; what it received."""

    port: int = 0
    answers: dict[str, list[Answering]] = field(default_factory=dict)
    received: list[SignedRequest] = field(default_factory=list)
    connections: int = 0

    def url(self, path: str, host: str = "alpha.test") -> str:
        return f"https://{host}:{self.port}{path}"

    def answer(self, path: str, *answers: Answering) -> None:
        self.answers[path] = list(answers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            line, *rest = head.decode("latin-1").rstrip("\r\n").split("\r\n")
            method, target, _ = line.split(" ")
            pairs = (entry.partition(": ") for entry in rest)
            headers = tuple((name.lower().encode(), value.encode()) for name, _, value in pairs)
            length = int(dict(headers).get(b"content-length", b"0"))
            body = await reader.readexactly(length)
            host = dict(headers)[b"host"].decode()
            self.received.append(SignedRequest(method, target, headers, body, host))
            queue = self.answers.get(target.partition("?")[0], [reply(404)])
            answering = queue.pop(0) if len(queue) > 1 else queue[0]
            if isinstance(answering, bytes):
                writer.write(answering)
                await writer.drain()
            else:
                await answering(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def reply(status: int, body: bytes = b"", kind: str = "text/plain", **headers: str) -> bytes:
    """The bytes of an answer; header names are written with `_` for `-`."""
    lines = [f"HTTP/1.1 {status} Reason", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


@asynccontextmanager
async def running_peer(*, names: tuple[str, ...] = NAMES) -> AsyncIterator[Peer]:
    """Run a peer with a certificate for these names, until the block ends."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority().issue_cert(*names).configure_cert(tls)
    peer = Peer()
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0, ssl=tls)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def running_client(guard: Guard | None = None) -> AsyncIterator[HttpClient]:
    """Run a client that trusts the peers of these tests and knows where they are."""
    given = guard or Guard(("test",), dict.fromkeys(NAMES, "127.0.0.1"))
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        authority().cert_pem.write_to_path(file.name)
        client = HttpClient(
            user_agent="fediforum/test (+https://alpha.test/)",
            guard=given,
            ca_file=Path(file.name),
            clock=lambda: NOW,
        )
    async with client:
        yield client
