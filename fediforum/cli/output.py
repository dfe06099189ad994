"""What commands say: data on stdout, as a table for people or as one JSON object; the rest on
stderr. Text that came from elsewhere is printed with its escapes shown, so that it cannot move
the cursor, change colours or pretend to be something else.
"""

import json
import os
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

VERSION = 1
KILO = 1024
# Characters that steer instead of being seen: controls, formats (also those that turn the
# direction of writing), surrogates, private use, the two separators of lines and paragraphs.
STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def named(ctx: typer.Context, option: typer.CallbackParam, value: str | None) -> str | None:
    """The value of an option; "" is what a script says whose variable is not set."""
    given = ctx.get_parameter_source(str(option.name))
    if value == "" and given is not None and given.name == "COMMANDLINE":
        raise typer.BadParameter("it is empty.")
    return value


AsJson = Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")]
AsLines = Annotated[bool, typer.Option("--jsonl", help="Answer with one JSON object a line.")]
As = Annotated[str, typer.Option("--as", metavar="MEMBER", help="Who says so.")]
Reason = Annotated[
    str,
    typer.Option("-m", "--reason", metavar="R", callback=named, help="Why, for everybody to read."),
]
File = Annotated[
    str | None,
    typer.Option("--file", metavar="F", help="Read the text from F; - is standard input."),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Fail (6) where it is so already, instead of leaving it.")
]


def shown(text: str) -> str:
    r"""The text on one line, with all that would steer a terminal written as an escape.

    >>> shown("a\x1b[31m\u202eb\n")
    'a\\x1b[31m\\u202eb\\n'
    """
    return "".join(
        repr(letter)[1:-1] if unicodedata.category(letter) in STEERING else letter
        for letter in text
    )


def shown_lines(text: str) -> str:
    """As ``shown``, but lines stay lines."""
    return "\n".join(shown(line) for line in text.split("\n"))


def answer(data: Mapping[str, Any], lines: Sequence[str], *, as_json: bool) -> None:
    """Say what came of a command: the data as one object, or the lines for people."""
    if as_json:
        write_object(data)
        return
    for line in lines:
        say(line)


def answer_list(
    name: str,
    items: Sequence[Mapping[str, Any]],
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    as_json: bool,
    as_lines: bool,
) -> None:
    """Say a list: as one object that has it by its name, as an object a line, or as a table."""
    if as_lines:
        for item in items:
            typer.echo(json.dumps({"v": VERSION, **item}, ensure_ascii=False))
    elif as_json:
        write_object({name: items})
    elif items or not sys.stdout.isatty():
        table(heads, rows)
    else:
        note("None.")


def write_object(data: Mapping[str, Any]) -> None:
    text = json.dumps(
        {"v": VERSION, **data}, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None
    )
    typer.echo(text)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows: drawn where somebody looks on, else with a tab between the cells."""
    cells = [[shown(str(cell)) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in cells:
            typer.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    plain = "NO_COLOR" in os.environ
    drawn = Table(*heads, box=None, pad_edge=False, header_style="" if plain else "bold")
    for row in cells:
        drawn.add_row(*(Text(cell) for cell in row))
    Console(no_color=plain, highlight=False).print(drawn)


def size(count: int) -> str:
    """A number of bytes as people read it.

    >>> size(0), size(1536), size(4 * 1024**3)
    ('0 B', '1.5 KiB', '4.0 GiB')
    """
    amount, *greater = float(count), "KiB", "MiB", "GiB", "TiB"
    unit = "B"
    while amount >= KILO and greater:
        amount, unit = amount / KILO, greater.pop(0)
    return f"{count} B" if unit == "B" else f"{amount:,.1f} {unit}"


def appearance(board: Mapping[str, Any]) -> list[str]:
    """What a board says of itself and how it looks, a line each, of what it has.

    >>> accent = {"light": "#3a6b35", "dark": None}
    >>> appearance({"about": "Groente", "language": None, "logo": None, "accent": accent})
    ['about: Groente', 'accent: #3a6b35']
    """
    accents = [accent for accent in board["accent"].values() if accent]
    said = {**board, "about": " ".join(board["about"].split()), "accent": "  ".join(accents)}
    names = ("about", "language", "logo", "accent")
    return [f"{name}: {shown(said[name])}" for name in names if said[name]]


def say(text: str) -> None:
    """Say something to people that is what they asked for."""
    typer.echo(shown_lines(text))


def note(text: str) -> None:
    """Say something beside the data."""
    typer.echo(shown_lines(text), err=True)


def complain(text: str) -> None:
    """Say what went wrong."""
    note(f"fediforum: {text}")
