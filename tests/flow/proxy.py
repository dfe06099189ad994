"""A little proxy that speaks TLS before a forum, on loopback; it can be as bad as real ones are."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from starlette.types import ASGIApp

from tests.wire.loopback_peer import authority

LINE = b"\r\n"
HOP = {"connection", "transfer-encoding", "content-length"}
PACKED = {"accept-encoding"}  # what is packed would be unpacked on the way


@dataclass
class Proxy:
    """``app`` is what it leads to; ``drops`` names headers that it lets fall, ``changes`` those
    that it writes anew, ``most`` the bytes of a body that it lets through.
    """

    port: int = 0
    app: ASGIApp | None = None
    drops: set[str] = field(default_factory=set)
    changes: dict[str, str] = field(default_factory=dict)
    most: int = 10_000_000
    kept: dict[str, httpx.Response] | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(LINE + LINE)
            first, *rest = head.decode("latin-1").strip().split("\r\n")
            method, target, _ = first.split(" ")
            headers = {name.lower(): value.strip() for name, _, value in map(parted, rest)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            answer = await self.ask(method, target, headers, body)
            writer.write(f"HTTP/1.1 {answer.status_code} X\r\n".encode())
            for name, value in answer.headers.items():
                if name not in HOP:
                    writer.write(f"{name}: {value}\r\n".encode("latin-1"))
            writer.write(f"content-length: {len(answer.content)}\r\n".encode())
            writer.write(b"connection: close\r\n\r\n" + answer.content)
            await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    async def ask(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> httpx.Response:
        if len(body) > self.most:
            return httpx.Response(413)
        if self.kept is not None and method == "GET" and target in self.kept:
            return self.kept[target]
        if self.app is None:
            return httpx.Response(502)
        sent = {name: value for name, value in headers.items() if name not in self.drops | PACKED}
        sent |= self.changes
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 4711))
        async with httpx.AsyncClient(transport=transport) as client:
            url = f"https://{headers['host']}{target}"
            request = client.build_request(method, url, content=body)
            request.headers = httpx.Headers(sent)
            answer = await client.send(request)
        if self.kept is not None and method == "GET":
            self.kept[target] = answer
        return answer


def parted(line: str) -> tuple[str, str, str]:
    return line.partition(":")


@asynccontextmanager
async def running_proxy(name: str) -> AsyncIterator[Proxy]:
    """Run a proxy with a certificate for that name, until the block ends."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority().issue_cert(name).configure_cert(tls)
    proxy = Proxy()
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, ssl=tls)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
