"""Sharing: scripts of other sites may read what anybody may (CORS).

A script that may read wherever it runs sends no cookie, so that it never sees more than a stranger
would.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

READING = ("GET", "HEAD")
EVERYBODY = {"access-control-allow-origin": "*"}
PREFLIGHT = EVERYBODY | {
    "access-control-allow-methods": ", ".join(READING),
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
    "vary": "Access-Control-Request-Method",
}


class Sharing:
    """Tells browsers that documents may be read from anywhere; pages are for people alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif asks_to_read(scope):
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, send)
        elif scope["method"] in READING:

            async def share(message: Message) -> None:
                if message["type"] == "http.response.start":
                    headers = MutableHeaders(scope=message)
                    if not headers.get("content-type", "").startswith("text/html"):
                        headers.update(EVERYBODY)
                await send(message)

            await self.app(scope, receive, share)
        else:
            await self.app(scope, receive, send)


def asks_to_read(scope: Scope) -> bool:
    """Whether a browser asks beforehand if its script may read here."""
    return (
        scope["method"] == "OPTIONS"
        and Headers(scope=scope).get("access-control-request-method") in READING
    )
