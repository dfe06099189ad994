"""Reading along: the pages of a server that speaks HTTPS, read-only over plain HTTP on loopback.

A browser neither knows the names of the demonstration nor trusts its certificates; so whoever
reads along is answered by the same application, with the addresses in its pages changed.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

READING = frozenset({"GET", "HEAD"})
# What keeps an application's pages on HTTPS, or compresses what is changed here.
DROPPED = frozenset({b"strict-transport-security", b"content-length"})
REFUSAL = b"These pages can only be read.\n"


class Mirror:
    """The application of one server; ``pages`` says where each server's pages are read along."""

    def __init__(self, app: ASGIApp, base: str, pages: Mapping[str, str]) -> None:
        self.app = app
        self.host = urlsplit(base).netloc.encode()
        self.pages = {there.encode(): here.encode() for there, here in pages.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] not in READING:
            headers = [(b"content-type", b"text/plain"), (b"allow", b"GET, HEAD")]
            await send({"type": "http.response.start", "status": 405, "headers": headers})
            await send({"type": "http.response.body", "body": REFUSAL})
            return
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if name not in {b"host", b"accept-encoding"}
        ]
        there = {**scope, "scheme": "https", "headers": [(b"host", self.host), *kept]}
        await self.app(there, receive, Changing(self.pages, send))


class Changing:
    """Sends an answer on whole, with the addresses of servers changed in its pages and headers."""

    def __init__(self, pages: Mapping[bytes, bytes], send: Send) -> None:
        self.pages = pages
        self.send = send
        self.start: Message = {}
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if message.get("more_body", False):
            return
        headers = [
            (name, self.changed(value) if name in {b"location", b"link"} else value)
            for name, value in self.start["headers"]
            if name not in DROPPED
        ]
        kind = dict(headers).get(b"content-type", b"")
        body = self.changed(self.body) if kind.startswith(b"text/html") else self.body
        headers.append((b"content-length", str(len(body)).encode()))
        await self.send({**self.start, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})

    def changed(self, text: bytes) -> bytes:
        for there, here in self.pages.items():
            text = text.replace(there, here)
        return text
