"""Update: an author edits their post; an actor says what it is now."""

from dataclasses import replace

from fediforum.content import slug
from fediforum.forum import audience, notices
from fediforum.forum.case import Case, Filed
from fediforum.forum.effects import ALL_PEERS, Audience, Effect, Emit, Errand, Peers, Put
from fediforum.forum.model import Board, Post, Posting, PostState, Thread
from fediforum.forum.provenance import Fetched, corrects
from fediforum.forum.rules.correct import describe, mark, opened_or_closed
from fediforum.forum.rules.create import (
    DELETED,
    NO_POST,
    NOT_PUBLIC,
    NOT_THEIRS,
    admissible,
    banned,
    distinguished,
    place,
)
from fediforum.forum.rules.delete import revive
from fediforum.forum.rules.hold import admitted, held_edit
from fediforum.forum.rules.removal import hidden
from fediforum.forum.rules.withdraw import calls_back, calls_off, put_back, take_out
from fediforum.forum.stamps import quoting
from fediforum.forum.verdict import Accepted, Ignored, Refused, Verdict
from fediforum.forum.writing import (
    content_of,
    dated_anew,
    edited,
    edited_at,
    headed,
    title_for,
    title_said,
)
from fediforum.vocab.activities import Create, Update
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.objects import POST_TYPES, Object

OLDER = Ignored("it is not newer than what is known")
NOTHING = Refused("there is no such post here")
SAME = Ignored("nothing changes")
ANOTHER_TYPE = Refused("an actor does not become a group, nor a group something else")


def update(activity: Update, case: Case) -> Verdict:
    """Judge an edit: by the author only, of what is said only, and never back in time."""
    if isinstance(activity.object, Actor) and corrects(activity) and case.by_board is None:
        return describe(activity, activity.object, case)
    if isinstance(activity.object, Actor):
        return update_actor(activity, activity.object, case)
    thing = activity.object
    if corrects(activity):
        return mark(activity, thing, case)
    if thing.type not in POST_TYPES or thing.id in case.known.members:
        return NO_POST
    post = case.known.posts.get(thing.id)
    if thing.id in case.known.gone:
        return DELETED if post is None else revive(activity, post, case)
    if post is None:
        return arrive(activity, thing, case)
    if post.author != thing.attributed_to:
        return NOT_THEIRS
    if post.state is PostState.DELETED:
        # Its own server has it again; a moderator may have removed it before that.
        stood = PostState.REMOVED if post.swept else PostState.SHOWN
        post = replace(post, state=stood)
    return edit(activity, thing, post, case)


def read_anew(activity: Create, case: Case) -> Update | None:
    """The edit that a post is which we know and which was read again at its own id.

    Boards elsewhere announce edits by others, and only the author's server is believed.
    """
    thing = activity.object
    post = case.known.posts.get(thing.id)
    if not isinstance(case.by, Fetched) or post is None or post.state is PostState.SHELVED:
        return None
    if post.state in admissible(case) and post.seq is None:
        return None
    return Update(
        id=Iri(""), actor=activity.actor, to=thing.to, cc=thing.cc, audience=thing.audience,
        object=thing,
    )  # fmt: skip


def arrive(activity: Update, thing: Object, case: Case) -> Verdict:
    """An edit of what never came brings it (PieFed). Here ids are given out, never taken."""
    if case.local:
        return NOTHING
    return (
        place(activity, thing, case.post(thing.in_reply_to), case) if thing.public else NOT_PUBLIC
    )


def edit(activity: Update, thing: Object, post: Post, case: Case) -> Verdict:
    filed = case.filed(post)
    if filed is not None and post.state is PostState.HELD and admitted(filed.board, case):
        return let_stand(activity, thing, filed, case)
    if case.local and says_again(thing, post, filed, case):
        return say_again(activity, post, filed, case)
    if allowed_now(thing, post, case):
        emits = sent_on(activity, filed, case) if filed is not None else ()
        return Accepted((Put(post), *quoting(thing, post, case), *emits))
    if filed is not None and apart(thing, post, filed, case):
        again = replace(post, note=not post.note)
        return Accepted((Put(again), *sent_on(activity, filed, case)))
    if not dated_anew(thing):
        told = tallied(activity, thing, post, case)
        if told is OLDER and said_later(activity, post):
            thing = replace(thing, updated=activity.published)
        elif told is not None:
            return told
    elif post.updated is not None and edited_at(thing, case.now) <= post.updated:
        return OLDER
    new = edited(post, thing, case)
    if filed is not None and not filed.opening:
        new = replace(new, note=distinguished(thing, filed.board, case))
    if filed is not None and calls_off(activity, thing, filed):
        return take_out(activity, Filed(new, filed.thread, filed.board), case)
    if filed is not None and calls_back(activity, thing, filed):
        return put_back(activity, Filed(new, filed.thread, filed.board), case)
    effects: list[Effect] = []
    if filed is not None and filed.opening:
        title = title_for(new, filed.board)
        new = headed(new, title)
        turned = opened_or_closed(activity.actor, thing, filed, case)
        thread = turned if turned.retitled else titled(turned, title)
        if thread != filed.thread:
            effects.append(Put(thread))
            filed = replace(filed, thread=thread)
    rule = held_edit(post, new, filed.board, case) if filed is not None else None
    if filed is not None and rule is not None:
        return Accepted(hidden(replace(filed, post=new), PostState.HELD, rule))
    effects = [*quoting(thing, new, case), *effects, Put(new)]
    if filed is None or post.state is not PostState.SHOWN:
        if filed is not None and post.local and post.state is PostState.PENDING:
            effects += sent_on(activity, Filed(new, filed.thread, filed.board), case)
        return Accepted(tuple(effects))
    return Accepted((*effects, *sent_on(activity, Filed(new, filed.thread, filed.board), case)))


def let_stand(activity: Update, thing: Object, filed: Filed, case: Case) -> Verdict:
    """An edit that waited is seen by everybody, and whoever knows the post hears of it.

    Not where its author was banned meanwhile.
    """
    if case.banned(filed.post.author, filed.board):
        return banned(filed.post.author, filed.board, case)
    post = replace(filed.post, state=PostState.SHOWN, reason="")
    effects: tuple[Effect, ...] = (Put(post), *quoting(thing, post, case))
    if filed.opening:
        effects = (Put(replace(filed.thread, removed=False)), *effects)
    said = replace(activity, id=case.new.derived(post.id, f"let stand {case.now}", post.author))
    told = activity if not post.local else said
    return Accepted((*effects, *sent_on(told, Filed(post, filed.thread, filed.board), case)))


def apart(thing: Object, post: Post, filed: Filed, case: Case) -> bool:
    """Whether a reply only comes to stand apart, or no longer does: Lemmy dates no such edit."""
    if filed.opening or (dated_anew(thing) and edited_at(thing, case.now) != post.updated):
        return False
    told = distinguished(thing, filed.board, case)
    return told != post.note and content_of(thing, case.home) == post.content


def says_again(thing: Object, post: Post, filed: Filed | None, case: Case) -> bool:
    """Whether somebody here repeats what stands already, under the date that it has.

    A poll does not: how it stands now is news to everybody (``tallied``).
    """
    if post.options and not dated_anew(thing):
        return False
    said = edited(post, thing, case)
    if filed is not None and filed.opening:
        said = headed(said, title_for(said, filed.board))
    dated = thing.updated if dated_anew(thing) else None
    return dated == post.updated and replace(said, updated=dated) == post


def say_again(activity: Update, post: Post, filed: Filed | None, case: Case) -> Verdict:
    """What we sent before is sent once more, with the stamps and the policy that it has now."""
    if filed is None or post.state not in {PostState.SHOWN, PostState.PENDING}:
        return SAME
    thing = activity.object
    stamped = isinstance(thing, Object) and (thing.quote_authorization or thing.reply_authorization)
    if filed.board.local and not stamped:
        return Accepted((Put(post), *notices.policed(activity, filed)))
    return Accepted((Put(post), *sent_on(activity, filed, case)))


def allowed_now(thing: Object, post: Post, case: Case) -> bool:
    """Whether an Update only brings the stamp that a quote was waiting for (Mastodon)."""
    if thing.quote_authorization is None or thing.quote is None or thing.quote != post.quote:
        return False
    newer = dated_anew(thing) and (
        post.updated is None or edited_at(thing, case.now) > post.updated
    )
    shown = post.state is PostState.SHOWN and not post.local
    return shown and not newer and content_of(thing, case.home) == post.content


def sent_on(activity: Update, filed: Filed, case: Case) -> tuple[Emit, ...]:
    parent = case.post(filed.post.parent)
    parent_author = parent.author if parent is not None else None
    if filed.board.local:
        return audience.changed(activity, filed, parent_author, case)
    if filed.post.local:
        return audience.posted_elsewhere(activity, filed.board.id, filed.post, parent_author, case)
    return ()


def tallied(activity: Update, thing: Object, post: Post, case: Case) -> Verdict | None:
    """What an Update without a new ``updated`` may say: how a poll stands (Mastodon's habit).

    Of a post that was never edited it may say more, as some servers date no edit: then None.
    """
    options = thing.one_of or thing.any_of
    counts_only = tuple(option.name for option in options) == tuple(
        option.name for option in post.options
    )
    if options and counts_only and case.local:
        filed = case.filed(post)
        shown = filed is not None and post.state is PostState.SHOWN
        return Accepted(sent_on(activity, filed, case)) if filed and shown else SAME
    if options and counts_only and not post.local:
        counted = replace(post, options=options)
        return Accepted((Put(counted),)) if counted != post else SAME
    if post.updated is not None:
        return OLDER
    said = (content_of(thing, case.home), title_said(thing))
    return SAME if said == (post.content, post.name) else None


def said_later(activity: Update, post: Post) -> bool:
    """Whether an edit that is not dated itself was sent after the last one."""
    sent = activity.published
    return sent is not None and post.updated is not None and sent > post.updated


def titled(thread: Thread, title: str) -> Thread:
    return thread if title == thread.title else replace(thread, title=title, slug=slug(title))


# -- actors ------------------------------------------------------------------------------------


def update_actor(activity: Update, actor: Actor, case: Case) -> Verdict:
    """An actor's own document replaces what is known of it; a board's also what it allows.

    All but its keys: those are only believed where they stand, and read there anew. Who holds
    a key that was stolen could else keep it for ever.
    """
    member = case.known.members.get(actor.id)
    if member is not None and (member.type == "Group") != (actor.type == "Group"):
        return ANOTHER_TYPE
    board = case.known.boards.get(actor.id)
    if case.local:
        return Accepted(described(activity, actor, board, case))
    if case.home.ours(actor.id):
        return NOT_THEIRS
    effects: tuple[Effect, ...] = (Put(actor), Errand("actor", actor.id))
    return Accepted(effects if board is None else (*effects, Put(board_now(board, actor))))


def described(
    activity: Update, actor: Actor, board: Board | None, case: Case
) -> tuple[Effect, ...]:
    """Who follows an actor of ours hears what it is now; Lemmy hears it of a board by a person."""
    heard = Audience(followers_of=frozenset({actor.id}))
    if board is None:
        return (Emit(activity=activity, signer=actor.id, audience=heard, lane=actor.id),)
    rest = replace(heard, among=ALL_PEERS - {Peers.FORUM})
    desks = replace(
        activity,
        id=case.new.derived(audience.cause_of(activity), "Update", case.home.desk),
        actor=case.home.desk,
        to=(PUBLIC, board.id),
        cc=(board.id, board.followers),
        audience=board.id,
    )
    wrap = replace(audience.wrapped(activity, board, case), object=desks)
    forums = replace(heard, among=frozenset({Peers.FORUM}))
    return (
        Emit(activity=activity, signer=actor.id, audience=rest, lane=actor.id),
        Emit(activity=wrap, signer=actor.id, audience=forums, lane=actor.id),
    )


def board_now(board: Board, actor: Actor) -> Board:
    """A board elsewhere as its own document now describes it."""
    return replace(
        board,
        title=actor.name or board.title,
        followers=actor.followers or board.followers,
        inbox=actor.inbox,
        shared_inbox=actor.shared_inbox,
        moderators=actor.moderators,
        featured=actor.featured,
        language=actor.language,
        posting=Posting.MODERATORS if actor.posting_restricted_to_mods else Posting.ANYONE,
        questions=actor.question_answer,
    )
