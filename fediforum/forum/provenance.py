"""Provenance: how an activity reached us, which decides what it may say.

``Signed``: somebody POSTed it under their HTTP signature. ``Proven``: somebody else brought
it, with an integrity proof by its actor. ``Local``: a member here (or the desk, or a board here
through the desk) did it. ``Fetched``: we read it at its own id. ``Announced``: a board that we
follow passed it on; it is believed about its own affairs only.
"""

from dataclasses import dataclass

from fediforum.vocab.activities import (
    Announce,
    AnyActivity,
    Create,
    Delete,
    Dislike,
    EmojiReact,
    Like,
    Undo,
    Update,
)  # fmt: skip
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri, same_origin
from fediforum.vocab.objects import Object

# What is said in conversations. What binds one server to another (Follow, Accept, Block …)
# must come from its actor itself: a proof holds for whoever brings it again.
TALK = (Create, Update, Delete, Like, Dislike, EmojiReact, Announce)


@dataclass(frozen=True, slots=True)
class Proven:
    """By a proof that the actor's own key made (FEP-8b32), whoever brought it."""

    actor: Iri
    key_id: Iri


@dataclass(frozen=True, slots=True)
class Signed:
    """``inner``: the proof that what the activity passes on carries, if one held."""

    actor: Iri
    key_id: Iri
    inner: Proven | None = None


@dataclass(frozen=True, slots=True)
class Local:
    actor: Iri


@dataclass(frozen=True, slots=True)
class Fetched:
    """``depth``: how many replies were climbed, one parent after another, to get there.

    ``admitted`` is the moderator who lets in what came after its thread was closed. ``board`` is
    the board elsewhere that we heard of it from.
    """

    source: Iri
    depth: int = 0
    admitted: Iri | None = None
    board: Iri | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """``inner``: the proof of the activity's own actor, if there is one that held."""

    board: Iri
    inner: Proven | None = None


Provenance = Signed | Proven | Local | Fetched | Announced


def vouches(by: Provenance, activity: AnyActivity) -> bool:
    """Whether the way it came proves that the activity's actor did it (FEP-fe34).

    Actor equality, never host equality, for what is pushed; for what was fetched, the place
    it was found at must be the object's own and of the author's origin.
    """
    match by:
        case Signed(actor=actor) | Local(actor=actor):
            return activity.actor == actor and (owns(activity) or corrects(activity))
        case Proven(actor=actor):
            return activity.actor == actor and owns(activity) and talk(activity)
        case Fetched(source=source):
            return same_origin(source, activity.actor) and owns(activity)
        case Announced(inner=inner):
            return inner is not None and vouches(inner, activity)


def talk(activity: AnyActivity) -> bool:
    """Whether a proof alone may say it: what is said in conversations, and taken back there."""
    match activity:
        case Update(object=thing):
            return isinstance(thing, Object)
        case Undo(undone=undone):
            return isinstance(undone, Like | Dislike | EmojiReact | Announce)
        case _:
            return isinstance(activity, TALK)


def corrects(activity: AnyActivity) -> bool:
    """Whether it changes what is somebody else's: for moderators, whose rules are other ones."""
    match activity:
        case Update(object=Actor(id=who, type="Group")):
            return who != activity.actor
        case Update(object=Object() as thing):
            return thing.attributed_to != activity.actor
        case _:
            return False


def owns(activity: AnyActivity) -> bool:
    """Whether the actor is the owner of the object that it brings along."""
    match activity:
        case Create(object=thing):
            return thing.attributed_to == activity.actor and same_origin(thing.id, activity.actor)
        case Update(object=Actor() as actor):
            return actor.id == activity.actor
        case Update(object=Object() as thing):
            return thing.attributed_to == activity.actor and same_origin(thing.id, activity.actor)
        case _:
            return True
