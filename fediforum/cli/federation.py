"""Commands for what passes between this forum and other servers."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from fediforum.cli import queue
from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, answer, note, shown, table, write_object
from fediforum.cli.queue import OrHost, host_name

app = typer.Typer(help="What passes between this forum and others.", no_args_is_help=True)
app.add_typer(queue.app, name="queue")

Address = Annotated[str, typer.Argument(metavar="URL", help="An id, a page, or name@host.")]
REFUSED = 4
USAGE = 2
UNREACHABLE = 7
MOST = 2**63 - 1  # what a row's number can be


@app.command()
def status(
    host: OrHost = "",
    failing: Annotated[bool, typer.Option("--failing", help="Only those in trouble.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how other servers are: lag, success, the last error, the next try; or all of one.

    Example: fediforum federation status --failing
    """
    from datetime import UTC, datetime

    from fediforum.cli import neighbouring

    now = datetime.now(UTC)
    if host:
        named = host_name(host)
        facts = with_node(lambda node: neighbouring.status_of(node, named))
        lines = [shown(line) for line in neighbouring.status_lines(facts, now)]
        answer(facts, lines, as_json=as_json)
        return
    found = with_node(lambda node: neighbouring.status(node, failing=failing))
    if as_json:
        write_object({"hosts": found})
        return
    table(neighbouring.STATUS, [neighbouring.status_row(each, now) for each in found])
    for each in found:
        if each["error"] and each["state"] != "ok":
            error = each["error"]
            note(f"{each['host']}: {error['meaning']} {error['remedy']}")


@app.command()
def receipts(
    post: Annotated[str, typer.Argument(metavar="POST", help="Its id, page or short id.")],
    as_json: AsJson = False,
) -> None:
    """Show which servers got a post and what was said of it later, and where it stands there.

    Example: fediforum federation receipts 0123456789abc
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
def fetch(url: Address, as_json: AsJson = False) -> None:
    """Look up an actor or a post elsewhere, a post with its conversation.

    Example: fediforum federation fetch https://mastodon.example/@piet/1
    """
    from fediforum.cli import deeds

    found = with_node(lambda node: deeds.fetch(node, url))
    if as_json:
        write_object(found)
    else:
        typer.echo(f"{found['kind']}  {found['id']}  {found['url']}")
    if not found["kept"]:
        note("It was read, and not kept: it belongs to no thread of a board that is known here.")
        raise typer.Exit(REFUSED)


@app.command()
def explain(
    what: Annotated[str, typer.Argument(metavar="ID|URL", help="An activity, a post or a page.")],
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
def replay(
    intake_id: Annotated[int | None, typer.Argument(metavar="[INTAKE_ID]", min=1, max=MOST)] = None,
    refused: Annotated[
        bool, typer.Option("--refused", help="All that was refused or failed.")
    ] = False,
    since: Annotated[str, typer.Option("--since", metavar="SPAN", help="As 12h or 2d.")] = "2d",
    as_json: AsJson = False,
) -> None:
    """Judge anew what arrived, by its number in `explain`; harmless to repeat.

    Example: fediforum federation replay --refused --since 2d
    """
    from fediforum.cli import explaining
    from fediforum.cli.spans import read_span
    from fediforum.flow.replay import replay as again, replay_refused

    if (intake_id is None) != refused:
        raise typer.BadParameter("name a row of the intake, or say --refused.")
    if intake_id is not None:
        number = intake_id
        done = [with_node(lambda node: again(node, number))]
    else:
        back = read_span(since)
        done = [*with_node(lambda node: replay_refused(node, back))]
    rows = [explaining.replayed_facts(each) for each in done]
    if as_json:
        write_object({"replayed": rows})
        return
    cells = [(row["id"], row["before"], row["verdict"] or "waits", row["reason"]) for row in rows]
    table(("intake", "before", "now", "reason"), cells)


@app.command()
def resolve(
    handle: Annotated[str, typer.Argument(metavar="HANDLE", help="name@host")],
    as_json: AsJson = False,
) -> None:
    """Ask who goes by a handle, step by step, and say what went wrong at which step.

    Example: fediforum federation resolve piet@mastodon.example
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
        table(
            ("", "step", "found"),
            [("ok" if step.ok else "fail", step.what, step.found) for step in found],
        )
        for step in found:
            if step.remedy:
                note(f"{step.what}: {step.remedy}")
    if not well:
        raise typer.Exit(UNREACHABLE if len(found) > 1 else USAGE)


@app.command()
def audit(host: OrHost = "", as_json: AsJson = False) -> None:
    """Do the nightly look now: compare threads with what their servers list, all or of one server.

    Example: fediforum federation audit beta.example
    """
    from fediforum.cli import wholeness

    named = host_name(host) if host else None
    show_drift(with_node(lambda node: wholeness.audited(node, named)), as_json=as_json)


@app.command()
def drift(as_json: AsJson = False) -> None:
    """Show what the nightly look found missing here, by server.

    Example: fediforum federation drift --json
    """
    from fediforum.cli import wholeness

    show_drift(with_node(wholeness.drift), as_json=as_json)


def show_drift(found: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    if as_json:
        write_object({"hosts": list(found)})
        return
    rows = [
        (each["host"], each["day"], each["threads"], each["known"], each["missing"])
        for each in found
    ]
    table(("host", "day", "threads", "posts known", "missing"), rows)
