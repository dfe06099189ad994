"""Commands that call a thread otherwise, and have it go on in another."""

from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.consent import DryRun
from fediforum.cli.output import AsJson, Reason, Strict
from fediforum.cli.presiding import presided
from fediforum.cli.shapes import moderation
from fediforum.cli.targets import Moderator, Thread


@answers(moderation.Presided)
def retitle(
    thread: Thread,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What it is called here.")],
    reason: Reason = "",
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Call a thread otherwise; what its author wrote stays as it is.

    Example: fediforum thread retitle THREAD "Slakken in de sla" -m "duidelijker"
    """
    from fediforum.flow import retitling

    presided(
        lambda node: retitling.retitle(node, thread, title, reason, moderator),
        "has that title",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )


@answers(moderation.Presided)
def merge(
    thread: Thread,
    into: Annotated[str, typer.Argument(metavar="THREAD", help="The thread in which it goes on.")],
    reason: Reason = "",
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Have the posts of a thread stand at the end of another; its old address leads there.

    Example: fediforum thread merge THREAD https://forum.example/t/0123456789abc -m "dubbel"
    """
    from fediforum.flow import merging

    presided(
        lambda node: merging.merge(node, thread, into, reason, moderator),
        "is where it goes on",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )
