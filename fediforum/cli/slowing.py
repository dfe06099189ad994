"""Commands that slow a board or a thread down."""

from datetime import timedelta
from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.consent import DryRun
from fediforum.cli.output import AsJson, Reason, Strict
from fediforum.cli.presiding import presided
from fediforum.cli.shapes import moderation
from fediforum.cli.targets import Board, Moderator, Thread
from fediforum.cli.times import span

Length = Annotated[
    str, typer.Argument(metavar="LENGTH", help="Between two posts of one author: 10m, 1h, or off.")
]


def length(text: str) -> timedelta:
    """How long it is. Raises Malformed.

    >>> length("10m"), length("off")
    (datetime.timedelta(seconds=600), datetime.timedelta(0))
    """
    return timedelta() if text == "off" else span(text) or timedelta()


@answers(moderation.Presided)
def slow_board(
    board: Board,
    pause: Length,
    reason: Reason = "",
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Have everybody wait a while between two posts in a board.

    Who is too early is told so here; from elsewhere the post waits for a moderator.

    Example: fediforum board slow keuken 10m
    """
    pausing = length(pause)
    from fediforum.flow import slowing

    presided(
        lambda node: slowing.slow_down_board(node, board, pausing, reason, moderator),
        "is slow" if pausing else "is slow no longer",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )


@answers(moderation.Presided)
def slow_thread(
    thread: Thread,
    pause: Length,
    reason: Reason = "",
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Have everybody wait a while between two posts in a thread.

    Example: fediforum thread slow THREAD 10m
    """
    pausing = length(pause)
    from fediforum.flow import slowing

    presided(
        lambda node: slowing.slow_down_thread(node, thread, pausing, reason, moderator),
        "is slow" if pausing else "is slow no longer",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )
