"""Asking first: by name at a terminal, by --yes in a script, else not at all."""

import io

import pytest

from fediforum.cli.consent import confirmed
from fediforum.errors import Forbidden


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_yes_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("something else\n"))

    confirmed("Close the board", "tuin", yes=True)


def test_a_script_without_yes_is_refused_and_told_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("tuin\n"))

    with pytest.raises(Forbidden, match="--yes, or --dry-run"):
        confirmed("Close the board", "tuin", yes=False)


def test_the_name_typed_at_a_terminal_is_agreement(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("tuin\n"))

    confirmed("Close the board", "tuin", yes=False)

    asked = capsys.readouterr()
    assert ("", "Close the board tuin? Type its name to go on:\n") == (asked.out, asked.err)


@pytest.mark.parametrize("typed", ["", "\n", "yes\n", "keuken\n"])
def test_anything_else_typed_is_none(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))

    with pytest.raises(Forbidden, match="nothing was done"):
        confirmed("Close the board", "tuin", yes=False)
