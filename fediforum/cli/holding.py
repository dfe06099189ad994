"""Commands on what waits for a moderator: the queue, yes and no, and the rules for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from fediforum.cli.asides import did, span
from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, Strict, answer, note, table, write_object
from fediforum.errors import FediforumError, Malformed

if TYPE_CHECKING:
    from fediforum.node import Node

PARTIAL = 5

rule = typer.Typer(help="What new posts wait for.", no_args_is_help=True)

Posts = Annotated[list[str], typer.Argument(metavar="POST…", help="Ids, URLs or short ids.")]
Whom = Annotated[str, typer.Argument(metavar="WHOM", help="A name here, @name@host or an id.")]
Name = Annotated[str, typer.Argument(metavar="RULE", help="first-post, links, words, …")]
Place = Annotated[str, typer.Option("--board", metavar="B", help="Only there, not everywhere.")]
Moderator = Annotated[str, typer.Option("--as", metavar="MEMBER", help="Which moderator.")]
Reason = Annotated[
    str, typer.Option("--reason", "-m", metavar="R", help="Why, for its author to read.")
]


def queue(board: Place = "", as_json: AsJson = False) -> None:
    """List the posts that wait for a moderator, the longest first.

    Example: fediforum mod queue
    """
    from fediforum.cli import held

    found = with_node(lambda node: held.queue(node, board))
    if as_json:
        write_object({"posts": found})
        return
    rows = [
        (one["short"], one["arrived"], one["handle"], one["where"], one["rule"], one["words"])
        for one in found
    ]
    table(("post", "since", "by", "where", "rule", "first words"), rows)
    if not found:
        note("Nothing waits.")


def approve(posts: Posts, moderator: Moderator = "desk", as_json: AsJson = False) -> None:
    """Let in posts that wait: each stands where it comes now, and is announced.

    Example: fediforum mod approve POST
    """
    from fediforum.flow import holding

    each_of(posts, lambda node, post: holding.approve(node, post, moderator), "is shown", as_json)


def reject(
    posts: Posts, reason: Reason, moderator: Moderator = "desk", as_json: AsJson = False
) -> None:
    """Turn away posts that wait; nobody elsewhere hears of them.

    Example: fediforum mod reject POST --reason "reclame"
    """
    from fediforum.flow import holding

    each_of(
        posts,
        lambda node, post: holding.reject(node, post, reason, moderator),
        "is turned away",
        as_json,
    )


def each_of(posts: list[str], deed: Any, word: str, as_json: bool) -> None:
    """Do it to each post; where some could not be, say which, and end with 5."""

    async def work(node: Node) -> list[dict[str, Any]]:
        if len(posts) == 1:
            said = await deed(node, posts[0])
            return [{"id": said.id, "url": said.url, "activity": said.activity}]
        done: list[dict[str, Any]] = []
        for post in posts:
            try:
                said = await deed(node, post)
            except FediforumError as problem:
                done.append({"post": post, "problem": str(problem)})
            else:
                done.append({"id": said.id, "url": said.url, "activity": said.activity})
        return done

    made = with_node(work)
    lines = [f"{each['url']} {word}." for each in made if "url" in each]
    answer({"posts": made}, lines, as_json=as_json)
    failed = [each for each in made if "problem" in each]
    for each in failed:
        note(f"{each['post']}: {each['problem']}")
    if failed:
        raise typer.Exit(PARTIAL)


def trust(
    whom: Whom,
    board: Place = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take that back.")] = False,
    moderator: Moderator = "desk",
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Never have what somebody writes wait.

    Example: fediforum mod trust @bob@beta.example
    """
    from fediforum.flow import holding

    did(
        lambda node: holding.trust(node, whom, board, moderator, undo=undo),
        "is trusted no longer" if undo else "is trusted",
        strict=strict,
        as_json=as_json,
    )


def freeze(
    length: Annotated[
        str | None, typer.Option("--for", metavar="12h", help="How long: m, h, d or w.")
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="End it now.")] = False,
    moderator: Moderator = "desk",
    as_json: AsJson = False,
) -> None:
    """Have everybody wait of whom nothing was ever shown here, while a wave of spam goes by.

    Example: fediforum mod freeze --for 12h
    """
    if off == (length is not None):
        raise Malformed("Say how long with --for 12h, or end it with --off.")
    from fediforum.flow import holding

    until = with_node(lambda node: holding.freeze(node, span(length), moderator))
    told = "Strangers write as others do." if off else f"Strangers wait until {until}."
    answer({"until": None if off else until}, [told], as_json=as_json)


# -- rules -------------------------------------------------------------------------------------


@rule.command("list")
def list_(board: Place = "", as_json: AsJson = False) -> None:
    """List what new posts wait for, and whether that was set or is so by itself.

    Example: fediforum mod rule list --board tuin
    """
    from fediforum.cli import held

    found = with_node(lambda node: held.rules(node, board))
    if as_json:
        write_object({"rules": found})
        return
    rows = [(one["rule"], one["value"], one["set"], one["about"]) for one in found]
    table(("rule", "value", "set", "about"), rows)


@rule.command("set")
def set_(
    name: Name,
    values: Annotated[
        list[str], typer.Argument(metavar="VALUE…", help="on, off, a number, words, or default.")
    ],
    board: Place = "",
    moderator: Moderator = "desk",
    as_json: AsJson = False,
) -> None:
    """Say what new posts wait for, everywhere or in one board.

    Words may have a star for any part of a word; a phrase stands in quotes.

    Example: fediforum mod rule set first-post on --board tuin
    """
    from fediforum.flow import holding

    wanted = None if values == ["default"] else tuple(values)
    value = with_node(lambda node: holding.set_rule(node, name, wanted, board, moderator))
    told = ", ".join(value.split("\n"))
    answer({"rule": name, "value": value, "board": board or None}, [f"{name}: {told}"],
           as_json=as_json)  # fmt: skip
