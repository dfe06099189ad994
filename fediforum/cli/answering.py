"""What a command answers under ``--json``: declared beside it, once, and made a JSON Schema of.

    @app.command()
    @answers(shapes.Board)
    def show(board: Name, as_json: AsJson = False) -> None:

A shape is a ``TypedDict`` in ``cli/shapes``. Fields are added, never renamed. A list has one
field, whose objects ``--jsonl`` gives a line each.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from fediforum.cli.output import VERSION

Command = TypeVar("Command", bound=Callable[..., None])
DECLARED = "answers"


def answers(shape: type) -> Callable[[Command], Command]:
    """Declare what a command answers."""

    def declared(command: Command) -> Command:
        setattr(command, DECLARED, shape)
        return command

    return declared


def shape_of(command: Callable[..., Any] | None) -> type | None:
    """What a command was declared to answer."""
    found: type | None = getattr(command, DECLARED, None)
    return found


def schema_of(shape: type) -> dict[str, Any]:
    """The JSON Schema (2020-12) of an answer in that shape.

    >>> from typing_extensions import TypedDict
    >>> schema_of(TypedDict("Told", {"says": str}))["required"]
    ['v', 'says']
    """
    from pydantic import TypeAdapter

    made: dict[str, Any] = untitled(TypeAdapter(shape).json_schema())
    made["properties"] = {"v": {"const": VERSION}, **made["properties"]}
    made["required"] = ["v", *made.get("required", ())]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def untitled(schema: Any) -> Any:
    """The schema without the titles that only repeat the names of its fields."""
    match schema:
        case {"properties": properties, **others}:
            kept = {name: untitled(each) for name, each in properties.items()}
            return {**untitled(others), "properties": kept}
        case dict():
            return {name: untitled(each) for name, each in schema.items() if name != "title"}
        case list():
            return [untitled(each) for each in schema]
        case _:
            return schema
