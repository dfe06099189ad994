"""Commands for boards."""

from typing import Annotated

import typer

from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, Strict, answer, shown, table, write_object

app = typer.Typer(help="Boards, which threads stand in.", no_args_is_help=True)

NewName = Annotated[str, typer.Argument(metavar="NAME", help="Letters a to z, digits, . - _")]
Name = Annotated[str, typer.Argument(metavar="BOARD", help="A name, handle, id or page.")]
Title = Annotated[str, typer.Option("--title", metavar="T", help="What people read above it.")]


@app.command()
def create(name: NewName, title: Title, strict: Strict = False, as_json: AsJson = False) -> None:
    """Make a board.

    Example: fediforum board create tuin --title "Tuin en moestuin"
    """
    from fediforum.cli import deeds

    board = with_node(lambda node: deeds.make_board(node, name, title, strict=strict))
    lines = [f"{shown(board['title'])}: {board['url']}", f"Follow it as @{board['handle']}."]
    if not board["changed"]:
        lines.append("It was there already: unchanged.")
    answer(board, lines, as_json=as_json)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the boards.

    Example: fediforum board list
    """
    from fediforum.cli import views

    boards = with_node(views.boards)
    if as_json:
        write_object({"boards": boards})
        return
    rows = [(each["handle"], each["title"], each["threads"], each["posts"]) for each in boards]
    table(("board", "title", "threads", "posts"), rows)


@app.command()
def show(board: Name, as_json: AsJson = False) -> None:
    """Show a board and its newest threads.

    Example: fediforum board show tuin
    """
    from fediforum.cli import views

    facts = with_node(lambda node: views.board(node, board))
    if as_json:
        write_object(facts)
        return
    typer.echo(f"{shown(facts['title'])}  @{shown(facts['handle'])}  {facts['url']}\n")
    rows = [(each["short"], each["title"], each["replies"]) for each in facts["newest"]]
    table(("thread", "title", "replies"), rows)
