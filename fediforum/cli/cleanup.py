"""The command that removes a wave of spam, told by one of its posts."""

import sys
from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.consent import DryRun, Yes, confirmed
from fediforum.cli.moderation import Place
from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, Reason, answer, note, shown
from fediforum.cli.presiding import came_to
from fediforum.cli.shapes import cleanup as shapes
from fediforum.cli.targets import Moderator

HOSTS_SHOWN = 8


@answers(shapes.CleanedUp)
def cleanup(
    sample: Annotated[
        str, typer.Option("--similar-to", metavar="POST", help="A post of the wave.")
    ],
    since: Annotated[
        str, typer.Option("--since", metavar="2d", help="How far back: m, h, d, w, or a time.")
    ] = "2d",
    board: Place = "",
    ban: Annotated[
        bool, typer.Option("--ban", help="Let its authors write here no more, too.")
    ] = False,
    everybody: Annotated[
        bool, typer.Option("--everybody", help="Spare nobody who was here before, either.")
    ] = False,
    reason: Reason = "",
    moderator: Moderator = "desk",
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Remove a post and all that is like it: a wave of spam, in one operation.

    Like it are the same words, much of them, or, of who is new here, a link to the same place.

    Example: fediforum mod cleanup --similar-to POST --since 2d --dry-run
    """
    from fediforum.cli import waves

    found = with_node(lambda node: waves.found(node, sample, since, board, everybody=everybody))
    facts, wave = found
    if sys.stdin.isatty() or (not as_json and (dry_run or yes)):
        for line in preview(facts):
            note(line)
    if not dry_run:
        confirmed(f"Remove {facts['posts']} posts like", facts["short"], yes=yes)
        facts |= with_node(lambda node: waves.removed(node, wave, reason, moderator, ban=ban))
    lines = ["Nothing was done."]
    if not dry_run:
        effects = came_to({**facts, "hosts": facts["told"], "dry_run": False})
        lines = [f"{facts['posts']} posts are removed.", *effects]
    answer({**facts, "changed": not dry_run, "dry_run": dry_run}, lines, as_json=as_json)


def preview(facts: shapes.Wave) -> list[str]:
    """What was found, in lines for people."""
    hosts = [f"{each['host']} {each['posts']}" for each in facts["hosts"][:HOSTS_SHOWN]]
    more = len(facts["hosts"]) - len(hosts)
    kinds = facts["by"]
    whose = f"{facts['posts']} posts by {facts['authors']} authors on {len(facts['hosts'])} servers"
    lines = [
        f"{whose}, of {facts['looked_at']} since {facts['since']}.",
        f"  same words {kinds['words']}, much of them {kinds['text']}, same link {kinds['link']}",
        "  " + shown(", ".join(hosts)) + (f" and {more} more" if more > 0 else ""),
    ]
    lines += [
        f"  {each['short']}  {shown(each['handle'])}  {each['by']}: {shown(each['words'])}"
        for each in facts["samples"]
    ]
    if facts["spared"]:
        spared = f"{facts['spared']} more, by people who were here before"
        lines.append(f"Left alone: {spared} (--everybody takes them, too).")
    if facts["limited"]:
        lines.append("That is as much as goes at once: run it again for the rest.")
    return lines
