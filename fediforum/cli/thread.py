"""Commands for threads."""

from typing import Annotated

import typer

from fediforum.cli.asides import span
from fediforum.cli.opening import with_node
from fediforum.cli.output import (
    As,
    AsJson,
    File,
    answer,
    shown,
    shown_lines,
    table,
    write_object,
)
from fediforum.cli.post import Quote
from fediforum.cli.text import read_text

app = typer.Typer(help="Threads, which people answer.", no_args_is_help=True)

Board = Annotated[str, typer.Argument(metavar="BOARD", help="A name, handle, id or page.")]
Thread = Annotated[
    str, typer.Argument(metavar="THREAD", help="An id, a page, a handle or a short id.")
]
Options = Annotated[
    list[str] | None, typer.Option("--poll", metavar="A", help="An option of a poll; say several.")
]
Many = Annotated[bool, typer.Option("--many", help="More than one may be chosen.")]
Closes = Annotated[
    str | None, typer.Option("--closes", metavar="3d", help="When the poll closes: m, h, d or w.")
]
Title = Annotated[str, typer.Option("--title", metavar="T", help="What it is about.")]


@app.command()
def create(
    board: Board,
    member: As,
    title: Title,
    file: File = None,
    quote: Quote = None,
    poll: Options = None,
    many: Many = False,
    closes: Closes = None,
    as_json: AsJson = False,
) -> None:
    """Open a thread; its text is Markdown.

    Example: fediforum thread create tuin --as anna --title "Slakken" --file slakken.md
    """
    asked = (poll, many, span(closes)) if poll else None
    text = read_text(file)
    from fediforum.cli import deeds

    made = with_node(lambda node: deeds.open_thread(node, board, member, title, text, quote, asked))
    answer(made, [made["url"], f"Follow it as @{made['handle']}."], as_json=as_json)


@app.command("list")
def list_(
    board: Annotated[str, typer.Option("--board", help="Only those of one board.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the newest threads.

    Example: fediforum thread list --board tuin
    """
    from fediforum.cli import views

    threads = with_node(lambda node: views.threads(node, board))
    if as_json:
        write_object({"threads": threads})
        return
    rows = [(each["short"], each["board"], each["title"], each["replies"]) for each in threads]
    table(("thread", "board", "title", "replies"), rows)


@app.command()
def show(thread: Thread, as_json: AsJson = False) -> None:
    """Show a thread, oldest post first.

    Example: fediforum thread show https://forum.example/t/0123456789abc-slakken
    """
    from fediforum.cli import views

    facts = with_node(lambda node: views.thread(node, thread))
    if as_json:
        write_object(facts)
        return
    typer.echo(f"{shown(facts['title'])}  @{shown(facts['handle'])}\n{facts['url']}")
    for post in facts["posts"]:
        typer.echo(f"\n{shown(post['handle'])}  {post['published']}  {post['url']}")
        if post["standing"]:
            typer.echo(f"({shown(post['standing'])})")
        typer.echo(shown_lines(post["text"]))
