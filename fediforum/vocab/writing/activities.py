"""Activities: values → JSON. What must be embedded is, so that nobody has to ask for it."""

from typing import Any, assert_never

from fediforum.vocab.activities import (
    Accept,
    Activity,
    Add,
    Announce,
    AnyActivity,
    Block,
    ChooseAnswer,
    Create,
    Delete,
    Dislike,
    EmojiReact,
    Flag,
    Follow,
    Like,
    Lock,
    Move,
    PollVote,
    Received,
    Reject,
    Remove,
    Request,
    Resolve,
    Undo,
    Unknown,
    Update,
    Warn,
)
from fediforum.vocab.actors import Actor
from fediforum.vocab.collections import Collection
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Object
from fediforum.vocab.writing.actors import write_actor
from fediforum.vocab.writing.context import present
from fediforum.vocab.writing.moments import write_moment
from fediforum.vocab.writing.objects import write_authorization, write_object


def write_activity(activity: AnyActivity, replies: Collection | None = None) -> dict[str, Any]:
    """The activity without ``@context``; ``replies`` are those of the post that it brings."""
    type_ = activity.type if isinstance(activity, Unknown) else type(activity).__name__
    return present(
        id=activity.id or None,
        type=type_,
        actor=activity.actor,
        to=list(activity.to),
        cc=list(activity.cc),
        audience=activity.audience,
        published=write_moment(activity.published),
        **write_verb(activity, replies),
    )


def write_verb(activity: AnyActivity, replies: Collection | None) -> dict[str, Any]:
    match activity:
        case Create(object=thing):
            return {"object": write_object(thing, replies)}
        case Update(object=changed):
            if isinstance(changed, Actor):
                return {"object": write_actor(changed)}
            return {"object": write_object(changed, replies)}
        case Delete(object=thing, summary=summary, stamp=stamp):
            # Mastodon and Lemmy take an author's Delete by its lack of a summary.
            tree = True if activity.with_replies else None
            it = write_authorization(stamp) if stamp is not None else thing
            return present(object=it, summary=summary, withReplies=tree)
        case Accept(object=thing, answered=answered, result=result):
            return present(object=write_activity(answered) if answered else thing, result=result)
        case Reject(object=thing, answered=inner, summary=why):
            return present(object=write_activity(inner) if inner else thing, summary=why or None)
        case Undo(object=thing, undone=inner):
            return present(object=write_activity(inner) if inner else thing)
        case Announce(object=thing):
            return {"object": write_announced(thing, replies)}
        case Like() | EmojiReact():
            return present(object=activity.object, content=activity.content)
        case Flag(object=things, content=content):
            # Lemmy reads ``summary`` and one URL, Mastodon ``content`` and a list.
            named = things[0] if len(things) == 1 else list(things)
            return {"object": named, "summary": content, "content": content}
        case Resolve(object=thing, resolved=inner, summary=outcome):
            named_thing = write_activity(inner) if inner else thing
            return present(object=named_thing, summary=outcome or None)
        case Warn(object=thing, summary=summary):
            return {"object": thing, "summary": summary}
        case Block():
            return write_block(activity)
        case Lock(object=thing, summary=summary):
            return present(object=thing, summary=summary)
        case Add(object=thing, target=target) | Remove(object=thing, target=target):
            return present(object=thing, target=target)
        case Move(object=thing, target=target, origin=origin):
            return present(object=thing, origin=origin, target=target)
        case Request(object=thing, instrument=instrument):
            return {"object": thing, "instrument": instrument}
        case PollVote(object=thing, choice=choice):
            return {"object": thing, "choice_text": choice}
        case Follow(object=thing) | Dislike(object=thing) | ChooseAnswer(object=thing):
            return {"object": thing}
        case Unknown(object=named_thing):
            return present(object=named_thing)
        case _ as never:
            assert_never(never)


Announced = Iri | Object | AnyActivity | tuple[AnyActivity, ...] | Received


def write_announced(thing: Announced, replies: Collection | None) -> Any:
    """A ``Received`` has no form of its own: ``wrap`` puts the document itself in its place."""
    assert not isinstance(thing, Received)
    match thing:
        case Object():
            return write_object(thing, replies)
        case Activity():
            return write_activity(thing, replies)
        case tuple():
            return [write_activity(each) for each in thing]
        case _:
            return thing


def write_block(block: Block) -> dict[str, Any]:
    """Lemmy 0.19 reads ``expires``, later ones ``endTime``; a plain Block has neither."""
    ends = write_moment(block.end_time)
    data = block.remove_data if block.target is not None else None
    return present(
        object=block.object,
        target=block.target,
        summary=block.summary,
        endTime=ends,
        expires=ends,
        removeData=data,
    )
