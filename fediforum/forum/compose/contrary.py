"""What tells others that an act of moderation is taken back: its contrary."""

from dataclasses import replace
from datetime import datetime

from fediforum.forum.compose.acts import undo
from fediforum.forum.home import Ids
from fediforum.vocab.activities import Add, AnyActivity, Block, Delete, Lock, Move, Remove, Undo
from fediforum.vocab.iri import Iri


def contrary(said: AnyActivity, by: Iri, *, new: Ids, now: datetime) -> AnyActivity | None:
    """The activity by which ``by`` takes back what was said; None where no word is known for it.

    Lemmy and PieFed embed what is undone as it would be said now, by whoever undoes it.
    """
    fresh = new.home.activity(new.short)
    match said:
        case Undo(undone=inner) if inner is not None:
            return replace(inner, id=fresh, actor=by, published=now)
        case Add():
            return Remove(
                id=fresh, actor=by, to=said.to, cc=said.cc, audience=said.audience,
                published=now, object=said.object, target=said.target,
            )  # fmt: skip
        case Remove():
            return Add(
                id=fresh, actor=by, to=said.to, cc=said.cc, audience=said.audience,
                published=now, object=said.object, target=said.target,
            )  # fmt: skip
        case Delete() | Lock() | Block():
            inner = replace(said, id=new.derived(said.id, "undone", by), actor=by)
            return undo(by, inner, to=inner.to, new=new, now=now)
        case Move(origin=origin, target=target) if origin is not None and target is not None:
            back = replace(said, id=fresh, actor=by, audience=target, published=now)
            return replace(back, origin=target, target=origin)
        case _:
            return None
