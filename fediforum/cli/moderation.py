"""Commands of moderators: remove and restore, close, pin and move, ban, appoint, settle reports."""

from typing import Annotated, Any

import typer

from fediforum.cli.answering import answers
from fediforum.cli.asides import did
from fediforum.cli.opening import with_node
from fediforum.cli.output import (
    AsJson,
    AsLines,
    Reason,
    Strict,
    answer_list,
    named,
    shown,
    shown_lines,
    write_object,
)
from fediforum.cli.shapes import content, moderation
from fediforum.cli.times import span

mod = typer.Typer(help="What moderators do.", no_args_is_help=True)
report = typer.Typer(help="Reports, which moderators settle.", no_args_is_help=True)

Post = Annotated[str, typer.Argument(metavar="POST", help="An id, a URL, a page or a short id.")]
Thread = Annotated[
    str, typer.Argument(metavar="THREAD", help="An id, a page, a handle or a short id.")
]
Board = Annotated[str, typer.Argument(metavar="BOARD", help="A name, handle, id or page.")]
Whom = Annotated[str, typer.Argument(metavar="WHOM", help="A name here, @name@host or an id.")]
Report = Annotated[str, typer.Argument(metavar="REPORT", help="Its id, or how its id ends.")]
Moderator = Annotated[str, typer.Option("--as", metavar="MEMBER", help="Which moderator.")]
Place = Annotated[
    str,
    typer.Option("--board", metavar="BOARD", callback=named, help="Only there, not everywhere."),
]


@mod.command()
@answers(content.Done)
def remove(
    post: Post,
    reason: Reason = "",
    replies: Annotated[bool, typer.Option("--replies", help="With all that answers it.")] = False,
    moderator: Moderator = "desk",
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Hide a post, or the thread that it opens; it can be restored.

    Example: fediforum mod remove POST --reason "geen reclame"
    """
    from fediforum.flow import preside

    did(
        lambda node: preside.remove_post(node, post, reason, moderator, replies=replies),
        "is removed",
        strict=strict,
        as_json=as_json,
    )


@mod.command()
@answers(content.Done)
def restore(
    post: Post, moderator: Moderator = "desk", strict: Strict = False, as_json: AsJson = False
) -> None:
    """Show a removed post again, and what was removed along with it.

    Example: fediforum mod restore POST
    """
    from fediforum.flow import preside

    did(
        lambda node: preside.restore_post(node, post, moderator),
        "is back",
        strict=strict,
        as_json=as_json,
    )


@mod.command()
@answers(content.Done)
def ban(
    whom: Whom,
    board: Place = "",
    reason: Reason = "",
    length: Annotated[
        str | None, typer.Option("--for", metavar="7d", help="How long: m, h, d or w.")
    ] = None,
    content: Annotated[
        bool, typer.Option("--remove-content", help="Remove what they wrote, too.")
    ] = False,
    moderator: Moderator = "desk",
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Let somebody write in a board, or anywhere here, no more.

    Example: fediforum mod ban @mallory@evil.example --board tuin --for 7d
    """
    from fediforum.flow import preside

    until = span(length)
    did(
        lambda node: preside.ban(
            node, whom, board, reason, moderator, length=until, remove=content
        ),
        "is banned",
        strict=strict,
        as_json=as_json,
    )


@mod.command()
@answers(content.Done)
def unban(
    whom: Whom,
    board: Place = "",
    moderator: Moderator = "desk",
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Let somebody write again; what was removed with the ban is back.

    Example: fediforum mod unban @mallory@evil.example --board tuin
    """
    from fediforum.flow import preside

    did(
        lambda node: preside.unban(node, whom, board, moderator),
        "may write again",
        strict=strict,
        as_json=as_json,
    )


@mod.command()
@answers(content.Done)
def appoint(
    whom: Whom,
    board: Board,
    moderator: Moderator = "desk",
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Have somebody moderate a board.

    Example: fediforum mod appoint anna tuin
    """
    from fediforum.flow import preside

    did(
        lambda node: preside.appoint(node, whom, board, moderator),
        "moderates the board",
        strict=strict,
        as_json=as_json,
    )


@mod.command()
@answers(content.Done)
def dismiss(
    whom: Whom,
    board: Board,
    moderator: Moderator = "desk",
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Have somebody moderate a board no longer.

    Example: fediforum mod dismiss anna tuin
    """
    from fediforum.flow import preside

    did(
        lambda node: preside.appoint(node, whom, board, moderator, undo=True),
        "moderates the board no longer",
        strict=strict,
        as_json=as_json,
    )


# -- threads -----------------------------------------------------------------------------------


@answers(content.Done)
def lock(
    thread: Thread,
    reason: Reason = "",
    moderator: Moderator = "desk",
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Close a thread to replies, or what stands under one reply.

    Example: fediforum thread lock THREAD --reason "alles is gezegd"
    """
    from fediforum.flow import preside

    did(
        lambda node: preside.lock(node, thread, reason, moderator),
        "takes no more replies",
        strict=strict,
        as_json=as_json,
    )


@answers(content.Done)
def unlock(
    thread: Thread, moderator: Moderator = "desk", strict: Strict = False, as_json: AsJson = False
) -> None:
    """Open a thread, or what stands under one reply, to replies again.

    Example: fediforum thread unlock THREAD
    """
    from fediforum.flow import preside

    did(
        lambda node: preside.unlock(node, thread, moderator),
        "takes replies again",
        strict=strict,
        as_json=as_json,
    )


@answers(content.Done)
def pin(
    thread: Thread, moderator: Moderator = "desk", strict: Strict = False, as_json: AsJson = False
) -> None:
    """Have a thread stand at the head of its board.

    Example: fediforum thread pin THREAD
    """
    from fediforum.flow import preside

    did(
        lambda node: preside.pin(node, thread, moderator),
        "is pinned",
        strict=strict,
        as_json=as_json,
    )


@answers(content.Done)
def unpin(
    thread: Thread, moderator: Moderator = "desk", strict: Strict = False, as_json: AsJson = False
) -> None:
    """Have a thread stand among the others again.

    Example: fediforum thread unpin THREAD
    """
    from fediforum.flow import preside

    did(
        lambda node: preside.pin(node, thread, moderator, undo=True),
        "is pinned no longer",
        strict=strict,
        as_json=as_json,
    )


@answers(content.Done)
def move(
    thread: Thread,
    board: Board,
    moderator: Moderator = "desk",
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Take a thread to another board here; its address stays.

    Example: fediforum thread move THREAD keuken
    """
    from fediforum.flow import preside

    did(
        lambda node: preside.move_thread(node, thread, board, moderator),
        "has moved",
        strict=strict,
        as_json=as_json,
    )


# -- reports -----------------------------------------------------------------------------------


@report.command("list")
@answers(moderation.Reports)
def list_(
    settled: Annotated[bool, typer.Option("--all", help="Settled ones, too.")] = False,
    as_json: AsJson = False,
    as_lines: AsLines = False,
) -> None:
    """List what the moderators were asked to look at, newest first.

    Example: fediforum report list
    """
    from fediforum.cli import doings

    found = with_node(lambda node: doings.reports(node, settled=settled))
    rows = [
        (one["short"], one["at"], by_whom(one), about_what(one), one["reason"]) for one in found
    ]
    heads = ("report", "at", "by", "about", "reason")
    answer_list("reports", found, heads, rows, as_json=as_json, as_lines=as_lines)


@report.command()
@answers(moderation.ReportShown)
def show(name: Report, as_json: AsJson = False) -> None:
    """Show a report, and what was said in what it is about.

    Example: fediforum report show REPORT
    """
    from fediforum.cli import doings

    tell(with_node(lambda node: doings.report(node, name)), as_json=as_json)


@report.command()
@answers(moderation.ReportShown)
def settle(
    name: Report,
    reason: Annotated[
        str, typer.Option("-m", "--reason", metavar="R", help="What came of it, for who reported.")
    ] = "",
    moderator: Moderator = "desk",
    as_json: AsJson = False,
) -> None:
    """Be done with a report; whoever made it hears so.

    Example: fediforum report settle REPORT --reason "verwijderd"
    """
    from fediforum.cli import doings

    tell(with_node(lambda node: doings.settle(node, name, reason, moderator)), as_json=as_json)


@report.command("forward")
@answers(moderation.ReportShown)
def forward(name: Report, moderator: Moderator = "desk", as_json: AsJson = False) -> None:
    """Let the servers that a reader's report concerns know of it, without saying who made it.

    Example: fediforum report forward REPORT
    """
    from fediforum.cli import doings

    facts = with_node(lambda node: doings.forward(node, name, moderator))
    if as_json:
        write_object(facts)
    else:
        typer.echo(f"{facts['short']} is passed on to {', '.join(facts['hosts'])}")


def by_whom(facts: dict[str, Any]) -> str:
    return "a reader" if facts["reader"] else str(facts["by"])


def about_what(facts: dict[str, Any]) -> str:
    return str(facts["page"] or next(iter(facts["about"]), "-"))


def tell(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        write_object(facts)
        return
    state = f"settled {facts['settled']}: {facts['outcome']}" if facts["settled"] else "open"
    typer.echo(f"{facts['id']}  {facts['at']}  {shown(state)}")
    kind = f" ({facts['kind']})" if facts["kind"] else ""
    typer.echo(f"{shown(by_whom(facts))}{kind}: {shown_lines(facts['reason'])}")
    for name in ("page", "contact", "forwarded"):
        if facts[name]:
            typer.echo(f"{name}: {shown(facts[name])}")
    for post in facts["posts"]:
        typer.echo(f"\n{shown(post['author'])}  {post['url']}\n{shown_lines(post['text'])}")
