"""Asides: what is done to posts beside writing them, by their authors, askers and moderators.

Take a post out of its board and put it back, say which reply answers the question, choose in a
poll, let in what came late.
"""

from collections.abc import Sequence

from fediforum.errors import AlreadySo, Conflict, Forbidden, Missing
from fediforum.flow.act import ids
from fediforum.flow.budget import Budget
from fediforum.flow.find import Place, find_place, own_member
from fediforum.flow.holding import let_in
from fediforum.flow.setup import DESK
from fediforum.flow.speak import Said, said, say
from fediforum.forum import compose
from fediforum.forum.model import Board, Member, Post, PostState
from fediforum.node import Node
from fediforum.store.peers import load_peer
from fediforum.store.reading import Late, late_posts
from fediforum.vocab.activities import AnyActivity
from fediforum.vocab.iri import Iri, host_of

PIEFED = "piefed"


async def withdraw(node: Node, post: str, member: str) -> Said:
    """The post stands in its board no longer; it is its author's as before.

    Raises Forbidden for who did not write it, AlreadySo, as ``put_back`` does.
    """
    author = await own_member(node, member)
    place = await place_of_own(node, post, author)
    activity = compose.take_out(author, place.post, place.board, new=ids(node), now=node.clock())
    return await done(node, activity, place)


async def put_back(node: Node, post: str, member: str) -> Said:
    """A withdrawn post stands in its old place again."""
    author = await own_member(node, member)
    place = await place_of_own(node, post, author)
    if place.post.state is not PostState.WITHDRAWN:
        raise AlreadySo("That post is not withdrawn.")
    activity = compose.put_back(author, place.post, place.board, new=ids(node), now=node.clock())
    return await done(node, activity, place)


async def place_of_own(node: Node, post: str, author: Member) -> Place:
    place = await find_place(node, post)
    if place.post.author != author.id:
        raise Forbidden("Only whoever wrote a post may withdraw it, or put it back.")
    return place


async def accept_answer(node: Node, reply: str, member: str, *, undo: bool = False) -> Said:
    """The reply answers the question of its thread, or, with ``undo``, does so no longer."""
    author = await own_member(node, member)
    place = await find_place(node, reply)
    now = node.clock()
    activity: AnyActivity = compose.choose_answer(
        author, place.post, place.board, new=ids(node), now=now
    )
    if undo:
        activity = compose.undo(author.id, activity, to=activity.to, new=ids(node), now=now)
    return await done(node, activity, place)


async def choose(node: Node, poll: str, member: str, option: str) -> Said:
    """The member has chosen in the poll, by an option's name or number (from 1).

    Raises Missing where the post is no poll or has no such option.
    """
    author = await own_member(node, member)
    place = await find_place(node, poll)
    name = option_named(place.post, option)
    new, now = ids(node), node.clock()
    activity: AnyActivity
    if await takes_poll_votes(node, place.board):
        activity = compose.poll_vote(author, place.post, name, place.board, new=new, now=now)
    else:
        activity = compose.choice(author, place.post, name, place.author, new=new, now=now)
    return await done(node, activity, place)


def option_named(poll: Post, text: str) -> str:
    names = [option.name for option in poll.options]
    if text in names:
        return text
    if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= len(names):
        return names[int(text[:4]) - 1]
    raise Missing(f"The post has no choice {text}." if names else "The post is no poll.")


async def takes_poll_votes(node: Node, board: Board) -> bool:
    if board.local:
        return False
    async with node.database.connection() as conn:
        peer = await load_peer(conn, host_of(board.id))
    return peer.software == PIEFED


async def done(node: Node, activity: AnyActivity, place: Place) -> Said:
    await say(node, activity, Budget.interactive())
    return await said(node, place.post.id, activity)


# -- what came late ----------------------------------------------------------------------------


async def admit(node: Node, post: str, member: str = DESK) -> Said:
    """A reply that came after its thread was closed stands at its end, let in by a moderator.

    Raises Forbidden for who is none, Conflict for a post that did not come late.
    """
    moderator = await own_member(node, member)
    place = await find_place(node, post)
    if place.post.state is not PostState.LATE:
        raise Conflict("That post did not come late.")
    return await said(node, place.post.id, await let_in(node, place.post, moderator))


async def late(node: Node, thread: Iri) -> Sequence[Late]:
    """What came after a thread was closed, in the order in which it came."""
    async with node.database.connection() as conn:
        return await late_posts(conn, thread)
