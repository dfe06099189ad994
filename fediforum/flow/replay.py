"""Replaying: what arrived is judged anew, as if it had just come.

Harmless to repeat: the law knows what is so already. What was noted as seen is forgotten first,
in the transaction that takes the row; whoever is cut off leaves it to the workers.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from fediforum.errors import Conflict, Missing
from fediforum.flow.act import seen_mark
from fediforum.flow.acting import LEASE, ask_and_act, read_row
from fediforum.node import Node
from fediforum.store.intake import Key, outcome_of, received_at, take_again
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
    """That row of the intake is acted on anew.

    Raises Missing, and Conflict while its lane has it wait.
    """
    async with node.database.connection() as conn:
        received = await received_at(conn, number)
    if received is None:
        raise Missing(f"There is no row {number} in the intake: rows are kept for 14 days.")
    return await replay_row(node, (received, number))


async def replay_row(node: Node, key: Key) -> Replayed:
    """As ``replay``, of a row whose whole key is known."""
    _, number = key
    async with node.database.transaction() as conn:
        before = await outcome_of(conn, key)
        row = await take_again(conn, key, node.clock(), LEASE)
        if before is None or row is None:
            raise Conflict(f"Row {number} waits: a worker is at its lane, or an older row is open.")
        await forget_seen(conn, [seen_mark(row.signer, row.activity, row.body)])
    spoken = await read_row(node, row)
    if spoken is not None:
        await ask_and_act(node, row, spoken, asyncio.Semaphore(1))
    async with node.database.connection() as conn:
        after = await outcome_of(conn, key)
    assert after is not None
    return Replayed(number, before[0], *after)


async def replay_refused(node: Node, since: datetime) -> tuple[Replayed, ...]:
    """All that came since then and was refused or failed is acted on anew, in its order.

    Lanes that a worker has in hand at that moment are left to it.
    """
    async with node.database.connection() as conn:
        keys = await refused_since(conn, since, MOST)
    done = []
    for key in keys:
        with suppress(Conflict):
            done.append(await replay_row(node, key))
    return tuple(done)
