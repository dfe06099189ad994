"""What a command is about: the words that name a post, a thread, a board, somebody."""

import re
from typing import Annotated

import typer

from fediforum.cli.opening import with_node
from fediforum.errors import FediforumError

# What a shell may be given to put on its line: nothing that it would read as more than a word.
PLAIN = re.compile(r"[A-Za-z0-9_.@-]+")


def board_names(incomplete: str) -> list[str]:
    """The boards that a shell may complete a word to: by name here, by handle elsewhere."""
    from fediforum.cli import views

    try:
        boards = with_node(views.boards)
    except (FediforumError, OSError):
        return []
    names = [
        each["handle"].partition("@")[0] if each["here"] else each["handle"] for each in boards
    ]
    return [name for name in names if PLAIN.fullmatch(name) and name.startswith(incomplete)]


Post = Annotated[
    str,
    typer.Argument(metavar="POST", help="An id, a URL, a page, a short id or how that begins."),
]
Thread = Annotated[
    str,
    typer.Argument(metavar="THREAD", help="An id, a page, a handle, a short id or how it begins."),
]
Board = Annotated[
    str,
    typer.Argument(metavar="BOARD", help="A name, handle, id or page.", autocompletion=board_names),
]
Whom = Annotated[str, typer.Argument(metavar="WHOM", help="A name here, @name@host or an id.")]
Moderator = Annotated[str, typer.Option("--as", metavar="MEMBER", help="Which moderator.")]
