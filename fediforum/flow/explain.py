"""Explaining: how one thing came here, what was decided about it and why, and what came of it.

Everything is read, nothing changed and nobody asked. What arrived is kept for 14 days; what is
told of requests that were turned away is what they claimed, for nothing of them was proved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fediforum.errors import Missing
from fediforum.flow.owing import activity_in
from fediforum.forum.outcomes import explain, explain_error
from fediforum.forum.reasons import Explanation
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.reading import find_post, find_thread
from fediforum.store.reading.neighbours import blocked_by
from fediforum.store.reading.receipts import receipts, sendings
from fediforum.store.reading.traces import (
    Arrival,
    SentUnder,
    Stands,
    arrivals,
    sent_under,
    stands,
)
from fediforum.store.rebuffs import Rebuff, rebuffs_naming
from fediforum.vocab.activities import inner_of, subject_of
from fediforum.vocab.iri import host_of

MOST = 50
SEEN_BEFORE = "seen before"


@dataclass(frozen=True, slots=True)
class Arrived:
    """One arrival: the verbs in it, and what its outcome means. ``blocked``: by which block now."""

    row: Arrival
    says: str
    meaning: Explanation
    blocked: str | None

    @property
    def duplicate(self) -> bool:
        """Whether the same had come before."""
        return self.row.reason == SEEN_BEFORE


@dataclass(frozen=True, slots=True)
class Refusal:
    """One request that was turned away, and what that means."""

    row: Rebuff
    meaning: Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that can be said of the ids that somebody may have meant."""

    ids: tuple[str, ...]
    arrived: tuple[Arrived, ...]
    turned_away: tuple[Refusal, ...]
    stands: tuple[Stands, ...]
    sent: SentUnder | None
    owed: SentUnder | None


async def story_of(node: Node, text: str) -> Story:
    """What is known of an activity, a post, a thread or a page. Raises Missing."""
    now = node.clock()
    async with node.database.connection() as conn:
        ids = await meant(conn, node, text.strip())
        found = await stands(conn, ids)
        ids += tuple(each.create_id for each in found if each.create_id is not None)
        came = [await arrived(conn, row, now) for row in await arrivals(conn, ids, now, MOST)]
        rebuffs = await rebuffs_naming(conn, ids, MOST)
        sent = await sent_under(conn, ids)
        posts = [each.id for each in found if each.what == "post"]
        posts += [subject for each in came if (subject := subject_in(each.row.body))]
        owed = await owed_for(conn, sorted(set(posts)))
    if not (found or came or rebuffs or sent):
        raise Missing(
            f"Nothing is known of {text}: it never came here, or more than 14 days ago, or was "
            "told by somebody of whom nothing was ever here."
        )
    return Story(
        ids=ids,
        arrived=tuple(came),
        turned_away=tuple(Refusal(row, explain_error(row.kind)) for row in rebuffs),
        stands=found,
        sent=sent,
        owed=owed,
    )


async def meant(conn: Conn, node: Node, text: str) -> tuple[str, ...]:
    """The ids that a text may mean: itself, and what it is a page or another name of."""
    ids = [text] if text.startswith("https://") else []
    found = [
        await find_post(conn, text, node.home),
        await find_thread(conn, text, node.home),
    ]
    ids += [iri for iri in found if iri is not None]
    return tuple(dict.fromkeys(ids))


async def arrived(conn: Conn, row: Arrival, now: datetime) -> Arrived:
    verbs: list[str] = []
    activity = activity_in(row.body)
    while activity is not None:
        verbs.append(type(activity).__name__)
        activity = inner_of(activity)
    return Arrived(
        row,
        " of ".join(verbs),
        explain(row.verdict, row.reason or ""),
        await blocked_by(conn, host_of(row.signer), now),
    )


def subject_in(body: bytes) -> str:
    activity = activity_in(body)
    return subject_of(activity) if activity is not None else ""


async def owed_for(conn: Conn, posts: Sequence[str]) -> SentUnder | None:
    """How much was owed to others because of these posts: what was passed on, and said of them."""
    states: dict[int, str | None] = {}
    for post in posts:
        about = [each for each in await sendings(conn, post) if subject_in(each.body) == post]
        for each in await receipts(conn, about):
            states[each.id] = each.outcome
    if not states:
        return None
    values = list(states.values())
    return SentUnder(len(values), values.count("delivered"), values.count(None))
