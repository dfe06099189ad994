"""Commands for what passes between this forum and other servers."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from fediforum.cli import queue
from fediforum.cli.answering import answers
from fediforum.cli.opening import with_node
from fediforum.cli.output import (
    AsJson,
    AsLines,
    answer,
    answer_list,
    named,
    note,
    say,
    shown,
    table,
    write_object,
)
from fediforum.cli.shapes import servers
from fediforum.cli.targets import OrHost, Post
from fediforum.cli.times import moment

app = typer.Typer(help="What passes between this forum and others.", no_args_is_help=True)
app.add_typer(queue.app, name="queue")

Address = Annotated[str, typer.Argument(metavar="URL", help="An id, a page, or name@host.")]
Arrival = Annotated[
    int | None,
    typer.Argument(metavar="[ARRIVAL]", help="Its number.", min=1, max=queue.MOST),
]
REFUSED = 4
UNREACHABLE = 7


@app.command()
@answers(servers.Statuses)
def status(
    host: OrHost = "",
    failing: Annotated[bool, typer.Option("--failing", help="Only those in trouble.")] = False,
    as_json: AsJson = False,
    as_lines: AsLines = False,
) -> None:
    """Show how other servers are: lag, success, the last error, the next try; or all of one.

    Example: fediforum federation status --failing
    """
    from datetime import UTC, datetime

    from fediforum.cli import neighbouring

    now = datetime.now(UTC)
    if host and failing:
        raise typer.BadParameter("name a server, or say --failing.")
    if host:
        one = with_node(lambda node: neighbouring.status_of(node, host))
        if not (as_json or as_lines):
            for line in neighbouring.status_lines(one, now):
                say(shown(line))
            return
        found = [one]
    else:
        found = with_node(lambda node: neighbouring.status(node, failing=failing))
    rows = [neighbouring.status_row(each, now) for each in found]
    heads = neighbouring.STATUS
    answer_list("hosts", found, heads, rows, as_json=as_json, as_lines=as_lines)
    if not (as_json or as_lines):
        for each in found:
            if each["error"] and each["state"] != "ok":
                error = each["error"]
                note(f"{each['host']}: {error['meaning']} {error['remedy']}")


@app.command()
@answers(servers.Receipts)
def receipts(post: Post, as_json: AsJson = False) -> None:
    """Show which servers got a post and what was said of it later, and where it stands there.

    Example: fediforum federation receipts POST
    """
    from fediforum.cli import receiving

    facts = with_node(lambda node: receiving.receipts_of(node, post))
    if as_json:
        write_object(facts)
        return
    rows = [
        (
            each["host"], each["says"], each["state"], each["attempts"],
            each["settled"] or each["next_try"] or "",
            each["error"]["name"] if each["error"] else "",
        )
        for each in facts["receipts"]
    ]  # fmt: skip
    table(("host", "what", "state", "tries", "settled or next try", "last error"), rows)
    totals = ", ".join(f"{count} {state}" for state, count in facts["totals"].items())
    note(f"{totals or 'Nothing was sent of it'}, of the last 90 days.")


@app.command()
@answers(servers.Fetched)
def fetch(url: Address, as_json: AsJson = False) -> None:
    """Look up an actor or a post elsewhere, a post with its conversation.

    Example: fediforum federation fetch https://mastodon.example/@piet/1
    """
    from fediforum.cli import deeds

    found = with_node(lambda node: deeds.fetch(node, url))
    if as_json:
        write_object(found)
    else:
        say(shown(f"{found['kind']}  {found['id']}  {found['url']}"))
    if not found["kept"]:
        note("It was read, and not kept: it belongs to no thread of a board that is known here.")
        raise typer.Exit(REFUSED)


@app.command()
@answers(servers.Explained)
def explain(
    what: Annotated[
        str,
        typer.Argument(metavar="ID|URL", help="An activity, a post or a page.", callback=named),
    ],
    as_json: AsJson = False,
) -> None:
    """Say how a thing came here, what was decided about it and why, and what came of it.

    What arrived is kept for 14 days, and so is what was turned away.

    Example: fediforum federation explain https://beta.example/activities/1
    """
    from fediforum.cli import explaining

    facts = with_node(lambda node: explaining.explained(node, what))
    lines = facts.pop("lines")
    answer(facts, [shown(line) for line in lines], as_json=as_json)


@app.command()
@answers(servers.Replayeds)
def replay(
    arrival: Arrival = None,
    refused: Annotated[
        bool, typer.Option("--refused", help="All that was refused or failed.")
    ] = False,
    since: Annotated[
        str, typer.Option("--since", metavar="7d", help="With --refused: what came since then.")
    ] = "2d",
    as_json: AsJson = False,
    as_lines: AsLines = False,
) -> None:
    """Judge anew what arrived and was not accepted, by its number in `federation explain`.

    Example: fediforum federation replay ARRIVAL
    """
    from datetime import UTC, datetime

    from fediforum.cli import explaining
    from fediforum.flow.replay import replay as again, replay_refused

    after = moment(since, datetime.now(UTC))
    if (arrival is None) != refused:
        raise typer.BadParameter("name an arrival, or say --refused.")
    if arrival is not None:
        number = arrival
        done = [with_node(lambda node: again(node, number))]
    else:
        done = [*with_node(lambda node: replay_refused(node, after))]
    found = [explaining.replayed_facts(each) for each in done]
    rows = [(each["id"], each["before"], each["verdict"], each["reason"]) for each in found]
    heads = ("arrival", "before", "now", "reason")
    answer_list("replayed", found, heads, rows, as_json=as_json, as_lines=as_lines)


@app.command()
@answers(servers.Resolved)
def resolve(
    handle: Annotated[str, typer.Argument(metavar="HANDLE", help="name@host", callback=named)],
    as_json: AsJson = False,
) -> None:
    """Ask who goes by a handle, step by step, and say what went wrong at which step.

    Example: fediforum federation resolve '!tuinieren@lemmy.example'
    """
    from dataclasses import asdict

    from fediforum.flow.resolving import Step, steps
    from fediforum.node import Node

    async def all_steps(node: Node) -> list[Step]:
        return [step async for step in steps(node, handle)]

    found = with_node(all_steps)
    well = all(step.ok for step in found)
    if as_json:
        write_object({"handle": handle, "ok": well, "steps": [asdict(step) for step in found]})
    else:
        rows = [("ok" if step.ok else "fail", step.what, step.found) for step in found]
        table(("", "step", "found"), rows)
        for step in found:
            if step.remedy:
                note(f"{step.what}: {step.remedy}")
    if not well:
        raise typer.Exit(UNREACHABLE)


@app.command()
@answers(servers.Drifts)
def audit(host: OrHost = "", as_json: AsJson = False, as_lines: AsLines = False) -> None:
    """Do the nightly look now: compare threads with what their servers list, all or of one server.

    Example: fediforum federation audit lemmy.example
    """
    from fediforum.cli import wholeness

    found = with_node(lambda node: wholeness.audited(node, host or None))
    show_drift(found, as_json=as_json, as_lines=as_lines)


@app.command()
@answers(servers.Drifts)
def drift(as_json: AsJson = False, as_lines: AsLines = False) -> None:
    """Show what the nightly look found missing here, by server.

    Example: fediforum federation drift --json
    """
    from fediforum.cli import wholeness

    show_drift(with_node(wholeness.drift), as_json=as_json, as_lines=as_lines)


def show_drift(found: Sequence[Mapping[str, Any]], *, as_json: bool, as_lines: bool) -> None:
    rows = [
        (each["host"], each["day"], each["threads"], each["known"], each["missing"])
        for each in found
    ]
    heads = ("host", "day", "threads", "posts known", "missing")
    answer_list("hosts", found, heads, rows, as_json=as_json, as_lines=as_lines)
