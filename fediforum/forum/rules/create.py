"""Create: a thread is opened, or a reply is filed.

A post is filed in a board only if its author addressed the board and it is public or unlisted.
For a reply that is: the board, its thread, the author it answers or anybody here is addressed;
or it answers what was written here; or it goes on from the author's own post.
"""

from dataclasses import replace

from fediforum.forum import audience, notices
from fediforum.forum.case import Case, Filed
from fediforum.forum.effects import Effect, Errand, Put
from fediforum.forum.holding import Rule
from fediforum.forum.model import Board, Post, Posting, PostState, Thread, Tie
from fediforum.forum.provenance import Fetched, Proven, Signed
from fediforum.forum.rules.consent import consent
from fediforum.forum.rules.hold import NOT_ADMITTED, admitted, held, waiting
from fediforum.forum.rules.poll import choose, chooses
from fediforum.forum.stamps import with_quote
from fediforum.forum.verdict import Accepted, Ignored, Needs, Refused, Verdict
from fediforum.forum.writing import post_from, shelved, thread_from
from fediforum.limits import ANCESTORS, SHELF_PER_HOST
from fediforum.vocab.activities import Create, Update
from fediforum.vocab.iri import Iri, host_of, same_origin
from fediforum.vocab.objects import POST_TYPES, Object

NO_POST = Ignored("that is no kind of post")
DELETED = Ignored("it was deleted")
KNOWN = Ignored("it is known already")
NOT_THEIRS = Refused("that id belongs to a post of somebody else")
NOT_PUBLIC = Ignored("it is not public")
NO_BOARD = Ignored("it is addressed to no board here")
NOT_ADDRESSED = Ignored("it is not addressed to the board or to anybody in the thread")
UNRELATED = Ignored("it answers a post that is not known and names nobody here")
PARENT_BLOCKED = Ignored("it answers a post of a server that is blocked")
ITSELF = Refused("a post cannot answer itself")
PARENT_SHUT = Refused("this server does not speak with that of the post that it answers")
BOARD_BLOCKED = Refused("this server does not speak with that of the board")
CONVERSATION_WAITS = Refused("the conversation that it belongs to waits for a moderator")
MISSING_PARENT = Refused("the post that it answers is not here")
SHELF_FULL = Ignored("too many posts of that server wait for their parent")
TOO_DEEP = Ignored("too many posts stand above what was asked for")
BANNED = Refused("its author is banned from the board")
SHUT_OUT = Refused("its author is blocked by the author of the post that it answers")
CLOSED = Refused("the board is closed")
LOCKED = Refused("the thread is locked")
REMOVED = Refused("the thread was removed")
MEMBERS_ONLY = Refused("only who follows the board may open a thread in it")
MODERATORS_ONLY = Refused("only moderators may open a thread in the board")
EMPTY = Refused("there is nothing in it")
NO_HOST = Refused("only a moderator's reply may be a note")
WAITING = frozenset({PostState.SHELVED, PostState.HELD})  # whoever answers those, waits too


def create(activity: Create, case: Case) -> Verdict:
    """Judge a new post: by its id, then as a poll vote, an answer to the desk, or a post."""
    thing = activity.object
    if thing.type not in POST_TYPES or thing.id in case.known.members:
        return NO_POST
    if thing.id in case.known.gone:
        return DELETED
    known = case.known.posts.get(thing.id)
    if known is not None and known.author != thing.attributed_to:
        return NOT_THEIRS
    if known is not None and known.state not in {PostState.SHELVED, *admissible(case)}:
        return KNOWN
    parent = case.post(thing.in_reply_to)
    if parent is not None and chooses(thing, parent):
        return choose(activity, thing.name or "", parent, case)
    private = consent(activity, case)
    if private is not None:
        return private
    if not thing.public:
        return NOT_PUBLIC
    return place(activity, thing, parent, case)


def place(activity: Create | Update, thing: Object, parent: Post | None, case: Case) -> Verdict:
    """File a public post that is not filed yet: under its parent, in a board, or on the shelf."""
    create_id = activity.id if isinstance(activity, Create) else None
    post = post_from(thing, case, parent=parent, create=create_id)
    if post.local and not (post.content or post.name or post.attachments):
        return EMPTY
    waiting = case.known.posts.get(thing.id)
    if waiting is not None:
        post = replace(post, short=waiting.short, create=waiting.create or post.create)
    if thing.in_reply_to == thing.id:
        return ITSELF
    if thing.in_reply_to is None:
        return with_quote(open_thread(activity, thing, post, case), thing, case)
    if parent is None or (parent.state in WAITING and parent.thread is None):
        return shelve(thing, post, parent, case)
    filed = case.filed(parent)
    if filed is None:
        return UNRELATED
    return with_quote(answer(activity, thing, post, filed, case), thing, case)


# -- opening posts -----------------------------------------------------------------------------


def open_thread(activity: Create | Update, thing: Object, post: Post, case: Case) -> Verdict:
    board = board_addressed(activity, thing, case)
    if board is None:
        wanted = unknown_board(thing, case)
        if wanted is None:
            return NO_BOARD
        return BOARD_BLOCKED if case.known.shuns(wanted) else Needs(frozenset({wanted}))
    refusal = may_open(post.author, board, case)
    if refusal is not None:
        return refusal
    if not board.local and not (post.local or case.followed(board.id)):
        return NO_BOARD
    wait = held(post, board, None, case)
    if wait is not None:
        return wait
    post = replace(post, board=board.id, state=PostState.SHOWN)
    if post.local and not board.local:
        post = replace(post, state=PostState.PENDING)
    thread, post = thread_from(post, board, case.home)
    post = replace(post, thread=thread.id)
    if thing.comments_enabled is False:
        thread = replace(thread, locked=True, locked_by=post.author)
    filed = Filed(post, thread, board)
    effects: tuple[Effect, ...] = (Put(thread), Put(post))
    if post.local and post.options:
        effects += tally_at_close(post)
    if board.local:
        return Accepted(effects + audience.opened(activity, filed, case))
    if post.local:
        emits = audience.posted_elsewhere(activity, board.id, post, None, case)
        return Accepted((*effects, *emits, Errand("confirm", post.id)))
    # What was said below it before we heard of it is there to be read.
    return Accepted((*effects, Errand("backfill", post.id)))


def board_addressed(activity: Create | Update, thing: Object, case: Case) -> Board | None:
    """The board that an author opens a thread in: ``audience`` first, then ``to``, ``cc``, tags."""
    named = (
        thing.audience, activity.audience, *thing.to, *thing.cc, *activity.to, *activity.cc,
        *(mention.href for mention in thing.mentions),
    )  # fmt: skip
    boards = [
        case.known.boards[iri] for iri in named if iri is not None and iri in case.known.boards
    ]
    here = [board for board in boards if board.local]
    return next(iter(here or boards), None) or board_of_its_own(thing, case)


def board_of_its_own(thing: Object, case: Case) -> Board | None:
    """The board that passed on a post of its own server: a channel of PeerTube and a blog of
    WordPress are named in nothing that they pass on.
    """
    board = case.by.board if isinstance(case.by, Fetched) else None
    if board is None or not same_origin(thing.id, board):
        return None
    return case.known.boards.get(board)


def unknown_board(thing: Object, case: Case) -> Iri | None:
    """The board elsewhere that somebody here posts to, if it has to be looked up first."""
    if case.local and thing.audience is not None and not case.home.ours(thing.audience):
        return thing.audience
    return None


def may_open(author: Iri, board: Board, case: Case) -> Refused | None:
    if board.removed:
        return CLOSED
    if case.banned(author, board) or case.blocked(board.id, author):
        return banned(author, board, case)
    if case.moderates(author, board) or not (board.local or case.local):
        return None  # what stands in a board elsewhere is for that board to say
    if board.posting is Posting.MODERATORS:
        return MODERATORS_ONLY
    follows = case.known.relation(Tie.FOLLOW, author, board.id)
    if board.posting is Posting.FOLLOWERS and follows is None:
        return MEMBERS_ONLY
    return None


def banned(author: Iri, board: Board, case: Case) -> Refused:
    """The refusal of what somebody writes who is banned, with the reason that was given."""
    ban = case.ban(author, board)
    return Refused(f"{BANNED.reason}: {ban.value}") if ban is not None and ban.value else BANNED


def locked_for(thread: Thread) -> Refused:
    """The refusal of a reply to what is closed, with the reason that its page gives."""
    reason = thread.lock_reason
    return Refused(f"{LOCKED.reason}: {reason}") if thread.locked and reason else LOCKED


def tally_at_close(post: Post) -> tuple[Errand, ...]:
    """A poll of ours is told as it stands once it closes."""
    if post.closes is None:
        return ()
    return (Errand("tally", post.id, {"closes": post.closes.isoformat(), "cause": "it closes"}),)


# -- replies -----------------------------------------------------------------------------------


def answer(
    activity: Create | Update, thing: Object, post: Post, above: Filed, case: Case
) -> Verdict:
    parent, thread, board = above.post, above.thread, above.board
    if parent.state is PostState.SHUT:
        return PARENT_SHUT if case.local else PARENT_BLOCKED
    refusal, behind = may_answer(post.author, above, case), waits(above, case)
    if behind and refusal is REMOVED:
        refusal = None  # only for as long as what opened it waits
    if refusal is not None and not (refusal is LOCKED and board.local and not case.local):
        return locked_for(thread) if refusal is LOCKED else refusal
    if not speaks_here(activity, thing, above, case):
        return NOT_ADDRESSED
    note = distinguished(thing, board, case)
    if case.local and thing.distinguished and not note:
        return NO_HOST
    if refusal is LOCKED or (parent.state is PostState.LATE and not admitted(board, case)):
        return too_late(activity, replace(post, thread=thread.id, board=board.id), above, case)
    if behind:
        asked = case.local or admissible(case)
        held_too = Accepted((Put(waiting(post, board, Rule.CONVERSATION)),))
        return CONVERSATION_WAITS if asked else held_too
    wait = held(post, board, thread, case)
    if wait is not None:
        return wait
    post = replace(post, thread=thread.id, board=board.id, state=PostState.SHOWN, note=note)
    if post.local and not board.local:
        post = replace(post, state=PostState.PENDING)
    filed = Filed(post, thread, board)
    if board.local:
        return Accepted((Put(post), *audience.replied(activity, filed, parent.author, case)))
    if post.local:
        emits = audience.posted_elsewhere(activity, board.id, post, parent.author, case)
        return Accepted((Put(post), *emits, Errand("confirm", post.id)))
    return Accepted((Put(post),))


def distinguished(thing: Object, board: Board, case: Case) -> bool:
    """Whether a reply stands apart: its author says so, and moderates the board."""
    return thing.distinguished and case.moderates(thing.attributed_to, board)


def waits(above: Filed, case: Case) -> bool:
    """Whether what is answered waits for a moderator, or what opened its thread: an edit did so."""
    opening = case.known.posts.get(above.thread.root)
    return above.board.local and any(
        post is not None and post.state is PostState.HELD for post in (above.post, opening)
    )


def may_answer(author: Iri, above: Filed, case: Case) -> Refused | None:
    if above.board.removed:
        return CLOSED
    if case.banned(author, above.board):
        return banned(author, above.board, case)
    if case.blocked(above.post.author, author):
        return SHUT_OUT
    if case.moderates(author, above.board):
        return None
    if above.thread.removed:
        return REMOVED
    locked = above.thread.locked or above.post.locked
    return LOCKED if locked and not admitted(above.board, case) else None


def admissible(case: Case) -> frozenset[PostState]:
    """The states of a post that may be filed although it is known: where somebody lets it in."""
    let_in = isinstance(case.by, Fetched) and case.by.admitted is not None
    return frozenset({PostState.LATE, PostState.HELD}) if let_in else frozenset()


def too_late(activity: Create | Update, post: Post, above: Filed, case: Case) -> Verdict:
    """What comes after its thread was closed is kept for the moderators, and shown nowhere."""
    if case.known.posts.get(post.id) is not None and admissible(case):
        return NOT_ADMITTED
    late = replace(post, state=PostState.LATE)
    filed = Filed(late, above.thread, above.board)
    return Accepted((Put(late), *notices.turned_away(activity, filed, case)))


def speaks_here(activity: Create | Update, thing: Object, above: Filed, case: Case) -> bool:
    """Whether the author of a reply wants it in the thread of the post that it answers."""
    parent, thread, board = above.post, above.thread, above.board
    if parent.local or parent.author == thing.attributed_to or case.local:
        return True
    if not board.local and not isinstance(case.by, Signed | Proven):
        return True  # what stands in a board elsewhere is for that board to say
    meant = {board.id, board.followers, thread.id, thread.author, parent.author}
    named = addressed(activity, thing)
    return bool(meant & named) or any(case.home.ours(iri) for iri in named)


def addressed(activity: Create | Update, thing: Object) -> frozenset[Iri]:
    named = {*thing.addressees, *activity.to, *activity.cc}
    if activity.audience is not None:
        named.add(activity.audience)
    return frozenset(named | {mention.href for mention in thing.mentions})


def shelve(thing: Object, post: Post, parent: Post | None, case: Case) -> Verdict:
    """Keep a reply until its parent is known, if it concerns anybody here."""
    wanted = thing.in_reply_to
    held_back = parent is not None and parent.state is PostState.HELD
    ours = case.home.ours(wanted or "") and not held_back
    if wanted is None or case.local or ours or wanted in case.known.gone:
        return MISSING_PARENT
    if thing.id in case.known.posts:
        return KNOWN
    if case.known.shuns(wanted):
        return PARENT_BLOCKED
    if not (held_back or concerns_us(thing, case)):
        return UNRELATED
    if case.known.shelved.get(host_of(thing.id), 0) >= SHELF_PER_HOST:
        return SHELF_FULL
    depth = case.by.depth if isinstance(case.by, Fetched) else 0
    if parent is None and depth >= ANCESTORS:
        return TOO_DEEP
    above = Errand("backfill", wanted, {"depth": str(depth + 1)})
    errands: tuple[Errand, ...] = () if parent is not None else (above,)
    called = board_called(thing, case)
    if called is not None and isinstance(case.by, Signed):
        errands += (Errand("ask", thing.id, {"board": called}),)
    return Accepted((Put(shelved(post)), *errands))


def board_called(thing: Object, case: Case) -> Iri | None:
    """The board here that somebody calls under a post which stands in no thread here."""
    named = thing.addressees | {mention.href for mention in thing.mentions}
    boards = (case.known.boards[iri] for iri in sorted(named & case.known.boards.keys()))
    return next((board.id for board in boards if board.local), None)


def concerns_us(thing: Object, case: Case) -> bool:
    """Whether a post names a board or member here, or a board elsewhere that we follow."""
    named = thing.addressees | {mention.href for mention in thing.mentions}
    return any(
        (case.home.ours(iri) and (iri in case.known.boards or iri in case.known.members))
        or (iri in case.known.boards and case.followed(iri))
        for iri in named
    )
