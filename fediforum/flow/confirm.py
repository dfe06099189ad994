"""Confirming: whether a post of ours has come to stand in the board elsewhere that it is for.

Most boards announce what they take in, and the law believes that. PieFed never tells the author's
server: there, and wherever no Announce has come, the lists of the board's server are looked into,
some time after they had the post. What is not found is never lost: it says that it could not be
confirmed, and an Announce may still come.
"""

from datetime import timedelta

import structlog

from fediforum.errors import FediforumError
from fediforum.flow.act import Spoken, act
from fediforum.flow.budget import Budget
from fediforum.flow.find import Place, find_place
from fediforum.flow.introduce import introduce
from fediforum.flow.later import put_off
from fediforum.flow.lists import entries, named
from fediforum.flow.look import Read, look
from fediforum.forum.effects import Errand
from fediforum.forum.model import PostState
from fediforum.forum.provenance import Fetched
from fediforum.forum.verdict import Accepted
from fediforum.limits import CONFIRM_PAGES
from fediforum.node import Node
from fediforum.store.peers import load_peer
from fediforum.store.waiting import doubt, sent_to
from fediforum.vocab.activities import Announce
from fediforum.vocab.iri import Iri, same_origin

log = structlog.get_logger(__name__)

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SILENT = frozenset({"piefed"})
LOOKS_SOON = (MINUTE, 10 * MINUTE, HOUR)  # where no Announce ever comes
LOOKS_LATE = (HOUR, DAY)
NOT_SENT = "it was not sent"
NOT_TAKEN = "the server answered: {response}"
NOT_FOUND = "it is not in the lists of the board"


async def confirm(node: Node, errand: Errand) -> None:
    """A post that waits is looked up if it is time, and again later, or says that nobody knows."""
    place = await waiting(node, errand.subject)
    if place is None:
        return
    post, board = place.post, place.board
    inboxes = [iri for iri in (board.shared_inbox, board.inbox) if iri is not None]
    async with node.database.connection() as conn:
        sent = await sent_to(conn, post.create or post.id, inboxes)
        peer = await load_peer(conn, board.host)
    now = node.clock()
    if sent is None:
        await give_up(node, post.id, NOT_SENT)
    elif sent.settled is None:
        age = now - post.published
        await put_off(node, errand, min(max(MINUTE, age / 2), HOUR))
    elif not sent.taken:
        await give_up(node, post.id, NOT_TAKEN.format(response=sent.response or sent.outcome))
    else:
        looks = LOOKS_SOON if peer.software in SILENT else LOOKS_LATE
        past = now - sent.settled
        if past >= looks[0] and await look_up(node, place, Budget.errand()):
            return
        following = next((each for each in looks if each > past), None)
        if following is None:
            await give_up(node, post.id, NOT_FOUND)
        else:
            await put_off(node, errand, following - past + SECOND)


async def confirm_now(node: Node, text: str) -> Place:
    """A post that waits has been looked up just now; where and how it stands.

    Raises Missing where there is no such post.
    """
    place = await find_place(node, text)
    if place.post.state is PostState.PENDING:
        await look_up(node, place, Budget.backfill(4 * CONFIRM_PAGES))
    return await find_place(node, place.post.id)


async def waiting(node: Node, iri: Iri) -> Place | None:
    try:
        place = await find_place(node, iri)
    except FediforumError:
        return None
    return place if place.post.state is PostState.PENDING else None


async def give_up(node: Node, post: Iri, reason: str) -> None:
    async with node.database.transaction() as conn:
        await doubt(conn, post, reason)
    log.info("not confirmed", post=post, reason=reason)


async def look_up(node: Node, place: Place, budget: Budget) -> bool:
    """Whether the post stands in a list of its board's server; then it is taken in here."""
    for iri in await lists_of(node, place, budget):
        if not same_origin(iri, place.board.id):
            continue
        held = await entries(node, iri, budget, pages=CONFIRM_PAGES, owner=place.board.id)
        if any(named(item) == place.post.id for item in held.items):
            return await take_in(node, place)
    return False


async def lists_of(node: Node, place: Place, budget: Budget) -> tuple[Iri, ...]:
    """Where it may be listed: in the conversation, under what it answers, in the outbox."""
    lists: list[Iri | None] = []
    if place.post.id != place.thread.root:
        lists.append(place.thread.context)
        for iri in dict.fromkeys((place.thread.root, place.post.parent)):
            if iri is not None and same_origin(iri, place.board.id):
                above = await look(node, iri, budget)
                lists += (above.post.context, above.post.replies) if isinstance(above, Read) else ()
    try:
        lists.append((await introduce(node, place.board.id, budget)).outbox)
    except FediforumError as problem:
        log.info("could not introduce", actor=place.board.id, reason=str(problem))
    return tuple(dict.fromkeys(iri for iri in lists if iri is not None))


async def take_in(node: Node, place: Place) -> bool:
    """What stands in the board's lists is as good as announced."""
    said = Announce(id=Iri(""), actor=place.board.id, object=place.post.id)
    spoken = Spoken(activity=said, by=Fetched(place.board.id))
    (verdict,) = await act(node, [spoken], Budget.none())
    return isinstance(verdict, Accepted)
