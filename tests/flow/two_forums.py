"""Two or more forums in one process, and the wire between them.

Requests are signed, guarded and read as always; only sockets are left out: whatever would be
POSTed or fetched goes straight to the doors of the forum that has the host's name.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from starlette.types import ASGIApp

from fediforum.errors import Temporary
from fediforum.flow import setup
from fediforum.node import Node, node_over
from fediforum.settings import Settings
from fediforum.store.database import open_database
from fediforum.vocab.json import Json, read_json
from fediforum.wire import Answer, Guard, HttpClient
from tests.flow.doors import doors


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Post:
    """One request that was POSTed to a host."""

    url: str
    body: bytes
    status: int


@dataclass
class Network:
    """Which doors stand at which host, and what went through them."""

    apps: dict[str, ASGIApp] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)
    posts: list[Post] = field(default_factory=list)
    gets: list[str] = field(default_factory=list)
    software: dict[str, str] = field(default_factory=dict)
    before: Callable[[str, str], None] | None = None

    async def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        host = url.split("/")[2]
        if self.before is not None:
            self.before(method, url)
        if host in self.dead or host not in self.apps:
            raise Temporary(subject=url)
        transport = httpx.ASGITransport(self.apps[host], client=("127.0.0.1", 4711))
        async with httpx.AsyncClient(transport=transport) as client:
            response = await client.request(method, url, headers=dict(headers), content=body)
        if body is not None:
            self.posts.append(Post(url, body, response.status_code))
        else:
            self.gets.append(url)
        given = {name.lower(): value for name, value in response.headers.items()}
        return Answer(url, response.status_code, given, response.content)

    def posted_to(self, host: str) -> list[Json]:
        """What was POSTed to a host, in order."""
        return [read_json(post.body) for post in self.posts if post.url.split("/")[2] == host]


class Wire(HttpClient):
    """The client of a forum, on the network of a test."""

    def __init__(self, network: Network, clock: Callable[[], datetime]) -> None:
        super().__init__(user_agent="test", guard=Guard(("test",)), clock=clock)
        self.network = network

    async def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        max_bytes: int,
        seconds: float,
    ) -> Answer:
        return await self.network.send(method, self.guard.target(url).url, headers, body)


@asynccontextmanager
async def forum(
    name: str,
    url: str,
    folder: Path,
    network: Network,
    clock: Clock,
    wire: type[Wire] = Wire,
) -> AsyncIterator[Node]:
    """Have a forum at ``https://{name}`` over the database at ``url``."""
    own_domain = name.rpartition(".")[2]
    settings = Settings(url=f"https://{name}", data=folder, private_hosts=(own_domain,))
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(url))
        await setup.begin(settings, database, title=name)
        http = await stack.enter_async_context(wire(network, clock))
        node = await stack.enter_async_context(
            node_over(settings, database, http=http, clock=clock)
        )
        network.apps[name] = doors(node, lambda: network.software.get(name, "fediforum"))
        yield node
