"""The town: a forum with boards that few and many follow, its processes, and a sink for the rest.

``quiet`` is followed by nobody, ``street`` from 5 servers, ``city`` by 2,000 on 200 servers. The
forum itself follows a board elsewhere, whose one thread it has not seen.
"""

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import trustme

from benchmarks.conversation import Conversation
from fediforum.flow import setup, speak
from fediforum.flow.boards import follow_board
from fediforum.forum.effects import Put, Relate
from fediforum.forum.model import Relation, Tie
from fediforum.node import Node, node_over
from fediforum.settings import Settings
from fediforum.store.actors import save_actor
from fediforum.store.cluster import Cluster
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Conn, open_database
from fediforum.store.embedded import embedded_cluster
from fediforum.store.peers import save_software
from fediforum.vocab.actors import Actor, Key
from fediforum.vocab.iri import Iri
from fediforum.wire import PrivateKey, generate_rsa, public_key, write_pem

ROOT = Path(__file__).parents[1]
HOST = "forum.test"
SOFTWARE = ("mastodon", "lemmy", "piefed", "misskey", "nodebb")
WRITERS = 50  # people who answer, on ten servers
POSTGRESQL = {"track_commit_timestamp": "on"}  # fsync and all else are as they come
PARTS = ("serve", "worker")
PROGRAM = "from fediforum.cli.main import run; run()"


@dataclass(slots=True)
class Town:
    """Everything is up. ``pids`` are the forum's own processes; ``writers`` share one key."""

    node: Node
    port: int
    pids: dict[str, int]
    writers: Sequence[Iri]
    key: PrivateKey
    token: str
    openings: dict[str, Iri]
    elsewhere: Conversation | None = None

    @property
    def door(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port


@asynccontextmanager
async def town(followers: int, servers: int, options: Mapping[str, str]) -> AsyncIterator[Town]:
    """Have a town for the length of the block; ``options`` are PostgreSQL's. Nothing is left."""
    async with AsyncExitStack() as stack:
        directory = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="fediforum-bench-", ignore_cleanup_errors=True)
        )
        folder = Path(directory)
        sink, port = free_port(), free_port()
        names = [f"s{number}.sink.test" for number in range(servers)]
        settings = prepare(folder, names, port)
        key = await asyncio.to_thread(generate_rsa)
        conversation = Conversation(sink, write_pem(public_key(key, key_id="", owner="")))
        (folder / "speaker.pem").write_text(conversation.pem)
        arguments = ("-m", "benchmarks.sink", str(sink), "sink.pem", "speaker.pem")
        await stack.enter_async_context(process(folder / "sink.log", {}, *arguments))
        cluster = await stack.enter_async_context(
            embedded_cluster(settings.data, settings.pg_bin, {**POSTGRESQL, **options})
        )
        database = await stack.enter_async_context(open_database(cluster.dsn))
        await setup.begin(settings, database, title="Town")
        node = await stack.enter_async_context(node_over(settings, database, cluster))
        made = await furnish(node, [f"{name}:{sink}" for name in names], followers, key)
        made.port, made.elsewhere = port, conversation
        await follow_board(node, conversation.group)
        made.pids["database"] = postmaster(cluster)
        for part in PARTS:
            running = await stack.enter_async_context(
                process(folder / f"{part}.log", environment(settings), "-c", PROGRAM, part)
            )
            made.pids[part] = running.pid
        await until_it_answers(made)
        yield made


def prepare(folder: Path, names: Sequence[str], port: int) -> Settings:
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert("*.sink.test").private_key_and_cert_chain_pem.write_to_path(
        folder / "sink.pem"
    )
    hosts = folder / "hosts"
    hosts.write_text("".join(f"{name} 127.0.0.1\n" for name in names))
    return Settings(
        url=f"https://{HOST}",
        data=folder / "data",
        bind=f"127.0.0.1:{port}",
        ca_file=folder / "ca.pem",
        private_hosts=("test",),
        hosts_file=hosts,
        # What the environment says is about another forum.
        database_url=None,
        database_direct_url=None,
        secret_key_file=None,
        trusted_proxies=(),
        tls_cert_file=None,
        tls_key_file=None,
    )


def environment(settings: Settings) -> dict[str, str]:
    return {
        f"FEDIFORUM_{name.upper()}": ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in settings
        if value
    }


@asynccontextmanager
async def process(
    log: Path, environ: dict[str, str], *arguments: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Have a Python process for the length of the block; what it says is kept in ``log``."""
    clean = {name: text for name, text in os.environ.items() if "FEDIFORUM_" not in name}
    with log.open("wb") as output:
        arguments = tuple(str(log.parent / a) if a.endswith(".pem") else a for a in arguments)
        running = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=ROOT,
            env=clean | environ,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.terminate()
        await running.wait()


def postmaster(cluster: Cluster) -> int:
    pid = cluster.server_pid()
    assert pid is not None
    return pid


async def until_it_answers(town: Town) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(30):
        while True:
            try:
                await session.get(f"{town.door}/readyz")
                return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)


# -- who lives there ---------------------------------------------------------------------------


async def furnish(node: Node, hosts: Sequence[str], followers: int, key: PrivateKey) -> Town:
    """Boards, a member and threads are there, and people elsewhere are known."""
    await setup.create_member(node, "anna", "Anna")
    writers = [person(hosts[number % 10], f"w{number}", key) for number in range(WRITERS)]
    async with node.database.transaction() as conn:
        for writer in writers:
            await save_actor(conn, writer, None, node.clock())
    openings = {}
    for name, count, some in (
        ("quiet", 0, hosts),
        ("street", 5, hosts[:5]),
        ("city", followers, hosts),
    ):
        board = await setup.create_board(node, name, name.capitalize())
        opened = await speak.open_thread(node, name, "anna", "Slakken in de sla", TEXT)
        openings[name] = opened.id
        crowd = [person(some[number % len(some)], f"{name}{number}") for number in range(count)]
        await follow(node, crowd, board.id)
    async with node.database.transaction() as conn:
        for number, host in enumerate(hosts):
            software = SOFTWARE[number % len(SOFTWARE)]
            await save_software(conn, host, software, "1", node.clock())
    token = await setup.create_token(node, "anna")
    return Town(node, 0, {}, [writer.id for writer in writers], key, token, openings)


def person(host: str, name: str, key: PrivateKey | None = None) -> Actor:
    iri = Iri(f"https://{host}/users/{name}")
    keys: tuple[Key, ...] = ()
    if key is not None:
        key_id = Iri(f"{iri}#main-key")
        pem = write_pem(public_key(key, key_id=key_id, owner=iri))
        keys = (Key(key_id, iri, pem=pem),)
    return Actor(
        id=iri,
        type="Person",
        preferred_username=name,
        name=name.capitalize(),
        inbox=Iri(f"{iri}/inbox"),
        shared_inbox=Iri(f"https://{host}/inbox"),
        followers=Iri(f"{iri}/followers"),
        keys=keys,
    )


async def follow(node: Node, people: Sequence[Actor], board: Iri) -> None:
    """These people are known, and follow the board."""
    acted = [Acted((Put(each), Relate(following(each.id, board)))) for each in people]

    async def work(conn: Conn) -> None:
        await commit(conn, acted, node.home, datetime.now(UTC))

    await node.database.in_transaction(work)


def following(who: Iri, board: Iri) -> Relation:
    return Relation(
        kind=Tie.FOLLOW, a=who, b=board, value="accepted", activity=Iri(f"{who}/follows")
    )


TEXT = (
    "Elk voorjaar hetzelfde liedje: nauwelijks staat de sla er, of de slakken zijn er ook. "
    "Wat helpt er *echt*? Bier, koperband, of 's avonds met een lamp de tuin in?\n\n"
    "Zie ook <https://example.org/slakken>."
)
