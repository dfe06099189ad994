"""Commands on the company of a board: newcomers, regulars, and threads that nobody answered."""

from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, AsLines, answer_list
from fediforum.cli.shapes import company as shapes
from fediforum.cli.targets import Board

Since = Annotated[
    str, typer.Option("--since", metavar="30d", help="How far back: m, h, d, w, or a time.")
]


@answers(shapes.Newcomers)
def newcomers(
    board: Board, since: Since = "30d", as_json: AsJson = False, as_lines: AsLines = False
) -> None:
    """List who wrote here for the first time lately, with that first post: say hello.

    Example: fediforum board newcomers tuin
    """
    from fediforum.cli import companions

    found = with_node(lambda node: companions.newcomers(node, board, since))
    rows = [(one["published"], one["handle"], one["title"], one["words"]) for one in found]
    heads = ("since", "who", "in", "first words")
    answer_list("newcomers", found, heads, rows, as_json=as_json, as_lines=as_lines)


@answers(shapes.Unanswered)
def unanswered(
    board: Board,
    older: Annotated[
        str, typer.Option("--older", metavar="2d", help="Only those older than that: m, h, d, w.")
    ] = "2d",
    as_json: AsJson = False,
    as_lines: AsLines = False,
) -> None:
    """List open threads that nobody but whoever opened them has answered.

    Example: fediforum board unanswered tuin --older 12h
    """
    from fediforum.cli import companions

    found = with_node(lambda node: companions.unanswered(node, board, older))
    rows = [(one["short"], one["created"], one["handle"], one["title"]) for one in found]
    heads = ("thread", "since", "by", "title")
    answer_list("threads", found, heads, rows, as_json=as_json, as_lines=as_lines)


@answers(shapes.Regulars)
def regulars(
    board: Board,
    since: Since = "365d",
    quiet: Annotated[
        str | None,
        typer.Option("--quiet", metavar="60d", help="Only who has said nothing for that long."),
    ] = None,
    as_json: AsJson = False,
    as_lines: AsLines = False,
) -> None:
    """List who writes on many days, or, with --quiet, who did and fell silent.

    Example: fediforum board regulars tuin --quiet 60d
    """
    from fediforum.cli import companions

    found = with_node(lambda node: companions.regulars(node, board, since, quiet))
    rows = [(one["handle"], one["days"], one["posts"], one["last"]) for one in found]
    heads = ("who", "days", "posts", "last")
    answer_list("regulars", found, heads, rows, as_json=as_json, as_lines=as_lines)
