"""What passes between servers, and how well a forum is: looked at by command."""

from pathlib import Path

import pytest

from fediforum.keys import create_key_file
from tests.cli.saying import Command, Said


def marks(said: Said) -> dict[str, str]:
    return {check["what"]: check["mark"] for check in said.data["checks"]}


def test_nothing_waits_in_a_fresh_forum(alpha: Command) -> None:
    said = alpha("federation", "queue", "--json")

    expected = {"v": 1, "intake": {"waiting": 0, "lag": 0.0}, "hosts": [], "deliveries": []}
    assert (0, expected) == (said.code, said.data)


@pytest.mark.parametrize(
    ("address", "code"), [("https://127.0.0.1/x", 7), ("https://", 2), ("onzin", 3)]
)
def test_what_cannot_be_fetched_is_said_in_plain_words(
    alpha: Command, address: str, code: int
) -> None:
    said = alpha("federation", "fetch", address)

    assert (code, "") == (said.code, said.out)
    assert "Traceback" not in said.err


def test_the_doctor_finds_that_nobody_answers_at_the_address(alpha: Command) -> None:
    said = alpha("doctor", "--json")

    assert (1, False) == (said.code, said.data["ok"])
    found = marks(said)
    assert "fail" == found.pop("address")
    assert "warn" == found.pop("settings")
    assert "warn" == found.pop("contact")
    assert {"ok"} == set(found.values())


def test_the_doctor_says_that_a_forum_has_not_begun(say: Command) -> None:
    said = say("doctor", "--json")

    assert 1 == said.code
    assert "fail" == marks(said)["key file"]


def test_the_doctor_sees_a_key_file_that_others_may_open(alpha: Command, forum: Path) -> None:
    (forum / "secret.key").chmod(0o644)

    said = alpha("doctor")

    assert 1 == said.code
    assert "chmod 600" in said.out


def test_the_doctor_sees_a_key_file_of_another_forum(alpha: Command, forum: Path) -> None:
    (forum / "secret.key").unlink()
    create_key_file(forum / "secret.key")

    said = alpha("doctor", "--json")

    assert (1, "fail") == (said.code, marks(said)["start"])


def test_the_doctor_makes_no_database(
    say: Command, forum: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FEDIFORUM_DATABASE_URL")

    said = say("doctor")

    assert 1 == said.code
    assert not (forum / "database").exists()


def test_the_doctor_sees_that_the_database_does_not_answer(
    alpha: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEDIFORUM_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")

    said, command = alpha("doctor", "--json"), alpha("board", "list")

    assert (1, "fail") == (said.code, marks(said)["database"])
    assert 7 == command.code


@pytest.mark.parametrize("words", [(), ("--help",), ("board", "--help"), ("up", "--help")])
def test_help_is_given_for_every_noun(say: Command, words: tuple[str, ...]) -> None:
    said = say(*words)

    assert "Usage: fediforum" in said.out + said.err
    assert ("Example:" in said.out) == (words == ("up", "--help"))
