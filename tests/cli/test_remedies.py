"""A remedy that names a command names one that is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.core import TyperGroup

from fediforum.cli.main import app

ROOT = Path(__file__).parents[2]
TOLD_IN = ("forum/reasons.py", "forum/outcomes.py", "forum/remedies.py", "flow/checks/*.py")


def remedies() -> Iterator[str]:
    for pattern in (*TOLD_IN, "cli/neighbouring.py"):
        for path in (ROOT / "fediforum").glob(pattern):
            text = re.sub(r'"\s*\n\s*"', "", path.read_text())
            yield from re.findall(r"[`\"]fediforum ((?:[a-z]+ ?)+)", text)


def test_every_command_that_a_remedy_names_is_there() -> None:
    top = typer.main.get_command(app)
    unknown = set()
    for words in remedies():
        group: object = top
        for word in words.split():
            if not isinstance(group, TyperGroup):
                break
            group = group.commands.get(word)
            if group is None:
                unknown.add(words)

    assert set() == unknown
