"""Commands of moderators: remove and restore, close, pin and move, ban, appoint, settle reports."""

from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.consent import DryRun
from fediforum.cli.output import (
    AsJson,
    Reason,
    Strict,
    named,
)
from fediforum.cli.presiding import presided
from fediforum.cli.shapes import moderation
from fediforum.cli.targets import Board, Moderator, Post, Thread, Whom
from fediforum.cli.times import span

mod = typer.Typer(help="What moderators do.", no_args_is_help=True)

Place = Annotated[
    str,
    typer.Option("--board", metavar="BOARD", callback=named, help="Only there, not everywhere."),
]


@mod.command()
@answers(moderation.Presided)
def remove(
    post: Post,
    reason: Reason,
    replies: Annotated[bool, typer.Option("--replies", help="With all that answers it.")] = False,
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Hide a post, or the thread that it opens; it can be restored.

    Example: fediforum mod remove POST --reason "geen reclame"
    """
    from fediforum.flow import preside

    presided(
        lambda node: preside.remove_post(node, post, reason, moderator, replies=replies),
        "is removed",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )


@mod.command()
@answers(moderation.Presided)
def restore(
    post: Post,
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Show a removed post again, and what was removed along with it.

    Example: fediforum mod restore POST
    """
    from fediforum.flow import preside

    presided(
        lambda node: preside.restore_post(node, post, moderator),
        "is back",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )


@mod.command()
@answers(moderation.Presided)
def ban(
    whom: Whom,
    reason: Reason,
    board: Place = "",
    length: Annotated[
        str | None, typer.Option("--for", metavar="7d", help="How long: m, h, d or w.")
    ] = None,
    content: Annotated[
        bool, typer.Option("--remove-content", help="Remove what they wrote, too.")
    ] = False,
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Let somebody write in a board, or anywhere here, no more.

    Example: fediforum mod ban @mallory@evil.example --board tuin --for 7d -m "reclame"
    """
    from fediforum.flow import preside

    until = span(length)
    presided(
        lambda node: preside.ban(
            node, whom, board, reason, moderator, length=until, remove=content
        ),
        "is banned",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )


@mod.command()
@answers(moderation.Presided)
def unban(
    whom: Whom,
    board: Place = "",
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Let somebody write again; what was removed with the ban is back.

    Example: fediforum mod unban @mallory@evil.example --board tuin
    """
    from fediforum.flow import preside

    presided(
        lambda node: preside.unban(node, whom, board, moderator),
        "may write again",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )


@mod.command()
@answers(moderation.Presided)
def appoint(
    whom: Whom,
    board: Board,
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Have somebody moderate a board.

    Example: fediforum mod appoint anna tuin
    """
    from fediforum.flow import preside

    presided(
        lambda node: preside.appoint(node, whom, board, moderator),
        "moderates the board",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )


@mod.command()
@answers(moderation.Presided)
def dismiss(
    whom: Whom,
    board: Board,
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Have somebody moderate a board no longer.

    Example: fediforum mod dismiss anna tuin
    """
    from fediforum.flow import preside

    presided(
        lambda node: preside.appoint(node, whom, board, moderator, undo=True),
        "moderates the board no longer",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )


# -- threads -----------------------------------------------------------------------------------


@answers(moderation.Presided)
def lock(
    thread: Thread,
    reason: Reason = "",
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Close a thread to replies, or what stands under one reply.

    Example: fediforum thread lock THREAD --reason "alles is gezegd"
    """
    from fediforum.flow import preside

    presided(
        lambda node: preside.lock(node, thread, reason, moderator),
        "takes no more replies",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )


@answers(moderation.Presided)
def unlock(
    thread: Thread,
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Open a thread, or what stands under one reply, to replies again.

    Example: fediforum thread unlock THREAD
    """
    from fediforum.flow import preside

    presided(
        lambda node: preside.unlock(node, thread, moderator),
        "takes replies again",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )


@answers(moderation.Presided)
def pin(
    thread: Thread,
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Have a thread stand at the head of its board.

    Example: fediforum thread pin THREAD
    """
    from fediforum.flow import preside

    presided(
        lambda node: preside.pin(node, thread, moderator),
        "is pinned",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )


@answers(moderation.Presided)
def unpin(
    thread: Thread,
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Have a thread stand among the others again.

    Example: fediforum thread unpin THREAD
    """
    from fediforum.flow import preside

    presided(
        lambda node: preside.pin(node, thread, moderator, undo=True),
        "is pinned no longer",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )


@answers(moderation.Presided)
def move(
    thread: Thread,
    board: Board,
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Take a thread to another board here; its address stays.

    Example: fediforum thread move THREAD keuken
    """
    from fediforum.flow import preside

    presided(
        lambda node: preside.move_thread(node, thread, board, moderator),
        "has moved",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )
