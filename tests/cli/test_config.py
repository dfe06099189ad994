"""Settings by command: what holds, where it comes from, without what is secret."""

from pathlib import Path

import pytest

from tests.cli.saying import Command


def test_each_setting_says_where_it_comes_from(say: Command, forum: Path) -> None:
    (forum / "config.env").write_text(
        "FEDIFORUM_BIND=127.0.0.1:8001\nFEDIFORUM_URL=https://b.test\n"
    )

    said = say("config", "show", "--json")

    told = {each["name"]: (each["value"], each["origin"]) for each in said.data["settings"]}
    assert ("127.0.0.1:8001", "file") == told["FEDIFORUM_BIND"]
    assert ("https://alpha.test", "environment") == told["FEDIFORUM_URL"]
    assert ("INFO", "default") == told["FEDIFORUM_LOG_LEVEL"]
    assert (None, "default") == told["FEDIFORUM_CA_FILE"]


def test_passwords_are_masked(say: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDIFORUM_DATABASE_URL", "postgresql://anna:geheim@db.test/forum")
    monkeypatch.setenv("FEDIFORUM_DATABASE_DIRECT_URL", "postgresql://db.test/f?password=geheim")

    said = say("config", "show", "--origin")

    assert 0 == said.code
    assert "geheim" not in said.out
    assert "postgresql://anna:***@db.test/forum\tenvironment" in said.out


def test_settings_that_cannot_be_used_are_named(
    say: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 0 == say("config", "check").code
    monkeypatch.setenv("FEDIFORUM_BIND", "hier")

    said = say("config", "check", "--json")

    assert (1, "") == (said.code, said.out)
    assert "FEDIFORUM_BIND" in said.err
