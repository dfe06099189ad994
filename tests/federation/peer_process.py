"""Start the foreign peer and a forum as processes of their own, over HTTPS on loopback.

Nothing here knows the protocol: the peer speaks through Fedify, the forum through its commands.
"""

import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import trustme

ROOT = Path(__file__).parents[2]
PEER = Path(__file__).parent / "peer"
HOW_TO_GET_IT = "no foreign peer here (Node >= 22): npm ci --prefix tests/federation/peer"
PATIENCE = 15.0
"""Seconds that anything may take to arrive; a test that passes never waits this long."""
STARTING = 60.0
"""Seconds that a process may take until it answers."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Certificate:
    """The files that one TLS server needs, and the authority that others must trust."""

    cert: Path
    key: Path
    authority: Path


class Authority:
    """A throw-away certificate authority whose files live in one directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.file = directory / "authority.pem"
        self.own = trustme.CA()
        self.own.cert_pem.write_to_path(self.file)

    def issue(self, host: str) -> Certificate:
        """Write a certificate for one host name and say where it is."""
        issued = self.own.issue_cert(host)
        cert, key = self.directory / f"{host}.cert", self.directory / f"{host}.key"
        cert.write_bytes(b"".join(part.bytes() for part in issued.cert_chain_pems))
        issued.private_key_pem.write_to_path(key)
        return Certificate(cert, key, self.file)


@dataclass(frozen=True, slots=True)
class Peer:
    """The running foreign peer, steered over its plain desk."""

    handle: str
    id: str
    desk: httpx.Client
    trust: ssl.SSLContext
    log: Path

    def ask(self, path: str, **query: str) -> Any:
        """What the desk answers to a GET."""
        return self._answer(self.desk.get(path, params=query))

    def do(self, path: str, **given: str) -> Any:
        """Have the peer do something; fails at once when the other server refuses it."""
        return self._answer(self.desk.post(path, json=given))

    def received(self, kind: str, wanted: Callable[[Any], bool] = lambda _: True) -> Any:
        """The first verified activity of a kind that is wanted, waited for."""

        def look() -> Any:
            return next(
                (got for got in self.ask("/received") if got["type"] == kind and wanted(got)), None
            )

        try:
            return until(look, f"a verified {kind}", self.log)
        except AssertionError as vain:
            raise AssertionError(f"{vain}\nasked of the peer so far: {self.seen()}") from vain

    def post(self, body: Mapping[str, Any]) -> httpx.Response:
        """The peer's answer to an unsigned activity in its inbox."""
        return reach(self.trust, f"{self.id}/inbox", body)

    def seen(self) -> list[str]:
        """One line for each request that came to the peer, oldest first."""
        return [
            f"{asked['status']} {asked['method']} {asked['path']}"
            + (f" {asked['body'].get('type')} {asked['signatures']}" if "body" in asked else "")
            for asked in self.ask("/requests")
        ]

    def _answer(self, response: httpx.Response) -> Any:
        assert 200 == response.status_code, f"{response.text}\n{self.log.read_text()[-4000:]}"
        return response.json()


@dataclass(frozen=True, slots=True)
class Forum:
    """A running forum, used as its keeper (commands) and its readers (pages) do."""

    url: str
    environ: Mapping[str, str]
    trust: ssl.SSLContext
    log: Path

    @property
    def host(self) -> str:
        """Host and port, as in a handle."""
        return urlsplit(self.url).netloc

    def command(self, *words: str, text: str | None = None) -> Any:
        """The JSON that a command prints; fails with its error output."""
        done = subprocess.run(
            [*FEDIFORUM, *words, "--json"],
            input=text,
            env=dict(self.environ),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=STARTING,
            check=False,
        )
        assert 0 == done.returncode, f"{words}: {done.stderr}\n{done.stdout}"
        return json.loads(done.stdout)

    def page(self, url: str) -> httpx.Response:
        """What a browser gets at an address of the forum."""
        return reach(self.trust, url)


FEDIFORUM = (sys.executable, "-c", "from fediforum.cli.main import run; run()")
"""The `fediforum` command of the code under test, installed or not."""


def free_port() -> int:
    """A port of the loopback address that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_node() -> str | None:
    """The Node that the peer brought along, else one on the path; None if too old or no peer."""
    if not (PEER / "node_modules/@fedify/fedify/package.json").exists():
        return None
    brought = PEER / "node_modules/.bin/node"
    found = str(brought) if brought.exists() else shutil.which("node")
    if found is None:
        return None
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True)
    return found if int(version.stdout.lstrip("v").split(".")[0]) >= 22 else None


def reach(trust: ssl.SSLContext, url: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
    """What a server on loopback answers under its public name: to a browser, or to a POST."""
    asked = urlsplit(url)
    with httpx.Client(verify=trust, trust_env=False, timeout=PATIENCE) as client:
        return client.request(
            "GET" if body is None else "POST",
            asked._replace(netloc=f"127.0.0.1:{asked.port}").geturl(),
            json=body,
            headers={
                "Host": asked.netloc,
                "Accept": "text/html",
                **({} if body is None else {"Content-Type": "application/activity+json"}),
            },
            extensions={"sni_hostname": str(asked.hostname)},
        )


def until(look: Callable[[], T | None], what: str, log: Path, patience: float = PATIENCE) -> T:
    """The first thing that `look` gives; fails, with the tail of a log, when patience ends."""
    end = time.monotonic() + patience
    while not (found := look()):
        if time.monotonic() > end:
            raise AssertionError(
                f"waited {patience:.0f} s in vain for {what}\n{log.read_text()[-4000:]}"
            )
        time.sleep(0.05)
    return found


@contextmanager
def running_peer(
    node: str, authority: Authority, name: str, *others: str, **settings: str
) -> Iterator[Peer]:
    """The peer, serving under a host name until the block ends; `others` are hosts it can find."""
    certificate = authority.issue(name)
    port, control = free_port(), free_port()
    log = authority.directory / f"{name}.log"
    environ = {
        "NODE_EXTRA_CA_CERTS": str(certificate.authority),
        "PEER_ORIGIN": f"https://{name}:{port}",
        "PEER_CONTROL_PORT": str(control),
        "PEER_CERT_FILE": str(certificate.cert),
        "PEER_KEY_FILE": str(certificate.key),
        "PEER_HOSTS": ",".join(f"{host}=127.0.0.1" for host in (name, *others)),
        **settings,
    }
    with (
        process([node, "peer.mjs"], environ, log, PEER) as started,
        httpx.Client(
            base_url=f"http://127.0.0.1:{control}", timeout=PATIENCE, trust_env=False
        ) as desk,
    ):
        until(lambda: answers(started, log, lambda: desk.get("/received")), name, log, STARTING)
        yield Peer(
            f"@nel@{name}:{port}",
            f"https://{name}:{port}/users/nel",
            desk,
            ssl.create_default_context(cafile=str(certificate.authority)),
            log,
        )


@contextmanager
def running_forum(authority: Authority, name: str, *others: str) -> Iterator[Forum]:
    """A forum on a fresh database, served by `fediforum up` until the block ends."""
    certificate = authority.issue(name)
    port = free_port()
    log = authority.directory / f"{name}.log"
    hosts = authority.directory / f"{name}.hosts"
    hosts.write_text("".join(f"{host} 127.0.0.1\n" for host in (name, *others)))
    environ = {
        **{key: value for key, value in os.environ.items() if not key.startswith("FEDIFORUM_")},
        "FEDIFORUM_URL": f"https://{name}:{port}",
        "FEDIFORUM_BIND": f"127.0.0.1:{port}",
        "FEDIFORUM_TLS_CERT_FILE": str(certificate.cert),
        "FEDIFORUM_TLS_KEY_FILE": str(certificate.key),
        "FEDIFORUM_CA_FILE": str(certificate.authority),
        "FEDIFORUM_PRIVATE_HOSTS": name.rpartition(".")[2],
        "FEDIFORUM_HOSTS_FILE": str(hosts),
        "FEDIFORUM_DATA": str(authority.directory / f"{name}.data"),
    }
    trust = ssl.create_default_context(cafile=str(certificate.authority))
    forum = Forum(f"https://{name}:{port}", environ, trust, log)
    forum.command("init")
    with process([*FEDIFORUM, "up"], environ, log, ROOT) as started:
        until(lambda: answers(started, log, lambda: forum.page(forum.url)), name, log, STARTING)
        yield forum


@contextmanager
def process(
    command: list[str], environ: Mapping[str, str], log: Path, directory: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that writes to a log, is asked to end with the block, and is made to after 10 s.

    It holds our pipe as its standard input, so it can see us die.
    """
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            env=dict(environ),
            cwd=directory,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
        ) as started,
    ):
        try:
            yield started
        finally:
            started.terminate()
            try:
                started.wait(10)
            except subprocess.TimeoutExpired:
                started.kill()


def answers(started: subprocess.Popen[bytes], log: Path, ask: Callable[[], httpx.Response]) -> bool:
    """Whether a server answers yet; fails at once, with its log, when its process ended."""
    assert started.poll() is None, f"ended with {started.returncode}\n{log.read_text()[-4000:]}"
    try:
        return ask().is_success
    except httpx.TransportError:
        return False
