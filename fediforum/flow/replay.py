"""Replaying: what arrived is judged anew, as if it had just come.

Harmless to repeat: the law knows what is so already. What was noted as seen is forgotten first,
in the transaction that takes the row; whoever is cut off leaves it to the workers.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from fediforum.errors import Conflict, Missing
from fediforum.flow.act import seen_mark
from fediforum.flow.acting import LEASE, ask_and_act, read_row
from fediforum.node import Node
from fediforum.store.intake import outcome_of, take_again
from fediforum.store.reading.traces import refused_since
from fediforum.store.seen import forget_seen

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was said of a row before and what is now; None while it waits for somebody."""

    id: int
    before: str | None
    verdict: str | None
    reason: str


async def replay(node: Node, number: int) -> Replayed:
    """That row of the intake is acted on anew. Raises Missing, and Conflict while it is in work."""
    now = node.clock()
    async with node.database.transaction() as conn:
        before = await outcome_of(conn, number)
        if before is None:
            raise Missing(f"There is no row {number} in the intake: rows are kept for 14 days.")
        row = await take_again(conn, number, now, LEASE)
        if row is None:
            raise Conflict(f"A worker has row {number} now.")
        await forget_seen(conn, [seen_mark(row.signer, row.activity, row.body)])
    spoken = await read_row(node, row)
    if spoken is not None:
        await ask_and_act(node, row, spoken, asyncio.Semaphore(1))
    async with node.database.connection() as conn:
        after = await outcome_of(conn, number)
    assert after is not None
    return Replayed(number, before[0], *after)


async def replay_refused(node: Node, since: timedelta) -> tuple[Replayed, ...]:
    """All that was refused or failed in that time is acted on anew, in the order it came in."""
    async with node.database.connection() as conn:
        numbers = await refused_since(conn, node.clock() - since, MOST)
    return tuple([await replay(node, number) for number in numbers])
