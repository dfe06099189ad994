"""For whoever types: completion in three shells, and schemas of answers."""

import pytest

from tests.cli.saying import Command, Said


def completed(say: Command, monkeypatch: pytest.MonkeyPatch, *words: str) -> Said:
    """What a bash that has the script is answered at the end of these words."""
    monkeypatch.setenv("_FEDIFORUM_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", " ".join(("fediforum", *words)))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    return say()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("boa",), {"board"}),
        (("board", "unf"), {"unfollow"}),
        (("board", "list", "--js"), {"--json", "--jsonl"}),
        (("completion", "z"), {"zsh"}),
    ],
)
def test_nouns_verbs_and_options_are_completed(
    say: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], expected: set[str]
) -> None:
    said = completed(say, monkeypatch, *words)

    assert (0, expected) == (said.code, set(said.out.split()))


def test_boards_are_completed_by_name(alpha: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ["tuin"] == completed(alpha, monkeypatch, "board", "show", "t").out.split()


def test_where_there_is_no_forum_nothing_is_completed_and_nothing_said(
    say: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = completed(say, monkeypatch, "board", "show", "t")

    assert ("", "") == (said.out.strip(), said.err)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(say: Command, shell: str) -> None:
    said = say("completion", shell)

    assert (0, True) == (said.code, "_FEDIFORUM_COMPLETE" in said.out)


def test_another_shell_has_none(say: Command) -> None:
    assert 2 == say("completion", "csh").code


def test_schema_names_the_fields_of_an_answer(say: Command) -> None:
    said = say("schema", "board", "create")

    expected = ["v", "id", "url", "handle", "title", "changed"]
    assert (0, expected) == (said.code, said.data["required"])
    assert [3, 3] == [say("schema", "completion").code, say("schema", "onzin").code]
