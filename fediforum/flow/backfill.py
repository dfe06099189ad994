"""Backfilling: a conversation elsewhere is walked and brought here, oldest first.

Theory of operation. ``forum.crawl`` says what to read next and when to stop; ``look`` reads it,
many at a time, within the pace of each host; ``filing`` acts on it in the order in which it was
written. First we climb from the seed to a post that stands here, or to the opening post. If the
law files that, there is a thread: one process at a time walks it, under a lease. What is said to
stand in it is written down as soon as it is heard (``store.heard``), and what came of looking
too. So a pass may stop anywhere, by budget, by deadline or killed: whatever is heard and not
here is where the next one goes on. What stands here already is not fetched again, and a list
that has not changed is not read again.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from fediforum import limits
from fediforum.errors import FediforumError, Temporary
from fediforum.flow.budget import Budget
from fediforum.flow.filing import file, in_order, meet
from fediforum.flow.look import List, Read, look, read_post, replies_in
from fediforum.forum.crawl import Frontier
from fediforum.forum.verdict import Accepted
from fediforum.forum.whole import OPEN, Tried, Why
from fediforum.node import Node
from fediforum.store.crawls import last_finished, lease, release, standing, thread_among
from fediforum.store.database import Conn
from fediforum.store.heard import (
    LastSaid,
    hear,
    ids_here,
    listings,
    missing,
    note_tried,
    save_listings,
    settled,
    shelved_documents,
)  # fmt: skip
from fediforum.vocab.iri import Iri, same_origin
from fediforum.vocab.json import read_json
from fediforum.wire import digest_of

log = structlog.get_logger(__name__)

HELD = 500  # posts; those of a longer thread are filed as they come
LEASE = timedelta(seconds=60)
LOOK_FIRST, LOOK_AGAIN = 1_000, 100  # how many posts here are asked for their lists of replies
TRIES = 6


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """What a pass did: posts read, filed and not filed, and whether there was more to look at.

    ``requests`` counts all that was asked of other servers, authors included, ``twice`` how
    often a post was asked for once more than was needed. ``busy``: somebody else walks there.
    ``unanswered``: we did not get to a thread, because a server does not answer now.
    """

    seen: int = 0
    saved: int = 0
    refused: int = 0
    done: bool = False
    requests: int = 0
    twice: int = 0
    thread: Iri | None = None
    missing: int = 0
    busy: bool = False
    unanswered: bool = False


async def backfill(
    node: Node,
    seed: Iri,
    budget: Budget,
    *,
    also: Iri | None = None,
    depth: int = 0,
    anew: bool = False,
    listen: bool = False,
) -> BackfillReport:
    """As much of the conversation around a post as the budget allows is here.

    ``also``: a list of it, if one is known. ``depth``: how many replies were climbed to the
    seed. ``anew``: what was tried often is tried once more. ``listen``: lists are read, and
    posts are not: what is missing is known, and stays so.
    """
    walk = Walk(node, seed, budget, depth=depth, anew=anew)
    await walk.climb()
    if walk.thread is None or not await walk.begin():
        return walk.report()
    try:
        if also is not None:
            walk.frontier.want_context(also)
        await walk.on(listen=listen)
        if not listen:
            await walk.file_held()
        await walk.note_rest(listen=listen)
    finally:
        await walk.end(listen=listen)
    report = walk.report()
    log.info("backfilled", seed=seed, seen=report.seen, saved=report.saved, done=report.done,
             requests=report.requests, missing=report.missing)  # fmt: skip
    return report


def ours(ids: Collection[Iri]) -> str:
    """The ETag of a context that lists just these ids, as NodeBB writes it and as the RFC does."""
    digest = digest_of(ids)
    return f'{digest}, "{digest}"'


class Walk:
    """One pass over one conversation."""

    def __init__(
        self, node: Node, seed: Iri, budget: Budget, *, depth: int = 0, anew: bool = False
    ) -> None:
        self.node, self.seed, self.budget = node, seed, budget
        self.depth, self.anew = depth, anew
        self.frontier = Frontier(seed, own=node.home.host, requests=budget.requests)
        self.frontier.depth[seed] = depth
        self.thread: Iri | None = None
        self.token: UUID | None = None
        self.held: dict[Iri, Read] = {}
        self.filed: set[Iri] = set()
        self.bytes, self.room = 0, HELD
        self.last: dict[Iri, LastSaid] = {}
        self.said: list[LastSaid] = []
        self.tried: list[Tried] = []
        self.asked: Counter[Iri] = Counter()
        self.allowed = budget.requests
        self.seen = self.saved = self.unsaved = self.met = self.missing = 0
        self.renewed = node.clock()
        self.finished = False

    # -- up to the opening post ----------------------------------------------------------------

    async def climb(self) -> None:
        """The thread is found, or opened by filing the post at the top."""
        rate, self.budget.rate = self.budget.rate, limits.FETCH_RATE_STRANGE_HOST
        climbed: list[Iri] = [self.seed]
        await self.find(climbed)
        while self.thread is None and not self.budget.spent:
            iri = self.frontier.climb()
            if iri is None:
                break
            await self.look(iri)
            read = self.held.get(iri)
            parent = read.post.in_reply_to if read is not None else None
            climbed += [each for each in (iri, parent) if each is not None]
            await self.find(climbed)
        self.budget.rate = rate
        if self.thread is None and self.held:
            top = [iri for iri, read in self.held.items() if read.post.in_reply_to is None]
            await self.file_held(top)
            await self.find(climbed)
        if self.thread is None:
            self.depth += len(self.asked)
            await self.file_held()

    async def find(self, ids: Sequence[Iri]) -> None:
        async with self.node.database.connection() as conn:
            self.thread = await thread_among(conn, ids)

    # -- the whole thread ----------------------------------------------------------------------

    async def begin(self) -> bool:
        """The walk is ours, and goes on where the last one stopped; False if it is another's."""
        thread = self.thread
        assert thread is not None
        now = self.node.clock()

        async def work(conn: Conn) -> UUID | None:
            return await lease(conn, thread, now, LEASE)

        self.token = await self.node.database.in_transaction(work)
        if self.token is None:
            return False
        async with self.node.database.connection() as conn:
            first = self.anew or await last_finished(conn, thread) is None
            there = await standing(conn, thread, LOOK_FIRST if first else LOOK_AGAIN)
            lacking = await missing(conn, thread)
            standing_here = await ids_here(conn, thread)
            self.last = await listings(conn, thread)
        if there is None:
            return False
        frontier = self.frontier
        self.filed |= there.posts.keys()
        frontier.here |= there.posts.keys()
        frontier.seen |= there.posts.keys()
        frontier.children.update(each for each in there.posts.values() if each is not None)
        if there.context is not None:
            frontier.want_context(there.context)
            if there.context not in self.last:
                self.last[there.context] = LastSaid(there.context, ours(standing_here))
        for each in lacking:
            if self.anew or (each.why in OPEN and each.tries < TRIES):
                frontier.want(frontier.posts, each.id)
        for raw in there.documents:
            self.ask_for_lists(raw, there.context or there.root)
        return True

    def reread(self, raw: bytes) -> Read | None:
        """A post as it once came here."""
        try:
            return read_post(read_json(raw), raw)
        except FediforumError:
            return None

    def ask_for_lists(self, raw: bytes, owner: Iri) -> None:
        """Have the lists read that a post here came with; what they held then is old.

        NodeBB lists its part of a thread of another server in a context of its own, and tells
        of what it could not deliver nowhere else.
        """
        read = self.reread(raw)
        if read is None:
            return
        post = read.post
        if post.replies is not None:
            self.frontier.want_replies(post.replies, post.id)
        own = post.context is not None and same_origin(post.context, post.id)
        if post.context is not None and own and not same_origin(post.id, owner):
            self.frontier.want_context(post.context)

    def take_down(self, raw: bytes) -> None:
        """A post of this thread lies on the shelf: it need not be fetched to be filed."""
        read = self.reread(raw)
        if read is not None and read.post.id not in self.frontier.out:
            self.hold(read)
            self.frontier.feed_post(read.post)

    async def on(self, *, listen: bool = False) -> None:
        """Whatever the frontier wants is read, many at a time, until there is nothing left."""
        self.frontier.listening = listen
        await self.keep()
        over: asyncio.Queue[None] = asyncio.Queue()
        try:
            async with asyncio.TaskGroup() as group:
                under_way = 0
                while True:
                    while under_way < limits.FETCH_CONCURRENCY and not self.budget.spent:
                        iri = self.frontier.next()
                        if iri is None:
                            break
                        group.create_task(self.look(iri)).add_done_callback(
                            lambda _: over.put_nowait(None)
                        )
                        under_way += 1
                    if not under_way:
                        return
                    await over.get()
                    under_way -= 1
                    await self.keep()
                    full = len(self.held) >= self.room or self.bytes > limits.BACKFILL_HELD
                    if full and not listen:
                        await self.file_held(self.placed())
        except* FediforumError as problems:
            raise problems.exceptions[0] from None

    async def look(self, iri: Iri) -> None:
        """Read what stands at an id, and have the frontier know."""
        self.asked[iri] += 1
        found = await look(self.node, iri, self.budget, self.last.get(iri))
        match found:
            case Read():
                self.hold(found)
                self.frontier.feed(iri, found.post, replies_in(found))
                if found.ways.history is not None:
                    self.frontier.want_context(found.ways.history)
            case List():
                for read in found.posts:
                    self.hold(read)
                self.frontier.feed(iri, found.listing)
                # A list that has just what we have need say no more; ours grows with the thread.
                if found.said is not None and "," not in (found.said.etag or ""):
                    self.said.append(found.said)
            case Tried(why=why):
                self.frontier.feed(iri, None, unanswered=why is Why.UNREACHABLE)
                self.tried.append(found)

    def hold(self, read: Read) -> None:
        if read.post.id not in self.held and read.post.id not in self.frontier.here:
            self.held[read.post.id] = read
            self.bytes += len(read.raw)
            self.seen += 1

    # -- what is written down ------------------------------------------------------------------

    async def keep(self) -> None:
        """What was heard and tried is in the database, and the lease lasts on."""
        thread, token, now = self.thread, self.token, self.node.clock()
        if thread is None or token is None:
            return
        # Taken before anything is awaited: others go on hearing meanwhile.
        claims, said, tried = self.frontier.claims, self.said, self.tried
        self.frontier.claims, self.said, self.tried = [], [], []
        stale = now - self.renewed > LEASE / 3
        if not (claims or said or tried or stale):
            return

        async def work(conn: Conn) -> tuple[frozenset[Iri], Sequence[bytes]]:
            await hear(conn, thread, claims, now)
            await save_listings(conn, thread, said, now)
            await note_tried(conn, thread, tried, now)
            if await lease(conn, thread, now, LEASE, token) is None:
                raise Temporary("Somebody else walks over that thread now.", subject=thread)
            ids = [iri for iri, _ in claims]
            return await settled(conn, ids), await shelved_documents(conn, ids)

        here, shelved = await self.node.database.in_transaction(work)
        self.renewed = now
        self.frontier.here |= here
        for raw in shelved:
            self.take_down(raw)
        if self.frontier.claims:
            await self.keep()  # nothing is asked for before it is known whether it is here

    def placed(self) -> Sequence[Iri]:
        """The posts that can be filed now: what they answer is here, or filed with them.

        All of them where too many wait for that: they wait on the shelf then.
        """
        ready: set[Iri] = set()
        for read in in_order(list(self.held.values())):
            parent = read.post.in_reply_to
            if parent is None or parent in self.filed or parent in ready:
                ready.add(read.post.id)
        self.room = len(self.held) - len(ready) + HELD
        return list(self.held if self.bytes > limits.BACKFILL_HELD else ready)

    async def file_held(self, only: Sequence[Iri] | None = None) -> None:
        """The posts that were read, or only these, are acted on; what came of each is kept."""
        posts = [self.held.pop(iri) for iri in (list(self.held) if only is None else only)]
        self.bytes = sum(len(read.raw) for read in self.held.values())
        if not posts:
            return
        self.met += await meet(self.node, posts)
        for tried, outcome in await file(self.node, posts, depth=self.depth):
            self.saved += isinstance(outcome, Accepted)
            self.unsaved += not isinstance(outcome, Accepted)
            self.tried.append(tried)
            if tried.why is Why.HERE:
                self.filed.add(tried.id)
        await self.keep()

    async def note_rest(self, *, listen: bool) -> None:
        """What could not be looked at in this pass is known to be open, and why."""
        if not listen:
            self.tried += [Tried(iri, why) for iri, why in self.frontier.remaining().items()]
        await self.keep()
        self.finished = self.frontier.done or listen

    async def end(self, *, listen: bool) -> None:
        """The walk is free for others; when it came to its end is kept, unless it only listened."""
        thread, token = self.thread, self.token
        assert thread is not None
        assert token is not None
        at = self.node.clock() if self.finished and not listen else None
        async with self.node.database.transaction() as conn:
            await release(conn, thread, token, at)
            self.missing = len(await missing(conn, thread))

    def report(self) -> BackfillReport:
        return BackfillReport(
            seen=self.seen,
            saved=self.saved,
            refused=self.unsaved,
            done=self.finished,
            requests=self.allowed - self.budget.requests + self.met,
            twice=sum(times - 1 for times in self.asked.values()),
            thread=self.thread,
            missing=self.missing,
            busy=self.thread is not None and self.token is None,
            unanswered=any(each.why in (Why.UNREACHABLE, Why.BUDGET) for each in self.tried),
        )
