"""Errands of moderation: what follows from a removal or its undoing, one post at a time."""

from datetime import timedelta

from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import as_create, fetch
from fediforum.flow.later import put_off, times_put_off
from fediforum.forum import compose
from fediforum.forum.effects import Errand
from fediforum.forum.model import PostState
from fediforum.forum.provenance import Fetched, Local
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.instance import grace_of
from fediforum.store.journal import deeds_of, posts_turned, removed_since
from fediforum.store.known import load_known
from fediforum.store.sweeps import swept_for
from fediforum.vocab.activities import Delete, Undo, subject_of
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import read_json
from fediforum.vocab.objects import Tombstone
from fediforum.vocab.reading import read_activity


async def revive(node: Node, errand: Errand) -> None:
    """A post that was deleted is here again, if its own server serves it."""
    found = await fetch(node, errand.subject, Budget.errand())
    thing = as_create(found)
    if isinstance(thing, Tombstone) or thing.object.id != errand.subject:
        return
    by, actor = Fetched(Iri(found.iri)), thing.actor
    deletion = Delete(id=Iri(""), actor=actor, object=errand.subject)
    undo = Undo(id=Iri(""), actor=actor, object=errand.subject, undone=deletion)
    spoken = [Spoken(activity=undo, by=by), Spoken(activity=thing, by=by, raw=found.raw)]
    await act(node, spoken, Budget.errand())


async def tell_of_swept(node: Node, errand: Errand) -> None:
    """Boosts of what was removed together are taken back, or said again where it is back.

    What an undone operation put back is known by the operation, all else by its mark.
    """
    async with node.database.connection() as conn:
        if (operation := errand.details.get("undone")) is not None:
            turned = await turned_by(conn, operation)
            known = await load_known(conn, turned, node.home)
            states = {iri: post.state for iri, post in known.posts.items() if iri in turned}
            removed = [iri for iri in turned if states.get(iri) is PostState.REMOVED]
            back = [iri for iri in turned if states.get(iri) is PostState.SHOWN]
        else:
            cause = errand.details.get("cause", "")
            removed = [*await swept_for(conn, cause, PostState.REMOVED)]
            back = [*await swept_for(conn, cause, PostState.SHOWN)]
            known = await load_known(conn, {*removed, *back}, node.home)
    for iri in (*removed, *back):
        board = known.posts[iri].board
        if board is None or board not in known.boards or not known.boards[board].local:
            continue
        new, now = ids(node), node.clock()
        said = (compose.unboost if iri in removed else compose.boost_anew)(
            known.boards[board], known.posts[iri], new=new, now=now
        )
        await act(node, [Spoken(activity=said, by=Local(board))], Budget.none())


async def turned_by(conn: Conn, operation: str) -> tuple[Iri, ...]:
    """The posts that an operation removed or put back without naming them to anybody."""
    named = {subject_of(read_activity(read_json(raw))) for raw in await deeds_of(conn, operation)}
    return tuple(iri for iri in await posts_turned(conn, operation) if iri not in named)


async def make_final(node: Node, errand: Errand) -> None:
    """A post of ours that has stayed removed long enough is deleted, in its author's name.

    Microblogs only delete what its author deletes, and for ever; until then it may be put back.
    """
    async with node.database.connection() as conn:
        known = await load_known(conn, {errand.subject}, node.home)
        since = await removed_since(conn, errand.subject)
        grace = await grace_of(conn)
    post = known.posts.get(errand.subject)
    if post is None or post.state is not PostState.REMOVED:
        return
    # Before there was a journal, only the errand itself knew since when.
    begun = since or (node.clock() - grace if times_put_off(errand) else node.clock())
    if (left := begun + grace - node.clock()) > timedelta(0):
        await put_off(node, errand, left)
        return
    thread = known.thread_of(post)
    board = known.board_of(thread) if thread is not None else None
    author = known.members[post.author]
    activity = compose.delete(author, post, board, new=ids(node), now=node.clock())
    await act(node, [Spoken(activity=activity, by=Local(author.id))], Budget.none())
