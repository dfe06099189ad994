"""Delivering: what is owed to other servers is POSTed, a host at a time.

Theory of operation. The transaction that caused a delivery wrote its row and asked the queue
for the lane of its host. That call only makes a worker look, for it may be swallowed, run twice
or be cut off; without it every worker looks each second for hosts with something due. A lane
claims rows under a lease with a token, signs and POSTs them now, and settles only what its
token still fits: a worker that wakes up late writes nothing. Parents go before children (the
store gives out one row of a thread at a time); a host that fails costs nobody else more than
its few slots. When to try again is the law's to say (``forum.retry``).
"""

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from fediforum import limits
from fediforum.errors import FediforumError, Misconfigured, Unavailable
from fediforum.flow.pause import pause
from fediforum.flow.synchronise import followers_told
from fediforum.forum import retry
from fediforum.forum.retry import Again, Came, Health, Relay, Settled
from fediforum.node import Node
from fediforum.store.deliveries import Owed, Settling, claim, hosts_due, settle
from fediforum.store.peers import Peer, load_peer, save_peer
from fediforum.wire import Delivered, Outcome, PeerGone, Rejected, Unreachable, post_activity

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0
LANE_SECONDS = 20.0
LEASE = timedelta(seconds=60)
CLAIM = 30
TURNS = 5  # lanes that hold a connection at once: the pool makes nobody wait for long
CHANCE = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Unsent:
    """It failed here, for a fault of ours: that says nothing of the server."""


Result = Outcome | Unsent | None


class Lanes:
    """The lanes that this process works on, and how much it has in flight."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.room = asyncio.Semaphore(limits.DELIVERY_CONCURRENCY)
        self.turns = asyncio.Semaphore(TURNS)
        self.hosts: set[str] = set()
        self.stopping = asyncio.Event()
        self.called = asyncio.Event()

    async def look(self, stopping: asyncio.Event) -> None:
        """Work on every host that has something due, until told to stop; finish what is begun."""
        self.stopping = stopping
        async with asyncio.TaskGroup() as group:
            while not stopping.is_set():
                self.called.clear()
                for host in await self.due():
                    if host not in self.hosts:
                        group.create_task(self.run(host))
                await pause(LOOK_SECONDS, self.called, stopping)

    def call(self) -> None:
        """Have the hosts be looked at now: something is owed to one of them."""
        self.called.set()

    async def due(self) -> Sequence[str]:
        try:
            async with self.node.database.connection() as conn:
                return await hosts_due(conn, self.node.clock())
        except FediforumError as problem:
            log.warning("delivering paused", reason=str(problem))
            return ()

    async def run(self, host: str) -> None:
        """Deliver what is due to one host, for some seconds at most; never raises for its sake."""
        if not host or host in self.hosts:
            return
        self.hosts.add(host)
        try:
            until = time.monotonic() + LANE_SECONDS
            while not self.stopping.is_set() and time.monotonic() < until:
                if not await self.once(host):
                    break
        except FediforumError as problem:
            # The database is away: leases end by themselves.
            log.warning("left a lane", host=host, reason=str(problem))
        finally:
            self.hosts.discard(host)

    async def once(self, host: str) -> int:
        """Claim some rows of a host, send them, settle them; how many that were."""
        node = self.node
        now = node.clock()
        async with self.turns, node.database.transaction() as conn:
            peer = await load_peer(conn, host)
            if peer.paused is not None or not peer.health.open(now):
                return 0
            probing = peer.health.probing
            rows = await claim(conn, host, 1 if probing else CLAIM, now, LEASE)
            told = {row.id: await followers_told(node, conn, row.signer, host) for row in rows}
        if not rows:
            return 0
        few = asyncio.Semaphore(1 if probing else limits.DELIVERY_CONCURRENCY_HOST)

        async def one(row: Owed) -> tuple[Owed, Result] | None:
            async with few, self.room:
                try:
                    return row, await send(node, row, peer, told[row.id])
                except Unavailable as problem:
                    # Our own database is away, which says nothing of that server.
                    log.warning("left to its lease", activity=row.activity, reason=str(problem))
                    return None
                except Exception:
                    # Whatever it was, it costs this row a try and nobody else anything.
                    log.exception("could not send", activity=row.activity, inbox=row.inbox)
                    return row, Unsent()

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(row)) for row in rows]
        results = [task.result() for task in tasks]
        await self.note(host, [result for result in results if result is not None])
        return len(rows)

    async def note(self, host: str, results: Sequence[tuple[Owed, Result]]) -> None:
        """Write down what came of each POST, and what that says of the server."""
        node = self.node
        now = node.clock()
        async with self.turns, node.database.transaction() as conn:
            before = await load_peer(conn, host, lock=True)
            peer = before
            settling: list[Settling] = []
            for row, outcome in results:
                following, peer = judge_delivery(row, outcome, peer, now)
                settling.append(Settling(row, following, words(outcome)))
            await settle(conn, settling, now)
            if peer != before:
                await save_peer(conn, peer, now)


async def send(node: Node, row: Owed, peer: Peer, extra: Mapping[str, str]) -> Outcome | None:
    """POST one body with ``extra`` headers, signed now; None where nothing is left worth it."""
    if row.expires is not None and row.expires <= node.clock():
        return None
    try:
        signer = node.keyring.signer_at_hand(row.signer)
        if signer is None:
            async with node.database.connection() as conn:
                signer = await node.keyring.signer(conn, row.signer)
    except Misconfigured as problem:
        log.error("cannot sign", signer=row.signer, reason=str(problem))
        return None
    began = time.monotonic()
    outcome = await post_activity(
        node.http, row.inbox, row.body, signer=signer, dialect=peer.dialect, extra=extra
    )
    log.info(
        "posted",
        activity=row.activity,
        inbox=row.inbox,
        outcome=words(outcome),
        ms=round((time.monotonic() - began) * 1000),
    )
    return outcome


def judge_delivery(
    row: Owed, outcome: Result, peer: Peer, now: datetime
) -> tuple[Settled | Again, Peer]:
    """What becomes of a row, and what is known of its server now."""
    if outcome is None:
        return Settled("abandoned"), peer
    came = Came(None) if isinstance(outcome, Unsent) else came_of(outcome)
    following = retry.after(
        came,
        row.attempts,
        now,
        CHANCE.uniform(-1, 1),
        software=peer.software,
        vote=row.vote,
        relay=row.relay,
    )
    if isinstance(outcome, Delivered):
        return following, well(peer, outcome, now, relay=row.relay)
    if isinstance(outcome, Unsent):
        return following, peer
    return following, unwell(peer, came, following, now, relay=row.relay)


def well(peer: Peer, outcome: Delivered, now: datetime, *, relay: bool) -> Peer:
    """What is known of a server that took what was POSTed."""
    taken = replace(peer, dialect=outcome.dialect, health=Health())
    return replace(taken, relay=Relay()) if relay else replace(taken, reached=now)


def unwell(
    peer: Peer, came: Came, following: Settled | Again, now: datetime, *, relay: bool
) -> Peer:
    """What is known of a server that did not."""
    if relay and retry.refuses_relay(came):
        return replace(peer, relay=retry.relay_refused(peer.relay, peer.reached, now))
    if retry.fails(came, following):
        return replace(peer, health=retry.failed(peer.health, now))
    return peer


def came_of(outcome: Outcome) -> Came:
    match outcome:
        case Delivered(status):
            return Came(status, sent=True)
        case Rejected(status, retry_after):
            return Came(status, sent=True, retry_after=retry_after)
        case PeerGone(status):
            return Came(status, sent=True)
        case Unreachable(after_send=sent):
            return Came(None, sent=sent)


def words(outcome: Result) -> str:
    """What the admin reads of an outcome."""
    match outcome:
        case None:
            return "not sent"
        case Unsent():
            return "failed here"
        case Delivered(status) | Rejected(status) | PeerGone(status):
            return str(status)
        case Unreachable(reason):
            return reason
