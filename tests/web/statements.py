"""What the database is asked while a door answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from fediforum.node import Node
from fediforum.store.rehearsal import rehearsal


@asynccontextmanager
async def overheard(node: Node) -> AsyncIterator[tuple[Node, list[str]]]:
    """The node, of whose work nothing stays, and each statement that it has run so far."""
    asked: list[str] = []
    async with rehearsal(node.database) as tried:
        with tried.conn.query_logger(lambda record: asked.append(record.query)):
            yield replace(node, database=tried), asked
