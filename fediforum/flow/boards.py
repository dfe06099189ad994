"""Boards elsewhere: found by whatever people call them, asked by the desk, and let go.

A Follow that is repeated is sent after an Undo of the one before: PieFed answers a second one
with silence. Where even then no Accept comes from it, having taken the Follow is one.
"""

from dataclasses import dataclass
from datetime import timedelta

from fediforum.errors import Conflict, Forbidden, Missing
from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.budget import Budget
from fediforum.flow.confirm import SECOND, SILENT
from fediforum.flow.find import own_member
from fediforum.flow.introduce import federates, introduce, speaks_with
from fediforum.flow.later import put_off
from fediforum.flow.setup import DESK
from fediforum.flow.speak import say
from fediforum.forum import compose
from fediforum.forum.effects import Errand
from fediforum.forum.model import Board, Relation, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules.follow import ACCEPTED, PENDING
from fediforum.node import Node
from fediforum.store import reading
from fediforum.store.errands import enqueue_errands
from fediforum.store.known import load_known
from fediforum.store.peers import load_peer
from fediforum.store.waiting import sent_to
from fediforum.vocab.activities import Accept, Follow
from fediforum.vocab.iri import Iri, origin_of, read_iri
from fediforum.wire import resolve

SILENCE_ACCEPTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Asked:
    """A board elsewhere and how we stand to it; ``changed`` where something was sent."""

    board: Board
    state: str
    changed: bool


async def follow_board(node: Node, text: str, *, again: bool = False) -> Asked:
    """The desk has asked to follow the board; one that has accepted is asked only ``again``.

    Raises Missing where there is nobody by that name, Forbidden for who is no board.
    """
    budget = Budget.interactive()
    board = await find_elsewhere(node, text, budget)
    desk = await own_member(node, DESK)
    before = await follow_of(node, board.id)
    if before is not None and before.value == ACCEPTED and not again:
        return Asked(board, ACCEPTED, changed=False)
    if before is not None:
        undo = compose.unfollow(desk, before, new=ids(node), now=node.clock())
        await say(node, undo, budget)
    await say(node, compose.follow(desk, board.id, new=ids(node), now=node.clock()), budget)
    errands = [Errand("nodeinfo", Iri(origin_of(board.id)))]
    if before is not None:
        errands.append(Errand("asked", board.id))
    async with node.database.transaction() as conn:
        await enqueue_errands(conn, errands)
    return Asked(board, PENDING, changed=True)


async def unfollow_board(node: Node, text: str) -> Board:
    """The desk follows the board no longer; what it brought stays. Raises Missing."""
    board = await find_elsewhere(node, text, Budget.interactive())
    desk = await own_member(node, DESK)
    before = await follow_of(node, board.id)
    if before is None:
        raise Missing(f"The board {board.handle} is not followed.")
    undo = compose.unfollow(desk, before, new=ids(node), now=node.clock())
    await say(node, undo, Budget.interactive())
    return board


async def follow_of(node: Node, board: Iri) -> Relation | None:
    """How the desk stands to a board."""
    async with node.database.connection() as conn:
        known = await load_known(conn, {node.home.desk, board}, node.home)
    return known.relation(Tie.FOLLOW, node.home.desk, board)


async def find_elsewhere(node: Node, text: str, budget: Budget) -> Board:
    """The board of another server that ``!name@host``, ``@name@host`` or a URL means.

    Raises Conflict for a board here, Missing and Forbidden as ``follow_board`` does.
    """
    async with node.database.connection() as conn:
        iri = await reading.find_board(conn, text, node.home)
    if iri is None:
        iri = await look_for(node, text.strip(), budget)
    if node.home.ours(iri):
        raise Conflict("That board is here: there is nothing to follow.", subject=iri)
    async with node.database.connection() as conn:
        known = await load_known(conn, {iri}, node.home)
    board = known.boards.get(iri)
    if board is None:
        raise Missing(f"There is no board {text}.", subject=iri)
    return board


async def look_for(node: Node, text: str, budget: Budget) -> Iri:
    """The id of a Group that another server knows by that name, which is known from now on."""
    federates(node)
    if text.startswith("https://"):
        iri = read_iri(text)
    else:
        name, _, host = text.lstrip("@!").partition("@")
        if not host or host == node.home.host:
            raise Missing(f"There is no board {text}. Boards elsewhere are called !name@host.")
        await speaks_with(node, host)
        found = await resolve(node.http, f"{name}@{host}", kind="Group", seconds=budget.spend())
        iri = Iri(found.actor)
    if node.home.ours(iri):
        return iri
    actor = await introduce(node, iri, budget)
    if actor.type != "Group":
        raise Forbidden(
            f"{actor.preferred_username} is no board but a {actor.type}. "
            "Only boards (Groups) can be followed for this forum.",
            subject=actor.id,
        )
    return actor.id


async def settle_silence(node: Node, errand: Errand) -> None:
    """A PieFed that took a repeated Follow and says nothing has accepted it, after a while."""
    board_id = errand.subject
    async with node.database.connection() as conn:
        known = await load_known(conn, {node.home.desk, board_id}, node.home)
        board = known.boards.get(board_id)
        asked = known.relation(Tie.FOLLOW, node.home.desk, board_id)
        if board is None or asked is None or asked.value != PENDING or asked.activity is None:
            return
        inboxes = [iri for iri in (board.inbox, board.shared_inbox) if iri is not None]
        sent = await sent_to(conn, asked.activity, inboxes)
        peer = await load_peer(conn, board.host)
    if sent is None or (sent.settled is not None and not sent.taken):
        return
    past = node.clock() - sent.settled if sent.settled is not None else timedelta(0)
    if past < SILENCE_ACCEPTS:
        await put_off(node, errand, SILENCE_ACCEPTS - past + SECOND)
    elif peer.software in SILENT:
        follow = Follow(id=asked.activity, actor=asked.a, to=(board_id,), object=board_id)
        accept = Accept(id=Iri(""), actor=board_id, object=asked.activity, answered=follow)
        await act(node, [Spoken(activity=accept, by=Fetched(board_id))], Budget.none())
