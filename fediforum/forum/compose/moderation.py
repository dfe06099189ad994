"""What moderators do: lock, ban, pin, appoint, move; and what they are asked to look at."""

from datetime import datetime

from fediforum.forum.compose.acts import deed_of
from fediforum.forum.compose.posts import public_act
from fediforum.forum.home import Ids
from fediforum.forum.model import Board, Member, Post, Relation, Report, Thread
from fediforum.vocab.activities import (
    Add,
    Announce,
    Block,
    Flag,
    Lock,
    Move,
    Reject,
    Remove,
    Resolve,
    Undo,
    Update,
)
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import PUBLIC, Iri


def flag(
    author: Member, about: tuple[Iri, ...], reason: str, board: Board | None, *, new: Ids,
    now: datetime,
) -> Flag:  # fmt: skip
    """Somebody asks the moderators to look; Lemmy wants the one board in ``to``."""
    return Flag(
        id=new.home.activity(new.short), actor=author.id,
        to=(board.id,) if board is not None else (), published=now,
        audience=board.id if board is not None else None, object=about, content=reason,
    )  # fmt: skip


def resolve(moderator: Member, report: Report, outcome: str, *, new: Ids, now: datetime) -> Resolve:
    """A report is settled: the Flag that made it is embedded, as Lemmy 1.0 reads it."""
    about = (report.board,) if report.board is not None else ()
    asked = Flag(
        id=report.id, actor=report.by, to=about, audience=report.board, object=report.about,
        content=report.reason,
    )  # fmt: skip
    return Resolve(
        id=new.home.activity(new.short), actor=moderator.id, to=about, published=now,
        audience=report.board, object=report.id, resolved=asked, summary=outcome,
    )  # fmt: skip


def lock(
    moderator: Member, post: Post, board: Board, reason: str, *, new: Ids, now: datetime
) -> Lock:
    """A thread is closed to replies, named by its opening post."""
    to, cc = public_act(moderator, board)
    return Lock(
        id=new.home.activity(new.short), actor=moderator.id, to=to, cc=cc, audience=board.id,
        published=now, object=post.id, summary=reason,
    )  # fmt: skip


def ban(
    moderator: Member, whom: Iri, board: Board, reason: str, *, new: Ids, now: datetime,
    until: datetime | None = None,
) -> Block:  # fmt: skip
    """A member may not write in a board, for ever or until then."""
    to, cc = public_act(moderator, board)
    return Block(
        id=new.home.activity(new.short), actor=moderator.id, to=to, cc=cc, audience=board.id,
        published=now, object=whom, target=board.id, summary=reason, end_time=until,
    )  # fmt: skip


def ban_here(
    moderator: Member, whom: Iri, reason: str, *, new: Ids, now: datetime,
    until: datetime | None = None,
) -> Block:  # fmt: skip
    """A member may write nowhere in this forum, for ever or until then."""
    return Block(
        id=new.home.activity(new.short), actor=moderator.id, to=(PUBLIC,), cc=(whom,),
        published=now, object=whom, target=new.home.instance, summary=reason, end_time=until,
    )  # fmt: skip


def lift(
    moderator: Member, relation: Relation, board: Board | None, *, new: Ids, now: datetime
) -> Undo:
    """A ban is taken back; its Block is written again from what is known of it."""
    to, cc = public_act(moderator, board) if board is not None else ((PUBLIC,), (relation.a,))
    made = relation.activity or new.derived(f"{relation.a} {relation.b}", "Block", moderator.id)
    inner = Block(
        id=made, actor=moderator.id, to=to, cc=cc, object=relation.a, target=relation.b,
        summary=relation.value, audience=board.id if board is not None else None,
        end_time=relation.until,
    )  # fmt: skip
    return Undo(
        id=new.home.activity(new.short), actor=moderator.id, to=to, cc=cc, published=now,
        audience=inner.audience, object=inner.id, undone=inner,
    )  # fmt: skip


def block(author: Member, whom: Iri, *, new: Ids, now: datetime) -> Block:
    """One member wants nothing of another."""
    return Block(
        id=new.home.activity(new.short), actor=author.id, to=(whom,), published=now, object=whom
    )


def add(
    moderator: Member, thing: Iri, collection: Iri, board: Board, *, new: Ids, now: datetime
) -> Add:
    """A post is pinned, or a member made moderator: added to that list of the board."""
    to, cc = public_act(moderator, board)
    return Add(
        id=new.home.activity(new.short), actor=moderator.id, to=to, cc=cc, audience=board.id,
        published=now, object=thing, target=collection,
    )  # fmt: skip


def remove(
    moderator: Member, thing: Iri, collection: Iri, board: Board, *, new: Ids, now: datetime
) -> Remove:
    """The contrary of ``add``."""
    to, cc = public_act(moderator, board)
    return Remove(
        id=new.home.activity(new.short), actor=moderator.id, to=to, cc=cc, audience=board.id,
        published=now, object=thing, target=collection,
    )  # fmt: skip


def move_thread(
    moderator: Member, thread: Thread, origin: Board, target: Board, *, new: Ids, now: datetime
) -> Move:
    """A thread goes to another board here (FEP-f15d), named by its context."""
    return Move(
        id=new.home.activity(new.short), actor=moderator.id, to=(PUBLIC,),
        cc=(origin.followers, target.followers), audience=origin.id, published=now,
        object=thread.context or thread.root, target=target.id, origin=origin.id,
    )  # fmt: skip


def merge(
    moderator: Member, thread: Thread, into: Thread, board: Board, *, new: Ids, now: datetime
) -> Move:
    """The posts of a thread go to another one."""
    to, cc = public_act(moderator, board)
    return Move(
        id=new.home.activity(new.short), actor=moderator.id, to=to, cc=cc, audience=board.id,
        published=now, object=thread.context or thread.root, target=into.context or into.root,
        origin=thread.context or thread.root,
    )  # fmt: skip


def retitle(moderator: Member, actor: Actor, board: Board, *, new: Ids, now: datetime) -> Update:
    """A thread is called otherwise: what stands for it says so."""
    to, cc = public_act(moderator, board)
    return Update(
        id=new.home.activity(new.short), actor=moderator.id, to=to, cc=cc, audience=board.id,
        published=now, object=actor,
    )  # fmt: skip


def unboost(board: Board, post: Post, *, new: Ids, now: datetime) -> Undo:
    """A board takes back its boost of a post."""
    boost = boost_anew(board, post, new=new, now=now)
    return Undo(
        id=new.derived(boost.id, "Undo", board.id), actor=board.id, to=boost.to, cc=boost.cc,
        published=now, object=boost.id, undone=boost,
    )  # fmt: skip


def boost_anew(board: Board, post: Post, *, new: Ids, now: datetime) -> Announce:
    """A board boosts a post once more; how, and to whom, is for the law."""
    return Announce(
        id=new.home.activity(new.short), actor=board.id, to=(PUBLIC,),
        cc=(board.followers, post.author), published=now, object=post.id,
    )  # fmt: skip


def dismiss(followed: Iri, relation: Relation, *, new: Ids, now: datetime) -> Reject:
    """A follower is sent away: Lemmy's of a thread, or one that was banned."""
    asked = deed_of(relation, new)
    return Reject(
        id=new.home.activity(new.short), actor=followed, to=(relation.a,), published=now,
        object=asked.id, answered=asked,
    )  # fmt: skip
