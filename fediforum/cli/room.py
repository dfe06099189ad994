"""The room that pictures take, as plain facts.

Loaded when a command runs, not before.
"""

from dataclasses import asdict
from typing import Any

from fediforum.flow.pictures import make_room
from fediforum.limits import PICTURES_TOTAL
from fediforum.node import Node
from fediforum.store.media import media_usage

Facts = dict[str, Any]


async def usage(node: Node) -> Facts:
    """How many pictures are here, their bytes, and how many those of others may have."""
    async with node.database.connection() as conn:
        found = await media_usage(conn)
    return {**asdict(found), "most": PICTURES_TOTAL}


async def prune(node: Node, most_bytes: int | None) -> Facts:
    """What nobody shows is gone, and so is what is over the bound."""
    bound = PICTURES_TOTAL if most_bytes is None else most_bytes
    pictures, files = await make_room(node, bound)
    return {"pictures": pictures, "files": files}
