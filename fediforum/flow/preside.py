"""Presiding: what moderators do, made activities and acted on, as ``speak`` does for members.

``moderator`` is a member's name; the desk acts where nobody in particular does.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from fediforum.errors import AlreadySo, Forbidden, Missing
from fediforum.flow import reporting
from fediforum.flow.act import ids
from fediforum.flow.budget import Budget
from fediforum.flow.find import (
    Place,
    find_board,
    find_place,
    own_member,
    who,
)  # fmt: skip
from fediforum.flow.setup import DESK
from fediforum.flow.speak import Said, said, say
from fediforum.forum import compose
from fediforum.forum.journal import Act, Operation, operation_id
from fediforum.forum.model import Board, Member, Report, Tie
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.store.posts import stored_document
from fediforum.store.reports import find_report, listed_reports
from fediforum.vocab.activities import AnyActivity
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import read_json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import read_object

# -- posts -------------------------------------------------------------------------------------


async def remove_post(
    node: Node, post: str, reason: str, moderator: str = DESK, *, replies: bool = False
) -> Said:
    """The post is hidden, with its thread if it opened it, and with its answers if so asked.

    Raises Forbidden for who is no moderator, also of what they wrote: that would be deleting it.
    """
    by, place = await own_member(node, moderator), await find_place(node, post)
    if place.post.author == by.id and not await moderates(node, by, place.board):
        raise Forbidden("Only a moderator of the board may do that; whoever wrote it, deletes it.")
    activity = compose.delete(
        by, place.post, place.board, reason=reason, new=ids(node), now=node.clock()
    )
    return await done(node, replace(activity, with_replies=replies), place)


async def restore_post(node: Node, post: str, moderator: str = DESK) -> Said:
    """The post is shown again, and what was removed along with it."""
    by, place = await own_member(node, moderator), await find_place(node, post)
    removal = compose.delete(
        by, place.post, place.board, reason="", new=ids(node), now=node.clock()
    )
    return await undone(node, removal, place)


async def lock(node: Node, thing: str, reason: str, moderator: str = DESK) -> Said:
    """The thread, or what stands under one reply, takes no more answers."""
    by, place = await own_member(node, moderator), await find_place(node, thing)
    activity = compose.lock(by, place.post, place.board, reason, new=ids(node), now=node.clock())
    return await done(node, activity, place)


async def unlock(node: Node, thing: str, moderator: str = DESK) -> Said:
    """It takes answers again."""
    by, place = await own_member(node, moderator), await find_place(node, thing)
    locking = compose.lock(by, place.post, place.board, "", new=ids(node), now=node.clock())
    return await undone(node, locking, place)


async def pin(node: Node, thread: str, moderator: str = DESK, *, undo: bool = False) -> Said:
    """The thread stands at the head of its board, or no longer."""
    by, place = await own_member(node, moderator), await find_place(node, thread)
    deed = compose.remove if undo else compose.add
    activity = deed(
        by,
        place.post.id,
        place.board.featured or Iri(f"{place.board.id}/featured"),
        place.board,
        new=ids(node),
        now=node.clock(),
    )
    return await done(node, activity, place)


async def move_thread(node: Node, thread: str, board: str, moderator: str = DESK) -> Said:
    """The thread stands in the other board, and its opening post, if it is ours, says so."""
    by, place = await own_member(node, moderator), await find_place(node, thread)
    target = await find_board(node, board, Budget.none())
    new, now = ids(node), node.clock()
    activity = compose.move_thread(by, place.thread, place.board, target, new=new, now=now)
    operation = Operation(
        id=operation_id(new.short),
        at=now,
        by=by.id,
        act=Act.MOVE,
        subject=place.thread.root,
        board=target.id,
    )
    moved = await done(node, activity, place, operation)
    opening = await find_place(node, place.thread.root)
    async with node.database.connection() as conn:
        raw = await stored_document(conn, opening.post.id)
    thing = read_object(read_json(raw)) if raw is not None else None
    if opening.post.local and opening.post.visible and isinstance(thing, Object):
        thing = replace(thing, source=opening.post.source)  # what was sent may be its beginning
        said_anew = compose.refile(thing, place.board, target, new=ids(node), now=node.clock())
        await say(node, said_anew, Budget.none(), operation)
    return moved


# -- people ------------------------------------------------------------------------------------


async def ban(
    node: Node,
    whom: str,
    board: str,
    reason: str,
    moderator: str = DESK,
    *,
    length: timedelta | None = None,
    remove: bool = False,
) -> Said:
    """The member writes in the board no more, or, without a board, nowhere here."""
    by, other = await own_member(node, moderator), await found(node, whom)
    until = node.clock() + length if length is not None else None
    new, now = ids(node), node.clock()
    if board:
        place = await own_board(node, board)
        activity = compose.ban(by, other.id, place, reason, new=new, now=now, until=until)
    else:
        activity = compose.ban_here(by, other.id, reason, new=new, now=now, until=until)
    activity = replace(activity, remove_data=remove)
    await say(node, activity, Budget.interactive())
    return presided(other.id, other.url or other.id, activity)


async def unban(node: Node, whom: str, board: str, moderator: str = DESK) -> Said:
    """The ban ends, and what was removed with it is shown again. Raises Missing without one."""
    by, other = await own_member(node, moderator), await found(node, whom)
    scope = (await own_board(node, board)).id if board else node.home.instance
    async with node.database.connection() as conn:
        known = await load_known(conn, {other.id, scope}, node.home)
    relation = known.relation(Tie.BAN, other.id, scope)
    if relation is None:
        raise Missing(f"{whom} is not banned there.")
    activity = compose.lift(by, relation, known.boards.get(scope), new=ids(node), now=node.clock())
    await say(node, activity, Budget.interactive())
    return presided(other.id, other.url or other.id, activity)


async def appoint(
    node: Node, whom: str, board: str, moderator: str = DESK, *, undo: bool = False
) -> Said:
    """The member moderates the board, or no longer."""
    by, other = await own_member(node, moderator), await found(node, whom)
    place = await own_board(node, board)
    deed = compose.remove if undo else compose.add
    activity = deed(
        by,
        other.id,
        place.moderators or Iri(f"{place.id}/moderators"),
        place,
        new=ids(node),
        now=node.clock(),
    )
    await say(node, activity, Budget.interactive())
    return presided(other.id, other.url or other.id, activity)


# -- reports -----------------------------------------------------------------------------------


async def reports(node: Node, *, settled: bool = False) -> Sequence[Report]:
    """What the moderators were asked to look at, newest first."""
    async with node.database.connection() as conn:
        return await listed_reports(conn, settled=settled)


async def the_report(node: Node, text: str) -> Report:
    """The report of that id, or whose id ends so. Raises Missing."""
    async with node.database.connection() as conn:
        report = await find_report(conn, text)
    if report is None:
        raise Missing(f"There is no report {text}.")
    return report


async def settle(node: Node, text: str, outcome: str, moderator: str = DESK) -> Report:
    """The report is done with, and whoever made it hears what came of it."""
    by, report = await own_member(node, moderator), await the_report(node, text)
    if report.settled is not None:
        raise AlreadySo("That report is settled already.")
    if report.reference is not None:
        await reporting.close(node, report, outcome, by)
        return await the_report(node, report.id)
    activity = compose.resolve(by, report, outcome, new=ids(node), now=node.clock())
    await say(node, activity, Budget.interactive())
    return await the_report(node, report.id)


# -- pieces ------------------------------------------------------------------------------------


async def found(node: Node, whom: str) -> Member:
    member = await who(node, whom, Budget.interactive())
    if member is None:
        raise Missing(f"There is nobody called {whom}.")
    return member


async def moderates(node: Node, member: Member, board: Board) -> bool:
    async with node.database.connection() as conn:
        known = await load_known(conn, {member.id, board.id}, node.home)
    return known.moderates(member.id, board)


async def own_board(node: Node, name: str) -> Board:
    board = await find_board(node, name, Budget.none())
    if not board.local:
        raise Forbidden("That board is elsewhere.")
    return board


async def done(
    node: Node, activity: AnyActivity, place: Place, operation: Operation | None = None
) -> Said:
    await say(node, activity, Budget.interactive(), operation)
    touched = await said(node, place.post.id, activity)
    return presided(touched.id, touched.url, activity)


def presided(iri: Iri, url: Iri, activity: AnyActivity) -> Said:
    """An act of moderation is called as the activity that it is, or begins with."""
    return Said(iri, url, activity.id, operation_id(activity.id.rpartition("/")[2]))


async def undone(node: Node, inner: AnyActivity, place: Place) -> Said:
    """The Undo of an act, which is embedded as it would be said now, as Lemmy and PieFed do."""
    new, now = ids(node), node.clock()
    inner = replace(inner, id=new.derived(inner.id, "undone", inner.actor))
    return await done(node, compose.undo(inner.actor, inner, to=inner.to, new=new, now=now), place)
