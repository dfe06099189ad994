"""Commands for what was done: look at it, and take it back."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.consent import DryRun
from fediforum.cli.opening import with_node
from fediforum.cli.output import (
    AsJson,
    AsLines,
    Reason,
    Strict,
    answer,
    answer_list,
    named,
    shown,
)
from fediforum.cli.presiding import came_to, effect_line
from fediforum.cli.shapes import moderation
from fediforum.cli.targets import Moderator
from fediforum.cli.times import moment
from fediforum.errors import AlreadySo

app = typer.Typer(help="What was done, and taking it back.", no_args_is_help=True)

Operation = Annotated[
    str, typer.Argument(metavar="OPERATION", help="Its name, or how that begins.")
]
MOST = 1000


@app.command("list")
@answers(moderation.Operations)
def list_(
    board: Annotated[
        str, typer.Option("--board", metavar="BOARD", callback=named, help="Only of that board.")
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="MEMBER", callback=named, help="Only by that moderator.")
    ] = "",
    since: Annotated[
        str | None, typer.Option("--since", metavar="7d", help="Only since then.")
    ] = None,
    most: Annotated[
        int, typer.Option("--limit", min=1, max=MOST, metavar="N", help="At most so many.")
    ] = 50,
    as_json: AsJson = False,
    as_lines: AsLines = False,
) -> None:
    """List what moderators and admins did, here and from elsewhere, the latest first.

    Example: fediforum op list --board tuin --since 7d
    """
    after = moment(since, datetime.now(UTC)) if since is not None else None
    from fediforum.cli import journal

    found = with_node(lambda node: journal.listed(node, most, board, by, after))
    rows = [
        (
            each["operation"],
            each["at"],
            each["by"],
            each["act"] + (" (undone)" if each["undone"] else ""),
            each["subject"],
            each["reason"],
        )
        for each in found
    ]
    heads = ("operation", "at", "by", "act", "what", "why")
    answer_list("operations", found, heads, rows, as_json=as_json, as_lines=as_lines)


@app.command()
@answers(moderation.OperationShown)
def show(operation: Operation, as_json: AsJson = False) -> None:
    """Show an operation: who did what and why, what that came to here, and who has been told.

    Example: fediforum op show OPERATION
    """
    from fediforum.cli import journal

    facts = with_node(lambda node: journal.shown_whole(node, operation))
    lines = [
        f"{facts['operation']}  {facts['at']}  {shown(facts['by'])}",
        f"{facts['act']} {shown(facts['subject'])}",
    ]
    lines += [f"{name}: {shown(facts[name])}" for name in ("board", "reason") if facts[name]]
    if facts["undoes"]:
        lines.append(f"takes back {facts['undoes']}")
    lines.append(f"undone by {facts['undone']}" if facts["undone"] else "stands")
    lines += [f"  {effect_line(effect)}" for effect in facts["effects"]]
    lines += [
        f"  {shown(each['host'])}: {each['delivered']} delivered, {each['pending']} pending, "
        f"{each['failed']} failed"
        for each in facts["hosts"]
    ]
    answer(facts, lines, as_json=as_json)


@app.command()
@answers(moderation.Undone)
def undo(
    operation: Operation,
    reason: Reason = "",
    dry_run: DryRun = False,
    moderator: Moderator = "desk",
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Have everything here be what it was before an operation, and tell whoever was told of it.

    An operation on which a later one stands cannot be undone before that is.

    Example: fediforum op undo OPERATION -m "vergissing"
    """
    from fediforum.cli import journal

    try:
        facts = with_node(
            lambda node: journal.undo(node, operation, moderator, reason, dry_run=dry_run)
        )
    except AlreadySo as problem:
        if strict:
            raise
        said = {"changed": False, "says": str(problem)}
        answer(said, [f"Unchanged: {problem}"], as_json=as_json)
        return
    facts = {"changed": not dry_run, "dry_run": dry_run, **facts}
    lines = [f"{facts['undone']} ({facts['act']}) is taken back.", *came_to(facts)]
    answer(facts, lines, as_json=as_json)
