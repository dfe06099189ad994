"""What a command is about: the words that name a post, a thread, a board, somebody."""

import re
from typing import Annotated

import typer

from fediforum.cli.opening import with_node
from fediforum.cli.output import named
from fediforum.errors import FediforumError

# What a shell may be given to put on its line: nothing that it would read as more than a word.
PLAIN = re.compile(r"[A-Za-z0-9_.@-]+")
PORT = re.compile(r":[0-9]{1,5}$")


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


def host_name(text: str) -> str:
    """The name of a server as it stands in ids: a URL or a handle names it too. Raises Malformed.

    >>> host_name("https://OUD.example/@piet"), host_name("piet@oud.example")
    ('oud.example', 'oud.example')
    """
    from fediforum.vocab.domains import read_domain

    name = text.strip().removeprefix("https://").partition("/")[0].rpartition("@")[2]
    port = PORT.search(name)
    return read_domain(name) + (port[0] if port is not None else "")


def read_host(ctx: typer.Context, option: typer.CallbackParam, value: str) -> str:
    """The server that was named; "" where none was."""
    return host_name(value) if named(ctx, option, value) else ""


Host = Annotated[
    str, typer.Argument(metavar="HOST", help="The name of a server.", callback=read_host)
]
OrHost = Annotated[
    str, typer.Argument(metavar="[HOST]", help="The name of a server.", callback=read_host)
]
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
