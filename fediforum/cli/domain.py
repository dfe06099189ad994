"""Commands for what is decided about other servers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from fediforum.cli.answering import answers
from fediforum.cli.consent import DryRun, Yes, confirmed
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
    shown,
)
from fediforum.cli.shapes import domains as shapes
from fediforum.cli.times import span

if TYPE_CHECKING:
    from fediforum.flow.domains import Plan
    from fediforum.node import Node

app = typer.Typer(help="What is decided about other servers.", no_args_is_help=True)

PolicyName = Literal["block", "limit", "hold", "allow"]
Name = Annotated[
    str, typer.Argument(metavar="DOMAIN", help="A server's name; it covers all that is under it.")
]
For = Annotated[
    str | None,
    typer.Option("--for", metavar="30d", help="For so long, and then no more."),
]
Exact = Annotated[bool, typer.Option("--exact", help="That name alone, nothing under it.")]
Remark = Annotated[
    str, typer.Option("--comment", metavar="C", help="A remark that nobody else reads.")
]
Hidden = Annotated[bool, typer.Option("--hidden", help="Name it on no page and in no list.")]
OfSource = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="S",
        callback=named,
        help="Only what that list decided, or hand.",
    ),
]
WORDS = {
    "followers": "follows of boards here from there",
    "followed": "follows of boards and people there",
    "posts": "posts shown here",
    "threads": "of them threads",
    "members": "people who are known",
    "pending": "POSTs that wait for them",
}


def impact_line(impact: dict[str, int]) -> str:
    """What is concerned, in one line.

    >>> impact_line({"hosts": 1, "followers": 2, "posts": 0})
    'This concerns 1 server: 2 follows of boards here from there.'
    """
    if not impact["hosts"]:
        return "This concerns no server that is known here."
    servers = "1 server" if impact["hosts"] == 1 else f"{impact['hosts']} servers"
    some = [f"{impact[name]} {word}" for name, word in WORDS.items() if impact.get(name)]
    return f"This concerns {servers}{': ' if some else ''}{', '.join(some)}."


def acted(
    planned: Callable[[Node], Awaitable[Plan]],
    what: str,
    name: str,
    word: str,
    said: dict[str, Any],
    *,
    dry_run: bool,
    yes: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Say what it would come to, and do it once that is agreed to."""
    from fediforum.cli import domains

    async def look(node: Node) -> dict[str, Any]:
        return await domains.foreseen(node, await planned(node))

    async def do(node: Node) -> dict[str, Any]:
        return await domains.done(node, await planned(node), strict=strict)

    facts = with_node(look)
    note(impact_line(facts["impact"]))
    came: dict[str, Any] = {"changed": False}
    if not dry_run:
        confirmed(what, name, yes=yes)
        came = with_node(do)
    facts = {**said, **facts, "dry_run": dry_run, **came}
    if dry_run:
        lines = ["That is what would happen. Nothing was done."]
    elif facts["changed"]:
        lines = [
            f"{shown(name)}: {word}.",
            f"Take it back with: fediforum op undo {facts['operation']}",
        ]
    else:
        lines = [f"Unchanged: {facts['says']}"]
    answer(facts, lines, as_json=as_json)


def decided(
    policy: PolicyName,
    domain: str,
    *,
    reason: str,
    comment: str = "",
    lasting: str | None = None,
    exact: bool = False,
    hidden: bool = False,
    dry_run: bool,
    yes: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Decide this about a name by hand."""
    from fediforum.flow import domains as flow
    from fediforum.forum.domains import Policy

    length = span(lasting)
    name = flow.named(domain, exact=exact)
    until = datetime.now(UTC) + length if length is not None else None
    given = flow.by_hand(
        name,
        Policy(policy),
        reason=reason,
        comment=comment,
        until=until,
        exact=exact,
        obfuscated=hidden,
    )

    async def planned(node: Node) -> Plan:
        return flow.one(node, given)

    ends = f"{until:%Y-%m-%dT%H:%M:%SZ}" if until is not None else None
    said = {"domain": name, "policy": policy, "until": ends}
    acted(
        planned,
        policy.capitalize(),
        name,
        f"{policy} until {ends}" if ends else f"{policy} from now on",
        said,
        dry_run=dry_run,
        yes=yes,
        strict=strict,
        as_json=as_json,
    )


@app.command("list")
@answers(shapes.Decisions)
def list_(
    policy: Annotated[
        PolicyName | None, typer.Option("--policy", metavar="P", help="Only that policy.")
    ] = None,
    source: OfSource = None,
    as_json: AsJson = False,
    as_lines: AsLines = False,
) -> None:
    """List what is decided about other servers, by hand and by lists.

    Example: fediforum domain list --policy block
    """
    from fediforum.cli import domains

    found = with_node(lambda node: domains.listed(node, policy, source))
    rows = [
        (each["domain"], each["policy"], each["source"], each["until"] or "", each["reason"])
        for each in found
    ]
    heads = ("domain", "policy", "source", "until", "why")
    answer_list("domains", found, heads, rows, as_json=as_json, as_lines=as_lines)


@app.command()
@answers(shapes.DomainShown)
def show(domain: Name, as_json: AsJson = False) -> None:
    """Show what holds for a server, who decided it and why, and what this forum has to do with it.

    Example: fediforum domain show boos.example
    """
    from fediforum.cli import domains

    facts = with_node(lambda node: domains.shown(node, domain))
    lines = [f"{facts['domain']}: {facts['policy']}"]
    for each in facts["decisions"]:
        until = f" until {each['until']}" if each["until"] else ""
        alone = " alone" if each["exact"] else ""
        by = f"by {each['source']}" if each["source"] else "by hand"
        lines.append(
            f"  {each['domain']}{alone}: {each['policy']} {shown(by)} since {each['since']}{until}"
        )
        lines += [f"    {shown(each[key])}" for key in ("reason", "comment") if each[key]]
    lines.append(impact_line(facts["impact"]))
    if facts["health"] is not None:
        health = facts["health"]
        state = "dead" if health["dead"] else f"{health['failures']} failures in a row"
        reached = health["reached"] or "never"
        lines.append(f"{shown(health['software'] or 'unknown')}, last reached {reached}, {state}")
    answer(facts, lines, as_json=as_json)


@app.command()
@answers(shapes.Decided)
def block(
    domain: Name,
    reason: Reason,
    lasting: For = None,
    comment: Remark = "",
    exact: Exact = False,
    hidden: Hidden = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Speak with a server no more: nothing comes in or goes out, and nothing of it is shown.

    Example: fediforum domain block boos.example -m spam --for 30d --yes
    """
    decided(
        "block", domain, reason=reason, comment=comment, lasting=lasting, exact=exact,
        hidden=hidden, dry_run=dry_run, yes=yes, strict=strict, as_json=as_json,
    )  # fmt: skip


@app.command()
@answers(shapes.Decided)
def limit(
    domain: Name,
    reason: Reason,
    lasting: For = None,
    comment: Remark = "",
    exact: Exact = False,
    hidden: Hidden = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Leave what a server's people write where it stands: nothing leads there or passes it on.

    Example: fediforum domain limit luid.example -m "veel reclame" --yes
    """
    decided(
        "limit", domain, reason=reason, comment=comment, lasting=lasting, exact=exact,
        hidden=hidden, dry_run=dry_run, yes=yes, strict=strict, as_json=as_json,
    )  # fmt: skip


@app.command()
@answers(shapes.Decided)
def hold(
    domain: Name,
    reason: Reason,
    lasting: For = None,
    comment: Remark = "",
    exact: Exact = False,
    hidden: Hidden = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Have all that is new from a server wait for a moderator.

    Example: fediforum domain hold nieuw.example -m "spamgolf" --for 2d --yes
    """
    decided(
        "hold", domain, reason=reason, comment=comment, lasting=lasting, exact=exact,
        hidden=hidden, dry_run=dry_run, yes=yes, strict=strict, as_json=as_json,
    )  # fmt: skip


@app.command()
@answers(shapes.Decided)
def allow(
    domain: Name,
    reason: Reason,
    lasting: For = None,
    comment: Remark = "",
    exact: Exact = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Deal with a server as with any, whatever is decided above it or by lists.

    Example: fediforum domain allow goed.boos.example -m "doet niet mee" --yes
    """
    decided(
        "allow", domain, reason=reason, comment=comment, lasting=lasting, exact=exact,
        dry_run=dry_run, yes=yes, strict=strict, as_json=as_json,
    )  # fmt: skip


@app.command()
@answers(shapes.Decided)
def lift(
    domain: Name,
    reason: Reason = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Take back what was decided here about a server; what a list says about it stays.

    Example: fediforum domain lift boos.example --yes
    """
    from fediforum.errors import AlreadySo
    from fediforum.flow import domains as flow

    name = flow.named(domain, exact=True)
    told: set[str] = set()

    async def planned(node: Node) -> Plan:
        plan, lists = await flow.lifting(node, name, reason)
        for each in lists:
            if each.source not in told:
                note(f"{each.source} says {each.policy} all the same; `domain allow` outweighs it.")
            told.add(each.source)
        return plan

    try:
        acted(
            planned, "Lift", name, "lifted", {"domain": name}, dry_run=dry_run, yes=yes,
            strict=strict, as_json=as_json,
        )  # fmt: skip
    except AlreadySo as problem:
        if strict:
            raise
        said = {"changed": False, "says": str(problem), "domain": name}
        answer(said, [f"Unchanged: {problem}"], as_json=as_json)


@app.command()
@answers(shapes.Mode)
def mode(
    wanted: Annotated[
        Literal["open", "allowlist"] | None,
        typer.Argument(metavar="MODE", help="All, or who is listed; without it, say."),
    ] = None,
    reason: Reason = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Say or set whether this forum speaks with all servers, or those alone that are listed.

    Example: fediforum domain mode open
    """
    from fediforum.cli import domains
    from fediforum.flow.domains import Plan as ThePlan

    now = with_node(domains.mode_in)
    if wanted is None or wanted == now:
        if wanted is not None and strict:
            from fediforum.errors import AlreadySo

            raise AlreadySo("It is so already.")
        answer({"changed": False, "mode": now}, [now], as_json=as_json)
        return

    async def planned(_: Node) -> Plan:
        return ThePlan("domain mode", wanted, reason, listed_only=wanted == "allowlist")

    acted(
        planned, "Set the mode to", wanted, "so from now on", {"mode": wanted}, dry_run=dry_run,
        yes=yes, strict=strict, as_json=as_json,
    )  # fmt: skip
