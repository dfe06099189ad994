"""A forum begins once, with one address for ever."""

import stat
from pathlib import Path

import pytest

from fediforum.keys import create_key_file
from tests.cli.saying import Command


def test_init_makes_a_forum_and_its_key(say: Command, forum: Path) -> None:
    said = say("init", "--json")

    assert (0, True, "https://alpha.test/") == (said.code, said.data["fresh"], said.data["url"])
    assert 0o600 == stat.S_IMODE((forum / "secret.key").stat().st_mode)


def test_init_again_changes_nothing(say: Command, forum: Path) -> None:
    say("init")
    key = (forum / "secret.key").read_bytes()

    said = say("init", "--json")

    assert (0, False) == (said.code, said.data["fresh"])
    assert key == (forum / "secret.key").read_bytes()


@pytest.mark.parametrize(
    "words", [("init",), ("board", "list"), ("member", "create", "anna", "--display", "A")]
)
def test_another_base_is_refused_ever_after(
    say: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    say("init")
    monkeypatch.setenv("FEDIFORUM_URL", "https://beta.test")

    said = say(*words)

    assert 1 == said.code
    assert "https://alpha.test" in said.err
    assert "https://beta.test" in said.err


def test_a_command_before_init_says_so(say: Command) -> None:
    said = say("board", "list")

    assert 1 == said.code
    assert "fediforum init" in said.err


def test_a_try_out_never_writes_into_the_database_of_a_forum(
    say: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FEDIFORUM_URL")

    said = say("init")

    assert 1 == said.code
    assert "FEDIFORUM_URL" in said.err


def test_a_try_out_stands_in_a_directory_of_its_own(
    say: Command, forum: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FEDIFORUM_URL")
    monkeypatch.delenv("FEDIFORUM_DATABASE_URL")
    monkeypatch.delenv("FEDIFORUM_PRIVATE_HOSTS")

    said = say("board", "list")

    assert 1 == said.code
    assert str(forum / "try-out") in said.err
    assert not (forum / "try-out").exists()


def test_a_setting_that_cannot_be_is_named(say: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDIFORUM_URL", "http://alpha.test")

    said = say("init")

    assert 1 == said.code
    assert "FEDIFORUM_URL: it must be https://HOST" in said.err


def test_init_finds_that_the_key_file_is_another_ones(say: Command, forum: Path) -> None:
    say("init")
    (forum / "secret.key").unlink()
    create_key_file(forum / "secret.key")

    said = say("init")

    assert (1, "") == (said.code, said.out)
    assert "put back the copy" in said.err


def test_a_lost_key_file_is_no_reason_to_begin_anew(
    say: Command, forum: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FEDIFORUM_DATABASE_URL")
    (forum / "database").mkdir()

    said = say("board", "list")

    assert 1 == said.code
    assert "Put back the copy" in said.err
    assert "init" not in said.err


@pytest.mark.parametrize("name", ["FEDIFORUM_CA_FILE", "FEDIFORUM_HOSTS_FILE"])
@pytest.mark.parametrize("held", [b"\xff\xfe", None])
def test_a_file_that_cannot_be_used_is_named(
    alpha: Command, forum: Path, monkeypatch: pytest.MonkeyPatch, name: str, held: bytes | None
) -> None:
    file = forum / "file"
    if held is not None:
        file.write_bytes(held)
    monkeypatch.setenv(name, str(file))

    said = alpha("board", "list")

    assert (1, "") == (said.code, said.out)
    assert name in said.err
    assert str(file) in said.err
