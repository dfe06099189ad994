"""Errands of moderation: what follows from a removal or its undoing, one post at a time."""

from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import as_create, fetch
from fediforum.forum import compose
from fediforum.forum.effects import Errand
from fediforum.forum.model import PostState
from fediforum.forum.provenance import Fetched, Local
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.store.sweeps import swept_for
from fediforum.vocab.activities import Delete, Undo
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Tombstone


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
    """Boosts of what was removed together are taken back, or said again where it is back."""
    async with node.database.connection() as conn:
        cause = errand.details.get("cause", "")
        removed = await swept_for(conn, cause, PostState.REMOVED)
        back = await swept_for(conn, cause, PostState.SHOWN)
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
