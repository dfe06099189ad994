"""Every statement in the store is one that PostgreSQL understands, on today's schema."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

from fediforum.store.database import Database

STORE = Path(__file__).parents[2] / "fediforum" / "store"


def statements() -> Iterator[tuple[str, str]]:
    """Each module constant of the type Sql: where it stands, and its text."""
    for path in sorted(STORE.rglob("*.py")):
        dotted = path.relative_to(STORE.parents[1]).with_suffix("").as_posix().replace("/", ".")
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
                continue
            if isinstance(node.value.func, ast.Name) and node.value.func.id == "Sql":
                name = ast.unparse(node.targets[0])
                yield f"{dotted}.{name}", getattr(importlib.import_module(dotted), name)


async def test_every_statement_can_be_prepared(database: Database) -> None:
    refused: dict[str, str] = {}
    async with database.connection() as conn:
        for place, statement in statements():
            try:
                await conn.prepare(statement)
            except Exception as error:
                refused[place] = f"{type(error).__name__}: {error}"

    assert refused == {}
