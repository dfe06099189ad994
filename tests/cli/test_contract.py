"""What holds for every command: an example that works, an answer in its shape, a page on which it
stands.

Whoever adds a command declares what it answers (``@answers``, a shape in ``cli/shapes``) and gives
it an example; what the words of that stand for is said in ``examples.py``.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_origin, get_type_hints

import pytest
from jsonschema import Draft202012Validator

from fediforum.cli import reference
from fediforum.cli.answering import schema_of
from fediforum.cli.reference import Entry, entries
from tests.cli.examples import ENDS, RUN_ELSEWHERE, followed
from tests.cli.village import Village, village

__all__ = ["village"]

ROOT = Path(__file__).parents[2]
COMMANDS = tuple(entries())
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NO_DATA = {"schema", "completion"}  # what they print is for another program, in its own form


def test_every_command_says_what_it_does_and_gives_an_example() -> None:
    silent = [each.name for each in COMMANDS if not each.about]
    without = [each.name for each in COMMANDS if f"fediforum {each.name}" not in each.example]
    dumb = [
        f"{each.name} {parameter.written}"
        for each in COMMANDS
        for parameter in each.parameters
        if not parameter.about
    ]

    assert [] == silent
    assert [] == without, "end the docstring with: Example: fediforum …"
    assert [] == dumb, "these words and options say nothing of themselves (help=)"


def test_every_command_that_has_data_declares_its_shape_and_takes_json() -> None:
    undeclared = [e.name for e in COMMANDS if e.shape is None and e.name not in NO_DATA]
    shaped = [(each, each.shape) for each in COMMANDS if each.shape is not None]
    deaf = [each.name for each, _ in shaped if not takes(each, "--json")]
    unlike = [each.name for each, shape in shaped if is_list(shape) != takes(each, "--jsonl")]

    assert [] == undeclared, "say what these answer: @answers(…), with a shape of cli/shapes"
    assert [] == deaf, "these declare a shape and take no --json"
    assert [] == unlike, "what answers one list and nothing else takes --jsonl (answer_list)"


def takes(entry: Entry, option: str) -> bool:
    return any(option == each.written for each in entry.parameters)


def is_list(shape: type) -> bool:
    hints = get_type_hints(shape)
    return len(hints) == 1 and all(get_origin(hint) is list for hint in hints.values())


def test_every_example_works_and_answers_in_its_shape(village: Village) -> None:
    assert [] == list(what_is_wrong(village))


def what_is_wrong(village: Village) -> Iterator[str]:
    for entry in COMMANDS:
        if entry.name in RUN_ELSEWHERE:
            continue
        said = followed(entry, village, *(["--json"] if entry.shape is not None else []))
        if said.code != ENDS.get(entry.name, 0):
            yield f"{entry.name}: ended with {said.code}: {said.err}"
        elif entry.shape is not None:
            validator = Draft202012Validator(closed(schema_of(entry.shape)))
            yield from (
                f"{entry.name}: {problem.json_path} {problem.message}"
                for problem in validator.iter_errors(said.data)
            )
            if is_list(entry.shape) and [] in said.data.values():
                yield f"{entry.name}: an empty list shows no shape; fill it in examples.py"


def closed(schema: Any) -> Any:
    """The schema, as one that bears no field which it does not name."""
    match schema:
        case dict():
            shut = {name: closed(each) for name, each in schema.items()}
            return shut | ({"additionalProperties": False} if "properties" in schema else {})
        case list():
            return [closed(each) for each in schema]
        case _:
            return schema


def test_every_example_tells_people_what_came_of_it(village: Village) -> None:
    assert [] == list(what_is_untold(village))


def what_is_untold(village: Village) -> Iterator[str]:
    for entry in COMMANDS:
        if entry.name in RUN_ELSEWHERE:
            continue
        said = followed(entry, village)
        if said.code != ENDS.get(entry.name, 0):
            yield f"{entry.name}: ended with {said.code}: {said.err}"
        if not (said.out + said.err).strip():
            yield f"{entry.name}: says nothing"
        if STEERING.search(said.out + said.err):
            yield f"{entry.name}: steers the terminal: {said.out + said.err!r}"


def test_a_list_is_given_as_an_object_a_line(village: Village) -> None:
    said = village.say("board", "list", "--jsonl")

    boards = [json.loads(line) for line in said.out.splitlines()]
    assert [1, 1] == [each["v"] for each in boards]
    assert {"keuken@alpha.test", "tuin@alpha.test"} == {each["handle"] for each in boards}


@pytest.mark.parametrize(
    ("path", "made"), [*zip(reference.PAGES, (reference.markdown, reference.man), strict=True)]
)
def test_the_reference_is_as_the_commands_are(path: Path, made: Callable[[], str]) -> None:
    current = made() == (ROOT / path).read_text()

    assert current, "run: python -m fediforum.cli.reference"


def test_help_loads_no_part_of_a_forum() -> None:
    heavy = {"asyncpg", "httpx", "pyld", "cryptography", "jinja2", "asyncio", "PIL"}
    code = (
        "import sys; from fediforum.cli.main import main; main(['board', 'list', '--help']);"
        f"print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == ran.stderr.strip()
