"""Commands for lists of decisions about servers: read them, write them, subscribe to them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from fediforum.cli.answering import answers
from fediforum.cli.consent import DryRun, Yes, confirmed
from fediforum.cli.domain import OfSource, PolicyName, impact_line
from fediforum.cli.opening import with_node
from fediforum.cli.output import (
    AsJson,
    AsLines,
    Reason,
    Strict,
    answer,
    answer_list,
    named,
    note,
)
from fediforum.cli.shapes import domains as shapes
from fediforum.cli.text import decoded, read_bytes

if TYPE_CHECKING:
    from fediforum.flow.domains import Plan
    from fediforum.node import Node

FormatName = Literal["mastodon", "iftas", "gts", "lines"]
Form = Annotated[
    FormatName | None,
    typer.Option("--format", metavar="F", help="mastodon, iftas, gts or lines; else it is seen."),
]
Url = Annotated[str, typer.Argument(metavar="URL", help="Where the list is served.")]
Meaning = Annotated[
    PolicyName,
    typer.Option("--policy", metavar="P", help="What an entry means; block: what it says itself."),
]
PARTLY = 5
UNREAD_SHOWN = 20


def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file; - is standard input.")],
    form: Form = None,
    policy: Meaning = "block",
    source: Annotated[
        str, typer.Option("--source", metavar="S", callback=named, help="What to call it.")
    ] = "",
    reason: Reason = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Decide what a list says. Without --yes it only says what it would come to.

    Example: fediforum domain import blocks.csv --yes
    """
    from fediforum.cli import domains
    from fediforum.errors import Malformed
    from fediforum.flow.domains import Plan as ThePlan
    from fediforum.forum.blocklists import told_apart
    from fediforum.forum.domains import Policy

    if form is not None and form not in domains.FORMATS:
        raise Malformed(f"{form} is no format.")
    text = list_text(file)
    label = source or ("stdin" if file == "-" else Path(file).name)
    if "://" in label:
        raise Malformed("A source with an address is a subscription: `domain subscribe`.")

    async def look(node: Node) -> tuple[dict[str, Any], Plan]:
        listed = domains.read(node, text, form, Policy(policy), label)
        plan = ThePlan("domain import", label, reason, given=listed.decisions)
        told = domains.list_facts(listed, label, form or told_apart(text))
        return {**told, **await domains.foreseen(node, plan)}, plan

    facts, plan = with_node(look)
    note(f"{facts['entries']} entries, {facts['hidden']} with a hidden name, {facts['without']} "
         f"that ask for nothing, {len(facts['unread'])} that were not read.")  # fmt: skip
    for each in facts["unread"][:UNREAD_SHOWN]:
        note(f"  line {each['line']}: {each['said']}: {each['why']}")
    note(impact_line(facts["impact"]))
    came: dict[str, Any] = {"changed": False}
    if yes and not dry_run:
        came = with_node(lambda node: domains.done(node, plan, strict=strict))
    facts = {**facts, "dry_run": dry_run or not yes, **came}
    answer(facts, came_to(facts, "Nothing was done: say --yes to do it."), as_json=as_json)
    if facts["unread"]:
        raise typer.Exit(PARTLY)


def list_text(file: str) -> str:
    """What a list says, within bounds. Raises Malformed for what cannot be read as text."""
    from fediforum.errors import TooLarge
    from fediforum.limits import LIST_BYTES

    raw = sys.stdin.buffer.read(LIST_BYTES + 1) if file == "-" else read_bytes(file)
    if len(raw) > LIST_BYTES:
        raise TooLarge(f"A list has at most {LIST_BYTES:,} bytes.")
    return decoded(raw)


def came_to(facts: dict[str, Any], otherwise: str) -> list[str]:
    """What an act came to, in lines for people."""
    if facts["changed"]:
        return [
            f"{facts['names']} decided.",
            f"Take it back with: fediforum op undo {facts['operation']}",
        ]
    return [f"Unchanged: {facts['says']}" if "says" in facts else otherwise]


def export(
    form: Annotated[
        FormatName, typer.Option("--format", metavar="F", help="mastodon, iftas, gts or lines.")
    ] = "mastodon",
    source: OfSource = None,
    as_json: AsJson = False,
) -> None:
    """Write what is decided as a list that other servers can read.

    Example: fediforum domain export --format mastodon
    """
    from fediforum.cli import domains

    facts = with_node(lambda node: domains.written(node, form, source))
    if facts["left"]:
        note(f"{facts['left']} decisions are left out: {form} has no word for them.")
    answer(facts, facts["text"].splitlines(), as_json=as_json)


def subscribe(
    url: Url,
    priority: Annotated[
        int,
        typer.Option("--priority", min=0, max=255, metavar="N", help="Which list outweighs which."),
    ] = 0,
    policy: Meaning = "block",
    form: Form = None,
    retract: Annotated[
        Literal["lift", "keep"],
        typer.Option("--retract", help="What it takes back is lifted, or kept as if by hand."),
    ] = "lift",
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Let it take over what was decided alike by hand.")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Heed a list that others keep, and what they change in it, each day.

    Example: fediforum domain subscribe https://lists.example/blocks.csv --priority 10 --yes
    """
    from fediforum.cli import domains
    from fediforum.errors import AlreadySo
    from fediforum.flow import subscribing
    from fediforum.forum.domains import Policy

    async def read(node: Node) -> tuple[subscribing.Reading, dict[str, Any]]:
        reading = await subscribing.offered(
            node,
            url,
            policy=Policy(policy),
            priority=priority,
            form=domains.FORMATS[form] if form is not None else None,
            keep=retract == "keep",
            adopt=adopt,
        )
        assert reading.listed is not None
        given = reading.subscription
        told = domains.list_facts(reading.listed, given.url, given.format)
        plan = await subscribing.plan_of(node, reading, "domain subscribe")
        return reading, {**told, **await domains.foreseen(node, plan)}

    reading, facts = with_node(read)
    note(f"{facts['entries']} entries, {facts['hidden']} with a hidden name, "
         f"{len(facts['unread'])} that were not read.")  # fmt: skip
    note(impact_line(facts["impact"]))
    came: dict[str, Any] = {"changed": False}
    if not dry_run:
        confirmed("Subscribe to", url, yes=yes)
        done = with_node(lambda node: subscribing.heed(node, reading, "domain subscribe"))
        if done is not None:
            came = {"changed": True, "names": len(done.names), "operation": done.operation.id}
        elif strict:
            raise AlreadySo("It is so already.")
        else:
            came["says"] = "It is so already."
    facts = {**facts, "dry_run": dry_run, **came}
    otherwise = "That is what would happen. Nothing was done."
    answer(facts, came_to(facts, otherwise), as_json=as_json)
    if facts["unread"]:
        raise typer.Exit(PARTLY)


def subscriptions(as_json: AsJson = False, as_lines: AsLines = False) -> None:
    """List the block lists that are heeded, the one that outweighs the others first.

    Example: fediforum domain subscriptions
    """
    from fediforum.cli import domains

    found = with_node(domains.all_lists)
    rows = [
        (each["url"], each["priority"], each["entries"], each["read"] or "never", each["problem"])
        for each in found
    ]
    heads = ("list", "priority", "entries", "last read", "problem")
    answer_list("subscriptions", found, heads, rows, as_json=as_json, as_lines=as_lines)


def unsubscribe(
    url: Url,
    reason: Reason = "",
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep what it decided, as if by hand.")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Heed a list no more: what it alone decided is lifted.

    Example: fediforum domain unsubscribe https://lists.example/blocks.csv --yes
    """
    from fediforum.cli import domains
    from fediforum.flow import subscribing

    async def look(node: Node) -> dict[str, Any]:
        plan = await subscribing.leaving(node, url, reason, keep=keep)
        return await domains.foreseen(node, plan)

    facts = with_node(look)
    note(impact_line(facts["impact"]))
    came: dict[str, Any] = {"changed": False}
    if not dry_run:
        confirmed("Unsubscribe from", url, yes=yes)
        done = with_node(lambda node: subscribing.leave(node, url, reason, keep=keep))
        came = {"changed": True, "names": len(done.names), "operation": done.operation.id}
    facts = {**facts, "dry_run": dry_run, **came}
    answer(facts, came_to(facts, "That is what would happen. Nothing was done."), as_json=as_json)


def refresh(
    due: Annotated[
        bool, typer.Option("--due", help="Only those that were not read for a day.")
    ] = False,
    as_json: AsJson = False,
    as_lines: AsLines = False,
) -> None:
    """Read the block lists anew that are heeded, as happens each day by itself.

    Example: fediforum domain refresh
    """
    from fediforum.cli import domains

    found = with_node(lambda node: domains.refreshed(node, due=due))
    rows = [
        (each["url"], each["names"], each["operation"] or "", each["problem"]) for each in found
    ]
    heads = ("list", "changed", "operation", "problem")
    answer_list("lists", found, heads, rows, as_json=as_json, as_lines=as_lines)
    if any(each["problem"] for each in found):
        raise typer.Exit(PARTLY)


def add_to(app: typer.Typer) -> None:
    """Let these be commands about domains."""
    for name, command, shape in (
        ("import", import_, shapes.Imported),
        ("export", export, shapes.Exported),
        ("subscribe", subscribe, shapes.Imported),
        ("subscriptions", subscriptions, shapes.Subscriptions),
        ("unsubscribe", unsubscribe, shapes.Decided),
        ("refresh", refresh, shapes.AllRefreshed),
    ):
        app.command(name)(answers(shape)(command))
