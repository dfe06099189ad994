"""The edge: what every request meets first, and every answer last.

Pure ASGI, so that nothing of a request is read before it is known to be within bounds. It
knows bytes, seconds and hosts, and nothing of what is asked.
"""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Sequence

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fediforum import limits
from fediforum.errors import FediforumError, Malformed, Missing, TooLarge, Unavailable
from fediforum.web.problems import problem_response

log = structlog.get_logger(__name__)

ANY_HOST = frozenset({"/healthz", "/readyz"})
PATH = 8 * 1024
DIGITS = 20
ARRIVING = 1024  # bodies that are waited for at once; each may hold a megabyte
# No page of ours connects to anything; what looks at pages fetches our robots.txt as they would.
POLICY = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Of a page whose form leads to another site, which is known only when it is sent.
LEAVING = POLICY.decode().replace("form-action 'self'", "form-action 'self' https:")
SECURITY = (
    (
        b"content-security-policy",
        POLICY,
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"interest-cohort=(), camera=(), microphone=(), geolocation=()"),
)
NAMES = frozenset(name for name, _ in SECURITY)
HSTS = (b"strict-transport-security", b"max-age=31536000")


class TooSlow(FediforumError):
    """The request took too long to arrive."""

    status = 408


class Misdirected(FediforumError):
    """No forum of that name is here."""

    status = 421


class HeadersTooLarge(FediforumError):
    """The headers are larger than we read."""

    status = 431


class PathTooLong(FediforumError):
    """The address is longer than we read."""

    status = 414


Tell = Callable[[Request, FediforumError], Awaitable[Response]]
Note = Callable[[Request, FediforumError], None]


def note_nothing(_: Request, __: FediforumError) -> None:
    """What is turned away here is only answered."""


async def tell_machine(_: Request, problem: FediforumError) -> Response:
    return problem_response(problem)


class Edge:
    """Guards an application; ``host`` is our public authority, ``federates`` False a try-out.

    ``tell`` says to whoever asked that the application failed, ``note`` hears what is turned away.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        host: str,
        federates: bool,
        tell: Tell = tell_machine,
        note: Note = note_nothing,
    ) -> None:
        self.app = app
        self.tell = tell
        self.note = note
        self.host = host
        self.federates = federates
        self.inside = 0
        self.arriving = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answering = Answering(send, secure=self.federates)
        if self.inside >= limits.INFLIGHT:
            full = Unavailable(retry_after=30)
            await answering.refuse(scope, receive, full)
            return
        self.inside += 1
        try:
            await self.guarded(scope, receive, answering)
        finally:
            self.inside -= 1

    async def guarded(self, scope: Scope, receive: Receive, answering: "Answering") -> None:
        try:
            self.check(scope)
            async with asyncio.timeout(limits.REQUEST_SECONDS) as deadline:
                answering.deadline = deadline
                await self.app(scope, Body(self, receive), answering)
        except ClientDisconnect:
            return
        except FediforumError as problem:
            self.note(Request(scope), problem)
            await answering.refuse(scope, receive, problem)
        except TimeoutError:
            log.warning("gave up on a request", path=scope["path"][:256])
            await self.fail(scope, receive, answering, Unavailable(retry_after=30))
        except Exception:
            log.exception("failed to answer", path=scope["path"][:256])
            await self.fail(scope, receive, answering, FediforumError())

    async def fail(
        self, scope: Scope, receive: Receive, answering: "Answering", problem: FediforumError
    ) -> None:
        """Answer that the application failed, in its own way if it can still do that."""
        if answering.begun:
            return
        try:
            async with asyncio.timeout(limits.REQUEST_SECONDS):
                response = await self.tell(Request(scope), problem)
        except Exception:
            log.exception("failed to tell of a failure", path=scope["path"][:256])
            response = problem_response(problem)
        await response(scope, receive, answering)

    def check(self, scope: Scope) -> None:
        """Raise for a request whose head is out of bounds, or meant for somebody else."""
        headers: Sequence[tuple[bytes, bytes]] = scope["headers"]
        sizes = [len(name) + len(value) for name, value in headers]
        path = scope.get("raw_path") or b""
        if len(path) + len(scope["query_string"]) > PATH:
            raise PathTooLong()
        if "\0" in scope["path"]:
            raise Missing()
        if b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
            raise Malformed("No question has that character in it.")
        if (
            len(sizes) > limits.HEADER_COUNT
            or sum(sizes) > limits.HEADER_TOTAL
            or max(sizes, default=0) > limits.HEADER_ONE
        ):
            raise HeadersTooLarge()
        if scope["path"] not in ANY_HOST:
            self.check_host([value for name, value in headers if name == b"host"])
        declared = [value for name, value in headers if name == b"content-length"]
        if any(not value.isdigit() for value in declared) or len(set(declared)) > 1:
            raise Malformed("The length of the body cannot be read.")
        if declared and any(name == b"transfer-encoding" for name, _ in headers):
            raise Malformed("The length of the body is told in two ways.")
        if declared and (len(declared[0]) > DIGITS or int(declared[0]) > limits.BODY):
            raise TooLarge()

    def check_host(self, given: Sequence[bytes]) -> None:
        if len(given) != 1:
            raise Malformed("A request names one host.")
        host = given[0].decode("latin-1").lower()
        if host.removesuffix(":443") == self.host:
            return
        if self.federates or not is_loopback(host):
            raise Misdirected()


def is_loopback(authority: str) -> bool:
    """Whether a ``Host`` can only be this very machine.

    >>> is_loopback("127.0.0.1:8000"), is_loopback("[::1]:8000"), is_loopback("evil.example")
    (True, True, False)
    """
    host = authority.rpartition(":")[0] if authority.rpartition(":")[2].isdigit() else authority
    host = host.strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Body:
    """A ``receive`` that ends a body which is too large or comes too slowly.

    While it waits its request does not count as one in work: whoever drips takes nobody's turn.
    """

    def __init__(self, edge: Edge, receive: Receive) -> None:
        self.edge = edge
        self.receive = receive
        self.size = 0
        self.whole = False
        self.deadline = asyncio.get_running_loop().time() + limits.BODY_SECONDS

    async def __call__(self) -> Message:
        if self.whole:
            return await self.receive()
        message = await self.arrival()
        if message["type"] == "http.request":
            self.size += len(message.get("body", b""))
            self.whole = not message.get("more_body", False)
            if self.size > limits.BODY:
                raise TooLarge()
        return message

    async def arrival(self) -> Message:
        if self.edge.arriving >= ARRIVING:
            raise Unavailable(retry_after=30)
        self.edge.arriving += 1
        self.edge.inside -= 1
        try:
            async with asyncio.timeout_at(self.deadline):
                return await self.receive()
        except TimeoutError as problem:
            raise TooSlow() from problem
        finally:
            self.edge.arriving -= 1
            self.edge.inside += 1


class Answering:
    """A ``send`` that adds the headers of security, and knows whether an answer has begun.

    One of unknown length is sent in parts: whoever reads slowly has longer for it.
    """

    def __init__(self, send: Send, *, secure: bool) -> None:
        self.send = send
        self.begun = False
        self.deadline: asyncio.Timeout | None = None
        self.added = (*SECURITY, HSTS) if secure else SECURITY

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            given = list(message.get("headers", ()))
            names = {name.lower() for name, _ in given}
            given += [each for each in self.added if each[0] not in names]
            message = {**message, "headers": given}
            if b"content-length" not in names and self.deadline is not None:
                now = asyncio.get_running_loop().time()
                self.deadline.reschedule(now + limits.STREAM_SECONDS)
        await self.send(message)

    async def refuse(self, scope: Scope, receive: Receive, problem: FediforumError) -> None:
        """Answer with the problem, unless something was answered already."""
        if not self.begun:
            await problem_response(problem)(scope, receive, self)
