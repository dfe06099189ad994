"""Announce: a boost by somebody, or a board that passes on what happens in it (FEP-1b12).

What a board elsewhere is believed: itself, about reactions on its posts, its removals, locks,
pins, bans and moderators, and about posts of its own origin. Other posts are believed by a
proof of their author (FEP-8b32), else fetched from their own id (decision 13).
"""

from dataclasses import replace

from fediforum.forum import audience
from fediforum.forum.case import Case
from fediforum.forum.compose import found
from fediforum.forum.effects import Effect, Errand, Relate
from fediforum.forum.model import Post, PostState, Relation, Tie
from fediforum.forum.provenance import Announced, Fetched, Proven, Signed, corrects, owns, vouches
from fediforum.forum.rules.ban import block
from fediforum.forum.rules.confirm import come_back, confirmation, witnessed
from fediforum.forum.rules.correct import mark
from fediforum.forum.rules.create import create
from fediforum.forum.rules.delete import delete
from fediforum.forum.rules.flag import flag, resolve
from fediforum.forum.rules.moderate import add, lock, remove
from fediforum.forum.rules.move import move
from fediforum.forum.rules.poll import poll_vote
from fediforum.forum.rules.react import react
from fediforum.forum.rules.solve import choose_answer
from fediforum.forum.rules.undo import undo
from fediforum.forum.rules.update import update
from fediforum.forum.rules.withdraw import refiling, withdrawal
from fediforum.forum.verdict import Accepted, Ignored, Verdict
from fediforum.vocab.activities import (
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
    Like,
    Lock,
    Move,
    PollVote,
    Received,
    Remove,
    Resolve,
    Undo,
    Unknown,
    Update,
)  # fmt: skip
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri, same_origin
from fediforum.vocab.objects import Object

KNOWN = Ignored("it is known already")
NO_NEWS = Ignored("none of it is new")
DELETED = Ignored("what it announces was deleted")
NOT_KNOWN = Ignored("it boosts a post that is not known, and we do not follow who says so")
NOT_FOLLOWED = Ignored("it comes from a board that we do not follow")
NOT_BELIEVED = Ignored("a board is not believed about that")
NOT_A_BOARD = Ignored("only a board may announce that")
NOTHING = Ignored("it announces nothing")
BLOCKED = Ignored("it passes on what comes from somebody, or a server, that is shut out")
VOICES = (Like, Dislike, EmojiReact, PollVote, Flag)
TAKEN_BACK = (Like, Dislike, EmojiReact, Delete, Lock, Block, ChooseAnswer)


def announce(activity: Announce, case: Case) -> Verdict:
    """Judge an Announce by what it carries: a post, an activity, or a row of votes."""
    thing = activity.object
    if isinstance(thing, Received):
        return NOTHING
    if isinstance(thing, tuple):
        return every(activity, thing, case)
    if isinstance(thing, Activity):
        return witnessed(passed_on(activity, thing, case), thing, activity.actor, case)
    if not isinstance(thing, Object):
        return boost(activity, thing, case)
    said = found(thing)
    if (
        proof_in(case) is not None
        and case.followed(activity.actor)
        and said.object.id not in case.known.posts
    ):
        return passed_on(activity, said, case)
    return boost(activity, thing.id, case)


# -- a post ------------------------------------------------------------------------------------


def boost(activity: Announce, thing: Iri, case: Case) -> Verdict:
    if thing in case.known.gone:
        return DELETED
    if case.known.shuns(thing):
        return BLOCKED
    post = case.post(thing)
    if post is None:
        if not case.followed(activity.actor) or case.home.ours(thing):
            return NOT_KNOWN
        return Accepted((Errand("fetch", thing, {"board": activity.actor}),))
    confirmed = confirmation(post, activity.actor, case)
    if confirmed is not None:
        return Accepted(confirmed)
    if case.local and activity.actor in case.known.boards:
        return boost_anew(activity, post, case)
    if activity.actor in case.known.boards or not post.visible:
        return KNOWN
    if case.known.relation(Tie.SHARE, activity.actor, post.id) is not None:
        return KNOWN
    share = Relation(kind=Tie.SHARE, a=activity.actor, b=post.id, activity=activity.id or None)
    effects: tuple[Effect, ...] = (Relate(share),)
    if case.local:
        effects += audience.boosted_by_member(activity, post.id, post)
    return Accepted(effects)


def boost_anew(activity: Announce, post: Post, case: Case) -> Verdict:
    """A board here says once more what it had taken back."""
    filed = case.filed(post)
    if filed is None or filed.board.id != activity.actor or post.state is not PostState.SHOWN:
        return NOT_KNOWN
    return Accepted(audience.restored(filed, activity, case))


def contained(activity: Add, case: Case) -> Verdict | None:
    """A board that we follow adds an activity to a conversation (FEP-171b): it passes it on.

    So forums of Hubzilla do it. None for every other Add; a post from elsewhere that is added to
    the list of a thread is missing in it until it is here (``moderate.add_elsewhere``).
    """
    inner, board = activity.added, activity.actor
    if inner is None or case.local or board not in case.known.boards or not case.followed(board):
        return None
    listed = activity.target is not None and case.thread(activity.target) is not None
    if listed and isinstance(inner, Create) and not case.home.ours(inner.object.id):
        return None
    said = Announce(
        id=activity.id, actor=board, to=activity.to, cc=activity.cc, audience=activity.audience,
        published=activity.published, signed=activity.signed, object=inner,
    )  # fmt: skip
    return announce(said, case)


# -- an activity -------------------------------------------------------------------------------


def passed_on(activity: Announce, inner: AnyActivity, case: Case) -> Verdict:
    """Judge what a board passes on, as said by the board."""
    board, inner = activity.actor, under_own_id(inner)
    if case.local or board not in case.known.boards:
        return NOT_A_BOARD
    if case.home.ours(inner.actor):
        return come_back(inner, board, case)
    if any(case.known.shuns(iri) for iri in speakers(inner)):
        return BLOCKED
    if isinstance(inner, VOICES) and shut_out(inner.actor, case):
        return BLOCKED
    if not case.followed(board):
        return vote_of_its_own(inner, board, case)
    told = replace(case, by=Announced(board, proof_in(case)))
    match inner:
        case Create() | Update(object=Object()):
            return learn(inner, told)
        case Update(object=Actor(id=who)):
            return update(inner, told) if who == board else NOT_BELIEVED
        case Like() | Dislike() | EmojiReact():
            return react(inner, told)
        case Undo(undone=Activity() as undone):
            return undo(inner, told) if isinstance(undone, TAKEN_BACK) else NOT_BELIEVED
        case Undo(object=str() as named) if is_vote(named, case):
            return undo(inner, told)
        case Delete():
            return delete(inner, told)
        case Flag():
            return flag(inner, told)
        case Move():
            return move(inner, told)
        case Resolve():
            return resolve(inner, told)
        case Lock():
            return lock(inner, told)
        case Block(target=target):
            return block(inner, told) if target == board else NOT_BELIEVED
        case Add():
            return refiling(inner, told) or add(inner, told)
        case Remove():
            return withdrawal(inner, told) or remove(inner, told)
        case ChooseAnswer():
            return choose_answer(inner, told)
        case PollVote():
            return poll_vote(inner, told)
        case Announce(object=str() as thing):
            return boost(replace(inner, actor=board), thing, told)
        case Unknown(type="Create" | "Update", object=str() as thing):
            return look_up(thing, board, case)
        case _:
            return NOT_BELIEVED


def look_up(thing: Iri, board: Iri, case: Case) -> Verdict:
    """What a board says is new or edited, and only names, is read at its own id."""
    if thing in case.known.gone:
        return DELETED
    if case.known.shuns(thing):
        return BLOCKED
    if case.home.ours(thing):
        return NOT_BELIEVED
    return Accepted((Errand("fetch", thing, {"board": board}),))


def under_own_id(inner: AnyActivity) -> AnyActivity:
    """The activity without an id that its actor's server did not give: another's act has it."""
    if not inner.id or same_origin(inner.id, inner.actor):
        return inner
    return replace(inner, id=Iri(""))


def shut_out(actor: Iri, case: Case) -> bool:
    """Whether this server has suspended somebody, or they are gone."""
    member = case.known.members.get(actor)
    return member is not None and (member.suspended or member.gone)


def is_vote(named: Iri, case: Case) -> bool:
    """Whether that activity is a vote: Mitra and Pleroma only name what they undo."""
    deed = case.known.deeds.get(named)
    return deed is not None and deed.kind is Tie.VOTE


def vote_of_its_own(inner: AnyActivity, board: Iri, case: Case) -> Verdict:
    """A category of Discourse follows boards, and sends them the votes of its own people."""
    if not same_origin(inner.actor, board):
        return NOT_FOLLOWED
    said = replace(case, by=Fetched(inner.actor))
    match inner:
        case Like() | Dislike() | EmojiReact():
            return react(inner, said)
        case Undo(undone=Like() | Dislike() | EmojiReact()):
            return undo(inner, said)
        case _:
            return NOT_FOLLOWED


def proof_in(case: Case) -> Proven | None:
    """The proof of what is passed on, if it carries one that held."""
    return case.by.inner if isinstance(case.by, Signed) else None


def learn(inner: Create | Update, case: Case) -> Verdict:
    """A post is believed if the board's server speaks for it; else it is read at its own id."""
    thing, board = inner.object, case.by_board
    if not isinstance(thing, Object) or board is None:
        return NOT_BELIEVED
    post = case.known.posts.get(thing.id)
    if thing.id in case.known.gone:
        edited = isinstance(inner, Update) and post is not None
        return Accepted((Errand("revive", thing.id),)) if edited else DELETED
    if corrects(inner):
        marked = mark(inner, thing, case) if isinstance(inner, Update) else NOT_BELIEVED
        effects = marked.effects if isinstance(marked, Accepted) else ()
        return Accepted((*effects, Errand("fetch", thing.id, {"board": board})))
    if isinstance(inner, Create) and thing.id in case.known.posts:
        return KNOWN
    if not (vouches(case.by, inner) or (same_origin(inner.actor, board) and owns(inner))):
        return Accepted((Errand("fetch", thing.id, {"board": board}),))
    if inner.actor not in case.known.members:
        return Accepted((Errand("fetch", thing.id, {"board": board}),))
    if shut_out(inner.actor, case):
        return BLOCKED
    return create(inner, case) if isinstance(inner, Create) else update(inner, case)


def speakers(inner: AnyActivity) -> frozenset[Iri]:
    """Whose word an activity carries: its actor, and the owner and id of what it brings along."""
    said = {inner.actor}
    if isinstance(inner, Create | Update):
        said.add(inner.object.id)
        if isinstance(inner.object, Object):
            said.add(inner.object.attributed_to)
    return frozenset(said)


# -- a row of votes ----------------------------------------------------------------------------


def every(activity: Announce, parts: tuple[AnyActivity, ...], case: Case) -> Verdict:
    """Judge PieFed's row of votes one by one; what is refused does not spoil the rest."""
    effects: list[Effect] = []
    for part in parts:
        if not isinstance(part, Like | Dislike | EmojiReact | Undo):
            continue
        verdict = witnessed(passed_on(activity, part, case), part, activity.actor, case)
        if isinstance(verdict, Accepted):
            effects += verdict.effects
            case = replace(case, known=case.known.after(verdict.effects))
    return Accepted(tuple(effects)) if effects else NO_NEWS
