"""Replaying: what arrived and was not accepted is judged anew, as if it had just come.

What was accepted is not: it may have been undone since, and would come back. A row's own mark
of having been seen is forgotten first, in the transaction that takes the row; where the same was
acted on in another row, that row's mark stays. Whoever is cut off leaves it to the workers.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from fediforum.errors import Conflict, Missing
from fediforum.flow.act import seen_mark
from fediforum.flow.acting import LEASE, ask_and_act, read_row
from fediforum.node import Node
from fediforum.store.intake import Key, outcome_of, received_at, take_again, unsee
from fediforum.store.reading.traces import refused_since

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

    Raises Missing, and Conflict where it was accepted or while its lane has it wait.
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
        row = await take_again(conn, key, node.clock(), LEASE)
        if row is None:
            raise Conflict(f"Row {number} {why_not(await outcome_of(conn, key))}")
        await unsee(conn, row, seen_mark(row.signer, row.activity, row.body))
    spoken = await read_row(node, row)
    if spoken is not None:
        await ask_and_act(node, row, spoken, asyncio.Semaphore(1))
    async with node.database.connection() as conn:
        after = await outcome_of(conn, key)
    assert after is not None
    return Replayed(number, row.said, *after)


def why_not(outcome: tuple[str | None, str] | None) -> str:
    """Why a row with that outcome is not judged anew, to follow upon its number."""
    if outcome is not None and outcome[0] == "accepted":
        return "was accepted: what it did may have been undone since, and is not done again."
    return "waits: a worker is at its lane, or an older row is open."


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
