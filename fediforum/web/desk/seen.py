"""What moderators see of a post that readers may not: all that it says, and who wrote it before."""

from dataclasses import dataclass

from fediforum.content import SafeHtml
from fediforum.forum.journal import PUBLIC
from fediforum.forum.model import Tie
from fediforum.store import reading
from fediforum.store.database import Conn
from fediforum.store.known import load_known
from fediforum.store.reading import PostView, Record, record_of
from fediforum.store.relations import relations
from fediforum.vocab.iri import Iri
from fediforum.web.desk.door import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A post with what moderators need to judge it; ``parent`` is what it answers.

    ``html`` is what it says, also where it was removed. ``banned`` from the board, ``shunned``
    from the forum is its author.
    """

    view: PostView
    html: SafeHtml
    parent: PostView | None
    locked: bool
    pinned: bool
    banned: bool
    shunned: bool
    record: Record


async def seen(desk: Desk, iri: Iri) -> Seen | None:
    """The post of that id, in whatever state; None where it is not theirs to see."""
    conn, home = desk.visit.conn, desk.visit.home
    view = await reading.post(conn, iri)
    if view is None or not desk.scope.covers(view.board.id):
        return None
    known = await load_known(conn, {iri}, home)
    post = known.posts[iri]
    thread = known.thread_of(post)
    author, board = view.author.id, view.board.id
    pairs = [
        (Tie.PIN, iri, board),
        (Tie.BAN, author, board),
        (Tie.BAN, author, home.instance),
    ]
    standing = await relations(conn, pairs)
    return Seen(
        view=view,
        html=post.content,
        parent=await parent_of(conn, view),
        locked=thread.locked if view.opening and thread is not None else post.locked,
        pinned=pairs[0] in standing,
        banned=pairs[1] in standing,
        shunned=pairs[2] in standing,
        record=await record_of(conn, author, PUBLIC),
    )


async def parent_of(conn: Conn, view: PostView) -> PostView | None:
    return await reading.post(conn, view.parent) if view.parent is not None else None
