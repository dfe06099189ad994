"""The command that says how much is written here."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fediforum.cli.answering import answers
from fediforum.cli.opening import with_node
from fediforum.cli.output import AsJson, table, write_object
from fediforum.cli.shapes import forum
from fediforum.cli.times import moment

if TYPE_CHECKING:
    from fediforum.node import Node

Since = Annotated[
    str | None, typer.Option("--since", metavar="7d", help="Only since then; else all of it.")
]
COUNTS = ("posts", "threads", "elsewhere", "authors", "hosts")


@answers(forum.Statistics)
def stats(since: Since = None, as_json: AsJson = False) -> None:
    """Say how much was written: posts, threads among them, by how many, from how many servers.

    Example: fediforum stats --since 7d
    """
    after = moment(since, datetime.now(UTC)) if since is not None else None

    async def counted(node: "Node") -> list[dict[str, Any]]:
        from fediforum.store.reading.statistics import written_since

        async with node.database.connection() as conn:
            return [asdict(each) for each in await written_since(conn, after)]

    total, *boards = with_node(counted)
    if as_json:
        told = f"{after:%Y-%m-%dT%H:%M:%SZ}" if after is not None else None
        write_object({"since": told, **{key: total[key] for key in COUNTS}, "boards": boards})
        return
    rows = [[each["board"] or "all", *(each[key] for key in COUNTS)] for each in (*boards, total)]
    table(("board", "posts", "threads", "from elsewhere", "authors", "servers"), rows)
