"""Votes, boosts and follows of somebody here, and how each is taken back."""

from dataclasses import replace
from datetime import datetime

from fediforum.forum.home import Ids
from fediforum.forum.model import Board, Member, Post, Relation, Tie
from fediforum.vocab.activities import (
    Announce,
    AnyActivity,
    Block,
    Dislike,
    Follow,
    Like,
    Undo,
    Update,
)
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import PUBLIC, Iri


def like(author: Member, post: Post, board: Board | None, *, new: Ids, now: datetime) -> Like:
    """A vote for a post, addressed to its author and its board.

    A NodeBB boosts to the board what does not name it, with a signature that is not valid.
    """
    return Like(
        id=new.home.activity(new.short), actor=author.id, to=(post.author,),
        cc=(board.id,) if board is not None else (),
        audience=board.id if board is not None else None, published=now, object=post.id,
    )  # fmt: skip


def dislike(author: Member, post: Post, board: Board | None, *, new: Ids, now: datetime) -> Dislike:
    """A vote against a post, addressed as ``like`` is."""
    return Dislike(
        id=new.home.activity(new.short), actor=author.id, to=(post.author,),
        cc=(board.id,) if board is not None else (),
        audience=board.id if board is not None else None, published=now, object=post.id,
    )  # fmt: skip


def boost(author: Member, post: Post, *, new: Ids, now: datetime) -> Announce:
    """A post is passed on to who follows the author of this act."""
    return Announce(
        id=new.home.activity(new.short), actor=author.id, to=(PUBLIC,),
        cc=tuple(iri for iri in (author.followers, post.author) if iri is not None),
        published=now, object=post.id,
    )  # fmt: skip


def follow(author: Member, whom: Iri, *, new: Ids, now: datetime) -> Follow:
    """Somebody here asks to follow somebody, or a board, elsewhere or here."""
    return Follow(
        id=new.home.activity(new.short), actor=author.id, to=(whom,), published=now, object=whom
    )


def unfollow(author: Member, relation: Relation, *, new: Ids, now: datetime) -> Undo:
    """A Follow is taken back, embedded under the id that it was sent by."""
    return undo(author.id, deed_of(relation, new), to=(relation.b,), new=new, now=now)


def withdraw(
    author: Member, relation: Relation, *, board: Board | None = None, new: Ids, now: datetime
) -> Undo:
    """A vote, boost, block or follow of the author is taken back, by what is known of it.

    A vote in a ``board`` names it again, so that its server knows where the vote was.
    """
    inner = deed_of(relation, new)
    if board is not None and relation.kind is Tie.VOTE:
        inner = replace(inner, audience=board.id, cc=(board.id,))
    return undo(author.id, inner, to=inner.to, new=new, now=now)


def undo(actor: Iri, inner: AnyActivity, *, to: tuple[Iri, ...], new: Ids, now: datetime) -> Undo:
    """Something done before is taken back; it is embedded, as Mastodon needs it for a Like."""
    return Undo(
        id=new.home.activity(new.short), actor=actor, to=to, cc=inner.cc,
        audience=inner.audience, published=now, object=inner.id or None, undone=inner,
    )  # fmt: skip


def profile(actor: Actor, *, new: Ids, now: datetime) -> Update:
    """An actor of ours says what it is now, to all who follow it."""
    return Update(
        id=new.home.activity(new.short),
        actor=actor.id,
        to=(PUBLIC,),
        cc=(actor.followers,) if actor.followers is not None else (),
        published=now,
        object=actor,
    )


def deed_of(relation: Relation, new: Ids) -> AnyActivity:
    """The activity that made a relation, written again from it."""
    made = relation.activity or new.derived(f"{relation.a} {relation.b}", relation.kind, relation.a)
    match relation.kind:
        case Tie.FOLLOW:
            return Follow(id=made, actor=relation.a, to=(relation.b,), object=relation.b)
        case Tie.SHARE:
            return Announce(id=made, actor=relation.a, to=(PUBLIC,), object=relation.b)
        case Tie.BLOCK:
            return Block(id=made, actor=relation.a, object=relation.b)
        case Tie.BAN:
            return Block(id=made, actor=relation.a, object=relation.a, target=relation.b)
        case _ if relation.value == "down":
            return Dislike(id=made, actor=relation.a, object=relation.b)
        case _:
            emoji = relation.value if relation.value not in {"", "up"} else None
            return Like(id=made, actor=relation.a, object=relation.b, content=emoji)
