"""Commands for what is owed to other servers: to look at it, hasten it, let it go, hold it."""

from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.consent import DryRun, Yes, confirmed
from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, answer, named, note, shown, table, write_object
from fediforum.cli.shapes import servers
from fediforum.cli.targets import Host, OrHost, host_name

app = typer.Typer(help="What is owed to other servers, and what arrived and waits.")

MOST = 2**63 - 1  # what a row's number can be
WHICH = "A server, or the number of one delivery."
Which = Annotated[str, typer.Argument(metavar="HOST|DELIVERY", help=WHICH, callback=named)]
OrWhich = Annotated[str, typer.Argument(metavar="[HOST|DELIVERY]", help=WHICH, callback=named)]
Number = Annotated[
    int, typer.Argument(metavar="DELIVERY", help="Its number in the list.", min=1, max=MOST)
]


@app.callback(invoke_without_command=True)
def queue(context: typer.Context, as_json: AsJson = False) -> None:
    """Show what is owed to other servers, and what arrived and waits."""
    if context.invoked_subcommand is None:
        list_(as_json=as_json)


@app.command("list")
@answers(servers.Queue)
def list_(host: OrHost = "", as_json: AsJson = False) -> None:
    """Show what waits, server by server; of one server, each delivery that it is owed.

    Example: fediforum federation queue list oud.example
    """
    from fediforum.cli import neighbouring

    facts = with_node(lambda node: neighbouring.queue(node, host))
    if as_json:
        write_object(facts)
        return
    if host:
        rows = [
            (
                each["id"], each["state"], each["attempts"], each["next_try"],
                each["error"]["name"] if each["error"] else "", each["activity"],
            )
            for each in facts["deliveries"]
        ]  # fmt: skip
        table(("delivery", "state", "tries", "next try", "last error", "activity"), rows)
        note(f"{len(rows)} wait for {host}.")
        return
    arrived = facts["intake"]
    note(f"{arrived['waiting']} arrived and wait, the oldest for {arrived['lag']:.0f} s.")
    hosts = [
        (each["host"], each["state"], each["waiting"], each["due"], each["response"] or "")
        for each in facts["hosts"]
    ]
    table(("host", "state", "waiting", "next try", "last answer"), hosts)


@app.command()
@answers(servers.DeliveryShown)
def show(delivery: Number, as_json: AsJson = False) -> None:
    """Show one delivery: to whom, how often it was tried, what came of it, and what is in it.

    Example: fediforum federation queue show DELIVERY
    """
    import json

    from fediforum.cli import neighbouring

    facts = with_node(lambda node: neighbouring.the_delivery(node, delivery))
    error = facts["error"]
    fields = ("id", "state", "says", "activity", "inbox", "signer", "created", "attempts")
    lines = [f"{name}: {shown(str(facts[name]))}" for name in fields]
    lines += [f"next try: {facts['next_try']}"] if facts["next_try"] else []
    if error:
        lines += [f"last error: {shown(error['name'])}: {error['meaning']}"]
        lines += [f"what to do: {shown(error['remedy'])}"]
    lines += [shown(line) for line in json.dumps(facts["body"], indent=2).split("\n")]
    answer(facts, lines, as_json=as_json)


@app.command()
@answers(servers.Retried)
def retry(
    which: OrWhich = "",
    failed: Annotated[bool, typer.Option("--failed", help="Of all servers.")] = False,
    as_json: AsJson = False,
) -> None:
    """Try now what waits for a server, or one delivery; owe again what came to nothing in 90 days.

    What was deleted or removed here since is not told anew.

    Example: fediforum federation queue retry oud.example
    """
    from fediforum.flow import owing

    if bool(which) == failed:
        raise typer.BadParameter("name a server or a delivery, or say --failed.")
    host, number = read_which(which) if which else (None, None)
    done = with_node(lambda node: owing.retry(node, host, number))
    facts = {"hastened": done.hastened, "reopened": done.reopened, "outdated": done.outdated}
    lines = [f"{done.hastened} that waited are due now; {done.reopened} are owed again."]
    if done.outdated:
        lines.append(f"{done.outdated} stay as they are: what they say is no longer so.")
    answer(facts, lines, as_json=as_json)


@app.command()
@answers(servers.Dropped)
def drop(which: Which, dry_run: DryRun = False, yes: Yes = False, as_json: AsJson = False) -> None:
    """Never send what waits for a server, or one delivery.

    `queue retry DELIVERY` owes one again.

    Example: fediforum federation queue drop oud.example --yes
    """
    from fediforum.flow import owing

    host, number = read_which(which)
    name = host or str(number)
    count = with_node(lambda node: owing.owed(node, host, number))
    dropped = 0
    if count and not dry_run:
        if not yes:
            note(f"{count} would never be sent.")
        confirmed("Never send what waits:", name, yes=yes)
        dropped = with_node(lambda node: owing.drop(node, host, number))
    facts = {"host": host, "dry_run": dry_run, "waiting": count, "dropped": dropped}
    told = f"{count} would never be sent" if dry_run else f"{dropped} will never be sent"
    answer(facts, [f"{told}: {name}."], as_json=as_json)


@app.command()
@answers(servers.Paused)
def pause(host: Host, as_json: AsJson = False) -> None:
    """Send nothing to a server until it is resumed; what it is owed meanwhile waits.

    Example: fediforum federation queue pause oud.example
    """
    from fediforum.flow import owing

    changed = with_node(lambda node: owing.pause(node, host))
    told = "Nothing is sent" if changed else "Unchanged: nothing is sent"
    lines = [f"{told} to {host} until: fediforum federation queue resume {host}"]
    answer({"host": host, "paused": True, "changed": changed}, lines, as_json=as_json)


@app.command()
@answers(servers.Paused)
def resume(host: Host, as_json: AsJson = False) -> None:
    """Send to a server again that was paused, beginning with what waits.

    Example: fediforum federation queue resume oud.example
    """
    from fediforum.flow import owing

    changed = with_node(lambda node: owing.resume(node, host))
    told = "is sent what waits for it." if changed else "was not paused."
    lines = [f"{host} {told}" if changed else f"Unchanged: {host} {told}"]
    answer({"host": host, "paused": False, "changed": changed}, lines, as_json=as_json)


def read_which(text: str) -> tuple[str | None, int | None]:
    """A server, or the number of one delivery."""
    if text.isascii() and text.isdigit():
        if len(text) >= len(str(MOST)):
            raise typer.BadParameter("there is no delivery of that number.")
        return None, int(text)
    return host_name(text), None
