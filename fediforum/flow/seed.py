"""Seeding: what a board elsewhere holds already is brought here when it is followed.

First who moderates it, what it has pinned and which threads its outbox names; their opening
posts stand here at once. Then each of those threads by itself, as a job that survives whatever
happens to this process. Nobody hears of any of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from fediforum.flow import filing
from fediforum.flow.act import Spoken, act_each
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import introduce
from fediforum.flow.lists import Entries, entries, named
from fediforum.flow.look import Read, look, vouched
from fediforum.forum.effects import Errand
from fediforum.forum.model import Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.verdict import Accepted
from fediforum.limits import SEED_MODERATORS, SEED_PAGES, SEED_POSTS
from fediforum.node import Node
from fediforum.store.errands import enqueue_errands
from fediforum.store.known import load_known
from fediforum.store.reading import featured
from fediforum.vocab import shapes
from fediforum.vocab.activities import Add, AnyActivity, Remove
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import listed

log = structlog.get_logger(__name__)

REQUESTS = 500
BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seeded:
    """Posts to walk from, one a thread, the newest first; and how many are new here."""

    threads: tuple[Iri, ...]
    new: int


async def seed(node: Node, errand: Errand) -> None:
    """A board's threads are here by their opening posts, and each will be walked."""
    seeded = await seed_board(node, errand.subject, Budget.backfill(2 * SEED_POSTS))
    async with node.database.transaction() as conn:
        await enqueue_errands(conn, [Errand("backfill", iri) for iri in seeded.threads])


async def seed_board(node: Node, board: Iri, budget: Budget) -> Seeded:
    """The moderators, pins and newest threads of a board elsewhere are known here.

    Raises as ``introduce`` where its server does not answer.
    """
    actor = await introduce(node, board, budget)
    await seed_moderators(node, actor, budget)
    pins = await entries(node, actor.featured, budget, pages=2, owner=actor.id)
    told_of = await entries(node, actor.outbox, budget, pages=SEED_PAGES, owner=actor.id)
    posts = [
        *await posts_in(node, pins, actor.featured, budget),
        *await posts_in(node, told_of, actor.outbox, budget),
    ]
    found = sorted(
        {read.post.id: read for read in posts}.values(),
        key=lambda read: (read.post.published or BEGINNING, read.post.id),
    )
    new = await file(node, [read for read in found if read.post.in_reply_to is None])
    await seed_pins(node, actor, pins)
    threads = one_a_thread([read.post for read in found])
    log.info("seeded", board=board, posts=len(found), threads=len(threads), new=new)
    return Seeded(threads, new)


def one_a_thread(posts: Sequence[Object]) -> tuple[Iri, ...]:
    """Of posts in order of time, one of each conversation as far as they tell; newest first."""
    ids = {post.id for post in posts}
    seen: set[Iri] = set()
    chosen: list[Iri] = []
    for post in posts:
        about = post.context or post.in_reply_to or post.id
        if about not in seen and post.in_reply_to not in ids:
            chosen.append(post.id)
        seen |= {about, post.id}
    return tuple(reversed(chosen))


async def posts_in(node: Node, held: Entries, source: Iri | None, budget: Budget) -> Sequence[Read]:
    """The posts that a list is about: as they stand in it, where its server speaks for them."""
    posts: list[Read] = []
    for item in held.items[:SEED_POSTS]:
        found = listed(item)
        read = vouched(found, source) if source and isinstance(found, dict) else None
        iri = named(item)
        if read is None and iri is not None and not node.home.ours(iri) and not budget.spent:
            there = await look(node, iri, budget)
            read = there if isinstance(there, Read) else None
        if read is not None:
            posts.append(read)
    return posts


async def file(node: Node, posts: Sequence[Read]) -> int:
    """Act on posts; how many of them are here now and were not before."""
    async with node.database.connection() as conn:
        known = await load_known(conn, {read.post.id for read in posts}, node.home)
    await filing.meet(node, posts)
    came = await filing.file(node, posts)
    return sum(
        isinstance(outcome, Accepted) and tried.id not in known.posts for tried, outcome in came
    )


async def seed_moderators(node: Node, board: Actor, budget: Budget) -> None:
    held = await entries(node, board.moderators, budget, pages=2, owner=board.id)
    items = held.items[:SEED_MODERATORS]
    there = {iri for iri in map(shapes.ident, items) if iri is not None}
    if board.moderators is None or not there:
        return
    async with node.database.connection() as conn:
        known = await load_known(conn, {board.id}, node.home)
    here = {a for kind, a, b in known.relations if kind is Tie.ROLE and b == board.id}
    gone = here - there if held.whole and len(items) == len(held.items) else set[Iri]()
    await told(node, board.id, board.moderators, there - here, gone)


async def seed_pins(node: Node, board: Actor, held: Entries) -> None:
    if board.featured is None:
        return
    there = {iri for iri in map(named, held.items) if iri is not None}
    async with node.database.connection() as conn:
        here = set(await featured(conn, board.id))
    await told(node, board.id, board.featured, there - here, here - there if held.whole else set())


async def told(node: Node, board: Iri, target: Iri, new: set[Iri], old: set[Iri]) -> None:
    """The board's own list is as good as its word for each that it names, or names no more."""
    said: list[AnyActivity] = [
        Add(id=Iri(""), actor=board, object=iri, target=target) for iri in sorted(new)
    ]
    said += [Remove(id=Iri(""), actor=board, object=iri, target=target) for iri in sorted(old)]
    spoken = [Spoken(activity=each, by=Fetched(board)) for each in said]
    if spoken:
        await act_each(node, spoken, Budget.none())
