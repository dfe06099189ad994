"""How commands end: one line on stderr, an object under --json, 130 where they are broken off."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fediforum.cli.main import main
from fediforum.cli.progress import progress
from tests.cli.saying import Command

FEDIFORUM = (sys.executable, "-c", "from fediforum.cli.main import run; run()")


@pytest.mark.parametrize(
    ("words", "exit_code", "code"),
    [
        (("board", "show", "onzin"), 3, "missing"),
        (("board", "list", "--onzin"), 2, "usage"),
        (("mod", "appoint", "anna", "tuin", "--as", "anna"), 4, "refused"),
        (("board", "create", "tuin", "--title", "Anders"), 6, "conflict"),
    ],
)
def test_an_error_under_json_is_an_object_on_stderr(
    alpha: Command, words: tuple[str, ...], exit_code: int, code: str
) -> None:
    said = alpha(*words, "--json")

    told = json.loads(said.err)
    assert (exit_code, "") == (said.code, said.out)
    assert (1, code, exit_code) == (told["v"], told["error"]["code"], told["error"]["exit"])
    assert told["error"]["message"]


def test_what_is_wrong_with_the_words_says_where_help_is(say: Command) -> None:
    said = say("board", "show")

    assert (2, "") == (said.code, said.out)
    assert said.err == ("fediforum: Missing argument 'BOARD'. See: fediforum board show --help\n")


def test_a_command_that_is_broken_off_ends_with_130(tmp_path: Path) -> None:
    text = tmp_path / "text"
    os.mkfifo(text)
    words = [*FEDIFORUM, "reply", "0123456789abc", "--as", "anna", "--file", str(text)]
    with (
        subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as waits,
        text.open("w"),  # which is so once it is read from: it waits for what is written
    ):
        waits.send_signal(signal.SIGINT)
        _, told = waits.communicate()

    assert (130, "fediforum: Broken off.\n") == (waits.returncode, told)


def test_a_job_that_is_broken_off_says_how_far_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt), progress() as told:
        told("3 posts so far.", None)
        told("4 posts so far.", 0.5)
        raise KeyboardInterrupt

    assert "4 posts so far.\n" == capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_mistake() -> None:
    shown = subprocess.run(
        ["bash", "-c", f"{sys.executable} -c '{FEDIFORUM[2]}' --help | head -1"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert ("Usage: fediforum [OPTIONS] COMMAND [ARGS]...\n", "") == (shown.stdout, shown.stderr)


def test_nobody_is_shown_a_traceback_for_a_word_that_is_no_command() -> None:
    assert 2 == main(["onzin"])
