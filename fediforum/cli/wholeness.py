"""How whole threads are: what is known to exist elsewhere and is not here, and bringing it.

Loaded when a command runs, not before.
"""

from collections.abc import Callable, Sequence
from typing import Any

from fediforum.cli.views import whole_facts
from fediforum.errors import Missing
from fediforum.flow.backfill import backfill
from fediforum.flow.budget import Budget
from fediforum.flow.crawling import ask_for, audit
from fediforum.flow.owing import demand_known
from fediforum.node import Node
from fediforum.store.crawls import Drift, latest_drift, standing
from fediforum.store.heard import whole
from fediforum.store.reading import find_thread, unabbreviated
from fediforum.vocab.iri import Iri

Facts = dict[str, Any]

LISTEN_SECONDS = 60
PASSES = 10


def silently(_: str, __: float | None) -> None:
    pass


async def place_of(node: Node, text: str) -> tuple[Iri, Iri]:
    """The thread that is meant, and its opening post. Raises Missing."""
    async with node.database.connection() as conn:
        thread = await find_thread(conn, await unabbreviated(conn, text), node.home)
        there = await standing(conn, thread, 0) if thread is not None else None
    if thread is None or there is None:
        raise Missing(f"There is no thread {text} here. Try: fediforum federation fetch {text}")
    return thread, there.root


async def verify(node: Node, text: str) -> Facts:
    """What other servers list of a thread now is compared with what is here; nothing is fetched."""
    thread, root = await place_of(node, text)
    budget = Budget.backfill(seconds=LISTEN_SECONDS)
    report = await backfill(node, root, budget, listen=True)
    return {**await facts_of(node, thread), "requests": report.requests, "busy": report.busy}


async def fill(
    node: Node, text: str, *, wait: bool, told: Callable[[str, float | None], None] = silently
) -> Facts:
    """What is missing of a thread is asked for: by a worker, or here and now."""
    thread, root = await place_of(node, text)
    requests = fetched = 0
    if not wait:
        await ask_for(node, root)
    for _ in range(PASSES if wait else 0):
        report = await backfill(node, root, Budget.backfill(), anew=not requests)
        requests, fetched = requests + report.requests, fetched + report.seen
        told(f"{fetched} posts read, with {requests} requests.", None)
        if report.done or report.busy or not report.seen:
            break
    facts = await facts_of(node, thread)
    return {**facts, "requests": requests, "fetched": fetched, "waited": wait}


async def facts_of(node: Node, thread: Iri) -> Facts:
    async with node.database.connection() as conn:
        return {"id": thread, **whole_facts(await whole(conn, thread))}


def sentence(facts: Facts) -> str:
    """In one line how whole a thread is."""
    here, known = facts["here"], facts["known"]
    if facts["whole"]:
        return f"{here} replies, all that are known."
    return f"{here} of {known} replies are here, {known - here} are missing."


async def drift(node: Node) -> Sequence[Facts]:
    """What the nightly look found last of each server, those that we drift from most first."""
    async with node.database.connection() as conn:
        return worst_first(await latest_drift(conn))


async def audited(node: Node, host: str | None) -> Sequence[Facts]:
    """As ``drift``, once other servers were asked again now. Raises Missing."""
    if host is not None:
        async with node.database.connection() as conn:
            await demand_known(conn, host)
    return worst_first(await audit(node, host))


def worst_first(found: Sequence[Drift]) -> Sequence[Facts]:
    return [
        drift_facts(each) for each in sorted(found, key=lambda each: (-each.missing, each.host))
    ]


def drift_facts(drift: Drift) -> Facts:
    return {
        "host": drift.host,
        "day": drift.day.isoformat(),
        "threads": drift.threads,
        "known": drift.known,
        "missing": drift.missing,
    }
