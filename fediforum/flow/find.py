"""Finding: which member, board or post somebody means by a name, a handle, a page or an id.

Other servers are asked where this one does not know, within the budget of whoever waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from fediforum.content import Names, mentions_in
from fediforum.errors import FediforumError, Missing
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import federates, introduce, speaks_with
from fediforum.forum.known import Known
from fediforum.forum.model import Board, Member, Post, Thread
from fediforum.limits import MENTIONS
from fediforum.node import Node
from fediforum.store import reading
from fediforum.store.actors import by_handle
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from fediforum.wire import resolve

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """A post with all that stands around it."""

    post: Post
    thread: Thread
    board: Board
    author: Member


async def own_member(node: Node, name: str) -> Member:
    """The member here of that name or id. Raises Missing."""
    iri = Iri(name) if node.home.ours(name) else node.home.member(name.removeprefix("@").lower())
    async with node.database.connection() as conn:
        known = await load_known(conn, {iri}, node.home)
    member = known.members.get(iri)
    if member is None or member.gone:
        raise Missing(f"There is no member {name} here.", subject=iri)
    return member


async def find_board(node: Node, text: str, budget: Budget) -> Board:
    """The board that a name, handle or id means, here or elsewhere. Raises Missing."""
    async with node.database.connection() as conn:
        iri = await reading.find_board(conn, text, node.home)
    if iri is None and ("@" in text.lstrip("@!") or text.startswith("https://")):
        found = await who(node, text.lstrip("@!"), budget)
        iri = found.id if found is not None else None
    if iri is None:
        raise Missing(f"There is no board {text}.")
    known = await known_of(node, iri, budget)
    board = known.boards.get(iri)
    if board is None:
        raise Missing(f"There is no board {text}.", subject=iri)
    return board


async def find_place(node: Node, text: str) -> Place:
    """The post that an id, a page, a short id or its beginning means.

    Raises Missing, or Malformed where more than one begins so.
    """
    async with node.database.connection() as conn:
        named = await reading.unabbreviated(conn, text)
        iri = await reading.find_post(conn, named, node.home)
        if iri is None:
            raise Missing(f"There is no post {text} here.")
        known = await load_known(conn, {iri}, node.home)
    post = known.posts[iri]
    thread = known.thread_of(post)
    board = known.board_of(thread) if thread is not None else None
    if thread is None or board is None:
        raise Missing(f"The post {text} stands in no thread yet.")
    return Place(post, thread, board, known.members[post.author])


async def parent_author(node: Node, place: Place) -> Member | None:
    if place.post.parent is None:
        return None
    async with node.database.connection() as conn:
        known = await load_known(conn, {place.post.parent}, node.home)
    parent = known.posts.get(place.post.parent)
    return known.members.get(parent.author) if parent is not None else None


async def called_in(
    node: Node, source: str, budget: Budget, *, thread: Iri | None = None, by: str = ""
) -> Mapping[str, Member]:
    """Those whom a text calls by their handle, as far as they can be found in time.

    A name alone means somebody who takes part in the ``thread``, by their short or their first
    name, or else a member here; where it may mean several of them, nobody is called.
    """
    called: dict[str, Member] = {}
    handles = mentions_in(source)[:MENTIONS]
    beside = await called_beside(node, handles, thread, by) if thread is not None else {}
    for handle in handles:
        if handle in beside:
            if (one := beside[handle]) is not None:
                called[handle] = one
            continue
        try:
            member = await who(node, handle, budget)
        except FediforumError as problem:
            log.info("called nobody", handle=handle, reason=str(problem))
            continue
        if member is not None:
            called[handle] = member
    return called


async def called_beside(
    node: Node, handles: Sequence[str], thread: Iri, by: str
) -> Mapping[str, Member | None]:
    """Which of the names alone are those of people in a thread; None where of several."""
    alone = [handle for handle in handles if "@" not in handle[1:]]
    if not alone:
        return {}
    async with node.database.connection() as conn:
        names = Names.among(await reading.participants(conn, thread))
        found = {handle: names.called(handle[1:], by=by) for handle in alone}
        meant = {people[0].id for people in found.values() if len(people) == 1}
        known = await load_known(conn, meant, node.home)
    return {
        handle: known.members.get(people[0].id) if len(people) == 1 else None
        for handle, people in found.items()
        if people
    }


async def who(node: Node, handle: str, budget: Budget) -> Member | None:
    """Whoever goes by ``@name`` here, by ``@name@host`` or by an id; None for a name nobody has."""
    if handle.startswith("https://"):
        return (await known_of(node, Iri(handle), budget)).members.get(Iri(handle))
    name, _, host = handle.removeprefix("@").partition("@")
    host = host or node.home.host
    async with node.database.connection() as conn:
        member = await by_handle(conn, name, host)
    if member is not None:
        return None if member.gone else member
    if host == node.home.host:
        return None
    federates(node)
    await speaks_with(node, host)
    found = await resolve(node.http, f"{name}@{host}", seconds=budget.spend())
    return (await known_of(node, Iri(found.actor), budget)).members.get(Iri(found.actor))


async def known_of(node: Node, iri: Iri, budget: Budget) -> Known:
    """What is known of an actor, who is introduced if need be."""
    async with node.database.connection() as conn:
        known = await load_known(conn, {iri}, node.home)
    if iri in known.members or node.home.ours(iri):
        return known
    await introduce(node, iri, budget)
    async with node.database.connection() as conn:
        return await load_known(conn, {iri}, node.home)
