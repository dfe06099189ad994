"""Rehearsing: what an act would come to, seen by doing it and taking it back before it is done.

Nothing leaves this machine and nothing is kept: what is to be sent waits in the same transaction,
and nobody else is asked anything while that is open.
"""

from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import replace
from typing import NoReturn, TypeVar

from fediforum.errors import Unavailable
from fediforum.node import Node
from fediforum.store.rehearsal import rehearsal

T = TypeVar("T")


async def nobody(_: str) -> NoReturn:
    """Ask no host."""
    raise Unavailable(
        "That is not known here, and nobody is asked while something is only tried: "
        "`fediforum federation fetch` it first."
    )


async def rehearse(node: Node, work: Callable[[Node], Awaitable[T]]) -> T:
    """What the work gives, of which nothing stays.

    ``work`` looks at what it did before it ends, through the node that it is given.
    """
    http = copy(node.http)
    http.welcome = nobody
    async with rehearsal(node.database) as tried:
        return await work(replace(node, database=tried, http=http))
