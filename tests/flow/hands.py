"""Everything that a worker would do, done here and now until there is nothing left to do."""

import asyncio

from fediforum.flow.acting import one_round
from fediforum.flow.ballots import send_ballots
from fediforum.flow.deliver import Lanes
from fediforum.flow.errands import run_errand
from fediforum.node import Node
from fediforum.store.deliveries import hosts_due

PENDING = """
    SELECT id, payload FROM pgqueuer.pgqueuer
    WHERE entrypoint IN ('errand', 'picture') AND status = 'queued' AND execute_after <= now()
    ORDER BY id
"""
FORGET = "DELETE FROM pgqueuer.pgqueuer WHERE id = $1"


async def settle_down(*nodes: Node, rounds: int = 30) -> None:
    """Act, deliver and run errands at each forum until nothing is left that is due."""
    for _ in range(rounds):
        if not any([await work(node) for node in nodes]):
            return
    raise AssertionError("there is no end to it")


async def work(node: Node) -> bool:
    """One round of everything; whether there was anything to do."""
    await send_ballots(node)
    return bool(await act(node)) | bool(await deliver(node)) | bool(await errands(node))


async def act(node: Node) -> int:
    async with asyncio.TaskGroup() as group:
        return await one_round(node, group, asyncio.Semaphore(4))


async def deliver(node: Node) -> int:
    async with node.database.connection() as conn:
        hosts = await hosts_due(conn, node.clock())
    sent = 0
    for host in hosts:
        sent += await Lanes(node).once(host)
    return sent


async def errands(node: Node) -> int:
    async with node.database.connection() as conn:
        jobs = await conn.fetch(PENDING)
        for job in jobs:
            await conn.execute(FORGET, job["id"])
    for job in jobs:
        await run_errand(node, job["payload"])
    return len(jobs)
