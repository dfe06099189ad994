"""Seeding: what a board elsewhere holds already is brought here when it is followed.

First who moderates it, what it has pinned and which threads its outbox names; their opening
posts stand here at once. Then each of those threads by itself, as a job that survives whatever
happens to this process. Nobody hears of any of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from fediforum.errors import FediforumError
from fediforum.flow.act import Spoken, act_each
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import fetch, introduce
from fediforum.flow.lists import entries, named
from fediforum.forum import compose
from fediforum.forum.effects import Errand
from fediforum.forum.model import Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.verdict import Accepted
from fediforum.limits import SEED_MODERATORS, SEED_PAGES, SEED_POSTS
from fediforum.node import Node
from fediforum.store.errands import enqueue_errands
from fediforum.store.known import load_known
from fediforum.store.reading import featured
from fediforum.vocab.activities import Add, AnyActivity, Remove
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri, same_origin
from fediforum.vocab.json import Json, write_json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import listed, read_object

log = structlog.get_logger(__name__)

REQUESTS = 500
TOGETHER = 50
BEGINNING = datetime.min.replace(tzinfo=UTC)

Read = tuple[Object, bytes]


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
    if actor.moderators is not None:
        await seed_moderators(node, actor, actor.moderators, budget)
    pins = await posts_in(node, actor.id, actor.featured, budget, pages=2)
    told_of = await posts_in(node, actor.id, actor.outbox, budget, pages=SEED_PAGES)
    posts = [*(pins or ()), *(told_of or ())]
    found = sorted(
        {thing.id: (thing, raw) for thing, raw in posts}.values(),
        key=lambda read: (read[0].published or BEGINNING, read[0].id),
    )
    new = await file(node, [read for read in found if read[0].in_reply_to is None], budget)
    if pins is not None and actor.featured is not None:
        await seed_pins(node, actor.id, actor.featured, {thing.id for thing, _ in pins})
    threads = one_a_thread([thing for thing, _ in found])
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


async def posts_in(
    node: Node, owner: Iri, source: Iri | None, budget: Budget, *, pages: int
) -> Sequence[Read] | None:
    """The posts that an actor's list is about: as they stand in it, where its server speaks for
    them.

    None where there is no list, or it could not be read.
    """
    if source is None:
        return None
    items = await entries(node, source, budget, pages=pages, owner=owner)
    if items is None:
        return None
    posts: list[Read] = []
    for item in items[:SEED_POSTS]:
        found = listed(item)
        if isinstance(found, Mapping):
            written = read(found)
            if written is not None and same_origin(written.id, source):
                posts.append((written, write_json(found)))
                continue
        iri = named(item)
        if iri is None or node.home.ours(iri) or budget.spent:
            continue
        try:
            there = await fetch(node, iri, budget)
        except FediforumError as problem:
            log.info("read nothing", iri=iri, reason=str(problem))
            continue
        thing = read(there.document)
        if thing is not None:
            posts.append((thing, there.raw))
    return posts


def read(document: Json) -> Object | None:
    try:
        thing = read_object(document)
    except FediforumError:
        return None
    return thing if isinstance(thing, Object) else None


async def file(node: Node, posts: Sequence[Read], budget: Budget) -> int:
    """Act on posts, in this order; how many of them are here now and were not before."""
    async with node.database.connection() as conn:
        known = await load_known(conn, {thing.id for thing, _ in posts}, node.home)
    new = 0
    for start in range(0, len(posts), TOGETHER):
        batch = posts[start : start + TOGETHER]
        spoken = [
            Spoken(activity=compose.found(thing), by=Fetched(thing.id), raw=raw)
            for thing, raw in batch
        ]
        outcomes = await act_each(node, spoken, budget)
        for (thing, _), outcome in zip(batch, outcomes, strict=True):
            new += isinstance(outcome, Accepted) and thing.id not in known.posts
    return new


async def seed_moderators(node: Node, board: Actor, source: Iri, budget: Budget) -> None:
    items = (await entries(node, source, budget, pages=2, owner=board.id) or ())[:SEED_MODERATORS]
    there = {iri for iri in map(whose, items) if iri is not None}
    if not there:
        return
    async with node.database.connection() as conn:
        known = await load_known(conn, {board.id}, node.home)
    here = {a for kind, a, b in known.relations if kind is Tie.ROLE and b == board.id}
    await told(node, board.id, source, there - here, here - there)


def whose(item: Iri | Json) -> Iri | None:
    """The id of an actor in a list: bare, or of its document (NodeBB)."""
    iri = item.get("id") if isinstance(item, dict) else item
    return Iri(iri) if isinstance(iri, str) and iri.startswith("https://") else None


async def seed_pins(node: Node, board: Iri, source: Iri, there: set[Iri]) -> None:
    async with node.database.connection() as conn:
        here = set(await featured(conn, board))
    await told(node, board, source, there - here, here - there)


async def told(node: Node, board: Iri, target: Iri, new: set[Iri], old: set[Iri]) -> None:
    """The board's own list is as good as its word for each that it names, or names no more."""
    said: list[AnyActivity] = [
        Add(id=Iri(""), actor=board, object=iri, target=target) for iri in sorted(new)
    ]
    said += [Remove(id=Iri(""), actor=board, object=iri, target=target) for iri in sorted(old)]
    spoken = [Spoken(activity=each, by=Fetched(board)) for each in said]
    if spoken:
        await act_each(node, spoken, Budget.none())
