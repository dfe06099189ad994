"""What a block list of 20,000 domains costs: to import it, to undo that, and for what comes in.

    python -m benchmarks.blocklist

In a forum of its own, with the PostgreSQL that comes along and its own settings. What an inbound
activity pays is the difference that the list makes to the two lookups on its way: whether its
host is spoken with, and the one gather query of the law.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from fediforum.flow.domains import Plan, carry_out
from fediforum.flow.setup import create_board, create_member, init
from fediforum.flow.undoing import undo_operation
from fediforum.forum.domains import Domain, Policy
from fediforum.node import Node, open_node
from fediforum.settings import Settings
from fediforum.store.database import Sql
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri

ENTRIES = 20_000
ROUNDS = 2_000
WARM = 200
PEOPLE = Sql("""
    INSERT INTO actor (id, local, type, preferred_username, host, inbox)
    SELECT 'https://h' || n || '.example/u', false, 'Person', 'u', 'h' || n || '.example', 'x'
    FROM generate_series(1, 2000) AS n
""")
ANALYZE = Sql("ANALYZE")


async def micros(work: Callable[[int], Awaitable[object]]) -> float:
    """The microseconds of one, as a machine that does other things as well lets it be seen:
    the least tenth.
    """
    for number in range(WARM):
        await work(number)
    taken = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        await work(number)
        taken.append((time.perf_counter() - began) * 1e6)
    return statistics.quantiles(taken, n=10)[0]


async def lookups(node: Node) -> float:
    """The microseconds that an activity of a server not heard from in this second is looked up."""

    async def arrives(number: int) -> None:
        host = f"www.h{number % 2000}.example"
        node.welcome.forget()
        await node.welcome(host)
        async with node.database.connection() as conn:
            await load_known(
                conn, [Iri(f"https://{host}/u"), Iri(f"{node.home.base}/ap/boards/tuin")], node.home
            )

    return await micros(arrives)


async def measure(folder: Path) -> None:
    settings = Settings(url="https://forum.example", data=folder)
    await init(settings, title="Forum")
    async with open_node(settings) as node:
        await create_board(node, "tuin", "De tuin")
        await create_member(node, "anna", "Anna")
        async with node.database.connection() as conn:
            await conn.execute(PEOPLE)
            await conn.execute(ANALYZE)
        without = await lookups(node)
        given = [
            Domain(
                name=f"h{number}.example" if number % 40 == 0 else f"d{number}.bad.example",
                policy=Policy.BLOCK,
                source="list.csv",
                reason="spam",
            )
            for number in range(ENTRIES)
        ]
        began = time.perf_counter()
        done = await carry_out(node, Plan("domain import", "list.csv", given=given))
        imported = time.perf_counter() - began
        async with node.database.connection() as conn:
            await conn.execute(ANALYZE)
        within = await lookups(node)
        began = time.perf_counter()
        await undo_operation(node, done.operation.id)
        undone = time.perf_counter() - began
    print(f"{ENTRIES:,} domains: imported in {imported:.2f} s, undone in {undone:.2f} s")
    print(
        f"an inbound activity is looked up in {without:.0f} µs without the list, "
        f"{within:.0f} µs with it: {within - without:+.0f} µs"
    )


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder)))


if __name__ == "__main__":
    main()
