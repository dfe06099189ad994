"""What every test may use: a fresh database each, and no way out of this machine.

One embedded PostgreSQL serves the whole run, all its workers included: it is started and stopped
by the very launcher that a forum uses.
"""

import asyncio
import hashlib
import ipaddress
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import structlog

from fediforum.store.cluster import Cluster
from fediforum.store.database import Database, Sql, connect, open_database
from fediforum.store.queue import install_queue
from fediforum.store.schema import create_schema, schema_files

# Nothing here has to survive a power cut.
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
}
CREATE_TEMPLATE_LOCK = Sql("SELECT pg_advisory_lock(hashtext('template'))")
TEMPLATE_EXISTS = Sql("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
CREATE_COPY = Sql(
    "SELECT format('CREATE DATABASE %I TEMPLATE %I STRATEGY file_copy', $1::text, $2::text)"
)
DROP = Sql("SELECT format('DROP DATABASE %I WITH (FORCE)', $1::text)")
RENAME = Sql("SELECT format('ALTER DATABASE %I RENAME TO %I', $1::text, $2::text)")
FOLDER = "FEDIFORUM_TESTS_FOLDER"
MEMORY = Path("/dev/shm")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        # Not pytest's own folder: as root, PostgreSQL runs as somebody who may not enter that.
        place = tempfile.mkdtemp(prefix="forum-", dir=MEMORY if roomy(MEMORY) else None)
        os.chmod(place, 0o711)
        os.environ["TMPDIR"] = os.environ[FOLDER] = place
    tempfile.tempdir = os.environ[FOLDER]
    sys.addaudithook(stay_home)
    # As ``run`` has it; with all that variables held, a traceback takes a second to write.
    console = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure([*structlog.get_config()["processors"][:-1], console])


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


def roomy(folder: Path) -> bool:
    """Whether programs can run from a folder in memory: a database is copied there ten times
    as fast as on most disks, and nothing here has to last."""
    try:
        facts = os.statvfs(folder)
    except OSError:
        return False
    free = facts.f_bavail * facts.f_frsize
    return free > 4 * 2**30 and not facts.f_flag & os.ST_NOEXEC and os.access(folder, os.W_OK)


def stay_home(event: str, args: tuple[object, ...]) -> None:
    """Refuse every connection that leaves this machine, and every question to a name server."""
    if event == "socket.connect":
        address = args[1]
        if isinstance(address, tuple) and not loopback(str(address[0])):
            raise RuntimeError(f"tests only connect to loopback addresses, not to {address}")
    elif event == "socket.getaddrinfo":
        host = args[0].decode() if isinstance(args[0], bytes) else args[0]
        if host not in (None, "", "localhost") and not numeric(str(host)):
            raise socket.gaierror(socket.EAI_NONAME, f"tests ask no name server about {host}")


def loopback(host: str) -> bool:
    return host == "localhost" or (numeric(host) and ipaddress.ip_address(host).is_loopback)


def numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if counts_as_failure(report):
        report.outcome = "failed"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if counts_as_failure(report):
        report.outcome = "failed"
    return report


def counts_as_failure(report: pytest.TestReport | pytest.CollectReport) -> bool:
    """Where FEDIFORUM_CI is set everything is there that a test may want, so none may skip."""
    expected = hasattr(report, "wasxfail")
    return report.outcome == "skipped" and not expected and bool(os.environ.get("FEDIFORUM_CI"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The PostgreSQL of this run, shared by all workers."""
    shared = Cluster(Path(os.environ[FOLDER]) / "cluster", options=OPTIONS)
    try:
        shared.join()
        yield shared
    finally:
        shared.leave()


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """The name of a database with today's schema and no rows, made by whichever worker is first."""
    files = schema_files()
    name = f"template_{hashlib.sha256(files.schema.read_bytes()).hexdigest()[:12]}"
    asyncio.run(make_template(cluster, name, lay_schema))
    return name


async def make_template(
    cluster: Cluster, name: str, fill: Callable[[str], Awaitable[None]], of: str = "template1"
) -> None:
    """Have a database of that name to copy: a copy of another one, that ``fill``, given its
    address, put something into. Of all workers only the first does it.
    """
    keeper = await connect(cluster.dsn)
    try:
        await keeper.execute(CREATE_TEMPLATE_LOCK)
        if await keeper.fetchval(TEMPLATE_EXISTS, name):
            return
        half = f"half_{uuid4().hex}"
        await keeper.execute(await keeper.fetchval(CREATE_COPY, half, of))
        await fill(cluster.dsn_of(half))
        # At its first start a connection writes down what each needs: here, once for all copies.
        await (await connect(cluster.dsn_of(half))).close()
        await keeper.execute(await keeper.fetchval(RENAME, half, name))
    finally:
        await keeper.close()


async def lay_schema(url: str) -> None:
    conn = await connect(url)
    try:
        await create_schema(conn)
        await install_queue(conn)
    finally:
        await conn.close()


@pytest.fixture
async def database_url(cluster: Cluster, template: str) -> AsyncIterator[str]:
    """The address of a fresh database with today's schema, dropped after the test."""
    async with a_database(cluster, template) as url:
        yield url


@pytest.fixture
async def another_database_url(cluster: Cluster, template: str) -> AsyncIterator[str]:
    """The address of one more such database, for tests of two forums."""
    async with a_database(cluster, template) as url:
        yield url


@pytest.fixture
async def empty_database_url(cluster: Cluster) -> AsyncIterator[str]:
    """The address of a fresh database with nothing in it."""
    async with a_database(cluster, "template1") as url:
        yield url


@pytest.fixture
async def another_empty_database_url(cluster: Cluster) -> AsyncIterator[str]:
    """The address of one more, to compare with."""
    async with a_database(cluster, "template1") as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A pool to a fresh database with today's schema."""
    async with open_database(database_url) as opened:
        yield opened


@asynccontextmanager
async def a_database(cluster: Cluster, template: str) -> AsyncIterator[str]:
    """Have a database of one's own for the length of the block."""
    name = f"test_{uuid4().hex}"
    keeper = await connect(cluster.dsn)
    try:
        await keeper.execute(await keeper.fetchval(CREATE_COPY, name, template))
        yield cluster.dsn_of(name)
        await keeper.execute(await keeper.fetchval(DROP, name))
    finally:
        await keeper.close()
