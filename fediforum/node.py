"""The node: what one running process of a forum holds, and how it comes by it.

``open_node`` goes from settings to a node that can work; nothing here does the work.
"""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog

from fediforum import __version__
from fediforum.errors import Misconfigured
from fediforum.flow.expand import Expander
from fediforum.flow.gate import Gate
from fediforum.flow.keyring import Keyring
from fediforum.flow.pace import Pace
from fediforum.flow.ways import Ways
from fediforum.flow.welcome import Welcome
from fediforum.forum.home import Home
from fediforum.keys import Vault
from fediforum.media.darkroom import Darkroom
from fediforum.media.shelf import Shelf
from fediforum.settings import Settings
from fediforum.store.cluster import Cluster
from fediforum.store.database import WEB_STATEMENT_SECONDS, Database, open_database
from fediforum.store.embedded import embedded_cluster
from fediforum.store.instance import instance
from fediforum.store.intake import IntakeWriter
from fediforum.store.rebuffs import RebuffLog
from fediforum.store.schema import pending
from fediforum.store.viewings import ViewCounter
from fediforum.wire import Guard, HttpClient, read_hosts

log = structlog.get_logger(__name__)

NAMES_PURPOSE = "names of derived activities"

Clock = Callable[[], datetime]


@dataclass(slots=True, kw_only=True)
class Node:
    """One process's share of a forum; lives as long as the process.

    ``clock`` gives the time in UTC, ``id_secret`` names derived activities (decision 6).
    ``intake`` puts what arrives on record, ``rebuffs`` what is turned away, ``views`` how often
    threads were read; ``welcome`` says whom this forum speaks with, ``gate`` how much may arrive,
    ``pace`` how fast others are asked, ``ways`` where readers go on at home.
    ``cluster`` is the PostgreSQL that came with the wheel, None where the admin brought another.
    """

    settings: Settings
    home: Home
    database: Database
    http: HttpClient
    vault: Vault
    id_secret: bytes
    clock: Clock
    keyring: Keyring
    intake: IntakeWriter
    rebuffs: RebuffLog
    views: ViewCounter
    welcome: Welcome
    gate: Gate = field(default_factory=Gate)
    pace: Pace = field(default_factory=Pace)
    ways: Ways = field(default_factory=Ways)
    expander: Expander = field(default_factory=Expander)
    darkroom: Darkroom = field(default_factory=Darkroom)
    cluster: Cluster | None = None

    @property
    def shelf(self) -> Shelf:
        """Where the files of pictures lie."""
        return Shelf(self.settings.data / "media")


def utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_store(
    settings: Settings, *, statement_seconds: float = WEB_STATEMENT_SECONDS
) -> AsyncIterator[tuple[Database, Cluster | None]]:
    """Have the database that the settings name, the embedded one unless they say otherwise."""
    async with AsyncExitStack() as stack:
        cluster = None
        dsn = settings.database_url
        if dsn is None:
            cluster = await stack.enter_async_context(
                embedded_cluster(settings.data, settings.pg_bin)
            )
            dsn = cluster.dsn
        database = await stack.enter_async_context(
            open_database(
                dsn,
                direct_dsn=settings.database_direct_url,
                statement_seconds=statement_seconds,
            )
        )
        yield database, cluster


@asynccontextmanager
async def open_node(
    settings: Settings,
    *,
    statement_seconds: float = WEB_STATEMENT_SECONDS,
    http: HttpClient | None = None,
    clock: Clock = utc_now,
) -> AsyncIterator[Node]:
    """Have a node for the length of the block.

    Raises Misconfigured where ``init`` has not been run, or was run for another base URL.
    """
    async with (
        open_store(settings, statement_seconds=statement_seconds) as (database, cluster),
        node_over(settings, database, cluster, http=http, clock=clock) as node,
    ):
        yield node


@asynccontextmanager
async def node_over(
    settings: Settings,
    database: Database,
    cluster: Cluster | None = None,
    *,
    http: HttpClient | None = None,
    clock: Clock = utc_now,
) -> AsyncIterator[Node]:
    """Have a node over a database that is open already."""
    async with database.connection() as conn:
        if await pending(conn):
            raise Misconfigured("This database is of an older version: run `fediforum init`.")
        forum = await instance(conn, settings.base)
    if forum is None:
        raise Misconfigured("There is no forum here yet: run `fediforum init` first.")
    vault = Vault.read(settings.secret_file)
    id_secret = vault.open(forum.id_secret, NAMES_PURPOSE)
    home = Home(forum.base)
    async with AsyncExitStack() as stack:
        if http is None:
            http = await stack.enter_async_context(open_http(settings, home, clock))
        welcome = Welcome(database, clock)
        http.welcome = welcome
        intake = await stack.enter_async_context(IntakeWriter(database, clock))
        rebuffs = await stack.enter_async_context(RebuffLog(database, clock))
        views = await stack.enter_async_context(ViewCounter(database))
        node = Node(
            settings=settings,
            home=home,
            database=database,
            http=http,
            vault=vault,
            id_secret=id_secret,
            clock=clock,
            keyring=Keyring(home, vault, time.monotonic),
            intake=intake,
            rebuffs=rebuffs,
            views=views,
            welcome=welcome,
            cluster=cluster,
        )
        stack.push_async_callback(node.expander.close)
        yield node


def open_http(settings: Settings, home: Home, clock: Clock) -> HttpClient:
    """The client that calls other servers in this forum's name, within the admin's limits."""
    file = settings.hosts_file
    try:
        hosts = read_hosts(file.read_text()) if file is not None else {}
    except OSError as problem:
        raise Misconfigured(f"FEDIFORUM_HOSTS_FILE={file}: {problem.strerror}.") from problem
    except UnicodeDecodeError as problem:
        raise Misconfigured(f"FEDIFORUM_HOSTS_FILE={file} is not a text.") from problem
    return HttpClient(
        user_agent=f"fediforum/{__version__} (+{home.base}/)",
        guard=Guard(settings.private_hosts, hosts),
        ca_file=settings.ca_file,
        clock=clock,
    )
