"""Commands for pictures: how much room they take, and making some."""

from typing import Annotated

import typer

from fediforum.cli.answering import answers
from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, answer, size
from fediforum.cli.shapes import forum

MEGABYTE = 1024 * 1024

app = typer.Typer(help="Pictures, and the room they take.", no_args_is_help=True)

Most = Annotated[
    int | None,
    typer.Option("--most", metavar="MB", min=0, help="How much those of others may take."),
]


@app.command()
@answers(forum.Pictures)
def usage(as_json: AsJson = False) -> None:
    """Say how many pictures are here, and how much room they take.

    Example: fediforum media usage
    """
    from fediforum.cli import room

    facts = with_node(room.usage)
    ours, others, most = (size(facts[k]) for k in ("own_bytes", "others_bytes", "most"))
    lines = [
        f"Ours: {facts['own']} pictures, {ours}.",
        f"Of other servers: {facts['others']} pictures, {others} of {most}.",
        f"To be fetched: {facts['wanted']}. Made room for others: {facts['dropped']}.",
        f"Could not be had: {facts['failed']}.",
    ]
    answer(facts, lines, as_json=as_json)


@app.command()
@answers(forum.Pruned)
def prune(most: Most = None, as_json: AsJson = False) -> None:
    """Let go of what no post shows, and of pictures of others that were shown longest ago.

    Example: fediforum media prune --most 1000
    """
    from fediforum.cli import room

    bound = None if most is None else most * MEGABYTE
    facts = with_node(lambda node: room.prune(node, bound))
    lines = [f"{facts['pictures']} pictures are gone, {facts['files']} files with them."]
    answer(facts, lines, as_json=as_json)
