"""Undo: a vote, a follow, a boost, a block, a lock or a removal is taken back by who made it.

PieFed and Lemmy embed the undone activity under an id that was never sent, so what is undone
is found by what it says; by its bare id where nothing is embedded.
"""

from dataclasses import replace

from fediforum.forum import audience, notices
from fediforum.forum.case import Case
from fediforum.forum.compose import deed_of
from fediforum.forum.effects import Effect, Errand, Put, Unrelate
from fediforum.forum.model import Grave, PostState, Relation, Tie
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules import moderate
from fediforum.forum.rules.ban import lift_ban
from fediforum.forum.rules.delete import close, revive
from fediforum.forum.rules.follow import unfollowed_by
from fediforum.forum.rules.react import ANOTHER_BOARD, DOWN
from fediforum.forum.rules.solve import take_answer_back
from fediforum.forum.verdict import Accepted, Ignored, Refused, Verdict
from fediforum.vocab.activities import (
    Add,
    Announce,
    Block,
    ChooseAnswer,
    Delete,
    Dislike,
    EmojiReact,
    Follow,
    Like,
    Lock,
    Remove,
    Undo,
)  # fmt: skip
from fediforum.vocab.iri import Iri, same_origin
from fediforum.vocab.objects import Object

NOTHING = Ignored("there is nothing to undo")
NOT_YOURS = Refused("only who did it may undo it")
NOT_UNDONE = Ignored("that cannot be undone")
NOT_REMOVED = Ignored("the post is not removed")
REPLACED = Ignored("another vote has taken its place")

# What whoever stands first in a relation did themself. A ban is somebody else's act, and a choice
# in a poll is counted.
OWN = frozenset({Tie.FOLLOW, Tie.VOTE, Tie.SHARE, Tie.BLOCK})


def undo(activity: Undo, case: Case) -> Verdict:
    """Judge an Undo: of one's own act only, and only of what still stands."""
    inner = activity.undone
    if inner is None:
        return undo_by_id(activity, case)
    if inner.actor != activity.actor:
        return NOT_YOURS
    match inner:
        case Like() | Dislike() | EmojiReact():
            return undo_vote(activity, inner, case)
        case Follow(object=wanted):
            target = unfollowed_by(wanted, case)
            if case.local and not case.home.ours(target):
                return unfollow(activity, target, case)
            return undo_tie(activity, Tie.FOLLOW, target, inner.id, case)
        case Announce(object=thing):
            shared = thing.id if isinstance(thing, Object) else thing
            if not isinstance(shared, str):
                return NOT_UNDONE
            if case.local and activity.actor in case.known.boards:
                return retract(activity, Iri(shared), case)
            if activity.actor in case.known.boards:
                return unboosted(activity, Iri(shared), case)
            post = case.post(shared)
            return undo_tie(activity, Tie.SHARE, post.id if post else shared, inner.id, case)
        case Block(target=None):
            return undo_tie(activity, Tie.BLOCK, inner.object, inner.id, case)
        case Block():
            return lift_ban(activity, inner, case)
        case Lock():
            return moderate.unlock(activity, inner, case)
        case Delete():
            return restore(activity, inner, case)
        case Remove():
            return moderate.add(as_add(activity, inner), case)
        case Add():
            return moderate.remove(as_remove(activity, inner.object, inner.target), case)
        case ChooseAnswer():
            return take_answer_back(activity, inner, case)
        case _:
            return NOT_UNDONE


def undo_by_id(activity: Undo, case: Case) -> Verdict:
    if activity.object is None:
        return NOTHING
    relation = case.known.deeds.get(activity.object)
    if relation is None:
        return remember(activity, activity.object, case)
    if relation.a != activity.actor:
        return NOT_YOURS
    if relation.kind not in OWN:
        return NOT_UNDONE
    if relation.kind is Tie.VOTE:
        said = replace(activity, undone=deed_of(relation, case.new))
        return take_back(said, relation, case, anew=True)
    return end(activity, relation, case)


def undo_vote(activity: Undo, inner: Like | Dislike | EmojiReact, case: Case) -> Verdict:
    post = case.post(inner.object)
    vote = case.known.relation(Tie.VOTE, inner.actor, post.id) if post is not None else None
    if vote is None:
        return remember(activity, inner.id, case)
    if (vote.value == DOWN) != isinstance(inner, Dislike):
        return REPLACED
    return take_back(activity, vote, case)


def take_back(activity: Undo, vote: Relation, case: Case, *, anew: bool = False) -> Verdict:
    """A vote ends; whoever was told of it is told.

    ``anew``: what came only names the vote, as Pleroma, Mitra and lotide do. Lemmy and PieFed
    read nothing but a vote that is embedded, so the board says it in its own words.
    """
    effects: tuple[Effect, ...] = (Unrelate(Tie.VOTE, vote.a, vote.b),)
    post = case.known.posts.get(vote.b)
    filed = case.filed(post) if post is not None else None
    if case.by_board is not None and (filed is None or filed.board.id != case.by_board):
        return ANOTHER_BOARD
    if post is None or not post.visible:
        return Accepted(effects)
    if filed is not None and filed.board.local:
        told = replace(case, by=Fetched(activity.actor)) if anew and not case.local else case
        return Accepted(effects + notices.reacted(activity, filed, told))
    if case.local and not post.local:
        board = filed.board.id if filed is not None else post.author
        return Accepted(effects + audience.voted_elsewhere(activity, board, post))
    return Accepted(effects)


def unfollow(activity: Undo, target: Iri, case: Case) -> Verdict:
    """Whoever is followed elsewhere is told; also when only their server thinks that they are."""
    relation = case.known.relation(Tie.FOLLOW, activity.actor, target)
    if relation is not None:
        return end(activity, relation, case)
    return Accepted(audience.asked(activity, target, f"{activity.actor} {target}"))


def undo_tie(activity: Undo, kind: Tie, b: Iri, undone: Iri, case: Case) -> Verdict:
    relation = case.known.relation(kind, activity.actor, b)
    if relation is None:
        return remember(activity, undone, case)
    return end(activity, relation, case)


def end(activity: Undo, relation: Relation, case: Case) -> Verdict:
    """A relation ends, and whoever it is with elsewhere hears it from who ends it."""
    if case.by_board is not None:
        return NOT_UNDONE
    effects: tuple[Effect, ...] = (Unrelate(relation.kind, relation.a, relation.b),)
    if not case.local:
        return Accepted(effects)
    match relation.kind:
        case Tie.FOLLOW | Tie.BLOCK if not case.home.ours(relation.b):
            lane = f"{relation.a} {relation.b}"
            return Accepted(effects + audience.asked(activity, relation.b, lane))
        case Tie.SHARE:
            post = case.known.posts.get(relation.b)
            return Accepted(effects + audience.boosted_by_member(activity, relation.b, post))
        case _:
            return Accepted(effects)


def remember(activity: Undo, undone: Iri, case: Case) -> Verdict:
    """What is undone before it came shall not be done when it comes."""
    if case.local or case.by_board is not None or not undone:
        return NOTHING
    if undone in case.known.gone or not same_origin(undone, activity.actor):
        return NOTHING
    if undone in case.known.posts or undone in case.known.creates or undone in case.known.members:
        return NOTHING
    return Accepted((Put(Grave(id=undone, by=activity.actor, at=case.now)),))


def restore(activity: Undo, inner: Delete, case: Case) -> Verdict:
    """A removed post is put back by a moderator; a deleted one if its own server has it again."""
    if inner.object in case.known.boards and inner.object == case.by_board:
        return close(case.known.boards[inner.object], False)
    post = case.post(inner.object)
    filed = case.filed(post) if post is not None else None
    if post is not None and post.state is PostState.DELETED:
        return revive(activity, post, case)
    if post is None or filed is None or post.state is not PostState.REMOVED:
        return NOT_REMOVED
    if case.by_board is not None and filed.board.id != case.by_board:
        return ANOTHER_BOARD
    return moderate.restore(activity, filed, case)


def as_add(activity: Undo, inner: Remove) -> Add:
    """What an Undo of a Remove comes to."""
    return Add(
        id=activity.id, actor=activity.actor, to=activity.to, cc=activity.cc,
        audience=activity.audience, object=inner.object, target=inner.target,
    )  # fmt: skip


def as_remove(activity: Undo, thing: Iri, target: Iri | None) -> Remove:
    """What an Undo of an Add comes to."""
    return Remove(
        id=activity.id, actor=activity.actor, to=activity.to, cc=activity.cc,
        audience=activity.audience, object=thing, target=target,
    )  # fmt: skip


def unboosted(activity: Undo, shared: Iri, case: Case) -> Verdict:
    """A board elsewhere passes a post on no longer: it is taken off, as lotide does it."""
    post = case.post(shared)
    filed = case.filed(post) if post is not None else None
    if filed is None or filed.board.id != activity.actor or not case.followed(activity.actor):
        return NOTHING
    return moderate.take_off(as_remove(activity, filed.post.id, activity.actor), filed, case)


def retract(activity: Undo, shared: Iri, case: Case) -> Verdict:
    """A board or thread here takes back its boost of what is not shown any more."""
    post = case.post(shared)
    filed = case.filed(post) if post is not None else None
    if filed is None or filed.post.state is PostState.SHOWN or not filed.board.local:
        return NOT_REMOVED
    effects: tuple[Effect, ...] = audience.withdrawn(filed, case)
    if filed.post.local and filed.post.state is PostState.REMOVED:
        effects += (Errand("grace", filed.post.id),)
    return Accepted(effects)
