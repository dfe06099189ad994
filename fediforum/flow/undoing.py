"""Undoing: an operation is taken back: here row by row, elsewhere by the contrary of what was said.

Theory of operation. The journal knows which rows an operation changed. They are given back what
they held, unless something has changed them since: then nothing happens, and what stands in the
way is named. What others were told is put to the law as its contrary, an activity of whoever
undoes; of what follows from that only the words to others are taken, for the rows are known
better by the journal. It is all one transaction, and an operation itself, so that it can be
taken back in its turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fediforum.errors import AlreadySo, Conflict, Forbidden, Malformed, Missing
from fediforum.flow.act import ids
from fediforum.flow.find import own_member
from fediforum.flow.journalling import Doing, carry_out
from fediforum.flow.render import Judged, render
from fediforum.flow.reshape import described
from fediforum.flow.retitling import titled_anew
from fediforum.flow.setup import DESK
from fediforum.forum import compose
from fediforum.forum.effects import Effect, Emit, Errand
from fediforum.forum.home import Kind
from fediforum.forum.journal import Act, Operation, operation_id
from fediforum.forum.judge import judge
from fediforum.forum.known import Known
from fediforum.forum.model import Member
from fediforum.forum.provenance import Local
from fediforum.forum.verdict import Accepted
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.errands import enqueue_errands
from fediforum.store.journal import (
    Change,
    changes_of,
    deeds_of,
    journalled,
    named_so,
    undone_by,
)
from fediforum.store.known import load_known
from fediforum.store.obstacles import board_between, changed_since, standing_on
from fediforum.store.posts import stored_document
from fediforum.store.reading import profile
from fediforum.store.sessions import scope_of
from fediforum.store.undoing import put_back
from fediforum.vocab.activities import AnyActivity, Update, named_ids
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import read_json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import read_activity, read_object

SHOWN_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, the operation that did it, and the rows that are as they were."""

    undone: Operation
    by: Operation
    changes: Sequence[Change]


async def find_operation(node: Node, text: str) -> Operation:
    """The operation of that name, or whose name begins so. Raises Missing, or Malformed for two."""
    async with node.database.connection() as conn:
        found = await named_so(conn, text, SHOWN_CANDIDATES + 1)
    if not found:
        raise Missing(f"There is no operation {text}.")
    if len(found) > 1 and found[0].id != text:
        names = ", ".join(each.id for each in found[:SHOWN_CANDIDATES])
        raise Malformed(f"More than one operation begins with {text}: {names}.")
    return found[0]


async def undo_operation(node: Node, text: str, moderator: str = DESK, reason: str = "") -> Undone:
    """The operation is taken back here, and whoever was told of it is told.

    Raises AlreadySo where it was taken back before, Conflict where a later act stands on it,
    Forbidden for what another server decided about itself, and for who moderates nothing there.
    """
    by, operation = await own_member(node, moderator), await find_operation(node, text)

    async def work(conn: Conn) -> Undone:
        return await within(node, conn, operation, by, reason)

    return await node.database.in_transaction(work)


async def within(node: Node, conn: Conn, operation: Operation, by: Member, reason: str) -> Undone:
    scope = await scope_of(conn, by.id, node.home.desk)
    if scope is None or not scope.covers(operation.board):
        raise Forbidden("Only a moderator of the board does that.")
    if (earlier := await undone_by(conn, operation.id)) is not None:
        raise AlreadySo(f"{operation.id} was undone by {earlier}.")
    changes = await changes_of(conn, operation.id)
    if (later := await standing_on(conn, operation.id)) is not None:
        raise Conflict(stands_on(operation, later))
    if changed := await changed_since(conn, changes):
        raise Conflict(has_changed(operation, changed[0]))
    if (first := await board_between(conn, operation.id)) is not None:
        raise Conflict(stands_on(operation, first))
    if not changes:
        raise Conflict(f"{operation.id} changed nothing that can be put back.")
    now, new = node.clock(), ids(node)
    undoing = Operation(
        id=operation_id(new.short),
        at=now,
        by=by.id,
        act=Act.UNDO,
        subject=operation.subject,
        board=operation.board,
        reason=reason,
        undoes=operation.id,
    )
    said = [read_activity(read_json(raw)) for raw in await deeds_of(conn, operation.id)]
    if said and not ours_to_undo(node, operation):
        raise Forbidden("Another server decided that about a board of its own.")
    doings = await contraries(node, conn, said, undoing)
    async with journalled(conn, undoing):
        await put_back(conn, changes)
    doings = [*doings, *await retold(node, conn, said, undoing)]
    await carry_out(conn, doings, node.home, now)
    await enqueue_errands(conn, errands_after(operation))
    return Undone(operation, undoing, changes)


def errands_after(operation: Operation) -> Sequence[Errand]:
    """What is told later: the boosts of what the operation swept are said again, or taken back.

    What a clean-up removed is told post by post.
    """
    kind = "cleared" if operation.act == Act.CLEAN else "swept"
    # By its cause it is told from what the operation itself has still to tell.
    details = {"cause": f"undone {operation.id}", "undone": operation.id}
    return [Errand(kind, Iri(operation.subject), details)]


async def contraries(
    node: Node, conn: Conn, said: Sequence[AnyActivity], undoing: Operation
) -> Sequence[Doing]:
    """What is said to others, the last deed first; the law decides who hears it."""
    doings: list[Doing] = []
    for activity in reversed(said):
        back = compose.contrary(activity, undoing.by, new=ids(node), now=undoing.at)
        if back is not None:
            known = await load_known(conn, named_ids(back), node.home)
            doings.append(await doing(node, conn, back, known, undoing))
    return doings


async def retold(
    node: Node, conn: Conn, said: Sequence[AnyActivity], undoing: Operation
) -> Sequence[Doing]:
    """What was reworded says anew what it says again; for that there is no other word."""
    doings: list[Doing] = []
    for activity in said:
        match activity:
            case Update(object=Object(id=post)):
                raw = await stored_document(conn, post)
                thing = read_object(read_json(raw)) if raw is not None else None
                if not isinstance(thing, Object) or not node.home.ours(post):
                    continue
                back = compose.restate(thing, new=ids(node), now=undoing.at)
            case Update(object=Actor(id=thread)) if is_thread(node, thread):
                back = await titled_anew(node, conn, thread, undoing.at)
            case Update(object=Actor(id=board)):
                found = await profile(conn, board)
                if found is None:
                    continue
                actor = described(node, found, undoing.at)
                back = compose.profile(actor, new=ids(node), now=undoing.at)
            case _:
                continue
        known = await load_known(conn, named_ids(back), node.home)
        doings.append(await doing(node, conn, back, known, undoing))
    return doings


def is_thread(node: Node, iri: Iri) -> bool:
    place = node.home.place(iri)
    return place is not None and place.kind is Kind.THREAD


async def doing(
    node: Node, conn: Conn, activity: AnyActivity, known: Known, undoing: Operation
) -> Doing:
    """What an activity says to others, and nothing that it does."""
    words = spoken(node, activity, known, undoing)
    return Doing(activity, await render(node, conn, Judged(activity), words, undoing.at), undoing)


def spoken(
    node: Node, activity: AnyActivity, known: Known, undoing: Operation
) -> tuple[Effect, ...]:
    """The words to others that the law lets follow from an activity, and what they need later."""
    verdict = judge(activity, known, Local(activity.actor), undoing.at, ids(node))
    if not isinstance(verdict, Accepted):
        return ()
    return tuple(
        effect
        for effect in verdict.effects
        if isinstance(effect, Emit) or (isinstance(effect, Errand) and effect.kind != "swept")
    )


def ours_to_undo(node: Node, operation: Operation) -> bool:
    """Whether it was done here, or in a board here though by somebody elsewhere."""
    return node.home.ours(operation.by) or node.home.ours(operation.board or "")


def has_changed(operation: Operation, change: Change) -> str:
    """Why an operation cannot be undone whose rows were changed by what is none."""
    key = " ".join(str(part) for part in change.key.values())
    return f"{called(operation)} cannot be undone: the {change.kind} {key} has changed since."


def stands_on(operation: Operation, later: Operation) -> str:
    first = f"{called(later)} stands on it. Undo that first."
    return f"{called(operation)} cannot be undone: {first}"


def called(operation: Operation) -> str:
    return f"{operation.id} ({operation.act} {operation.subject})"
