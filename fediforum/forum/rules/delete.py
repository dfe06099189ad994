"""Delete: an author buries their post, a moderator removes one, an actor leaves for good.

What its own server has deleted and then serves again comes back too (FEP-4f05).
"""

from dataclasses import replace

from fediforum.forum import audience
from fediforum.forum.case import Case, Filed
from fediforum.forum.effects import Audience, Effect, Emit, Erase, Errand, Peers, Put, Unbury
from fediforum.forum.model import NO_TITLE, Board, Grave, Post, PostState
from fediforum.forum.provenance import Fetched
from fediforum.forum.rules.ask import take_back
from fediforum.forum.rules.removal import reason_in, taken_off
from fediforum.forum.verdict import Accepted, Ignored, Refused, Verdict
from fediforum.vocab.activities import Delete, Undo, Update
from fediforum.vocab.iri import same_origin

DELETED = Ignored("it was deleted before")
REMOVED = Ignored("it was removed before")
NOT_REMOVED = Ignored("it is not removed")
UNKNOWN = Ignored("nothing is known by that id")
NOT_YOURS = Refused("only its author or a moderator of its board may delete it")
NOT_ITSELF = Refused("an actor can only be deleted by itself")
ANOTHER_BOARD = Ignored("the post is in another board")


def delete(activity: Delete, case: Case) -> Verdict:
    """Judge a deletion: final by the author, to be undone by a moderator.

    Of an id that was never seen it is remembered, so that what comes late stays away.
    """
    if activity.object == activity.actor:
        return leave(activity, case)
    if activity.object in case.known.gone:
        return DELETED
    stamp = take_back(activity, case)
    if stamp is not None:
        return stamp
    post = case.post(activity.object)
    if post is None:
        return delete_unknown(activity, case)
    if post.state is PostState.HELD and post.thread is None and post.author != activity.actor:
        return reject(activity, post, case)
    filed = case.filed(post)
    if case.by_board is not None:
        return remove_elsewhere(activity, post, filed, case)
    moderates = filed is not None and case.moderates(activity.actor, filed.board)
    if post.author == activity.actor and not (moderates and activity.summary is not None):
        return bury(activity, post, filed, case)
    if filed is not None and moderates:
        return remove(activity, filed, case)
    removes = activity.summary is not None and not post.local
    if removes and same_origin(post.id, activity.actor):
        # A moderator of the author's own server may do so; it is asked whether it did.
        return Accepted((Errand("gone", post.id),))
    return NOT_YOURS


def delete_unknown(activity: Delete, case: Case) -> Verdict:
    thing = activity.object
    if thing in case.known.boards and thing == case.by_board:
        return close(case.known.boards[thing], True)
    if thing in case.known.members or thing in case.known.boards:
        return NOT_ITSELF
    if case.by_board is not None or case.home.ours(thing):
        return UNKNOWN
    if not same_origin(thing, activity.actor):
        return UNKNOWN
    return Accepted((Put(Grave(id=thing, by=activity.actor, at=case.now)),))


def bury(activity: Delete, post: Post, filed: Filed | None, case: Case) -> Verdict:
    """The author's own Delete: its place stays, its words go, and whoever got it is told."""
    if post.state is PostState.DELETED:
        return DELETED
    grave = Grave(id=post.id, by=activity.actor, at=case.now, former_type=post.type)
    mark = post.id if post.state is PostState.REMOVED else ""
    # Should it come back, it comes back as it stood.
    kept = (Put(replace(post, swept=mark)),) if post.swept != mark else ()
    effects: list[Effect] = [*kept, Put(grave)]
    if filed is None or post.state is PostState.LATE:
        return Accepted(tuple(effects))
    if filed.opening:
        # The title was the author's too.
        effects.append(Put(replace(filed.thread, title=NO_TITLE, slug="")))
    parent = case.post(post.parent)
    parent_author = parent.author if parent is not None else None
    if filed.board.local:
        effects += audience.changed(activity, filed, parent_author, case)
    elif post.local:
        board = filed.board.id
        effects += audience.posted_elsewhere(activity, board, post, parent_author, case)
    return Accepted(tuple(effects))


def remove(activity: Delete, filed: Filed, case: Case) -> Verdict:
    """A moderator's Delete: the post is hidden until a moderator puts it back."""
    if filed.post.state is PostState.DELETED:
        return DELETED
    if filed.post.state is PostState.REMOVED:
        return REMOVED
    return Accepted(taken_off(activity, filed, case))


def reject(activity: Delete, post: Post, case: Case) -> Verdict:
    """A moderator's no to what waits: nobody elsewhere is told of what they never heard of."""
    board = case.known.boards.get(post.board) if post.board is not None else None
    if board is None or not case.local or not case.moderates(activity.actor, board):
        return NOT_YOURS
    why = reason_in(activity.summary)
    return Accepted((Put(replace(post, state=PostState.REMOVED, reason=why)),))


def remove_elsewhere(activity: Delete, post: Post, filed: Filed | None, case: Case) -> Verdict:
    """A board elsewhere is believed that a post of its own is removed, whoever did it.

    It is for good if its author has deleted it and the board's server is theirs, which speaks for
    it; the server of any other author is asked.
    """
    if filed is None or filed.board.id != case.by_board:
        return ANOTHER_BOARD
    own = post.author == activity.actor and activity.summary is None
    if own and same_origin(post.id, filed.board.id):
        return bury(activity, post, filed, case)
    if post.state in {PostState.DELETED, PostState.REMOVED}:
        return REMOVED
    effects = taken_off(activity, filed, case)
    if post.author == activity.actor and not post.local:
        effects += (Errand("gone", post.id),)
    return Accepted(effects)


def close(board: Board, closed: bool) -> Verdict:
    """A board elsewhere says that it is closed by its moderators, as Lemmy does; or open again."""
    if board.removed == closed:
        return REMOVED if closed else NOT_REMOVED
    return Accepted((Put(replace(board, removed=closed)),))


def revive(activity: Undo | Update, post: Post, case: Case) -> Verdict:
    """What was deleted on its own server may be there again: it is looked up.

    Lemmy's authors and admins may undo a deletion; NodeBB sends an edit. Its words are not here
    any more, so they are read where they stand, if they do. Forums that follow the board may
    have them still, and hear what the author says.
    """
    if post.local or not same_origin(post.id, activity.actor):
        return DELETED
    if isinstance(case.by, Fetched):
        return Accepted((Unbury(post.id),))
    effects: list[Effect] = [Errand("revive", post.id)]
    filed = case.filed(post)
    undone = isinstance(activity, Undo) and activity.actor == post.author
    if undone and filed is not None and filed.board.local:
        forums = frozenset({Peers.FORUM})
        effects += audience.passed_on(activity, filed.board, forums, filed.thread.id, case)
    return Accepted(tuple(effects))


def leave(activity: Delete, case: Case) -> Verdict:
    """An actor deletes itself: all that it wrote and did goes with it."""
    member = case.known.members.get(activity.actor)
    board = case.known.boards.get(activity.actor)
    if case.by_board not in {None, activity.actor}:
        # No board speaks for who leaves; their own server is asked.
        return UNKNOWN if member is None else Accepted((Errand("gone", activity.actor),))
    effects: list[Effect] = []
    if case.local:
        heard = Audience(followers_of=frozenset({activity.actor}))
        effects.append(
            Emit(activity=activity, signer=activity.actor, audience=heard, lane=activity.actor)
        )
    if board is not None:
        effects.append(Put(replace(board, removed=True)))
    if member is not None:
        effects.append(Erase(activity.actor, case.now))
    return Accepted(tuple(effects)) if effects else UNKNOWN
