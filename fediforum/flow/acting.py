"""Acting: the loop that takes what arrived from the intake and has it judged.

At least once, in the order of each lane; ``act`` settles a row in the very transaction that
carries it out. A row that cannot be carried out is tried five times and then settled as failed:
it holds up its own lane for that long, and nobody else.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from fediforum.errors import FediforumError, Malformed
from fediforum.flow.act import Fenced, Spoken, act_each
from fediforum.flow.budget import Budget
from fediforum.flow.pause import pause
from fediforum.flow.proving import one_key, passes_on, with_inner
from fediforum.forum.provenance import Proven, Signed
from fediforum.forum.verdict import Needs
from fediforum.node import Node
from fediforum.store.intake import ARRIVED, Claimed, claim, park, settle
from fediforum.vocab.json import read_json
from fediforum.vocab.jsonld import needs_expansion
from fediforum.vocab.reading import read_activity

log = structlog.get_logger(__name__)

BATCH = 200
LEASE = timedelta(seconds=60)
LOOK_SECONDS = 1.0
ATTEMPTS = 5
WAITS = 3  # how often a row waits for an actor that cannot be fetched
AGAIN = (5, 30, 120, 300)  # seconds until the next attempt
ASKING = 64


async def acting(node: Node, stopping: asyncio.Event) -> None:
    """What arrives is acted on until ``stopping`` is set; what is begun is finished."""
    woken = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        listener = group.create_task(node.database.listen(ARRIVED, lambda _: woken.set()))
        asking = asyncio.Semaphore(ASKING)
        while not stopping.is_set():
            woken.clear()
            # A claim takes one row of each lane, so more may be due whenever there was one.
            if not await one_round(node, group, asking):
                await pause(LOOK_SECONDS, woken, stopping)
        listener.cancel()


async def one_round(node: Node, group: asyncio.TaskGroup, asking: asyncio.Semaphore) -> int:
    """Claim what is due and act on it; how many rows that were."""
    try:
        rows = await claim_rows(node)
        await act_on(node, rows, group, asking)
    except FediforumError as problem:
        # The database is away: the rows' leases end by themselves.
        log.warning("acting paused", reason=str(problem))
        return 0
    return len(rows)


async def claim_rows(node: Node) -> Sequence[Claimed]:
    async with node.database.transaction() as conn:
        return await claim(conn, BATCH, node.clock(), LEASE)


async def act_on(
    node: Node, rows: Sequence[Claimed], group: asyncio.TaskGroup, asking: asyncio.Semaphore
) -> None:
    batch: list[tuple[Claimed, Spoken]] = []
    for row in rows:
        spoken = await read_row(node, row)
        if spoken is None:
            continue
        if passes_on(spoken):
            at_hand = await with_inner(node, spoken, Budget.none())
            if at_hand is None:
                group.create_task(ask_and_act(node, row, spoken, asking))
                continue
            spoken = at_hand
        batch.append((row, spoken))
    if not batch:
        return
    outcomes = await act_each(node, [spoken for _, spoken in batch], Budget.none())
    for (row, spoken), outcome in zip(batch, outcomes, strict=True):
        if isinstance(outcome, Needs):
            # Somebody else's server is to be asked: not while others wait for this loop. If
            # so many are asked that a lease runs out meanwhile, the row is just claimed again.
            group.create_task(ask_and_act(node, row, spoken, asking))
        elif isinstance(outcome, Exception):
            await failed(node, row, outcome)


async def read_row(node: Node, row: Claimed) -> Spoken | None:
    """The row as something said; None where it cannot be read, for ever or for now."""
    if row.attempts > ATTEMPTS:
        await settle_alone(node, row, "failed", "tried too often")
        return None
    try:
        document = read_json(row.body)
        if needs_expansion(document):
            document = await node.expander.plain(row.body)
        activity = read_activity(document, signer=row.signer)
    except Malformed as problem:
        await settle_alone(node, row, "refused", str(problem))
        return None
    except Exception as problem:
        await failed(node, row, problem)
        return None
    by = Proven(row.signer, row.key_id) if row.proven else Signed(row.signer, row.key_id)
    return Spoken(activity=activity, by=by, raw=row.body, intake=row)


async def ask_and_act(node: Node, row: Claimed, spoken: Spoken, asking: asyncio.Semaphore) -> None:
    """Act on one row once whoever must be known was asked for; it keeps its lane meanwhile."""
    async with asking:
        try:
            if passes_on(spoken):
                spoken = await with_inner(node, spoken, one_key()) or spoken
            verdict = (await act_each(node, [spoken], Budget.errand()))[0]
            if isinstance(verdict, Exception):
                await failed(node, row, verdict)
            elif isinstance(verdict, Needs):
                await wait_on(node, row, verdict)
        except FediforumError as problem:
            log.warning("left a row to its lease", activity=row.activity, reason=str(problem))


async def wait_on(node: Node, row: Claimed, verdict: Needs) -> None:
    """Give a row back until whoever it needs can be found; it is refused in the end."""
    if row.attempts < WAITS:
        await park_alone(node, row)
        return
    names = ", ".join(sorted(verdict.ids))
    await settle_alone(node, row, "refused", f"unknown, and not to be found: {names}")


async def failed(node: Node, row: Claimed, problem: Exception) -> None:
    """Note that a row could not be carried out: it is tried again later, five times in all."""
    if isinstance(problem, Fenced):
        log.info("somebody else acted", activity=row.activity)
    elif isinstance(problem, FediforumError):
        log.warning("could not act", activity=row.activity, reason=str(problem))
        await park_alone(node, row)
    else:
        log.error("acting failed", activity=row.activity, attempts=row.attempts, exc_info=problem)
        if row.attempts >= ATTEMPTS:
            await settle_alone(node, row, "failed", type(problem).__name__)
        else:
            await park_alone(node, row)


async def settle_alone(node: Node, row: Claimed, verdict: str, reason: str) -> None:
    async with node.database.transaction() as conn:
        await settle(conn, [(row, verdict, reason)], node.clock())


async def park_alone(node: Node, row: Claimed) -> None:
    later = timedelta(seconds=AGAIN[min(row.attempts, len(AGAIN)) - 1])
    async with node.database.transaction() as conn:
        await park(conn, row, node.clock() + later)
