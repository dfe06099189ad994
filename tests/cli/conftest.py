"""A forum for commands to work on, and a way to say them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediforum.cli.main import main
from fediforum.flow import setup
from fediforum.node import Node
from fediforum.store.cluster import Cluster
from tests.begun import Begun, begin_once
from tests.cli.saying import Command, Said
from tests.conftest import a_database


@pytest.fixture(scope="session")
def begun(cluster: Cluster, template: str) -> Begun:
    """The forum that ``alpha`` is a copy of."""

    async def settle(node: Node) -> None:
        await setup.create_board(node, "tuin", "De tuin")
        await setup.create_member(node, "anna", "Anna")
        await setup.create_member(node, "bea", "Bea")

    return begin_once(cluster, template, "alpha.test", "Alpha", settle)


@pytest.fixture
async def database_url(
    cluster: Cluster, template: str, begun: Begun, request: pytest.FixtureRequest
) -> AsyncIterator[str]:
    """A fresh database; that of a forum that has begun, where ``alpha`` is wanted."""
    of = begun.template if "alpha" in request.fixturenames else template
    async with a_database(cluster, of) as url:
        yield url


@pytest.fixture
def forum(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The surroundings of a forum that ``init`` has not been run for; its data directory."""
    for name in ("CONFIG", "PRIVATE_HOSTS", "HOSTS_FILE", "CA_FILE", "TLS_CERT_FILE", "BIND"):
        monkeypatch.delenv(f"FEDIFORUM_{name}", raising=False)
    monkeypatch.setenv("FEDIFORUM_URL", "https://alpha.test")
    monkeypatch.setenv("FEDIFORUM_PRIVATE_HOSTS", "test")
    monkeypatch.setenv("FEDIFORUM_DATABASE_URL", database_url)
    monkeypatch.setenv("FEDIFORUM_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def say(
    forum: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Say a command in that forum, with a text on standard input; what it answered."""

    def command(*words: str, text: str | bytes = "") -> Said:
        given = forum / "standard-input"
        given.write_bytes(text if isinstance(text, bytes) else text.encode())
        with given.open() as stdin:
            monkeypatch.setattr("sys.stdin", stdin)
            code = main(words)
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return command


@pytest.fixture
def alpha(say: Command, begun: Begun, forum: Path) -> Command:
    """As ``say``, in a forum that has begun, with the board tuin and the members anna and bea."""
    begun.lend_key(forum)
    return say
