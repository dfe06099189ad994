"""Every command on one page: read from the commands themselves.

``python -m fediforum.cli.reference`` writes COMMANDS.md and the man page ``deploy/fediforum.1``
anew; a test says when that was forgotten.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

from typer.core import TyperCommand, TyperGroup, TyperOption
from typing_extensions import is_typeddict

from fediforum.cli.answering import shape_of
from fediforum.cli.ends import MEANINGS
from fediforum.cli.main import tree

EXAMPLE = re.compile(r"^Example: (.+(?:\n.+)*)", re.MULTILINE)
FORMS = ("--json", "--jsonl")
PAGES = Path("COMMANDS.md"), Path("deploy/fediforum.1")
INTRODUCTION = """\
Made by `python -m fediforum.cli.reference`; change the commands, not this page.

`fediforum NOUN VERB --help` says the same. Data go to standard output, everything else to standard
error: a table where somebody looks on, else cells with a tab between them. `--json` answers with
one object, which has `"v": 1`; `fediforum schema NOUN VERB` gives its JSON Schema. `--jsonl` gives
a list as an object a line. With either, an error is `{"v": 1, "error": {"code", "exit",
"message"}}` on standard error. No colours without a terminal, or with `NO_COLOR`.

A POST is an id, a URL, its page here, or a short id or enough of its beginning; a THREAD the same,
or its handle; a BOARD a name here, `name@host`, an id or a page; times are ISO 8601 or, backwards
from now, `7d` (m, h, d, w).
"""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A word or an option that a command takes: ``options`` are its names, none of a word;
    ``value`` is what stands for its value, "" of a flag.
    """

    options: tuple[str, ...]
    value: str
    about: str
    needed: bool

    @property
    def written(self) -> str:
        return " ".join(filter(None, (", ".join(self.options), self.value)))


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: its words, what it does, how it is said, what it takes and answers."""

    words: tuple[str, ...]
    about: str
    example: str
    parameters: tuple[Parameter, ...]
    command: TyperCommand

    @property
    def name(self) -> str:
        return " ".join(self.words)

    @property
    def usage(self) -> str:
        words = [each.value for each in self.parameters if not each.options]
        needed = [each for each in self.parameters if each.options and each.needed]
        options = [f"{each.options[-1]} {each.value}" for each in needed]
        return " ".join(["fediforum", *self.words, *words, *options])

    @property
    def shape(self) -> type | None:
        return shape_of(self.command.callback)


def entries() -> Iterator[Entry]:
    """All commands, those without a noun first."""
    alone: list[Entry] = []
    nouns: list[Entry] = []
    for entry in under(tree(), ()):
        (alone if len(entry.words) == 1 else nouns).append(entry)
    yield from alone
    yield from nouns


def under(group: TyperGroup, words: tuple[str, ...]) -> Iterator[Entry]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from under(command, (*words, name))
        elif isinstance(command, TyperCommand) and not command.hidden:
            yield entry_of((*words, name), command)


def entry_of(words: tuple[str, ...], command: TyperCommand) -> Entry:
    told = command.help or ""
    example = EXAMPLE.search(told)
    return Entry(
        words=words,
        about=EXAMPLE.sub("", told).strip(),
        example=" ".join(example[1].split()) if example is not None else "",
        parameters=tuple(map(parameter_of, command.params)),
        command=command,
    )


def parameter_of(param: Any) -> Parameter:
    """A parameter of a command, which is click's."""
    value, about = str(param.metavar or str(param.name).upper()), str(param.help or "")
    if not isinstance(param, TyperOption):
        return Parameter((), value, about, param.required)
    names = (*param.opts, *param.secondary_opts)
    return Parameter(names, "" if param.is_flag else value, about, param.required)


def fields_of(shape: type) -> Sequence[str]:
    return tuple(get_type_hints(shape)) if is_typeddict(shape) else ()


def by_noun() -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries():
        found.setdefault(entry.words[0] if len(entry.words) > 1 else "", []).append(entry)
    return found


# -- as Markdown -------------------------------------------------------------------------------


def markdown() -> str:
    """The page."""
    codes = ", ".join(f"{code} {meaning}" for code, meaning in MEANINGS.items())
    parts = ["# Commands", INTRODUCTION + f"\nExit codes: {codes}."]
    for noun, verbs in by_noun().items():
        parts.append(f"## {noun}\n\n{tree().commands[noun].help}" if noun else "## The forum")
        parts += map(markdown_of, verbs)
    return "\n\n".join(parts) + "\n"


def markdown_of(entry: Entry) -> str:
    """What is said of one command; that it takes --json is said by what it answers."""
    parts = [f"### {entry.name}", entry.about, f"```sh\n{entry.example}\n```"]
    items = [each for each in entry.parameters if each.written not in FORMS]
    parts.append("\n".join(map(item_of, items)))
    if entry.shape is not None:
        forms = " or ".join(f"`{each.written}`" for each in entry.parameters if each not in items)
        told = " ".join((entry.shape.__doc__ or "").split()).replace("``", "`")
        fields = ", ".join(f"`{field}`" for field in fields_of(entry.shape))
        parts.append(f"With {forms}: {told} {fields}.")
    return "\n\n".join(part for part in parts if part)


def item_of(parameter: Parameter) -> str:
    needed = " (needed)" if parameter.needed and parameter.options else ""
    return f"- `{parameter.written}`{needed}: {parameter.about}"


# -- as a man page -----------------------------------------------------------------------------


def man() -> str:
    """The same in roff, as ``man`` reads it."""
    codes = ", ".join(f"{code} {meaning}" for code, meaning in MEANINGS.items())
    lines = [
        '.TH FEDIFORUM 1 "" fediforum "fediforum"',
        ".SH NAME",
        "fediforum \\- a forum whose threads live on the open social web",
        ".SH SYNOPSIS",
        ".B fediforum",
        ".I NOUN VERB",
        "[options]",
        ".SH DESCRIPTION",
        *roff(INTRODUCTION.partition("\n\n")[2]),
    ]
    for noun, verbs in by_noun().items():
        lines.append(f".SH {noun.upper() if noun else 'COMMANDS'}")
        for entry in verbs:
            lines += man_of(entry)
    lines += [".SH EXIT STATUS", *roff(f"{codes}.")]
    return "\n".join(lines) + "\n"


def man_of(entry: Entry) -> Iterator[str]:
    yield f".SS {escaped(entry.usage)}"
    yield from roff(entry.about)
    for each in entry.parameters:
        yield ".TP"
        yield f".B {escaped(each.written)}"
        yield escaped(each.about)
    yield ".PP"
    yield "Example:"
    yield ".nf"
    yield escaped(entry.example)
    yield ".fi"


def roff(text: str) -> Iterator[str]:
    for paragraph in text.strip().split("\n\n"):
        yield ".PP"
        yield from (escaped(line) for line in textwrap.wrap(paragraph.replace("`", ""), 79))


def escaped(text: str) -> str:
    r"""The text as roff prints it.

    >>> escaped("-m, --reason R"), escaped("'s Morgens")
    ('\\-m, \\-\\-reason R', "\\&'s Morgens")
    """
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + safe if safe.startswith((".", "'")) else safe


def write() -> None:
    """Write both anew, below the directory that this was begun in."""
    for path, text in zip(PAGES, (markdown(), man()), strict=True):
        path.write_text(text)


if __name__ == "__main__":
    write()
