"""Later: errands whose time has not come are put off, whatever they are."""

from datetime import timedelta

from fediforum.forum.effects import Errand
from fediforum.node import Node
from fediforum.store.errands import enqueue_errands


def times_put_off(errand: Errand) -> int:
    """How often the errand was put off already."""
    return int(errand.details.get("turn", 0))


async def put_off(node: Node, errand: Errand, after: timedelta) -> None:
    """The errand is run again after that long.

    The job that asks for it now is still there, so the key of the next one alternates.
    """
    turn = times_put_off(errand) + 1
    again = Errand(errand.kind, errand.subject, {**errand.details, "turn": str(turn)})
    async with node.database.transaction() as conn:
        await enqueue_errands(conn, [again], attempt=2 + turn % 2, after=max(after, timedelta(0)))
