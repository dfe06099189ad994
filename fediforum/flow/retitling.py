"""Retitling: a moderator calls a thread otherwise. What its author wrote stays as it is."""

from dataclasses import replace
from datetime import datetime

from fediforum.content import clean_title, shorten
from fediforum.errors import Forbidden, Malformed, Missing
from fediforum.flow.act import ids
from fediforum.flow.budget import Budget
from fediforum.flow.find import find_place, own_member
from fediforum.flow.setup import DESK, public_halves
from fediforum.flow.speak import Said, said, say
from fediforum.forum import compose
from fediforum.forum.actors import thread_actor
from fediforum.forum.journal import Act, Operation, operation_id
from fediforum.forum.model import Board, Thread
from fediforum.limits import TITLE_CHARS
from fediforum.node import Node
from fediforum.store.actors import keys_of
from fediforum.store.database import Conn
from fediforum.store.known import load_known
from fediforum.store.threads import key_board, merged_into
from fediforum.vocab.activities import Update
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri


async def retitle(node: Node, text: str, title: str, reason: str = "", member: str = DESK) -> Said:
    """The thread is called so from now on, and who follows it hears so.

    Raises Malformed without a title, Forbidden for who is no moderator, AlreadySo.
    """
    name = shorten(clean_title(title), TITLE_CHARS)
    if not name:
        raise Malformed("A thread needs a title.")
    by, place, new = await own_member(node, member), await find_place(node, text), ids(node)
    if not place.board.local:
        raise Forbidden("That thread stands in a board elsewhere.")
    thread = replace(place.thread, title=name)
    async with node.database.connection() as conn:
        actor = await actor_of(node, conn, thread, place.board, node.clock())
    activity = compose.retitle(by, actor, place.board, new=new, now=node.clock())
    operation = Operation(
        id=operation_id(new.short),
        at=node.clock(),
        by=by.id,
        act=Act.RETITLE,
        subject=thread.root,
        board=place.board.id,
        reason=reason,
    )
    await say(node, activity, Budget.none(), operation)
    return replace(await said(node, thread.root, activity), operation=operation.id)


async def actor_of(
    node: Node, conn: Conn, thread: Thread, board: Board, now: datetime | None = None
) -> Actor:
    """What stands for a thread here, with the keys that it publishes."""
    owner = await key_board(conn, thread.short)
    keys = public_halves(await keys_of(conn, owner)) if owner is not None else ()
    merged = await merged_into(conn, thread.id)
    actor = thread_actor(thread, board, node.home, keys)
    return replace(actor, updated=now, moved_to=thread.into, also_known_as=merged)


async def titled_anew(node: Node, conn: Conn, iri: Iri, now: datetime) -> Update:
    """What a thread says of itself to who follows it. Raises Missing for what is none."""
    known = await load_known(conn, {iri}, node.home)
    thread = known.threads.get(iri)
    board = known.board_of(thread) if thread is not None else None
    if thread is None or board is None:
        raise Missing(subject=iri)
    actor = await actor_of(node, conn, thread, board, now)
    return compose.profile(actor, new=ids(node), now=now)
