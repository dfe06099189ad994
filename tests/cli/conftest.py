"""A forum for commands to work on, and a way to say them."""

from pathlib import Path

import pytest

from fediforum.cli.main import main
from tests.cli.saying import Command, Said


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
def alpha(say: Command) -> Command:
    """As ``say``, in a forum that has begun, with the board tuin and the members anna and bea."""
    for words in (
        ("init", "--title", "Alpha"),
        ("board", "create", "tuin", "--title", "De tuin"),
        ("member", "create", "anna", "--display", "Anna"),
        ("member", "create", "bea", "--display", "Bea"),
    ):
        assert say(*words).code == 0
    return say
