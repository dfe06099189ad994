"""Crawling: when conversations elsewhere are walked, and walked again.

At once when a thread is seen first, or a reply waits for what it answers; on and on while a pass
leaves something to look at; and now and then as long as there is news, in ever longer steps.
Each night some threads are compared with what their servers list now: what is missing there is
written down, a number a server.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import structlog

from fediforum import limits
from fediforum.errors import FediforumError, Temporary
from fediforum.flow.backfill import BackfillReport, backfill
from fediforum.flow.budget import Budget
from fediforum.forum.effects import Errand
from fediforum.forum.whole import SaidBy, Tried, Why
from fediforum.node import Node
from fediforum.store.crawls import (
    Drift,
    due_threads,
    forget_drift,
    last_finished,
    sample_threads,
    save_drift,
    thread_among,
)
from fediforum.store.errands import enqueue_errands
from fediforum.store.heard import hear, here_by_host, missing, note_tried
from fediforum.vocab.iri import Iri

log = structlog.get_logger(__name__)

PASS_SECONDS = 25  # a job of the queue is over in half a minute
FRESH = timedelta(seconds=60)
SOON = timedelta(seconds=1)
STALLED = (60, 600, 3600, 6 * 3600)  # seconds until the next pass where one got nowhere
STEPS = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)  # fmt: skip
RESTS = timedelta(days=2)
RECHECKED = 200  # threads at a time
SAMPLED = 100
LISTENED = 60  # requests for each of those
SIDE_BY_SIDE = 4
KEPT = timedelta(days=90)


async def walk(node: Node, errand: Errand) -> None:
    """The conversation around a post is here as far as one pass gets; another goes on from there.

    Raises Temporary where the post cannot be read now, or somebody else walks there.
    """
    seed, told = errand.subject, errand.details
    anew = "anew" in told
    if not anew and await walked_just_now(node, seed):
        return
    budget = Budget.backfill(seconds=PASS_SECONDS)
    report = await backfill(node, seed, budget, depth=int(told.get("depth", 0)), anew=anew)
    if report.busy:
        raise Temporary("Somebody else walks over that thread.", subject=seed)
    if report.thread is None:
        if report.unanswered:
            raise Temporary(subject=seed)
        return
    if not report.done:
        await go_on(node, errand, report)


async def walked_just_now(node: Node, seed: Iri) -> bool:
    """Whether a walk over the post's thread has come to its end within the last minute."""
    async with node.database.connection() as conn:
        thread = await thread_among(conn, [seed])
        finished = await last_finished(conn, thread) if thread is not None else None
    return finished is not None and node.clock() - finished < FRESH


async def go_on(node: Node, errand: Errand, report: BackfillReport) -> None:
    """The next pass waits in the queue: soon where this one got on, later where it did not."""
    number = int(errand.details.get("pass", 1)) + 1
    stalled = 0 if report.seen else int(errand.details.get("stalled", 0)) + 1
    if number > limits.BACKFILL_PASSES or stalled > len(STALLED):
        log.info("left a thread unfinished", seed=errand.subject, missing=report.missing)
        return
    told = {**errand.details, "pass": str(number), "stalled": str(stalled)}
    told.pop("anew", None)
    after = timedelta(seconds=STALLED[stalled - 1]) if stalled else SOON
    following = Errand(errand.kind, errand.subject, told)
    async with node.database.transaction() as conn:
        await enqueue_errands(conn, [following], attempt=number, after=after)


async def ask_for(node: Node, seed: Iri) -> None:
    """The conversation around a post will be walked, what was tried often too."""
    async with node.database.transaction() as conn:
        await enqueue_errands(conn, [Errand("backfill", seed, {"anew": "yes"})])


async def hear_of(node: Node, errand: Errand, post: Iri) -> None:
    """A post that the owner of a thread's list adds to it is missing until it is here.

    What was added may have been the activity that brought it: that is no post.
    """
    if "thread" not in errand.details:
        return
    thread, now = Iri(errand.details["thread"]), node.clock()
    async with node.database.transaction() as conn:
        await hear(conn, thread, [(post, SaidBy.ANNOUNCE)], now)
        if post != errand.subject:
            await note_tried(conn, thread, [Tried(errand.subject, Why.NOTHING)], now)


async def recheck(node: Node) -> int:
    """Threads with news that concern us will be walked again, when it is time; how many."""
    async with node.database.transaction() as conn:
        roots = await due_threads(conn, node.home.desk, node.clock(), STEPS, RESTS, RECHECKED)
        await enqueue_errands(conn, [Errand("backfill", root) for root in roots])
    return len(roots)


# -- how far we drift ----------------------------------------------------------------------------


async def audit(node: Node, host: str | None = None) -> Sequence[Drift]:
    """Some threads are compared with what their servers list now; what is missing, by server.

    With a host: threads in which posts of it stand, and what is missing of those.
    """
    day = node.clock().date()
    async with node.database.connection() as conn:
        sample = await sample_threads(conn, node.home.desk, day, SAMPLED, host)
    room = asyncio.Semaphore(SIDE_BY_SIDE)

    async def listen(root: Iri) -> None:
        async with room:
            try:
                await backfill(node, root, Budget.backfill(LISTENED, PASS_SECONDS), listen=True)
            except FediforumError as problem:
                log.info("could not listen", thread=root, reason=str(problem))

    async with asyncio.TaskGroup() as group:
        for root, _ in sample:
            group.create_task(listen(root))
    drifts = await measured(node, [thread for _, thread in sample])
    drifts = [each for each in drifts if host in (None, each.host)]
    async with node.database.transaction() as conn:
        await save_drift(conn, drifts)
        await forget_drift(conn, day - KEPT)
    log.info("audited", threads=len(sample), missing=sum(each.missing for each in drifts))
    return drifts


async def measured(node: Node, threads: Sequence[Iri]) -> Sequence[Drift]:
    here: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    looked: Counter[str] = Counter()
    async with node.database.connection() as conn:
        for thread in threads:
            there = await here_by_host(conn, thread)
            not_here = Counter(each.host for each in await missing(conn, thread))
            here.update(there)
            lacking.update(not_here)
            looked.update({*there, *not_here})
    day = node.clock().date()
    return [
        Drift(day, host, looked[host], here[host] + lacking[host], lacking[host])
        for host in sorted(looked)
    ]
