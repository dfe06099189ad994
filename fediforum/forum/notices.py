"""What is told of what few servers know: withdrawals, late replies, answers, gathered votes; and
the letters by which people hear what was done to them.

Beside the volume contract of ``audience``: the same pieces, for the software that takes them.
"""

from dataclasses import replace

from fediforum.forum import audience
from fediforum.forum.audience import (
    FORUM_SOFTWARE,
    MICROBLOG_SOFTWARE,
    TOLD,
    cause_of,
    followers,
    wrapped,
)
from fediforum.forum.case import Case, Filed
from fediforum.forum.compose import letters
from fediforum.forum.effects import Audience, Emit, Gather, Peers
from fediforum.forum.model import Board, Member, Relation, Tie
from fediforum.vocab.activities import (
    AnyActivity,
    Create,
    Delete,
    Reject,
    Undo,
    Update,
)
from fediforum.vocab.iri import PUBLIC, Iri

GATHERERS = frozenset({"piefed", "fediforum"})  # take many votes in one Announce (FEP-4248)
TURNED_AWAY = frozenset({"fediforum"})  # shows its members that a post was not taken
READERS_OF_POLICIES = frozenset({"gotosocial"})  # show nobody a way to answer what is closed
FORUMS = frozenset({Peers.FORUM})


def told_gatherers(activity: AnyActivity, filed: Filed, case: Case) -> tuple[Emit, ...]:
    """The board's Announce of what PieFed and we alone have a word for."""
    heard = replace(followers(filed.board, FORUMS), software=GATHERERS)
    wrap = wrapped(activity, filed.board, case)
    return (Emit(activity=wrap, signer=filed.board.id, audience=heard, lane=filed.thread.id),)


def reacted(activity: AnyActivity, filed: Filed, case: Case) -> tuple[Emit, ...]:
    """As ``audience.reacted``; to who takes many votes at once it goes with others, in a while."""
    board = filed.board.id
    voted = case.known.relation(Tie.VOTE, activity.actor, filed.post.id) is not None
    gather = Gather(board=board, post=filed.post.id, first=not voted)
    emits: list[Emit] = []
    for emit in audience.reacted(activity, filed, case):
        if emit.signer != board or Peers.FORUM not in emit.audience.among:
            emits.append(emit)
            continue
        some = replace(emit.audience, software=GATHERERS)
        rest = replace(emit.audience, software=FORUM_SOFTWARE - GATHERERS)
        emits += [replace(emit, audience=rest), replace(emit, audience=some, gather=gather)]
    return tuple(emits)


def turned_away(activity: Create | Update, filed: Filed, case: Case) -> tuple[Emit, ...]:
    """The author's server hears that a post was not taken, if it can do something with that."""
    if not isinstance(activity, Create) or not activity.id or filed.post.local:
        return ()
    board = filed.board
    reject = Reject(
        id=case.new.derived(cause_of(activity), "Reject", board.id),
        actor=board.id,
        to=(filed.post.author,),
        published=case.now,
        object=activity.id,
        answered=activity,
    )
    heard = Audience(actors=frozenset({filed.post.author}), software=TURNED_AWAY)
    return (Emit(activity=reject, signer=board.id, audience=heard, lane=filed.thread.id),)


def policed(activity: Update, filed: Filed) -> tuple[Emit, ...]:
    """A post says anew who may answer it, to servers that keep to it; to others it is no news."""
    follow = frozenset({filed.post.author, filed.board.id, filed.thread.id})
    heard = Audience(followers_of=follow, software=READERS_OF_POLICIES)
    return (Emit(activity=activity, signer=activity.actor, audience=heard, lane=filed.thread.id),)


def taken_out(cause: AnyActivity, filed: Filed, case: Case, *, why: str = "") -> tuple[Emit, ...]:
    """Forums that know no other word take the post out as the desk removes it."""
    return announced(removal(cause, filed, case, why), filed, case)


def put_back(cause: AnyActivity, filed: Filed, case: Case, *, why: str = "") -> tuple[Emit, ...]:
    """Forums put the post back: the contrary of ``taken_out``, for the same reason."""
    inner = removal(cause, filed, case, why)
    undo = Undo(
        id=case.new.derived(cause_of(cause), "restored", inner.actor),
        actor=inner.actor,
        to=inner.to,
        cc=inner.cc,
        audience=inner.audience,
        published=case.now,
        object=inner.id,
        undone=inner,
    )
    return announced(undo, filed, case)


def removal(cause: AnyActivity, filed: Filed, case: Case, why: str) -> Delete:
    """The desk's removal of a post: a Delete with a summary, as Lemmy, PieFed and Mbin read it."""
    desk, board = case.home.desk, filed.board
    return Delete(
        id=case.new.derived(cause_of(cause), "removal", desk),
        actor=desk,
        to=(PUBLIC, board.id),
        cc=(board.id, board.followers),
        audience=board.id,
        published=case.now,
        object=filed.post.id,
        summary=why,
    )


# -- letters to who it was done to -------------------------------------------------------------


def removed(filed: Filed, actor: Iri, reason: str, case: Case) -> tuple[Emit, ...]:
    """The author hears from the desk that their post was taken away, and why."""
    author = elsewhere(filed.post.author, actor, case)
    if author is None:
        return ()
    said = letters.removed(author, filed.post, filed.board, reason, new=case.new, now=case.now)
    return (private(said, author, filed.thread.id),)


def restored(filed: Filed, actor: Iri, case: Case) -> tuple[Emit, ...]:
    """The author hears that their post stands in its board again."""
    author = elsewhere(filed.post.author, actor, case)
    if author is None:
        return ()
    said = letters.restored(author, filed.post, filed.board, new=case.new, now=case.now)
    return (private(said, author, filed.thread.id),)


def banned(ban: Relation, board: Board, actor: Iri, case: Case) -> tuple[Emit, ...]:
    """Whoever is shut out of a board here hears it from the desk, why, and for how long."""
    member = elsewhere(ban.a, actor, case)
    if member is None:
        return ()
    said = letters.banned(member, board, ban.value, ban.until, new=case.new, now=case.now)
    return (private(said, member, board.id),)


def elsewhere(iri: Iri, actor: Iri, case: Case) -> Member | None:
    """Somebody of another server who did not do it themself."""
    member = case.known.members.get(iri)
    return None if member is None or member.local or iri == actor else member


def private(letter: Create, to: Member, lane: str) -> Emit:
    """A letter goes to microblogs: other software shows nobody what is written to one alone."""
    heard = Audience(personal=frozenset({to.id}), software=MICROBLOG_SOFTWARE)
    return Emit(activity=letter, signer=letter.actor, audience=heard, lane=lane)


def announced(inner: Delete | Undo, filed: Filed, case: Case) -> tuple[Emit, ...]:
    """The board's Announce of what the desk does because of an act of somebody else."""
    board = filed.board
    announce = replace(wrapped(inner, board, case), object=inner)
    heard = followers(board, TOLD)
    return (Emit(activity=announce, signer=board.id, audience=heard, lane=filed.thread.id),)
