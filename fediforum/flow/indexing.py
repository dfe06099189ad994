"""Indexing: posts that were there before they could be found, in short steps beside all else.

Whatever is written from now on is indexed where it is written; this is for what came earlier:
the posts of an older database, whose pictures nobody knows either, of somebody who says yes now,
of a server that is welcome again.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from fediforum.flow.later import put_off
from fediforum.forum.effects import Errand
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.media import depict_standing
from fediforum.store.search import (
    Stretch,
    reword_all,
    stretch,
    stretch_by,
    writers_at,
)
from fediforum.vocab.iri import Iri

STEPS = 50  # of one errand: a worker that is told to stop waits for what it has begun


@dataclass(frozen=True, slots=True)
class Progress:
    """How far indexing has come: posts looked at, those that may be found, and where to go on."""

    seen: int
    found: int
    below: int | None


async def reindex(
    node: Node, *, below: int | None = None, anew: bool = False
) -> AsyncIterator[Progress]:
    """Have every post found that may be: those that are not yet, or ``anew`` all, newest first.
    The pictures that they show are wanted from then on, as those of any post.

    Each step is a transaction of its own; broken off, it goes on from the last ``below`` that
    was given, or from the beginning, where little is left to do.
    """
    seen = found = 0

    async def step(conn: Conn) -> tuple[Stretch, int]:
        here = await stretch(conn, below, anew=anew)
        number = await reword_all(conn, here)
        await depict_standing(conn, here.ids, node.home.base, node.clock())
        return here, number

    while True:
        done, may = await node.database.in_transaction(step)
        seen, found, below = seen + len(done.ids), found + may, done.below
        yield Progress(seen, found, below)
        if below is None:
            return


async def index(node: Node, errand: Errand) -> None:
    """What somebody wrote can be found as far as it may be, or all that was written on a host
    (its root); of our own, all that is here.
    """
    if errand.subject == node.home.base:
        await index_on(node, errand)
        return
    host = errand.subject.removeprefix("https://")
    writers: tuple[Iri, ...] = (errand.subject,)
    if "/" not in host:
        async with node.database.transaction() as conn:
            writers = await writers_at(conn, host)
    for writer in writers:
        await index_all_by(node, writer)


async def index_on(node: Node, errand: Errand) -> None:
    """Some steps further through all posts; the rest is left to the next errand."""
    steps = 0
    given = errand.details.get("below")
    async for progress in reindex(node, below=int(given) if given else None):
        steps += 1
        if steps == STEPS and progress.below is not None:
            onward = {**errand.details, "below": str(progress.below)}
            await put_off(node, Errand(errand.kind, errand.subject, onward), timedelta())
            return


async def index_all_by(node: Node, writer: Iri) -> None:
    below: int | None = None

    async def step(conn: Conn) -> Stretch:
        here = await stretch_by(conn, writer, below)
        await reword_all(conn, here)
        return here

    while True:
        below = (await node.database.in_transaction(step)).below
        if below is None:
            return
