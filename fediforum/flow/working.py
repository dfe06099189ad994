"""Working: the hands of one process, side by side until they are told to stop.

What arrives is acted on, what is owed is delivered, jobs of the queue are run, and the tables
that are kept by day are looked after. What is begun is finished.
"""

import asyncio
from datetime import timedelta

import structlog

from fediforum import limits
from fediforum.flow.acting import acting
from fediforum.flow.ballots import gathering
from fediforum.flow.crawling import audit, recheck
from fediforum.flow.deliver import Lanes
from fediforum.flow.domains import upkeep as keep_decisions
from fediforum.flow.errands import run_errand
from fediforum.flow.pictures import make_room
from fediforum.flow.subscribing import refresh
from fediforum.forum.effects import Errand
from fediforum.node import Node
from fediforum.store.database import connect
from fediforum.store.errands import ENTRYPOINT, PICTURE, enqueue_errands
from fediforum.store.media import still_wanted
from fediforum.store.partitions import drop_settled, make_partitions
from fediforum.store.peers import stale_software
from fediforum.store.posts import clear_shelf
from fediforum.store.queue import purge_log, run_queue
from fediforum.store.rebuffs import forget_rebuffs
from fediforum.store.reports import forget_contacts
from fediforum.store.waiting import forgotten
from fediforum.vocab.iri import Iri

log = structlog.get_logger(__name__)

HOURLY = "17 * * * *"
FIVE_MINUTES = "*/5 * * * *"
NIGHTLY = "41 2 * * *"
LISTS_READ = "23 * * * *"  # those that were not read for a day
SOFTWARE_KEPT = timedelta(days=7)
FORGOTTEN_AFTER = timedelta(days=2)  # the last look at a post that waits is due after one
ASKED_AN_HOUR = 500


async def working(node: Node, stopping: asyncio.Event) -> None:
    """Do all the work of this forum that falls to one process, until ``stopping`` is set."""
    lanes = Lanes(node)

    async def lane(_: bytes | None) -> None:
        lanes.call()

    async def errand(payload: bytes | None) -> None:
        await run_errand(node, payload)

    async def upkeep(_: bytes | None) -> None:
        await tidy(node)

    async def crawls(_: bytes | None) -> None:
        await recheck(node)

    async def nightly(_: bytes | None) -> None:
        await audit(node)

    async def lists(_: bytes | None) -> None:
        await refresh(node, due=True)

    await tidy(node)
    async with asyncio.TaskGroup() as group:
        group.create_task(acting(node, stopping))
        group.create_task(lanes.look(stopping))
        group.create_task(gathering(node, stopping))
        group.create_task(
            run_queue(
                node.database.direct_dsn,
                {PICTURE: errand},
                stopping,
                at_once=limits.PICTURES_AT_ONCE,
            )
        )
        group.create_task(
            run_queue(
                node.database.direct_dsn,
                {"lane": lane, ENTRYPOINT: errand},
                stopping,
                schedules={
                    "upkeep": (HOURLY, upkeep),
                    "crawls": (FIVE_MINUTES, crawls),
                    "audit": (NIGHTLY, nightly),
                    "lists": (LISTS_READ, lists),
                },
            )
        )


async def tidy(node: Node) -> None:
    """Partitions are ahead of time, what is past its time is gone, what was lost is found.

    An errand may be lost with the queue; the post that it was for says that it still waits.
    """
    now = node.clock()
    try:
        conn = await connect(node.database.direct_dsn)
        try:
            await make_partitions(conn, now)
            await drop_settled(conn, now)
            await purge_log(conn)
            await clear_shelf(conn, now - timedelta(days=limits.SHELF_DAYS))
            await forget_rebuffs(conn, now - timedelta(days=limits.REBUFF_DAYS))
            await forget_contacts(conn, now - timedelta(days=limits.REPORT_CONTACT_DAYS))
            hosts = await stale_software(conn, now - SOFTWARE_KEPT, ASKED_AN_HOUR)
            asking = [Errand("nodeinfo", Iri(f"https://{host}")) for host in hosts]
            waiting = await forgotten(conn, now - FORGOTTEN_AFTER, ASKED_AN_HOUR)
            asking += [Errand("confirm", iri) for iri in waiting]
            pictures = await still_wanted(conn, now, ASKED_AN_HOUR)
            asking += [Errand("picture", url) for url in pictures]
            await enqueue_errands(conn, asking)
        finally:
            await conn.close()
        await make_room(node)
        await keep_decisions(node)
    except Exception as problem:
        # It is done again in an hour; whatever it was, the forum goes on.
        log.warning("upkeep put off", exc_info=problem)
