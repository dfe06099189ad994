"""A forum's doors and hands as a process of their own, which a test can kill.

Run with: base URL, data directory, address of the database, port.
"""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import uvicorn

from fediforum.flow import acting
from fediforum.flow.working import working
from fediforum.node import node_over
from fediforum.settings import Settings
from fediforum.store.database import open_database
from tests.flow.doors import doors


async def main(base: str, folder: str, database_url: str, port: str) -> None:
    """Serve and work until killed. What a killed process held is free again after a second."""
    acting.LEASE = timedelta(seconds=1)
    settings = Settings(url=base, data=Path(folder), private_hosts=("test",))
    async with (
        open_database(database_url) as database,
        node_over(settings, database) as node,
        asyncio.TaskGroup() as group,
    ):
        group.create_task(working(node, asyncio.Event()))
        config = uvicorn.Config(
            doors(node, lambda: "fediforum"), port=int(port), log_level="error", lifespan="off"
        )
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
