"""Rehearsing: what an act would come to, seen by doing it and taking it back before it is done.

Nothing leaves this machine and nothing is kept: what is to be sent waits in the same transaction.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from fediforum.node import Node
from fediforum.store.rehearsal import rehearsal

T = TypeVar("T")


async def rehearse(node: Node, work: Callable[[Node], Awaitable[T]]) -> T:
    """What the work gives, of which nothing stays.

    ``work`` looks at what it did before it ends, through the node that it is given.
    """
    async with rehearsal(node.database) as tried:
        return await work(replace(node, database=tried))
