"""Pictures that a command brings along: those that it names, and those in the text of a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from fediforum.cli.output import note
from fediforum.errors import Malformed

Pictures = Annotated[
    list[str] | None,
    typer.Option("--picture", metavar="F", help="A picture below the text; say several."),
]
Alts = Annotated[
    list[str] | None,
    typer.Option("--alt", metavar="A", help='What is to be seen on it; "" for mere decoration.'),
]
Captions = Annotated[
    list[str] | None, typer.Option("--caption", metavar="C", help="What stands under it.")
]


@dataclass(frozen=True, slots=True)
class Brought:
    """A picture that stands below the text: where its file is, and what is said of it."""

    file: Path
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures to be taken in; those that the text names are looked for in ``folder``."""

    below: tuple[Brought, ...]
    folder: Path | None


def gallery(
    text_file: str | None,
    files: Sequence[str] | None,
    alts: Sequence[str] | None,
    captions: Sequence[str] | None,
) -> Gallery:
    """The pictures that were given. Raises Malformed where one does not say what is on it."""
    files, alts, captions = files or (), alts or (), captions or ()
    if len(files) != len(alts):
        raise Malformed(
            "Each --picture needs an --alt that says what is to be seen on it, for who cannot see "
            'it. Of mere decoration it may be empty: --alt "".'
        )
    if len(captions) > len(files):
        raise Malformed("There are more captions than pictures.")
    said = [*captions, *[""] * (len(files) - len(captions))]
    for file, alt in zip(files, alts, strict=True):
        if not alt.strip():
            note(f"{file} goes without a description: who cannot see it will know nothing of it.")
    here = text_file is not None and text_file != "-"
    below = (
        Brought(Path(f), a.strip(), c.strip()) for f, a, c in zip(files, alts, said, strict=True)
    )
    return Gallery(tuple(below), Path(text_file).parent if here and text_file else None)
