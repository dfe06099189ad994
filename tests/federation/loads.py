"""A crowd on a server of its own that speaks to a forum, and the forum's processes, to be killed.

Everything is real: processes, HTTPS on loopback, PostgreSQL that flushes to disk. What the crowd
was answered and what came to its inbox is kept, to compare with what the forum holds.
"""

import asyncio
import itertools
import os
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fediforum.run import Server
from fediforum.settings import Settings
from fediforum.store.cluster import Cluster
from fediforum.vocab.json import Json, write_json
from fediforum.wire import PrivateKey, generate_rsa, public_key, sign, write_pem
from tests.federation.peer_process import ROOT, Authority

AS2 = "https://www.w3.org/ns/activitystreams"
PUBLIC = f"{AS2}#Public"
AS2_TYPE = "application/activity+json"
SOFTWARE = "mbin"  # a forum's, so that it is told of everything
LEASE = 2
PROGRAM = f"""
from datetime import timedelta
from fediforum.flow import acting, deliver
acting.LEASE = deliver.LEASE = timedelta(seconds={LEASE})
from fediforum.cli.main import run
run()
"""
"""The `fediforum` command; what a killed worker held is free after seconds, not a minute."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port


class Crowd:
    """People at one server who all sign with one key; ``got`` is what was POSTed to them."""

    def __init__(self, host: str, port: int) -> None:
        self.base = f"https://{host}:{port}"
        self.port = port
        self.key: PrivateKey = generate_rsa()
        self.numbers = itertools.count(1)
        self.got: list[bytes] = []
        self.asked = 0
        self.open = asyncio.Event()
        self.open.set()
        self.app = Starlette(
            routes=[
                Route("/users/{name}", self.person),
                Route("/inbox", self.take, methods=["POST"]),
                Route("/.well-known/nodeinfo", self.nodeinfo),
                Route("/nodeinfo", self.nodeinfo),
            ]
        )

    async def person(self, request: Request) -> Response:
        self.asked += 1
        await self.open.wait()
        iri = self.id(request.path_params["name"])
        public = public_key(self.key, key_id=f"{iri}#main-key", owner=iri)
        document = {
            "@context": [AS2, "https://w3id.org/security/v1"],
            "id": iri,
            "type": "Person",
            "preferredUsername": request.path_params["name"],
            "inbox": f"{self.base}/inbox",
            "endpoints": {"sharedInbox": f"{self.base}/inbox"},
            "followers": f"{iri}/followers",
            "publicKey": {"id": f"{iri}#main-key", "owner": iri, "publicKeyPem": write_pem(public)},
        }
        return Response(write_json(document), media_type=AS2_TYPE)

    async def take(self, request: Request) -> Response:
        self.got.append(await request.body())
        return Response(status_code=202)

    async def nodeinfo(self, _: Request) -> Response:
        rel = "http://nodeinfo.diaspora.software/ns/schema/2.0"
        links = [{"rel": rel, "href": f"{self.base}/nodeinfo"}]
        return JSONResponse({"software": {"name": SOFTWARE, "version": "1"}, "links": links})

    def id(self, name: str) -> str:
        return f"{self.base}/users/{name}"

    def does(self, name: str, verb: str, thing: object, **more: object) -> dict[str, Any]:
        return {
            "@context": AS2,
            "id": f"{self.base}/activities/{next(self.numbers)}",
            "type": verb,
            "actor": self.id(name),
            "object": thing,
            **more,
        }

    def writes(self, name: str, board: str, text: str, **more: object) -> dict[str, Any]:
        """The Create of a public post that is addressed to the board."""
        to, cc = [PUBLIC], [board]
        note = {
            "id": f"{self.base}/notes/{next(self.numbers)}",
            "type": "Note",
            "attributedTo": self.id(name),
            "content": f"<p>{text}</p>",
            "published": datetime.now(UTC).isoformat(),
            "to": to,
            "cc": cc,
            **more,
        }
        return self.does(name, "Create", note, to=to, cc=cc)

    async def post(self, client: httpx.AsyncClient, url: str, document: Json) -> int | None:
        """The status that a signed POST was answered with; None where no answer came."""
        body = write_json(document)
        asked = httpx.URL(url)
        headers = sign(
            "POST",
            url,
            body,
            key_id=f"{document['actor']}#main-key",
            private_key=self.key,
            now=datetime.now(UTC),
        )
        try:
            answer = await client.post(
                asked.copy_with(host="127.0.0.1"),
                headers={**headers, "Host": asked.netloc.decode()},
                content=body,
                extensions={"sni_hostname": asked.host},
            )
        except httpx.TransportError:
            return None
        return answer.status_code


@asynccontextmanager
async def serving(crowd: Crowd, authority: Authority, host: str) -> AsyncIterator[None]:
    """The crowd's server answers for the length of the block."""
    certificate = authority.issue(host)
    config = uvicorn.Config(
        crowd.app,
        port=crowd.port,
        ssl_certfile=certificate.cert,
        ssl_keyfile=certificate.key,
        log_level="error",
        lifespan="off",
    )
    server = Server(config)
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve())
        try:
            yield
        finally:
            server.should_exit = True


@dataclass(slots=True)
class Processes:
    """The processes of one forum, by the command that they run."""

    settings: Settings
    log: Path
    running: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    async def start(self, command: str) -> None:
        told = {
            f"FEDIFORUM_{name.upper()}": ",".join(value) if isinstance(value, tuple) else str(value)
            for name, value in self.settings
            if value
        }
        environ = {key: text for key, text in os.environ.items() if "FEDIFORUM_" not in key}
        with self.log.open("ab") as output:
            self.running[command] = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", PROGRAM, command),
                cwd=ROOT,
                env=environ | told,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    async def kill(self, command: str) -> None:
        process = self.running[command]
        assert process.returncode is None, f"{command} ended by itself\n{self.said()}"
        process.kill()
        await process.wait()

    async def stop(self, command: str) -> int:
        """Ask a process to end by SIGTERM; its exit code."""
        process = self.running[command]
        if process.returncode is None:
            process.terminate()
        return await process.wait()

    async def kill_postgres(self) -> None:
        """Kill -9 the server that our processes started, once it is up."""
        cluster = Cluster(self.settings.data)
        while not cluster.answers():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        pid = cluster.server_pid()
        assert pid is not None
        os.kill(pid, 9)

    def alive(self) -> bool:
        """Whether none has ended by itself."""
        return all(process.returncode is None for process in self.running.values())

    def said(self) -> str:
        """The end of what they logged."""
        return self.log.read_text(errors="replace")[-4000:]


@asynccontextmanager
async def processes(settings: Settings, log: Path) -> AsyncIterator[Processes]:
    """Processes of a forum, all ended when the block ends."""
    held = Processes(settings, log)
    try:
        yield held
    finally:
        for command in held.running:
            await held.stop(command)
        print(held.said())


@asynccontextmanager
async def client_of(authority: Authority) -> AsyncIterator[httpx.AsyncClient]:
    trust = ssl.create_default_context(cafile=str(authority.file))
    async with httpx.AsyncClient(verify=trust, trust_env=False, timeout=20) as client:
        yield client


def settings_of(authority: Authority, host: str, *others: str) -> Settings:
    """The settings of a forum that serves HTTPS on loopback and trusts the authority."""
    certificate = authority.issue(host)
    port = free_port()
    hosts = authority.directory / "hosts"
    hosts.write_text("".join(f"{name} 127.0.0.1\n" for name in (host, *others)))
    return Settings(
        url=f"https://{host}:{port}",
        bind=f"127.0.0.1:{port}",
        data=authority.directory / "data",
        tls_cert_file=certificate.cert,
        tls_key_file=certificate.key,
        ca_file=certificate.authority,
        private_hosts=("test",),
        hosts_file=hosts,
    )
