"""Filing: posts that were read elsewhere are acted on, oldest first and parents before children."""

import heapq
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog

from fediforum.errors import FediforumError
from fediforum.flow.act import Spoken, act_each
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import introduce_all
from fediforum.flow.look import Read
from fediforum.forum import compose
from fediforum.forum.provenance import Fetched
from fediforum.forum.verdict import Verdict
from fediforum.forum.whole import Tried, Why, what_came_of
from fediforum.node import Node
from fediforum.store.actors import unmet
from fediforum.vocab.iri import Iri

log = structlog.get_logger(__name__)

TOGETHER = 50
MEET_SECONDS = 30
BEGINNING = datetime.min.replace(tzinfo=UTC)


async def file(
    node: Node, posts: Sequence[Read], *, depth: int = 0
) -> Sequence[tuple[Tried, Verdict | Exception]]:
    """Act on posts whose authors are known; what came of each, in the order of acting.

    ``depth``: how many replies were climbed to get to them.
    """
    ordered = in_order(posts)
    came: list[tuple[Tried, Verdict | Exception]] = []
    for start in range(0, len(ordered), TOGETHER):
        batch = ordered[start : start + TOGETHER]
        spoken = [
            Spoken(
                activity=compose.found(read.post),
                by=Fetched(read.post.id, depth),
                raw=read.raw,
            )
            for read in batch
        ]
        outcomes = await act_each(node, spoken, Budget.none())
        for read, outcome in zip(batch, outcomes, strict=True):
            came.append((tried(read.post.id, outcome), outcome))
    return came


def tried(iri: Iri, outcome: Verdict | Exception) -> Tried:
    if not isinstance(outcome, Exception):
        return what_came_of(iri, outcome)
    log.warning("could not file", post=iri, reason=repr(outcome))
    said = str(outcome) if isinstance(outcome, FediforumError) else type(outcome).__name__
    return Tried(iri, Why.UNTRIED, said)


async def meet(node: Node, posts: Sequence[Read]) -> int:
    """Whoever wrote these posts is known, as far as their servers say; how many were asked for.

    Each is asked for once, also where the pass has spent what it had: unknown authors would
    make all that was read worthless.
    """
    authors = {read.post.attributed_to for read in posts}
    async with node.database.connection() as conn:
        strangers = await unmet(conn, sorted(authors))
    asked = frozenset(iri for iri in strangers if not node.home.ours(iri))
    await introduce_all(node, asked, Budget(len(asked), MEET_SECONDS))
    return len(asked)


def in_order(posts: Sequence[Read]) -> Sequence[Read]:
    """The posts by date, but none before its parent, whatever their servers' clocks said."""
    ids = {read.post.id for read in posts}
    children: dict[Iri, list[Read]] = {}
    ready: list[tuple[datetime, Iri, Read]] = []
    for read in posts:
        parent = read.post.in_reply_to
        if parent is not None and parent in ids:
            children.setdefault(parent, []).append(read)
        else:
            heapq.heappush(ready, (read.post.published or BEGINNING, read.post.id, read))
    ordered: list[Read] = []
    while ready:
        _, iri, read = heapq.heappop(ready)
        ordered.append(read)
        for child in children.pop(iri, ()):
            heapq.heappush(ready, (child.post.published or BEGINNING, child.post.id, child))
    # What is left answers itself in a circle, and will never be filed.
    return ordered
