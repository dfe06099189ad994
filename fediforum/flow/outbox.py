"""The outbox: what a member's own client POSTs (ActivityPub C2S), adopted and acted on."""

from fediforum.errors import Malformed
from fediforum.flow.act import ids
from fediforum.flow.budget import Budget
from fediforum.flow.find import known_of, own_member
from fediforum.flow.speak import Said, page_of, say
from fediforum.forum import compose
from fediforum.forum.known import Known
from fediforum.forum.model import Board, Member, Relation
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.vocab.activities import AnyActivity, Create, Undo, Update
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import read_said


async def post_to_outbox(node: Node, member: Iri, document: Json) -> Said:
    """What the member's client said has happened; the id of the activity, and what it made.

    Raises Malformed for what is no activity or post, else as ``speak.say``.
    """
    budget = Budget.interactive()
    author = await own_member(node, member)
    new = ids(node)
    said = read_said(
        document,
        actor=author.id,
        activity_id=node.home.activity(new.short),
        object_id=node.home.post(new.short),
    )
    thing = said.object if isinstance(said, Create | Update) else said
    board, parent_author, context = None, None, None
    if isinstance(thing, Object):
        board, parent_author, context = await around(node, thing, budget)
    activity = compose.adopt(
        said,
        author,
        new=new,
        now=node.clock(),
        board=board,
        parent_author=parent_author,
        context=context,
        deed=await deed_undone(node, said),
    )
    await say(node, activity, budget)
    made = made_by(activity)
    async with node.database.connection() as conn:
        known = await load_known(conn, {made}, node.home)
    return Said(made, page_of(node, made, known), activity.id)


async def deed_undone(node: Node, said: AnyActivity | Object) -> Relation | None:
    """What a client undoes by the bare id of what it did; it goes out written in full."""
    if not isinstance(said, Undo) or said.undone is not None or said.object is None:
        return None
    async with node.database.connection() as conn:
        known = await load_known(conn, {said.object}, node.home)
    return known.deeds.get(said.object)


def made_by(activity: AnyActivity) -> Iri:
    """What an activity made or changed: its object, where it brings one along."""
    if isinstance(activity, Create | Update):
        return activity.object.id
    return activity.id


async def around(
    node: Node, thing: Object, budget: Budget
) -> tuple[Board | None, Member | None, Iri | None]:
    """The board that a post is for, whom it answers, and the context of its thread."""
    async with node.database.connection() as conn:
        known = await load_known(conn, {thing.id, *thing.addressees, *parents(thing)}, node.home)
    parent = known.posts.get(thing.in_reply_to) if thing.in_reply_to is not None else None
    if parent is not None:
        thread = known.thread_of(parent)
        board = known.board_of(thread) if thread is not None else None
        context = thread.context if thread is not None else None
        return board, known.members.get(parent.author), context
    if thing.in_reply_to is not None:
        raise Malformed("what it answers is not here", subject=thing.in_reply_to)
    standing = known.posts.get(thing.id)
    thread = known.thread_of(standing) if standing is not None else None
    if thread is not None:
        return known.board_of(thread), None, thread.context
    return await board_named(node, thing, known, budget), None, None


def parents(thing: Object) -> tuple[Iri, ...]:
    return (thing.in_reply_to,) if thing.in_reply_to is not None else ()


async def board_named(node: Node, thing: Object, known: Known, budget: Budget) -> Board | None:
    """The board that an opening post addresses, which may have to be introduced."""
    for iri in sorted(thing.addressees):
        if iri in known.boards:
            return known.boards[iri]
    if thing.audience is not None:
        return (await known_of(node, thing.audience, budget)).boards.get(thing.audience)
    return None
