"""Whatever the law answers, it is explained: every reason of the rules, in a golden file."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fediforum import errors, forum
from fediforum.flow import act
from fediforum.forum.outcomes import BEGINNINGS, TURNED_AWAY, explain, explain_error, told
from fediforum.forum.reasons import REASONS
from fediforum.forum.verdict import Ignored, Refused

GOLDEN = Path(__file__).parent / "reasons.txt"
HANDS = {"tried too often"}
ROOM = Path(forum.__file__).parent


def constants() -> Iterator[tuple[str, str]]:
    """Each verdict that stands in a module of the law, and the hands' own: its place and reason."""
    names = [each.name for each in pkgutil.walk_packages(forum.__path__, "fediforum.forum.")]
    for module in [*map(importlib.import_module, names), act]:
        for name, value in vars(module).items():
            if isinstance(value, Ignored | Refused):
                yield f"{module.__name__}.{name}", value.reason


def test_every_reason_of_the_law_is_explained() -> None:
    assert {} == {place: reason for place, reason in constants() if told(reason) is None}


def test_nothing_is_explained_that_the_law_never_says() -> None:
    assert set(REASONS) == {reason for _, reason in constants()} | HANDS


def test_reasons_that_are_made_up_on_the_spot_are_explained_by_how_they_begin() -> None:
    made = {
        f"{path.name}:{call.func.id}"
        for path in ROOM.rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in {"Ignored", "Refused"}
    }

    # A new one needs its beginning, and its line here.
    places = {"judge.py:Ignored", "create.py:Refused", "whole.py:Ignored", "whole.py:Refused"}
    assert {*places, "hold.py:Refused"} >= made
    assert told("we do not speak the verb Travel")
    assert told("its author is banned from the board: spam")
    assert told("the thread is locked: it is late")
    assert told("unknown, and not to be found: https://beta.test/1")
    assert told("one post in 10 minutes: wait 3 minutes")
    assert 5 == len(BEGINNINGS)


def test_the_explanations_are_those_of_the_golden_file() -> None:
    told_of = {**REASONS, **{f"{start}…": each for start, each in BEGINNINGS.items()}}
    told_of |= {f"turned away: {kind}": each for kind, each in TURNED_AWAY.items()}
    text = "".join(
        f"{reason}\n  {each.meaning}\n  -> {each.remedy}\n" for reason, each in told_of.items()
    )

    assert GOLDEN.read_text() == text


@pytest.mark.parametrize(
    ("verdict", "reason", "begins"),
    [
        (None, "", "It has not been acted on yet."),
        ("accepted", "", "It was carried out."),
        ("failed", "KeyError", "It failed here"),
        ("refused", "The activity names no object.", "It was signed well and could not be read"),
    ],
)
def test_every_outcome_of_the_intake_is_explained(
    verdict: str | None, reason: str, begins: str
) -> None:
    assert explain(verdict, reason).meaning.startswith(begins)


def test_every_error_that_an_inbox_answers_is_explained() -> None:
    named = {name for name in TURNED_AWAY if hasattr(errors, name)} | {"WrongType"}

    assert set(TURNED_AWAY) == named
    assert explain_error("Nonsense") == TURNED_AWAY["Malformed"]
