"""The PostgreSQL that comes with the wheel, for those who bring none.

The asynchronous face of ``cluster.py``: everything that blocks happens in a thread.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn

import structlog

from fediforum.store.cluster import Cluster

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0


@asynccontextmanager
async def embedded_cluster(
    data_dir: Path,
    pg_bin: Path | None = None,
    options: Mapping[str, str] | None = None,
) -> AsyncIterator[Cluster]:
    """Have a running cluster for the length of the block; the last to leave stops it.

    Raises Misconfigured or Unavailable with a message for the admin.
    """
    cluster = await asyncio.to_thread(Cluster, data_dir, pg_bin, options)
    try:
        await asyncio.to_thread(cluster.join)
        yield cluster
    finally:
        # Also after a cancelled join: leave() waits for that thread, which gives up by itself.
        await asyncio.to_thread(cluster.leave)


async def supervise(cluster: Cluster) -> NoReturn:
    """Start the cluster again whenever it has died; runs until it is cancelled."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if await asyncio.to_thread(cluster.revive):
            log.warning("restarted PostgreSQL", directory=str(cluster.files))
