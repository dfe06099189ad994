"""Removal: what changes, and who hears of it, when a post is hidden by moderators or shown again.

Whether they may is asked by ``delete``, ``moderate`` and ``undo``.
"""

from dataclasses import replace

from fediforum.content import plain_text, sanitise_remote, shorten
from fediforum.forum import audience, notices
from fediforum.forum.case import Case, Filed
from fediforum.forum.compose import edit
from fediforum.forum.effects import Effect, Emit, Errand, Peers, Put, Sweep, Unsweep
from fediforum.forum.model import Board, Post, PostState
from fediforum.vocab.activities import Add, AnyActivity, Delete, Move, Remove, Undo

REASON_CHARS = 300


def taken_off(activity: Delete | Remove, filed: Filed, case: Case) -> tuple[Effect, ...]:
    """The post is hidden, with its thread if it opened it, and with its answers if so asked, or
    with what a moderator here named along with it.

    Microblogs only delete what its author deletes; for what was written here that is done once
    nobody may put it back any more.
    """
    post, why = filed.post, reason_in(activity.summary if isinstance(activity, Delete) else None)
    effects = hidden(filed, reason=why)
    tree = isinstance(activity, Delete) and activity.with_replies
    if tree:
        effects += (Sweep(cause=post.id, under=post.id),)
    along = activity.along if isinstance(activity, Delete) and case.local else ()
    if along:
        # The desk moderates every board here, anybody else the one that the post stands in.
        board = None if activity.actor == case.home.desk else filed.board.id
        effects += (Sweep(cause=post.id, posts=along, board=board, reason=why),)
        effects += (Errand("cleared", post.id, {"cause": activity.id}),)
    effects += heard(activity, filed.board, filed.thread.id, case)
    if not filed.board.local:
        return effects
    if isinstance(activity, Remove):
        effects += (told_nodebb(activity, filed, case),)
        effects += notices.taken_out(activity, filed, case)
    effects += audience.withdrawn(filed, case)
    effects += notices.removed(filed, activity.actor, why, case)
    if post.local:
        effects += (Errand("grace", post.id),)
    return (*effects, swept(post, post.id)) if tree else effects


def heard(activity: AnyActivity, board: Board, lane: str, case: Case) -> tuple[Emit, ...]:
    """Who hears that somebody moderates: followers of a board here; of one elsewhere, the board."""
    if board.local:
        return audience.moderated(activity, board, lane, case)
    return audience.asked(activity, board.id, lane) if case.local else ()


def told_nodebb(activity: Remove | Move, filed: Filed, case: Case) -> Emit:
    """NodeBB heeds a thread's leaving its board only if the board says so itself, unwrapped."""
    board, thread = filed.board, filed.thread
    said = replace(
        activity,
        id=case.new.derived(audience.cause_of(activity), "direct", board.id),
        actor=board.id,
        object=thread.context if filed.opening and thread.context is not None else filed.post.id,
    )
    heard = audience.followers(board, {Peers.NODEBB})
    return Emit(activity=said, signer=board.id, audience=heard, lane=thread.id)


def reason_in(summary: str | None) -> str:
    """Why moderators did something, in plain words for everybody to read."""
    return shorten(plain_text(sanitise_remote(summary or "")), REASON_CHARS)


def hidden(
    filed: Filed, state: PostState = PostState.REMOVED, reason: str = ""
) -> tuple[Effect, ...]:
    """What a removal changes here; the reason stands where the post stood."""
    post = replace(filed.post, state=state, swept="", reason=reason)
    if filed.opening:
        return Put(replace(filed.thread, removed=True)), Put(post)
    return (Put(post),)


def put_back(activity: Undo | Add, filed: Filed, case: Case) -> tuple[Effect, ...]:
    """The post is shown again, and with it what was removed along with it."""
    post = filed.post
    effects: tuple[Effect, ...] = (
        Put(replace(post, state=PostState.SHOWN, swept="", reason="")),
        Unsweep(post.id, back := back_by(activity)),
    )
    if filed.opening:
        effects = (Put(replace(filed.thread, removed=False)), *effects)
    effects += heard(activity, filed.board, filed.thread.id, case)
    if not filed.board.local:
        return effects
    if isinstance(activity, Add):
        effects += notices.put_back(activity, filed, case)
    effects += audience.restored(filed, activity, case)
    effects += told_nodebb_again(activity, filed, case)
    effects += notices.restored(filed, activity.actor, case)
    return (*effects, swept(post, back))


def told_nodebb_again(activity: Undo | Add, filed: Filed, case: Case) -> tuple[Emit, ...]:
    """NodeBB knows no undone removal: a post is there again when its author edits it."""
    post, thread, board = filed.post, filed.thread, filed.board
    author, parent = case.known.members.get(post.author), case.post(post.parent)
    if author is None or not post.local or post.source is None:
        return ()
    said = edit(
        author,
        post,
        thread,
        board,
        case.known.members.get(parent.author) if parent is not None else None,
        post.source.content,
        new=case.new,
        now=case.now,
    )
    said = replace(said, id=case.new.derived(audience.cause_of(activity), "again", post.author))
    heard = audience.followers(board, {Peers.NODEBB})
    return (Emit(activity=said, signer=post.author, audience=heard, lane=thread.id),)


def back_by(activity: AnyActivity) -> str:
    """The mark of what came back by an act."""
    return f"back {audience.cause_of(activity)}"


def swept(subject: Post, cause: str) -> Errand:
    """The boosts of what was swept are taken back, or said again, a little later."""
    return Errand("swept", subject.id, {"cause": cause})
