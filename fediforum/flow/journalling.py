"""Journalling: acts of moderation are entered as operations, whoever did them and wherever."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from fediforum.forum.effects import Effect, Errand
from fediforum.forum.home import Home, Ids
from fediforum.forum.journal import Operation, deed_of, operation_id
from fediforum.forum.known import Known
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Conn
from fediforum.store.journal import journalled, named_so, record_deeds, undone_by
from fediforum.vocab.activities import AnyActivity
from fediforum.vocab.json import write_json
from fediforum.vocab.writing import write


@dataclass(frozen=True, slots=True)
class Doing:
    """What one accepted activity comes to, and the operation that it is part of, if of any."""

    activity: AnyActivity
    acted: Acted
    operation: Operation | None


def operation_of(
    activity: AnyActivity, effects: Sequence[Effect], known: Known, new: Ids, now: datetime
) -> Operation | None:
    """The operation that an act of moderation is by itself, over what was known before it.

    It is called as the activity is, where that is ours.
    """
    deed = deed_of(activity, effects, known)
    if deed is None:
        return None
    own = activity.id.rpartition("/")[2]
    named = new.home.ours(activity.id) and len(own) == len(new.short)
    return Operation(
        id=operation_id(own if named else new.short),
        at=now,
        by=activity.actor,
        act=deed.act,
        subject=deed.subject,
        board=deed.board,
        reason=deed.reason,
    )


async def carry_out(conn: Conn, doings: Sequence[Doing], home: Home, now: datetime) -> None:
    """All of it is committed in order, and what is moderation stands in the journal."""
    for operation, group in grouped(doings):
        async with journalled(conn, operation):
            named = operation.id if operation is not None else None
            await commit(conn, [doing.acted for doing in group], home, now, named)
        if operation is not None:
            said = [write_json(write(doing.activity)) for doing in group]
            await record_deeds(conn, operation.id, said)


async def standing_operation(conn: Conn, errand: Errand) -> Operation | None:
    """The operation that an errand follows from, unless it was taken back meanwhile."""
    name = errand.details.get("operation")
    found = await named_so(conn, name, 1) if name is not None else ()
    return None if not found or await undone_by(conn, found[0].id) else found[0]


def grouped(doings: Sequence[Doing]) -> Iterator[tuple[Operation | None, Sequence[Doing]]]:
    """Doings that follow each other in one operation, or in none, together."""

    def named(doing: Doing) -> str:
        return doing.operation.id if doing.operation is not None else ""

    for _, group in groupby(doings, named):
        doing = tuple(group)
        yield doing[0].operation, doing
