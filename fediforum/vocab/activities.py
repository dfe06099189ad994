"""Activities: what somebody does. One class a verb, named as AS2 (or its extension) names it.

``object`` is an Iri where the verb acts on something by name; an embedded value where the
verb brings it along. Nothing here reads or writes JSON.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.objects import Authorization, Mention, Object


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What all verbs share. ``id`` is empty where the sender gave none (Mastodon's Add)."""

    id: Iri
    actor: Iri
    to: tuple[Iri, ...] = ()
    cc: tuple[Iri, ...] = ()
    audience: Iri | None = None
    published: datetime | None = None
    signed: bool = False
    """Whether the document carried an LD signature (which we never verify, only pass on)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Create(Activity):
    object: Object


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(Activity):
    object: Object | Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete(Activity):
    """``summary`` (also when empty) marks a moderator's removal, as Lemmy does.

    ``along``: what a moderator here removes with it. No other server knows a Delete of many:
    it is never read or written, and each of them is told by itself.
    """

    object: Iri
    summary: str | None = None
    with_replies: bool = False
    along: tuple[Iri, ...] = ()
    stamp: Authorization | None = None
    """The stamp that is taken back, where that is what ``object`` is (FEP-044f)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow(Activity):
    object: Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(Activity):
    """``object`` names what is answered; ``answered`` is that activity where it is embedded."""

    object: Iri | None = None
    answered: "AnyActivity | None" = None
    result: Iri | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Activity):
    """``summary``: why, where whoever refuses says so."""

    object: Iri | None = None
    answered: "AnyActivity | None" = None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """Stands for the very document that is being judged, byte for byte as it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce(Activity):
    """A boost (``object`` an Iri or Object), FEP-1b12's wrapper (an activity), or PieFed's
    batch of votes (a tuple). ``Received`` is only ever written, never read.
    """

    object: "Iri | Object | AnyActivity | tuple[AnyActivity, ...] | Received"


@dataclass(frozen=True, slots=True, kw_only=True)
class Like(Activity):
    """``content`` is an emoji where the sender reacts with one (Misskey, FEP-c0e0)."""

    object: Iri
    content: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dislike(Activity):
    object: Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class EmojiReact(Activity):
    object: Iri
    content: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Activity):
    """``object`` names what is undone; ``undone`` is that activity where it is embedded."""

    object: Iri | None = None
    undone: "AnyActivity | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Activity):
    """A report: ``object`` names posts and their authors, ``content`` says why."""

    object: tuple[Iri, ...]
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve(Activity):
    """Moderators are done with a report (Lemmy 1.0): ``object`` names the Flag, ``resolved``
    is that Flag where it is embedded.
    """

    object: Iri | None = None
    resolved: "AnyActivity | None" = None
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn(Activity):
    """A moderator admonishes whoever wrote ``object`` (Lemmy 1.0)."""

    object: Iri
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Activity):
    """Without ``target`` one actor shuts another out; with it, a ban from a board or server."""

    object: Iri
    target: Iri | None = None
    summary: str | None = None
    end_time: datetime | None = None
    remove_data: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock(Activity):
    object: Iri
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Add(Activity):
    """``added`` is the activity itself where one is added (FEP-171b) and embedded."""

    object: Iri
    target: Iri | None = None
    added: "AnyActivity | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove(Activity):
    object: Iri
    target: Iri | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Activity):
    """An actor moves (``object`` = old, ``target`` = new), or a thread between boards."""

    object: Iri
    target: Iri | None = None
    origin: Iri | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Activity):
    """Somebody asks to do something to ``object``; ``instrument`` is what they made for it."""

    object: Iri
    instrument: Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRequest(Request):
    """The post ``instrument`` quotes ``object`` (FEP-044f)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRequest(Request):
    """The post ``instrument`` answers ``object`` (GoToSocial; so the next two)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LikeRequest(Request):
    """``instrument`` is a Like of ``object``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceRequest(Request):
    """``instrument`` is an Announce of ``object``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRequest(Request):
    """The collection ``instrument`` recommends the actor ``object`` (FEP-7aa9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseAnswer(Activity):
    """A reply answers the question of its thread (PieFed)."""

    object: Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class PollVote(Activity):
    """A choice in the poll ``object``, by the option's name (PieFed)."""

    object: Iri
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Activity):
    """A verb that we do not speak: logged, answered with 202, and left alone.

    Of type Create or Update it only named its ``object``, which must be fetched to know more.
    """

    type: str
    object: Iri | None = None


REQUESTS: tuple[type[Request], ...] = (
    QuoteRequest, ReplyRequest, LikeRequest, AnnounceRequest, FeatureRequest,
)  # fmt: skip

AnyActivity = (
    Create | Update | Delete | Follow | Accept | Reject | Announce | Like | Dislike | EmojiReact
    | Undo | Flag | Resolve | Warn | Block | Lock | Add | Remove | Move | Request
    | ChooseAnswer | PollVote | Unknown
)  # fmt: skip

VERBS: tuple[type[AnyActivity], ...] = (
    Create, Update, Delete, Follow, Accept, Reject, Announce, Like, Dislike, EmojiReact,
    Undo, Flag, Resolve, Warn, Block, Lock, Add, Remove, Move, *REQUESTS, ChooseAnswer, PollVote,
    Unknown,
)  # fmt: skip


def inner_of(activity: AnyActivity) -> "AnyActivity | None":
    """The activity that is brought along (Undo, Resolve, Accept, Reject, Add, Announce), if any."""
    match activity:
        case Undo(undone=inner) | Resolve(resolved=inner) | Add(added=inner):
            return inner
        case Accept(answered=inner) | Reject(answered=inner):
            return inner
        case Announce(object=Activity() as inner):
            return inner
        case _:
            return None


def subject_of(activity: AnyActivity) -> str:
    """What an activity is about: the name of its lane (decision 4).

    The innermost object's id; for Follow and its answers the pair (actor, object); the
    activity's own id where nothing else is named.
    """
    match activity:
        case Create(object=thing) | Update(object=thing):
            return thing.id
        case Follow(actor=actor, object=thing):
            return f"{actor} {thing}"
        case Undo() | Resolve() | Accept() | Reject() | Add() | Announce():
            inner = inner_of(activity)
            if inner is not None:
                return subject_of(inner)
            if isinstance(activity.object, Object):
                return activity.object.id
            if isinstance(activity.object, str):
                return activity.object
            return activity.id
        case Flag(object=things):
            return things[0] if things else activity.id
        case Unknown(object=thing):
            return thing or activity.id
        case _:
            return activity.object


def named_ids(activity: AnyActivity) -> frozenset[Iri]:
    """Every id that an activity names: its world, which is gathered before it is judged."""
    return frozenset(iri for iri in names_in(activity) if iri and iri != PUBLIC)


def names_in(activity: AnyActivity) -> Iterator[Iri]:
    yield activity.id
    yield activity.actor
    yield from (*activity.to, *activity.cc)
    if activity.audience is not None:
        yield activity.audience
    inner = inner_of(activity)
    if inner is not None and not isinstance(activity, Announce):
        yield from names_in(inner)
    yield from names_in_thing(activity.object)
    match activity:
        case Block(target=target) | Add(target=target) | Remove(target=target):
            yield from present(target)
        case Move(target=target, origin=origin):
            yield from present(target, origin)
        case Request(instrument=instrument):
            yield instrument
        case Delete(stamp=Authorization() as stamp):
            yield from (stamp.interacting, stamp.target)
        case Accept(result=result):
            yield from present(result)
        case _:
            pass


Thing = Iri | Object | Actor | AnyActivity | Received | tuple[Iri, ...] | tuple[AnyActivity, ...]


def names_in_thing(thing: Thing | None) -> Iterator[Iri]:
    match thing:
        case Object():
            yield from names_in_object(thing)
        case Actor():
            yield thing.id
        case tuple():
            for part in thing:
                yield from names_in_thing(part)
        case Activity():
            yield from names_in(thing)
        case Received() | None:
            pass
        case _:
            yield thing


def present(*iris: Iri | None) -> Iterator[Iri]:
    return (iri for iri in iris if iri is not None)


def names_in_object(thing: Object) -> Iterator[Iri]:
    yield thing.id
    yield thing.attributed_to
    yield from thing.addressees
    yield from (tag.href for tag in thing.tag if isinstance(tag, Mention))
    yield from present(thing.in_reply_to, thing.context, thing.quote)
