"""Commands for what is owed to other servers: to look at it, hasten it, let it go, hold it."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, answer, note, shown, table, write_object

app = typer.Typer(help="What is owed to other servers, and what arrived and waits.")

Host = Annotated[str, typer.Argument(metavar="HOST", help="The name of a server.")]
OrHost = Annotated[str, typer.Argument(metavar="[HOST]", help="The name of a server.")]
Which = Annotated[str, typer.Argument(metavar="HOST|ID", help="A server, or one delivery.")]
OrWhich = Annotated[str, typer.Argument(metavar="[HOST|ID]", help="A server, or one delivery.")]
Number = Annotated[int, typer.Argument(metavar="ID", min=1, max=2**63 - 1)]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
REFUSED = 4


@app.callback(invoke_without_command=True)
def queue(context: typer.Context, as_json: AsJson = False) -> None:
    """Show what waits, server by server, where no other word is said.

    Example: fediforum federation queue
    """
    if context.invoked_subcommand is None:
        show_all(as_json=as_json)


def show_all(*, as_json: bool) -> None:
    from fediforum.cli import views

    facts = with_node(views.queue)
    if as_json:
        write_object(facts)
        return
    arrived = facts["intake"]
    note(f"{arrived['waiting']} arrived and wait, the oldest for {arrived['lag']:.0f} s.")
    rows = [
        (each["host"], each["state"], each["waiting"], each["due"], each["response"] or "")
        for each in facts["hosts"]
    ]
    table(("host", "state", "waiting", "next try", "last answer"), rows)


@app.command("list")
def list_(host: OrHost = "", as_json: AsJson = False) -> None:
    """Show what waits: server by server, or each delivery that one server is owed.

    Example: fediforum federation queue list beta.example
    """
    from fediforum.cli import neighbouring

    if not host:
        show_all(as_json=as_json)
        return
    named = host_name(host)
    found = with_node(lambda node: neighbouring.listed(node, named))
    if as_json:
        write_object({"host": named, "deliveries": found})
        return
    rows = [
        (
            each["id"], each["state"], each["attempts"], each["next_try"],
            each["error"]["name"] if each["error"] else "", each["activity"],
        )
        for each in found
    ]  # fmt: skip
    table(("id", "state", "tries", "next try", "last error", "activity"), rows)


@app.command()
def show(number: Number, as_json: AsJson = False) -> None:
    """Show one delivery: to whom, how often it was tried, what came of it, and what is in it.

    Example: fediforum federation queue show 1204
    """
    import json

    from fediforum.cli import neighbouring

    facts = with_node(lambda node: neighbouring.shown(node, number))
    error = facts["error"]
    named = ("id", "state", "says", "activity", "inbox", "signer", "created", "attempts")
    lines = [f"{name}: {shown(str(facts[name]))}" for name in named]
    lines += [f"next try: {facts['next_try']}"] if facts["next_try"] else []
    if error:
        lines += [f"last error: {error['name']}: {error['meaning']}"]
        lines += [f"what to do: {error['remedy']}"]
    lines += [shown(line) for line in json.dumps(facts["body"], indent=2).split("\n")]
    answer(facts, lines, as_json=as_json)


@app.command()
def retry(
    which: OrWhich = "",
    failed: Annotated[bool, typer.Option("--failed", help="Of all servers.")] = False,
    as_json: AsJson = False,
) -> None:
    """Try now what waits for a server, or one delivery; owe again what came to nothing in 90 days.

    What was deleted or removed here since is not told anew.

    Example: fediforum federation queue retry beta.example
    """
    from fediforum.flow import owing

    if bool(which) == failed:
        raise typer.BadParameter("name a server or a delivery, or say --failed.")
    host, number = read_which(which) if which else (None, None)
    done = with_node(lambda node: owing.retry(node, host, number))
    data = {"hastened": done.hastened, "reopened": done.reopened, "outdated": done.outdated}
    lines = [f"{done.hastened} that waited are due now; {done.reopened} are owed again."]
    if done.outdated:
        lines.append(f"{done.outdated} stay as they are: what they say is no longer so.")
    answer(data, lines, as_json=as_json)


@app.command()
def drop(which: Which, yes: Yes = False, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Never send what waits for a server, or one delivery; `queue retry` owes it again.

    Example: fediforum federation queue drop oud.example --yes
    """
    from fediforum.cli import neighbouring
    from fediforum.flow import owing

    host, number = read_which(which)
    if host is not None:
        facts = with_node(lambda node: neighbouring.owed_to(node, host))
        preview = f"{host} would never be sent what waits for it: {facts}."
    else:
        preview = f"Delivery {number} would never be sent."
    if dry_run:
        answer({"dry_run": True, "preview": preview}, [preview], as_json=as_json)
        return
    demand_yes(preview, which, yes=yes)
    dropped = with_node(lambda node: owing.drop(node, host, number))
    answer({"dropped": dropped}, [f"{dropped} dropped."], as_json=as_json)


@app.command()
def pause(host: Host, as_json: AsJson = False) -> None:
    """Send nothing to a server until it is resumed; what it is owed meanwhile waits.

    Example: fediforum federation queue pause beta.example
    """
    from fediforum.flow import owing

    named = host_name(host)
    with_node(lambda node: owing.pause(node, named))
    lines = [f"Nothing is sent to {named} until: fediforum federation queue resume {named}"]
    answer({"host": named, "paused": True}, lines, as_json=as_json)


@app.command()
def resume(host: Host, as_json: AsJson = False) -> None:
    """Send to a server again that was paused, beginning with what waits.

    Example: fediforum federation queue resume beta.example
    """
    from fediforum.flow import owing

    named = host_name(host)
    was = with_node(lambda node: owing.resume(node, named))
    lines = [f"{named} is sent what waits for it." if was else f"{named} was not paused."]
    answer({"host": named, "paused": False, "changed": was}, lines, as_json=as_json)


def host_name(text: str) -> str:
    """The name of a server as it stands in ids: a URL or a handle names it too."""
    name = text.strip().removeprefix("https://").partition("/")[0].rpartition("@")[2]
    name = name.rstrip(".").lower()
    try:
        written = name.encode("idna").decode() if not name.isascii() else name
    except UnicodeError:
        written = ""
    if not written or not all(letter.isalnum() or letter in ".-:" for letter in written):
        raise typer.BadParameter(f"{text!r} is not the name of a server.")
    return written


def read_which(text: str) -> tuple[str | None, int | None]:
    """A server, or the number of one delivery."""
    if text.isascii() and text.isdigit():
        if len(text) > len(str(2**62)):
            raise typer.BadParameter("there is no delivery of that number.")
        return None, int(text)
    return host_name(text), None


def demand_yes(preview: str, name: str, *, yes: bool, ask: Callable[[str], str] = input) -> None:
    """Go on where it was said beforehand, or is said now by typing the name; else exit with 4."""
    if yes:
        return
    note(preview)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        note("Say --yes to do it.")
        raise typer.Exit(REFUSED)
    if ask(f"Type {name} to do it: ").strip() != name:
        note("Nothing was done.")
        raise typer.Exit(REFUSED)
