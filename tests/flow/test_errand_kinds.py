"""Whatever is put off is known to whoever takes it up."""

import ast
from pathlib import Path

from fediforum.flow.errands import KINDS
from fediforum.forum.effects import Errand

PACKAGE = Path(__file__).parents[2] / "fediforum"


def asked_for() -> set[str]:
    """The kinds of all errands that the code asks for by name."""
    calls = [
        node
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "Errand"
    ]
    named = [each.value for call in calls for each in call.keywords if each.arg == "kind"]
    words = [call.args[0] for call in calls if call.args] + named
    return {str(word.value) for word in words if isinstance(word, ast.Constant)}


def test_every_kind_of_errand_is_run_and_explained() -> None:
    explained = Errand.__doc__ or ""

    assert asked_for() <= set(KINDS)
    assert [] == [kind for kind in KINDS if f"``{kind}``" not in explained]
