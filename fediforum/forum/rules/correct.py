"""Corrections: what moderators change of posts and boards that are not theirs.

Never what anybody said: only how a post is marked (Lemmy), whether a thread is open, and what a
board says of itself.
"""

from dataclasses import replace

from fediforum.content import slug
from fediforum.forum.case import Case, Filed
from fediforum.forum.effects import Audience, Effect, Emit, Errand, Put
from fediforum.forum.model import PostState, Thread
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules.moderate import NOT_A_MODERATOR, may_moderate, may_turn
from fediforum.forum.rules.removal import heard
from fediforum.forum.verdict import ALREADY, Accepted, Ignored, Refused, Verdict
from fediforum.forum.writing import hashtags_of
from fediforum.vocab.activities import Update
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import PUBLIC, Iri, same_origin
from fediforum.vocab.objects import Object

NOT_SHOWN = Ignored("no such post is shown here")
NOT_THE_AUTHOR = Refused("that post has another author")
SAME = Ignored("nothing changes")
NO_BOARD = Refused("only its own server may describe it")


def mark(activity: Update, thing: Object, case: Case) -> Verdict:
    """A moderator marks somebody's post: as sensitive, with tags, closed to replies."""
    post = case.known.posts.get(thing.id)
    filed = case.filed(post) if post is not None else None
    if filed is None or filed.post.state is not PostState.SHOWN:
        return NOT_SHOWN
    if filed.post.author != thing.attributed_to:
        return NOT_THE_AUTHOR
    if not may_moderate(activity.actor, filed.board, case):
        return NOT_A_MODERATOR
    marked = replace(filed.post, sensitive=thing.sensitive, hashtags=hashtags_of(thing))
    turned = opened_or_closed(activity.actor, thing, filed, case)
    effects: list[Effect] = [Put(marked)] if marked != filed.post else []
    if turned != filed.thread:
        effects.insert(0, Put(turned))
    if not effects:
        return SAME
    effects += heard(activity, filed.board, filed.thread.id, case)
    return Accepted(tuple(effects))


def opened_or_closed(actor: Iri, thing: Object, filed: Filed, case: Case) -> Thread:
    """The thread as ``commentsEnabled`` of its opening post has it, if the actor may say so."""
    thread, wanted = filed.thread, thing.comments_enabled
    if wanted is None or not filed.opening or thread.locked is not wanted:
        return thread
    # What a board's own server says of its threads when it is asked stands there for everybody.
    read = isinstance(case.by, Fetched) and same_origin(thing.id, filed.board.id)
    if not read and not may_turn(
        actor, thread, filed.board, locked=not wanted, opening=True, case=case
    ):
        return thread
    by = None if wanted else actor
    return replace(thread, locked=not wanted, lock_reason="", locked_by=by)


def retitle(activity: Update, actor: Actor, thread: Thread, case: Case) -> Verdict:
    """A moderator here calls a thread otherwise: it, its actor, never what its author wrote."""
    board, title = case.known.board_of(thread), actor.name or ""
    if board is None or not board.local:
        return NO_BOARD
    if not may_moderate(activity.actor, board, case):
        return NOT_A_MODERATOR
    if not title or title == thread.title:
        return ALREADY
    said = replace(
        activity,
        id=case.new.derived(activity.id, "Update", thread.id),
        actor=thread.id,
        to=(PUBLIC,),
        cc=(actor.followers,) if actor.followers is not None else (),
        audience=None,
    )
    heard_by = Audience(followers_of=frozenset({thread.id}))
    emit = Emit(activity=said, signer=thread.id, audience=heard_by, lane=thread.id)
    again = replace(thread, title=title, slug=slug(title), retitled=True)
    return Accepted((Put(again), emit))


def describe(activity: Update, actor: Actor, case: Case) -> Verdict:
    """A moderator says what a board is called, what it is about, and who may open threads; or,
    here, what a thread is called.

    Of a board elsewhere its own document tells; that is read.
    """
    thread = case.known.threads.get(actor.id)
    if thread is not None and case.local:
        return retitle(activity, actor, thread, case)
    board = case.known.boards.get(actor.id)
    if board is None:
        return NO_BOARD
    if not may_moderate(activity.actor, board, case):
        return NOT_A_MODERATOR
    if not board.local:
        return Accepted((Errand("actor", board.id),))
    said = {
        "title": actor.name or "",
        "sidebar": actor.source.content if actor.source is not None else "",
        "summary": actor.summary or "",
        "restricted": "yes" if actor.posting_restricted_to_mods else "no",
        "by": activity.actor,
    }
    return Accepted((Errand("describe", board.id, said),))
