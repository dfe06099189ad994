"""Commands on what waits for a moderator: the queue, yes and no, and the rules for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.consent import DryRun
from fediforum.cli.moderation import Place
from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, AsLines, Strict, answer, answer_list, named, note, shown
from fediforum.cli.presiding import presided
from fediforum.cli.shapes import holding as shapes, moderation
from fediforum.cli.targets import Moderator, Whom
from fediforum.cli.times import span
from fediforum.errors import Malformed

if TYPE_CHECKING:
    from fediforum.flow.speak import Said
    from fediforum.node import Node

PARTIAL = 5

rule = typer.Typer(help="What new posts wait for.", no_args_is_help=True)

Posts = Annotated[
    list[str], typer.Argument(metavar="POST", help="Ids, URLs or short ids, one or several.")
]
Reason = Annotated[
    str,
    typer.Option("-m", "--reason", metavar="R", callback=named, help="Why, for its author."),
]


@answers(shapes.Waiting)
def queue(board: Place = "", as_json: AsJson = False, as_lines: AsLines = False) -> None:
    """List the posts that wait for a moderator, the longest first.

    Example: fediforum mod queue
    """
    from fediforum.cli import held

    found = with_node(lambda node: held.queue(node, board))
    rows = [
        (one["short"], one["arrived"], one["handle"], one["where"], one["rule"], one["words"])
        for one in found
    ]
    heads = ("post", "since", "by", "where", "rule", "first words")
    answer_list("posts", found, heads, rows, as_json=as_json, as_lines=as_lines)


@answers(shapes.Decided)
def approve(
    posts: Posts, moderator: Moderator = "desk", dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Let in posts that wait: each stands where it comes now, and is announced.

    Example: fediforum mod approve POST
    """
    from fediforum.flow import holding

    def deed(node: Node, post: str) -> Awaitable[Said]:
        return holding.approve(node, post, moderator)

    decided(posts, deed, "is shown", dry_run=dry_run, as_json=as_json)


@answers(shapes.Decided)
def reject(
    posts: Posts,
    reason: Reason = "",
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Turn away posts that wait; nobody elsewhere hears of them.

    Example: fediforum mod reject POST -m "reclame"
    """
    from fediforum.flow import holding

    def deed(node: Node, post: str) -> Awaitable[Said]:
        return holding.reject(node, post, reason, moderator)

    decided(posts, deed, "is turned away", dry_run=dry_run, as_json=as_json)


def decided(
    posts: Sequence[str],
    deed: Callable[[Node, str], Awaitable[Said]],
    word: str,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Do it to each post; where some could not be, say which, and end with 5."""
    from fediforum.cli import held

    made, failed = with_node(lambda node: held.each(node, posts, deed, dry_run=dry_run))
    lines = [f"{one['url']} {word}." for one in made]
    if made and not dry_run:
        lines.append(f"Take it back with: fediforum op undo {made[-1]['operation']}")
    if dry_run:
        lines.append("That is what would happen. Nothing was done.")
    answer({"posts": made, "failed": failed, "dry_run": dry_run}, lines, as_json=as_json)
    for one in failed:
        note(f"{shown(one['post'])}: {one['problem']}")
    if failed:
        raise typer.Exit(PARTIAL)


@answers(moderation.Presided)
def trust(
    whom: Whom,
    board: Place = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take that back.")] = False,
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Never have what somebody writes wait.

    Example: fediforum mod trust @mallory@evil.example
    """
    from fediforum.flow import holding

    presided(
        lambda node: holding.trust(node, whom, board, moderator, undo=undo),
        "is trusted no longer" if undo else "is trusted",
        dry_run=dry_run,
        strict=strict,
        as_json=as_json,
    )


@answers(shapes.RuleSet)
def freeze(
    length: Annotated[
        str | None, typer.Option("--for", metavar="12h", help="How long: m, h, d or w.")
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="End it now.")] = False,
    moderator: Moderator = "desk",
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Have everybody wait of whom nothing was ever shown here, while a wave of spam goes by.

    Example: fediforum mod freeze --for 12h
    """
    if off == (length is not None):
        raise Malformed("Say how long with --for 12h, or end it with --off.")
    lasting = span(length)
    from fediforum.cli import held

    facts = with_node(lambda node: held.freeze(node, lasting, moderator, strict=strict))
    told = "Strangers write as others do." if off else f"Strangers wait until {facts['value']}."
    answer(facts, [told, *undo_line(facts["operation"])], as_json=as_json)


# -- rules -------------------------------------------------------------------------------------


@rule.command("list")
@answers(shapes.Rules)
def list_(board: Place = "", as_json: AsJson = False, as_lines: AsLines = False) -> None:
    """List what new posts wait for, and whether that was set here or is so by itself.

    Example: fediforum mod rule list --board tuin
    """
    from fediforum.cli import held

    found = with_node(lambda node: held.rules(node, board))
    rows = [(one["rule"], one["value"], "set" if one["set"] else "", one["about"]) for one in found]
    heads = ("rule", "value", "", "holds back")
    answer_list("rules", found, heads, rows, as_json=as_json, as_lines=as_lines)


@rule.command("set")
@answers(shapes.RuleSet)
def set_(
    name: Annotated[str, typer.Argument(metavar="RULE", help="first-post, links, words, …")],
    values: Annotated[
        list[str], typer.Argument(metavar="VALUE", help="on, off, a number, words, or default.")
    ],
    board: Place = "",
    moderator: Moderator = "desk",
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Say what new posts wait for, everywhere or in one board.

    Words may have a star for any part of a word; a phrase stands in quotes.

    Example: fediforum mod rule set first-post on --board tuin
    """
    from fediforum.cli import held

    wanted = None if values == ["default"] else tuple(values)
    facts = with_node(
        lambda node: held.set_rule(node, name, wanted, board, moderator, strict=strict)
    )
    told = f"{facts['rule']}: {shown(facts['value'])}"
    answer(facts, [told, *undo_line(facts["operation"])], as_json=as_json)


def undo_line(operation: str | None) -> list[str]:
    if operation is None:
        return ["It was so already."]
    return [f"Take it back with: fediforum op undo {operation}"]
