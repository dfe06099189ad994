"""Commands for what passes between this forum and other servers."""

from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, AsLines, answer_list, note, table, write_object
from fediforum.cli.shapes import servers

app = typer.Typer(help="What passes between this forum and others.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(metavar="URL", help="An id, a page, or name@host.")]
REFUSED = 4


@app.command()
@answers(servers.Queue)
def queue(as_json: AsJson = False) -> None:
    """Show what waits: what arrived and is not acted on, what is owed to other servers.

    Example: fediforum federation queue
    """
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
        typer.echo(f"{found['kind']}  {found['id']}  {found['url']}")
    if not found["kept"]:
        note("It was read, and not kept: it belongs to no thread of a board that is known here.")
        raise typer.Exit(REFUSED)


@app.command()
@answers(servers.Drifts)
def drift(as_json: AsJson = False, as_lines: AsLines = False) -> None:
    """Show what the nightly look found missing here, by server.

    Example: fediforum federation drift --json
    """
    from fediforum.cli import wholeness

    found = with_node(wholeness.drift)
    rows = [
        (each["host"], each["day"], each["threads"], each["known"], each["missing"])
        for each in found
    ]
    heads = ("host", "day", "threads", "posts known", "missing")
    answer_list("hosts", found, heads, rows, as_json=as_json, as_lines=as_lines)
