"""What commands print: nothing of it steers the terminal, whoever wrote it."""

from collections.abc import Callable

import pytest

from fediforum.cli.output import answer, complain, note, say, table

NASTY = "a\x1b[2J\x9b\u202eb\rc"
SHOWN = "a\\x1b[2J\\x9b\\u202eb\\rc"


@pytest.mark.parametrize(
    "prints",
    [
        say,
        note,
        complain,
        lambda text: answer({}, [text], as_json=False),
        lambda text: table(("text",), [(text,)]),
    ],
    ids=["say", "note", "complain", "answer", "table"],
)
def test_what_would_steer_a_terminal_is_printed_as_an_escape(
    capsys: pytest.CaptureFixture[str], prints: Callable[[str], None]
) -> None:
    prints(NASTY)

    said = capsys.readouterr()
    assert (said.out + said.err).rstrip("\n").endswith(SHOWN)


def test_lines_stay_lines(capsys: pytest.CaptureFixture[str]) -> None:
    answer({}, ["a\nb", "c"], as_json=False)

    assert "a\nb\nc\n" == capsys.readouterr().out
