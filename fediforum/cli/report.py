"""Commands for reports, which moderators settle."""

from typing import Annotated, Any

import typer

from fediforum.cli.answering import answers
from fediforum.cli.opening import with_node
from fediforum.cli.output import (
    AsJson,
    AsLines,
    answer_list,
    say,
    shown,
    write_object,
)
from fediforum.cli.shapes import moderation
from fediforum.cli.targets import Moderator

app = typer.Typer(help="Reports, which moderators settle.", no_args_is_help=True)

Report = Annotated[str, typer.Argument(metavar="REPORT", help="Its id, or how its id ends.")]


@app.command("list")
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


@app.command()
@answers(moderation.ReportShown)
def show(name: Report, as_json: AsJson = False) -> None:
    """Show a report, and what was said in what it is about.

    Example: fediforum report show REPORT
    """
    from fediforum.cli import doings

    tell(with_node(lambda node: doings.report(node, name)), as_json=as_json)


@app.command()
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


@app.command("forward")
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
        say(f"{facts['short']} is passed on to {', '.join(facts['hosts'])}")


def by_whom(facts: dict[str, Any]) -> str:
    return "a reader" if facts["reader"] else str(facts["by"])


def about_what(facts: dict[str, Any]) -> str:
    return str(facts["page"] or next(iter(facts["about"]), "-"))


def tell(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        write_object(facts)
        return
    state = f"settled {facts['settled']}: {facts['outcome']}" if facts["settled"] else "open"
    say(f"{facts['id']}  {facts['at']}  {shown(state)}")
    kind = f" ({facts['kind']})" if facts["kind"] else ""
    say(f"{shown(by_whom(facts))}{kind}: {facts['reason']}")
    for name in ("page", "contact", "forwarded"):
        if facts[name]:
            say(f"{name}: {shown(facts[name])}")
    for post in facts["posts"]:
        say(f"\n{shown(post['author'])}  {post['url']}\n{post['text']}")
