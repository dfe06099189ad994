"""Commands for boards."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from fediforum.cli.answering import answers
from fediforum.cli.ends import PARTIAL
from fediforum.cli.opening import with_node
from fediforum.cli.output import (
    AsJson,
    AsLines,
    Strict,
    answer,
    answer_list,
    appearance,
    note,
    say,
    shown,
    table,
    write_object,
)
from fediforum.cli.progress import progress
from fediforum.cli.shapes import content
from fediforum.cli.targets import Board

app = typer.Typer(help="Boards, which threads stand in.", no_args_is_help=True)

NewName = Annotated[str, typer.Argument(metavar="NAME", help="Letters a to z, digits, . - _")]
Elsewhere = Annotated[
    str, typer.Argument(metavar="BOARD", help="!name@host, @name@host, or its URL.")
]
Again = Annotated[bool, typer.Option("--again", help="Ask again, even one that accepted.")]
Wait = Annotated[
    bool, typer.Option("--wait", help="Read what it holds now, instead of when it accepts.")
]
Title = Annotated[str, typer.Option("--title", metavar="T", help="What people read above it.")]


@app.command()
@answers(content.BoardMade)
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
@answers(content.Boards)
def list_(as_json: AsJson = False, as_lines: AsLines = False) -> None:
    """List the boards here, and those elsewhere with how we stand to them.

    Example: fediforum board list
    """
    from fediforum.cli import views

    boards = with_node(views.boards)
    rows = [
        (each["handle"], each["title"], each["threads"], each["posts"], followed(each))
        for each in boards
    ]
    heads = ("board", "title", "threads", "posts", "follow")
    answer_list("boards", boards, heads, rows, as_json=as_json, as_lines=as_lines)


@app.command()
@answers(content.BoardShown)
def show(board: Board, as_json: AsJson = False) -> None:
    """Show a board and its newest threads.

    Example: fediforum board show tuin
    """
    from fediforum.cli import views

    facts = with_node(lambda node: views.board(node, board))
    if as_json:
        write_object(facts)
        return
    say(f"{shown(facts['title'])}  @{shown(facts['handle'])}  {facts['url']}")
    if not facts["here"]:
        say(f"A board elsewhere: {followed(facts)}.")
    for line in appearance(facts) if facts["here"] else ():
        say(line)
    say("")
    rows = [(each["short"], each["title"], each["replies"]) for each in facts["newest"]]
    table(("thread", "title", "replies"), rows)


@app.command()
@answers(content.BoardFollowed)
def follow(
    board: Elsewhere, again: Again = False, wait: Wait = False, as_json: AsJson = False
) -> None:
    """Follow a board of another server, so that its threads are read and answered here.

    With --wait, ends with 5 where a thread of it could not be read whole.

    Example: fediforum board follow '!tuinieren@lemmy.example' --wait
    """
    from fediforum.cli import deeds

    facts = with_node(lambda node: deeds.follow_board(node, board, again=again))
    lines = [f"{shown(facts['title'])}: {facts['url']}"]
    if facts["changed"]:
        lines.append(
            f"Asked {shown(facts['handle'])}. `fediforum board list` says when it accepts."
        )
    else:
        lines.append("It was followed already: unchanged. Ask again with --again.")
    if wait:
        with progress() as told:
            facts |= with_node(lambda node: deeds.bring(node, facts["id"], told))
        lines.append(f"Threads read: {facts['threads']}, new posts: {facts['posts']}.")
    answer(facts, lines, as_json=as_json)
    if facts.get("unfinished"):
        note(f"Workers will go on with {facts['unfinished']} threads that are not whole yet.")
        raise typer.Exit(PARTIAL)


@app.command()
@answers(content.BoardName)
def unfollow(board: Elsewhere, as_json: AsJson = False) -> None:
    """Follow a board elsewhere no longer; what it brought stays.

    Example: fediforum board unfollow '!tuinieren@lemmy.example'
    """
    from fediforum.cli import deeds

    facts = with_node(lambda node: deeds.unfollow_board(node, board))
    answer(facts, [f"{shown(facts['handle'])} is not followed any more."], as_json=as_json)


def followed(facts: Mapping[str, Any]) -> str:
    """How we stand to a board, in a few words."""
    match facts["follow"]:
        case "accepted":
            return "followed"
        case "pending":
            return f"asked since {facts['asked']}, no answer yet"
        case "refused":
            return "refused"
        case _:
            return "here" if facts["here"] else "not followed"
