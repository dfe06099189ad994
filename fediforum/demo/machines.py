"""The machines of the demonstration: addresses, certificates, two forums and a microblog server.

All of it stands in one directory, and ends with the block that opened it.
"""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme
import uvicorn

from fediforum.demo.doors import doors
from fediforum.demo.microblog import Microblog
from fediforum.demo.mirror import Mirror
from fediforum.flow import setup
from fediforum.flow.working import working
from fediforum.node import Node, node_over
from fediforum.run import Server, ended, server_config, serving
from fediforum.settings import Settings
from fediforum.store.database import open_database
from fediforum.store.embedded import embedded_cluster
from fediforum.wire import Guard, HttpClient

LOOPBACK = "127.0.0.1"
NETWORK = ("test",)
TUIN, PLEIN, MICRO = NAMES = ("tuin.test", "plein.test", "micro.test")
# The databases are thrown away with the directory, so nothing has to survive a power cut.
POSTGRESQL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "50",
    "shared_buffers": "32MB",
}


@dataclass(frozen=True, slots=True)
class Site:
    """A name on the network, its port for HTTPS, its port for reading along, its certificate."""

    name: str
    port: int
    read_port: int
    certificate: Path

    @property
    def host(self) -> str:
        return f"{self.name}:{self.port}"

    @property
    def base(self) -> str:
        return f"https://{self.host}"

    @property
    def page(self) -> str:
        return f"http://{LOOPBACK}:{self.read_port}"


@dataclass(frozen=True, slots=True)
class Ground:
    """What all of them share: the directory, who is who, and whom to trust."""

    folder: Path
    sites: Mapping[str, Site]
    hosts_file: Path
    ca_file: Path

    def page_of(self, address: str) -> str:
        """Where an address is read along."""
        for site in self.sites.values():
            address = address.replace(site.base, site.page)
        return address


@dataclass(frozen=True, slots=True)
class Machines:
    """Everything is up: two forums, and the stand-in for a microblog server."""

    ground: Ground
    tuin: Node
    plein: Node
    micro: Microblog


@contextmanager
def a_folder() -> Iterator[Path]:
    """Have a directory for the length of the block, which PostgreSQL's own user may enter."""
    with tempfile.TemporaryDirectory(prefix="fediforum-demo-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def prepare(folder: Path) -> Ground:
    """Hand out names, ports, and certificates of a throw-away authority."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    sites = {}
    for name in NAMES:
        certificate = folder / f"{name}.pem"
        authority.issue_cert(name).private_key_and_cert_chain_pem.write_to_path(certificate)
        sites[name] = Site(name, free_port(), free_port(), certificate)
    hosts = folder / "hosts"
    hosts.write_text("".join(f"{name} {LOOPBACK}\n" for name in NAMES))
    return Ground(folder, sites, hosts, folder / "ca.pem")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def machines(folder: Path) -> AsyncIterator[Machines]:
    """Have all of them running for the length of the block."""
    ground = await asyncio.to_thread(prepare, folder)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    tuin, plein = loop.create_future(), loop.create_future()
    micro: asyncio.Future[Microblog] = loop.create_future()
    async with asyncio.TaskGroup() as group:
        # Each is opened and closed by a task of its own, all at the same time.
        group.create_task(run_forum(ground, TUIN, tuin, stopping))
        group.create_task(run_forum(ground, PLEIN, plein, stopping))
        group.create_task(run_microblog(ground, micro, stopping))
        try:
            yield Machines(ground, await tuin, await plein, await micro)
        finally:
            stopping.set()


async def run_forum(
    ground: Ground, name: str, ready: "asyncio.Future[Node]", stopping: asyncio.Event
) -> None:
    """Run a forum, as ``up`` does, until told to stop."""
    site = ground.sites[name]
    settings = Settings(
        url=site.base,
        data=ground.folder / name,
        bind=f"{LOOPBACK}:{site.port}",
        ca_file=ground.ca_file,
        private_hosts=NETWORK,
        hosts_file=ground.hosts_file,
        tls_cert_file=site.certificate,
        tls_key_file=site.certificate,
        # What the environment says is about another forum.
        database_url=None,
        database_direct_url=None,
        secret_key_file=None,
        trusted_proxies=(),
    )
    async with (
        embedded_cluster(settings.data, settings.pg_bin, POSTGRESQL) as cluster,
        open_database(cluster.dsn) as database,
    ):
        await setup.begin(settings, database, title=name.partition(".")[0].capitalize())
        async with node_over(settings, database, cluster) as node, asyncio.TaskGroup() as group:
            group.create_task(ended(serving(quiet)(node, stopping), stopping))
            group.create_task(ended(working(node, stopping), stopping))
            group.create_task(run_mirror(ground, site, server_config(node).app, stopping))
            ready.set_result(node)


async def run_microblog(
    ground: Ground, ready: asyncio.Future[Microblog], stopping: asyncio.Event
) -> None:
    """Run the stand-in until told to stop."""
    site = ground.sites[MICRO]
    guard = Guard(NETWORK, dict.fromkeys(NAMES, LOOPBACK))
    client = HttpClient(user_agent="stand-in/0", guard=guard, ca_file=ground.ca_file)
    async with client as http, asyncio.TaskGroup() as group:
        micro = Microblog(site.base, http)
        app = doors(micro)
        group.create_task(run_server(app, site.port, stopping, certificate=site.certificate))
        group.create_task(run_mirror(ground, site, app, stopping))
        ready.set_result(micro)


async def run_mirror(ground: Ground, site: Site, app: Any, stopping: asyncio.Event) -> None:
    """Let the pages of an application be read along until told to stop."""
    pages = {each.base: each.page for each in ground.sites.values()}
    await run_server(Mirror(app, site.base, pages), site.read_port, stopping)


async def run_server(
    app: Any, port: int, stopping: asyncio.Event, *, certificate: Path | None = None
) -> None:
    """Serve an application on loopback until told to stop."""
    server = Server(
        uvicorn.Config(
            app,
            host=LOOPBACK,
            port=port,
            lifespan="off",
            ws="none",
            http="h11",
            access_log=False,
            log_config=None,
            ssl_certfile=certificate,
            ssl_keyfile=certificate,
            timeout_graceful_shutdown=2,
        )
    )
    async with asyncio.TaskGroup() as group:
        task = group.create_task(server.serve())
        await stopping.wait()
        server.should_exit = True
        await task


def quiet(_: str) -> None:
    """Forums of the demonstration say nothing of their own accord."""
