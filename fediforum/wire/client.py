"""The one HTTP client: whatever leaves for another server goes through here.

Keeps limits of time, size and redirects (none are followed), and lets sockets connect only to
what the guard allows. No signatures and no AS2 in here. httpx is imported in this file only.
"""

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import aiohttp
import certifi
import httpx
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult
from httpx_aiohttp import AiohttpTransport

from fediforum import limits
from fediforum.errors import Blocked, Misconfigured, Permanent, Temporary
from fediforum.wire.guard import Guard, Target

log = structlog.get_logger(__name__)

_CHUNK = 64 * 1024
_KEEPALIVE_SECONDS = 15
_RESOLVER_THREADS = 16


@cache  # reading all the authorities takes a while, and every client may share them
def _trust(ca_file: Path | None) -> ssl.SSLContext:
    tls = ssl.create_default_context(cafile=certifi.where())
    if ca_file is not None:
        try:
            tls.load_verify_locations(ca_file)
        except OSError as problem:  # also what ssl raises
            reason = "holds no certificates in PEM" if ca_file.is_file() else "is not there"
            raise Misconfigured(f"FEDIFORUM_CA_FILE: {ca_file} {reason}.") from problem
    return tls


class NotDialled(OSError):
    """The guard does not let a socket connect there; an OSError, so that aiohttp carries it."""


class Unreached(Temporary):
    """Another server does not answer now."""

    # One of the words of HOW.
    how = "not reached"


class Unanswered(Unreached):
    """Another server was given our request, and did not answer in time."""

    how = "no answer"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: header names in lower case, the body decoded."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Call:
    """A request under way; the hooks of the transport find it in the context of their task."""

    host: str
    sent: bool = False


_call: ContextVar[Call] = ContextVar("call")


def utc_now() -> datetime:
    """Give the time, in UTC."""
    return datetime.now(UTC)


class GuardedResolver(AbstractResolver):
    """Looks names up in threads of its own, and gives only addresses that may be dialled."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        # Threads in getaddrinfo cannot be cancelled: a slow name server may block these only.
        self._threads = ThreadPoolExecutor(_RESOLVER_THREADS, thread_name_prefix="resolver")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Give at most four addresses; one that may not be dialled spoils the whole name."""
        known = self._guard.known(host)
        async with asyncio.timeout(limits.DNS_SECONDS):
            infos = await asyncio.get_running_loop().run_in_executor(
                self._threads, self._look_up, known or host, port, family
            )
        if not all(self._guard.may_dial(host, info[4][0]) for info in infos):
            raise NotDialled
        each = limits.ADDRESSES // 2
        kept = [info for info in infos if info[0] == socket.AF_INET6][:each]
        kept += [info for info in infos if info[0] == socket.AF_INET][:each]
        return [
            ResolveResult(
                hostname=host,
                host=str(info[4][0]),
                port=port,
                family=info[0],
                proto=info[2],
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for info in kept
        ]

    async def close(self) -> None:
        """Let the threads go; those that still wait for an answer end on their own."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    @staticmethod
    def _look_up(host: str, port: int, family: int) -> list[Any]:
        return socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)


class HttpClient:
    """Speaks HTTP/1.1 over TLS with other servers, within limits; close it when done.

    Errors: ``Blocked`` (may not be called), ``Unanswered`` (sent, no answer), ``Temporary``
    (not reached), ``Permanent`` (an answer that cannot be used). ``welcome`` says of each host,
    also where a redirect leads, whether it is spoken with.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        guard: Guard | None = None,
        ca_file: Path | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.guard = guard or Guard()
        self.clock = clock
        self.welcome: Callable[[str], Awaitable[bool]] = anybody
        self._user_agent = user_agent
        self._resolver = GuardedResolver(self.guard)
        self.tls = tls = _trust(ca_file)
        self._http = httpx.AsyncClient(
            transport=AiohttpTransport(
                verify=tls, trust_env=False, client=lambda: self._session(tls)
            ),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(None, connect=limits.CONNECT_SECONDS),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._http.aclose()
        # aiohttp leaves a resolver that it was given to whoever gave it.
        await self._resolver.close()

    async def get(
        self, url: str, headers: Mapping[str, str], *, max_bytes: int, seconds: float
    ) -> Answer:
        """Ask for a URL and read at most ``max_bytes`` of its decoded body."""
        await self._demand_welcome(url)
        sent = {**headers, "Accept-Encoding": "gzip"}
        return await self._send("GET", url, sent, None, max_bytes, seconds)

    async def post(
        self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float
    ) -> Answer:
        """Send a body; of the answer's body only the first 4 KiB are read."""
        await self._demand_welcome(url)
        sent = {**headers, "Accept-Encoding": "identity"}
        return await self._send("POST", url, sent, body, limits.DELIVERY_REPLY, seconds)

    async def connect(self, host: str) -> asyncio.StreamWriter:
        """Speak TLS with a host, which may name a port, and nothing above that; close it when done.

        Raises ``Blocked``, ``Unreached``. The caller bounds how long it may take.
        """
        target = self.guard.target(f"https://{host}/")
        await self._demand_welcome(target.url)
        try:
            addresses = await self._resolver.resolve(target.host, target.port)
            return await self._first_of([each["host"] for each in addresses], target)
        except NotDialled as problem:
            raise Blocked(subject=host) from problem
        except OSError as problem:
            raise Unreached(how(problem), subject=host) from problem

    async def _first_of(self, addresses: Sequence[str], target: Target) -> asyncio.StreamWriter:
        failed = OSError("no address")
        for address in addresses:
            try:
                _, writer = await asyncio.open_connection(
                    address, target.port, ssl=self.tls, server_hostname=target.host
                )
            except OSError as problem:
                failed = problem
            else:
                return writer
        raise failed

    async def _demand_welcome(self, url: str) -> None:
        if not await self.welcome(self.guard.target(url).host):
            raise Blocked("This server does not speak with that one.", subject=url)

    async def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        max_bytes: int,
        seconds: float,
    ) -> Answer:
        target = self.guard.target(url)
        call = Call(target.host)
        token = _call.set(call)
        try:
            request = self._http.build_request(
                method,
                target.url,
                headers={**headers, "User-Agent": self._user_agent},
                content=body,
            )
            if str(request.url) != target.url:
                raise Blocked("The address is not written in its one form.", subject=url)
            # The only limit that a server which drips bytes cannot stretch.
            async with asyncio.timeout(seconds):
                response = await self._http.send(request, stream=True)
                try:
                    chunks = _decoded(response) if body is None else response.aiter_raw()
                    content = await _read(chunks, max_bytes, cut=body is not None)
                finally:
                    await response.aclose()
            given = {name.lower(): value for name, value in response.headers.items()}
            return Answer(target.url, response.status_code, given, content)
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError) as e:
            # Without its query: that of WebFinger holds the name of whoever is looked up.
            where = target.url.partition("?")[0]
            log.info("call failed", url=where, error=repr(e), cause=repr(e.__cause__))
            if _refused(e):
                raise Blocked(subject=url) from e
            problem = Unanswered(subject=url) if call.sent else Unreached(subject=url)
            if not call.sent:
                problem.how = how(e)
            raise problem from e
        finally:
            _call.reset(token)

    def _session(self, tls: ssl.SSLContext) -> aiohttp.ClientSession:
        trace = aiohttp.TraceConfig()
        trace.on_request_headers_sent.append(_note_sent)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=self._resolver,
                socket_factory=self._socket,
                ssl=tls,
                limit=limits.FETCH_CONCURRENCY + limits.DELIVERY_CONCURRENCY,
                limit_per_host=limits.FETCH_CONCURRENCY_HOST,
                keepalive_timeout=_KEEPALIVE_SECONDS,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            trace_configs=[trace],
        )

    def _socket(self, info: Any) -> socket.socket:
        # The last gate, on the address that is really dialled: literals in a URL never see
        # the resolver, and its answer could have been changed on the way here.
        family, kind, proto, _, address = info
        if not self.guard.may_dial(_call.get().host, str(address[0])):
            raise NotDialled
        return socket.socket(family, kind, proto)


async def anybody(_: str) -> bool:
    """Speak with every host."""
    return True


def _refused(error: BaseException | None) -> bool:
    return any(isinstance(each, NotDialled) for each in _causes(error))


# Which of the errors that lie below one another says most of why nobody was reached.
HOW: Sequence[tuple[tuple[type[BaseException], ...], str]] = (
    ((ssl.SSLError, ssl.CertificateError, aiohttp.ClientSSLError), "no valid certificate"),
    ((socket.gaierror, aiohttp.ClientConnectorDNSError), "no such name"),
    ((ConnectionRefusedError,), "connection refused"),
    ((TimeoutError, httpx.TimeoutException), "connect timeout"),
    ((ConnectionError, aiohttp.ServerDisconnectedError), "connection lost"),
)


def how(error: BaseException) -> str:
    """In what way a server could not be reached: one of the words of ``HOW``, or `not reached`.

    >>> how(ConnectionRefusedError()), how(OSError())
    ('connection refused', 'not reached')
    """
    below = list(_causes(error))
    for kinds, word in HOW:
        if any(isinstance(each, kinds) for each in below):
            return word
    return Unreached.how


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those that it came of."""
    while error is not None:
        yield error
        error = error.__cause__


async def _note_sent(_session: aiohttp.ClientSession, _: SimpleNamespace, __: object) -> None:
    _call.get().sent = True


async def _read(chunks: AsyncIterator[bytes], max_bytes: int, *, cut: bool) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > max_bytes:
            if cut:
                break
            raise Permanent("Another server sent more than we read.")
    return bytes(body[:max_bytes])


async def _decoded(response: httpx.Response) -> AsyncIterator[bytes]:
    # httpx would decode whole network chunks, as deep as they are packed: gzip bombs.
    names = response.headers.get_list("content-encoding", split_commas=True)
    encodings = [name.strip().lower() for name in names]
    if encodings in ([], ["identity"]):
        async for chunk in response.aiter_raw():
            yield chunk
        return
    if encodings not in (["gzip"], ["x-gzip"]):
        raise Permanent("Another server packed its answer in a way that we do not read.")
    unpacker = zlib.decompressobj(31)
    try:
        async for chunk in response.aiter_raw():
            packed = chunk
            while packed:
                yield unpacker.decompress(packed, _CHUNK)
                packed = unpacker.unconsumed_tail
                if unpacker.unused_data:
                    raise zlib.error("data after the end")
        if not unpacker.eof:
            raise zlib.error("cut short")
    except zlib.error:
        raise Permanent("Another server sent an answer that cannot be unpacked.") from None
