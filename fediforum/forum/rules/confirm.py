"""Posts of ours in boards elsewhere: each waits until its board takes it in, or refuses it.

Whatever the board passes on that could not be without the post takes it in: the post itself, an
edit of it, a vote on it, an answer to it. Our own activity coming back is never acted on again.
"""

from dataclasses import replace

from fediforum.forum.case import Case
from fediforum.forum.effects import Effect, Put
from fediforum.forum.model import Post, PostState
from fediforum.forum.rules.removal import reason_in
from fediforum.forum.verdict import Accepted, Ignored, Verdict
from fediforum.vocab.activities import (
    AnyActivity,
    Create,
    Dislike,
    EmojiReact,
    Like,
    Reject,
    Update,
)  # fmt: skip
from fediforum.vocab.iri import Iri, same_origin

WAITING = frozenset({PostState.PENDING, PostState.REFUSED})

OURS = Ignored("it is our own, coming back")
NOT_WAITING = Ignored("no post of ours waits for that board")


def confirmation(post: Post, board: Iri, case: Case) -> tuple[Effect, ...] | None:
    """A post of ours stands in a board elsewhere once that board has passed it on."""
    if not post.local or post.state not in WAITING or post.board != board:
        return None
    effects: tuple[Effect, ...] = (Put(replace(post, state=PostState.SHOWN, reason="")),)
    thread = case.known.thread_of(post)
    if post.state is PostState.REFUSED and thread is not None and thread.root == post.id:
        effects = (Put(replace(thread, removed=False)), *effects)
    return effects


def come_back(inner: AnyActivity, board: Iri, case: Case) -> Verdict:
    """What somebody here sent comes back: the board has taken it."""
    if isinstance(inner, Create | Update):
        post = case.known.posts.get(inner.object.id)
        confirmed = confirmation(post, board, case) if post is not None else None
        if confirmed is not None:
            return Accepted(confirmed)
    return OURS


def witnessed(verdict: Verdict, inner: AnyActivity, board: Iri, case: Case) -> Verdict:
    """The verdict on what a board passes on; a post of ours that it is about stands there."""
    match inner:
        case Like(object=named) | Dislike(object=named) | EmojiReact(object=named):
            post = case.post(named)
        case Create(object=thing):
            post = case.post(thing.in_reply_to)
        case _:
            return verdict
    confirmed = confirmation(post, board, case) if post is not None else None
    if confirmed is None or not isinstance(verdict, Accepted):
        return verdict
    return Accepted((*confirmed, *verdict.effects))


def turn_down(activity: Reject, case: Case) -> Verdict:
    """A board elsewhere will not have a post of ours (FEP-171b, FEP-400e, PeerTube).

    It says so itself, by one of its moderators, or by its server.
    """
    inner = activity.answered
    named = inner.object.id if isinstance(inner, Create) else activity.object
    post = case.post(named)
    board = case.known.boards.get(post.board) if post is not None and post.board else None
    if post is None or board is None or not post.local or post.state is not PostState.PENDING:
        return NOT_WAITING
    member = case.known.members.get(activity.actor)
    server = member is not None and member.type == "Application"
    speaks = case.moderates(activity.actor, board)
    if not speaks and not (server and same_origin(activity.actor, board.id)):
        return NOT_WAITING
    refused = replace(post, state=PostState.REFUSED, reason=reason_in(activity.summary))
    effects: tuple[Effect, ...] = (Put(refused),)
    thread = case.known.thread_of(post)
    if thread is not None and thread.root == post.id:
        effects = (Put(replace(thread, removed=True)), *effects)
    return Accepted(effects)
