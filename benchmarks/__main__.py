"""Run every load once and print what it cost: ``python -m benchmarks [--profiles]``.

With ``--profiles`` py-spy looks on, and what it saw is written next to this file; the numbers
are then a little higher.
"""

import asyncio
import importlib.metadata
import platform
import sys
from datetime import UTC, datetime

import aiohttp

from benchmarks.loads import AS2, PATIENCE, Cost, Loads, path_of, unseen
from benchmarks.meter import machine
from benchmarks.profiles import STATEMENTS, looking_on
from benchmarks.town import HOST, town
from fediforum.run import set_up_logging

FOLLOWERS, SERVERS = 2000, 200
VERSIONS = ("asyncpg", "cryptography", "aiohttp", "httpx", "starlette", "uvicorn", "PyLD")
PARTS = ("serve", "worker", "database")


async def main(profiles: bool) -> None:
    """Measure everything, and print the table."""
    set_up_logging("WARNING")
    began = datetime.now(UTC)
    async with (
        town(FOLLOWERS, SERVERS, STATEMENTS if profiles else {}) as here,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(PATIENCE)) as session,
    ):
        loads = Loads(here, session, around=looking_on(here) if profiles else unseen)
        version = await loads_of(loads)
    print(heading(began, version))
    print(table(loads.costs))


async def loads_of(loads: Loads) -> str:
    """Every load in its order; which PostgreSQL it was."""
    home = loads.town.node.home
    await warm(loads)
    await loads.replies("quiet", 500, "reply, heard by nobody")
    await loads.replies("street", 100, "reply, heard by 5 servers")
    await loads.paced("quiet", 100, "reply, one each 20 ms → applied", 0.02)
    await loads.whole("thread of 300 elsewhere, by post")
    await loads.fan_out("city", 1, f"thread for {FOLLOWERS:,} on {SERVERS}, first")
    await loads.fan_out("city", 5, f"thread for {FOLLOWERS:,} on {SERVERS}, later")
    thread = path_of(loads.town.openings["street"]).replace("/ap/posts/", "/t/")
    await loads.read("thread page, 100 replies", await place_of(loads, thread), 100)
    await loads.read("board page", "/b/city", 200)
    await loads.read("front page", "/", 200)
    await loads.read("actor", path_of(home.board("city")), 300, accept=AS2)
    await loads.read("post", path_of(loads.town.openings["street"]), 300, accept=AS2)
    webfinger = f"/.well-known/webfinger?resource=acct:city@{HOST}"
    await loads.read("WebFinger", webfinger, 300, accept="*/*")
    async with loads.town.node.database.connection() as conn:
        return ".".join(map(str, conn.get_server_version()[:2]))


async def warm(loads: Loads) -> None:
    """Each path was walked once: keys are in memory, statements are prepared."""
    await loads.replies("quiet", 50, "warm")
    for path in ("/", "/b/city", path_of(loads.town.node.home.board("city"))):
        await loads.read("warm", path, 4)
    loads.costs.clear()


async def place_of(loads: Loads, path: str) -> str:
    """Where the page really stands."""
    url, headers = loads.town.door + path, {"Host": HOST}
    async with loads.session.get(url, headers=headers, allow_redirects=False) as answer:
        return answer.headers.get("Location", path)


def heading(began: datetime, postgresql: str) -> str:
    versions = [f"{name} {importlib.metadata.version(name)}" for name in VERSIONS]
    python = f"Python {platform.python_version()}"
    lines = (
        f"{began:%Y-%m-%d}, {machine()}",
        ", ".join((python, f"PostgreSQL {postgresql}", *versions)),
    )
    return "\n".join(lines) + "\n"


def table(costs: list[Cost]) -> str:
    """The costs in Markdown; CPU in milliseconds an item, by process."""
    head = ("load", "items", *PARTS, "CPU ms", "items/s", "p50 ms", "p95 ms")
    rows = [head, ("---", *("--:" for _ in head[1:]))]
    for cost in costs:
        parts = [cost.per_item(part) for part in PARTS]
        rows.append(
            (
                cost.name,
                f"{cost.items:,}",
                *(f"{part:.2f}" for part in parts),
                f"**{sum(parts):.2f}**",
                f"{cost.items / cost.seconds:,.0f}",
                *("" if at is None else f"{at:.1f}" for at in (cost.at(0.5), cost.at(0.95))),
            )
        )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    asyncio.run(main("--profiles" in sys.argv[1:]))
