"""Holding: posts that wait are let in or turned away, and what they wait for is set.

To let a post in is to act on its own Create once more, admitted by a moderator: so it takes its
place as it comes then, and whoever hears of new posts hears of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from fediforum.errors import AlreadySo, Conflict, Forbidden, Missing
from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.budget import Budget
from fediforum.flow.find import own_member
from fediforum.flow.preside import found, own_board
from fediforum.flow.setup import DESK
from fediforum.flow.speak import Said, said, say, sentence
from fediforum.forum import compose
from fediforum.forum.holding import DEFAULTS, Rule, Rules, read_setting, rules_for
from fediforum.forum.journal import Act, Operation, operation_id
from fediforum.forum.model import Board, Member, Post, PostState, Relation, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.verdict import Accepted, Ignored, Refused
from fediforum.limits import LISTED
from fediforum.node import Node
from fediforum.store import reading
from fediforum.store.counts import Counts
from fediforum.store.database import Conn
from fediforum.store.journal import journalled
from fediforum.store.known import load_known
from fediforum.store.posts import stored_document
from fediforum.store.reading import HeldPost
from fediforum.store.relations import relate, relations
from fediforum.store.rules import save_setting, settings
from fediforum.vocab.activities import Create
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import read_json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import read_object


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that waits, and the board that it is for."""

    post: Post
    board: Board


async def queue(node: Node, board: str = "") -> Sequence[HeldPost]:
    """What waits for a moderator, the longest first."""
    where = await own_board(node, board) if board else None
    async with node.database.connection() as conn:
        return await reading.held_posts(conn, where.id if where is not None else None, LISTED)


async def approve(node: Node, text: str, member: str = DESK) -> Said:
    """The post stands at the end of its thread, or opens it, as if it came now.

    Raises Forbidden for who is no moderator, AlreadySo for what does not wait.
    """
    moderator, waiting = await own_member(node, member), await find_waiting(node, text)
    post, new = waiting.post, ids(node)
    operation = Operation(
        id=operation_id(new.short),
        at=node.clock(),
        by=moderator.id,
        act=Act.APPROVE,
        subject=post.id,
        board=waiting.board.id,
    )
    told = await said(node, post.id, await let_in(node, post, moderator, operation))
    return replace(told, operation=operation.id)


async def reject(node: Node, text: str, reason: str, member: str = DESK) -> Said:
    """The post will not be shown, for that reason; nobody elsewhere hears of it."""
    moderator, waiting = await own_member(node, member), await find_waiting(node, text)
    activity = compose.delete(
        moderator, waiting.post, waiting.board, reason=reason, new=ids(node), now=node.clock()
    )
    await say(node, activity, Budget.none())
    told = await said(node, waiting.post.id, activity)
    return replace(told, operation=operation_id(activity.id.rpartition("/")[2]))


async def find_waiting(node: Node, text: str) -> Waiting:
    """The post that waits. Raises Missing, and AlreadySo where nothing holds it back."""
    async with node.database.connection() as conn:
        named = await reading.unabbreviated(conn, text)
        iri = await reading.find_post(conn, named, node.home)
        if iri is None:
            raise Missing(f"There is no post {text} here.")
        known = await load_known(conn, {iri}, node.home)
    post = known.posts[iri]
    board = known.boards.get(post.board) if post.board is not None else None
    if post.state is not PostState.HELD or board is None:
        raise AlreadySo(f"The post {text} does not wait for a moderator.")
    return Waiting(post, board)


async def let_in(
    node: Node, post: Post, moderator: Member, operation: Operation | None = None
) -> Create:
    """A post that was kept and not shown is acted on once more, let in by a moderator.

    Raises Forbidden for who is none, Missing where too little of it was kept.
    """
    async with node.database.connection() as conn:
        raw = await stored_document(conn, post.id)
    thing = read_object(read_json(raw)) if raw is not None else None
    if not isinstance(thing, Object):
        raise Missing("Nothing of that post was kept.")
    if post.local:
        thing = replace(thing, source=post.source)  # what is kept may be its beginning only
    create = replace(compose.found(thing), id=post.create or Iri(""))
    spoken = Spoken(
        activity=create,
        by=Fetched(thing.id, admitted=moderator.id),
        raw=None if post.local else raw,
        operation=operation,
    )
    (verdict,) = await act(node, [spoken], Budget.interactive())
    match verdict:
        case Accepted():
            return create
        case Refused(reason):
            raise Forbidden(sentence(reason))
        case Ignored(reason):
            raise Conflict(sentence(reason))
        case _:
            raise Missing("Its author is not known.")


# -- what posts wait for -----------------------------------------------------------------------


async def rules_of(node: Node, board: str = "") -> tuple[Rules, Mapping[str, bool]]:
    """The rules that hold in a board, or the forum; and of each whether it is set there."""
    where = (await own_board(node, board)).id if board else None
    async with node.database.connection() as conn:
        kept = await settings(conn)
    rules = rules_for(kept, where if where is not None else Iri(""))
    return rules, {name: (where, name) in kept for name in rules.settings}


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What a rule is from now on, and the operation that made it so."""

    name: str
    value: str
    operation: str


async def set_rule(
    node: Node, name: str, values: tuple[str, ...] | None, board: str = "", member: str = DESK
) -> RuleSet:
    """The rule is so in the forum, or in one board; None: as it is without being set.

    Raises Malformed for what it cannot be, AlreadySo where it is so.
    """
    value = read_setting(name, values) if values is not None else None
    where = await own_board(node, board) if board else None
    return await keep(node, name, value, where, member)


async def freeze(node: Node, length: timedelta | None, member: str = DESK) -> RuleSet:
    """Of whom nothing was ever shown here, waits, for so long; None: no longer."""
    until = f"{node.clock() + length:%Y-%m-%dT%H:%M:%S+00:00}" if length is not None else None
    return await keep(node, Rule.STRANGERS, until, None, member)


async def keep(
    node: Node, name: str, value: str | None, board: Board | None, member: str
) -> RuleSet:
    by, new = await own_member(node, member), ids(node)
    where = board.id if board is not None else None
    operation = Operation(
        id=operation_id(new.short),
        at=node.clock(),
        by=by.id,
        act=Act.RULE,
        subject=name,
        board=where,
        reason=value if value is not None else "default",
    )

    async def work(conn: Conn) -> None:
        async with journalled(conn, operation):
            if not await save_setting(conn, where, name, value):
                raise AlreadySo("The rule is so already.")

    await node.database.in_transaction(work)
    return RuleSet(name, value if value is not None else DEFAULTS[name], operation.id)


async def trust(
    node: Node, whom: str, board: str = "", member: str = DESK, *, undo: bool = False
) -> Said:
    """What they write in the board, or anywhere here, never waits; with ``undo``, as others' does.

    Raises AlreadySo where it is so.
    """
    by, other, new = await own_member(node, member), await found(node, whom), ids(node)
    where = await own_board(node, board) if board else None
    place = where.id if where is not None else node.home.instance
    wanted = None if undo else Relation(kind=Tie.TRUST, a=other.id, b=place)
    pair = (Tie.TRUST, other.id, place)
    operation = Operation(
        id=operation_id(new.short),
        at=node.clock(),
        by=by.id,
        act=Act.DISTRUST if undo else Act.TRUST,
        subject=other.id,
        board=where.id if where is not None else None,
    )

    async def work(conn: Conn) -> None:
        before = (await relations(conn, [pair])).get(pair)
        if (before is None) == (wanted is None):
            raise AlreadySo("It is so already.")
        async with journalled(conn, operation):
            await relate(conn, {pair: wanted}, node.clock(), Counts())

    await node.database.in_transaction(work)
    return Said(other.id, other.url or other.id, Iri(""), operation.id)
