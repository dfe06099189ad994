"""Who must hear of what happens in a board, and in which form: the volume contract (decision 11).

One status per post, no home timeline that shows it twice, one POST per server and row of the
contract. Only values are made here; ``store`` turns an Audience into inboxes, with the two
lists of software as parameters.

    who follows              opening post      reply             edit, delete   vote, moderation
    the author; is called    Create by author  Create by author  by author      Like
    the board: microblog     Announce{id}      relayed Create    as it came     -
    the board: forum         Announce{Create}  Announce{Create}  Announce{it}   Announce{it}
    the board: nodebb        Announce{id}      Announce{id}      see below      see below
    the board: not known     both Announces    as microblog      both           -
    the thread               -                 Announce{id}      as it came     -

NodeBB takes an edit by a member here from its author alone: of an announced one it looks the
post up in its cache and puts the old text back. It takes a deletion from the board alone: a
direct one purges, and hangs where others have answered. It hears a vote by a member here from
them, all other votes and moderation from the board, and is not told what it said itself.
"""

from dataclasses import replace
from datetime import timedelta

from fediforum.forum.case import Case, Filed
from fediforum.forum.effects import ALL_PEERS, Audience, Emit, Form, Peers
from fediforum.forum.model import Board, Post, Thread
from fediforum.forum.provenance import Fetched
from fediforum.vocab.activities import (
    Announce,
    AnyActivity,
    Create,
    Delete,
    Received,
    Undo,
    Update,
    subject_of,
)  # fmt: skip
from fediforum.vocab.iri import PUBLIC, Iri

MICROBLOG_SOFTWARE = frozenset(
    {"mastodon", "hometown", "pleroma", "akkoma", "misskey", "sharkey", "firefish", "calckey",
     "iceshrimp", "iceshrimp.net", "foundkey", "cherrypick", "catodon", "gotosocial", "friendica",
     "hubzilla", "snac", "snac2", "mitra", "takahe", "neodb", "pixelfed", "wafrn", "ktistec",
     "honk", "microblogpub", "smithereen", "bridgy-fed", "threads", "ghost", "wordpress",
     "peertube", "bookwyrm", "gnusocial", "rebased", "hollo", "hackerspub", "bonfire", "streams",
     "forte", "epicyon", "socialhome", "tootik", "fedibird", "kmyblue", "magnetar"}
)  # fmt: skip
FORUM_SOFTWARE = frozenset({"lemmy", "piefed", "mbin", "kbin", "discourse", "fediforum"})
NODEBB_SOFTWARE = "nodebb"
LATE = timedelta(days=1)

TIMELINES = frozenset({Peers.MICROBLOG, Peers.UNKNOWN})
BOOSTED = frozenset({Peers.MICROBLOG, Peers.NODEBB, Peers.UNKNOWN})
WRAPPED = frozenset({Peers.FORUM, Peers.UNKNOWN})
TOLD = frozenset({Peers.FORUM, Peers.NODEBB})
TOLD_OF_EDITS = frozenset({Peers.FORUM, Peers.NODEBB, Peers.UNKNOWN})


def peers_of(software: str | None) -> Peers:
    """What a server makes of a forum, by the name in its NodeInfo; None is not known.

    >>> peers_of("Lemmy"), peers_of(None)
    (<Peers.FORUM: 'forum'>, <Peers.UNKNOWN: 'unknown'>)
    """
    name = (software or "").lower()
    if name == NODEBB_SOFTWARE:
        return Peers.NODEBB
    if name in FORUM_SOFTWARE:
        return Peers.FORUM
    return Peers.MICROBLOG if name in MICROBLOG_SOFTWARE else Peers.UNKNOWN


# -- what goes out for each thing that happens -------------------------------------------------


def opened(activity: Create | Update, filed: Filed, case: Case) -> tuple[Emit, ...]:
    """A thread was opened in a board here, by somebody here or elsewhere."""
    post, board, lane = filed.post, filed.board, filed.thread.id
    if case.known.limits(post.author):
        return ()
    boost = boosted(post, board, case)
    wrap = wrapped(activity, board, case, brings=post)
    emits = [
        Emit(activity=boost, signer=board.id, audience=followers(board, BOOSTED), lane=lane),
        Emit(activity=wrap, signer=board.id, audience=followers(board, WRAPPED), lane=lane),
    ]
    if post.local:
        heard = direct(activity, post, None, case)
        emits.insert(0, Emit(activity=activity, signer=post.author, audience=heard, lane=lane))
    return tuple(emits)


def replied(
    activity: Create | Update, filed: Filed, parent_author: Iri | None, case: Case
) -> tuple[Emit, ...]:
    """A reply was filed in a thread here, by somebody here or elsewhere."""
    post, thread, board, lane = filed.post, filed.thread, filed.board, filed.thread.id
    if case.known.limits(post.author):
        return ()
    heard = spoken_to(activity, post, parent_author, case)
    wrap = wrapped(activity, board, case, brings=post)
    boost = boosted(post, board, case)
    emits: list[Emit] = []
    if post.local:
        emits.append(Emit(activity=activity, signer=post.author, audience=heard, lane=lane))
    relay = relayed(activity, filed, heard)
    if relay is not None:
        untaken = replace(followers(board, {Peers.UNKNOWN}), without=heard, unrelayed=True)
        emits += [
            relay,
            Emit(activity=wrap, signer=board.id, audience=untaken, lane=lane),
        ]
    emits += [
        Emit(activity=wrap, signer=board.id, audience=followers(board, {Peers.FORUM}), lane=lane),
        Emit(activity=boost, signer=board.id, audience=followers(board, {Peers.NODEBB}), lane=lane),
    ]
    if not late(post, case):
        emits.append(
            Emit(
                activity=boosted_by_thread(post, thread, case),
                signer=thread.id,
                audience=Audience(followers_of=frozenset({thread.id})),
                lane=lane,
            )
        )
    return tuple(emits)


def changed(
    activity: Update | Delete, filed: Filed, parent_author: Iri | None, case: Case
) -> tuple[Emit, ...]:
    """A post in a board here was edited or deleted by its author."""
    post, thread, board, lane = filed.post, filed.thread, filed.board, filed.thread.id
    heard = spoken_to(activity, post, parent_author, case)
    emits: list[Emit] = []
    nodebb = followers(board, {Peers.NODEBB})
    deleted = isinstance(activity, Delete)
    if not deleted and case.known.limits(post.author):
        return ()
    if post.local:
        both = frozenset({board.id, thread.id})
        among = TIMELINES if deleted else BOOSTED
        rest = Audience(followers_of=both, among=among, without=heard)
        to_thread = Audience(
            followers_of=frozenset({thread.id}),
            among=ALL_PEERS - among,
            without=replace(heard, followers_of=heard.followers_of | {board.id}),
        )
        emits += [
            Emit(activity=activity, signer=post.author, audience=audience, lane=lane)
            for audience in (replace(heard, without=nodebb if deleted else None), rest, to_thread)
        ]
    else:
        relay = relayed(activity, filed, heard)
        if relay is not None:
            have = replace(followers(board, TIMELINES), actors=heard.actors)
            to_thread = Audience(followers_of=frozenset({thread.id}), without=have, relay=True)
            emits += [relay, replace(relay, audience=to_thread, signer=thread.id)]
    told = TOLD_OF_EDITS if deleted or not post.local else WRAPPED
    return (*emits, *passed_on(activity, board, told, lane, case))


def reacted(activity: AnyActivity, filed: Filed, case: Case) -> tuple[Emit, ...]:
    """Somebody voted, or took a vote back, on a post in a board here.

    The author's server hears it from the voter only if the board does not tell it: a server
    that heard a vote twice, as PieFed 1.6 does, would take it back. NodeBB hears members here
    themselves: of what a board passes on it counts no Dislike, and no Undo.
    """
    post, board, lane = filed.post, filed.board, filed.thread.id
    if case.known.limits(activity.actor) and not isinstance(activity, Undo):
        return ()
    if not case.local:
        return passed_on(activity, board, TOLD, lane, case)
    heard = [followers(board, {Peers.NODEBB})]
    if not post.local:
        author = frozenset({post.author})
        heard.append(Audience(actors=author, without=followers(board, TOLD)))
    direct = (
        Emit(activity=activity, signer=activity.actor, audience=audience, lane=lane)
        for audience in heard
    )
    return (*direct, *passed_on(activity, board, TOLD - {Peers.NODEBB}, lane, case))


def moderated(activity: AnyActivity, board: Board, lane: str, case: Case) -> tuple[Emit, ...]:
    """A moderator acted in a board here: forums hear of it, microblogs know nothing of it."""
    return passed_on(activity, board, TOLD, lane, case)


def withdrawn(filed: Filed, case: Case) -> tuple[Emit, ...]:
    """A post was removed: whoever shows it because the board or thread passed it on, forgets it."""
    post, thread, board = filed.post, filed.thread, filed.board
    if filed.opening:
        return (taken_back(boosted(post, board, case), followers(board, TIMELINES), filed, case),)
    to_thread = Audience(followers_of=frozenset({thread.id}))
    return (taken_back(boosted_by_thread(post, thread, case), to_thread, filed, case),)


def restored(filed: Filed, cause: AnyActivity, case: Case) -> tuple[Emit, ...]:
    """A removed post is back: it is announced anew, in the name of the restoring act."""
    post, thread, board = filed.post, filed.thread, filed.board
    reason = cause_of(cause)
    if filed.opening:
        again = boosted(post, board, case)
        again = replace(again, id=case.new.derived(reason, "Announce", board.id))
        audience, signer = followers(board, TIMELINES), board.id
    else:
        again = boosted_by_thread(post, thread, case)
        again = replace(again, id=case.new.derived(reason, "Announce", thread.id))
        audience, signer = Audience(followers_of=frozenset({thread.id})), thread.id
    return (Emit(activity=again, signer=signer, audience=audience, lane=thread.id),)


def posted_elsewhere(
    activity: AnyActivity, board: Iri, post: Post, parent_author: Iri | None, case: Case
) -> tuple[Emit, ...]:
    """Somebody here wrote, edited or deleted in a board elsewhere: its server passes it on."""
    lane = post.thread or post.id
    heard = direct(activity, post, parent_author, case)
    audience = replace(heard, actors=heard.actors | {board})
    return (Emit(activity=activity, signer=activity.actor, audience=audience, lane=lane),)


def voted_elsewhere(activity: AnyActivity, board: Iri, post: Post) -> tuple[Emit, ...]:
    """Somebody here votes, or takes it back, in a board elsewhere: its server and the author's."""
    heard = Audience(actors=frozenset({board, post.author}))
    lane = post.thread or post.id
    return (Emit(activity=activity, signer=activity.actor, audience=heard, lane=lane),)


def asked(activity: AnyActivity, whom: Iri, lane: str) -> tuple[Emit, ...]:
    """One actor elsewhere is told something by one here, at its own inbox."""
    heard = Audience(personal=frozenset({whom}))
    return (Emit(activity=activity, signer=activity.actor, audience=heard, lane=lane),)


def boosted_by_member(activity: AnyActivity, thing: Iri, post: Post | None) -> tuple[Emit, ...]:
    """Somebody here boosts a post, or takes it back: their followers hear it, and its author."""
    heard = Audience(
        actors=frozenset({post.author} if post is not None else ()),
        followers_of=frozenset({activity.actor}),
    )
    lane = (post.thread if post is not None else None) or thing
    return (Emit(activity=activity, signer=activity.actor, audience=heard, lane=lane),)


def late(post: Post, case: Case) -> bool:
    """Whether a reply was found long after it was written: nobody's timeline is filled with it."""
    found = isinstance(case.by, Fetched) and case.by.admitted is None
    return found and case.now - post.published > LATE


# -- the pieces --------------------------------------------------------------------------------


def followers(board: Board, among: frozenset[Peers] | set[Peers]) -> Audience:
    return Audience(followers_of=frozenset({board.id}), among=frozenset(among))


def direct(activity: AnyActivity, post: Post, parent_author: Iri | None, case: Case) -> Audience:
    """Whoever hears from the author: the author's followers, who is called, who is answered."""
    named = {*activity.to, *activity.cc, *post.mentions}
    if parent_author is not None:
        named.add(parent_author)
    actors = frozenset(iri for iri in named if iri != PUBLIC and not case.home.ours(iri))
    return Audience(actors=actors, followers_of=frozenset({activity.actor}))


def spoken_to(activity: AnyActivity, post: Post, parent_author: Iri | None, case: Case) -> Audience:
    """Whoever has heard it from the author; of an author elsewhere, their own server has."""
    if post.local:
        return direct(activity, post, parent_author, case)
    return Audience(actors=frozenset({post.author}))


def relayed(activity: AnyActivity, filed: Filed, heard: Audience) -> Emit | None:
    """The author's own activity, POSTed by the board to microblogs that follow it.

    They believe its LD signature: made here for members, as it came for everybody else. What
    came without one is not passed on, and found through ``replies``.
    """
    if not filed.post.local and not activity.signed:
        return None
    audience = replace(followers(filed.board, TIMELINES), without=heard, relay=True)
    return Emit(
        activity=activity,
        signer=filed.board.id,
        audience=audience,
        lane=filed.thread.id,
        form=Form.LINKED if filed.post.local else Form.RELAYED,
    )


def boosted(post: Post, board: Board, case: Case) -> Announce:
    """The board's Announce of a post's id."""
    return Announce(
        id=case.new.passing(post.short, post.id, "Announce", board.id),
        actor=board.id,
        to=(PUBLIC,),
        cc=(board.followers, post.author),
        published=case.now,
        object=post.id,
    )


def boosted_by_thread(post: Post, thread: Thread, case: Case) -> Announce:
    """The thread's Announce of a reply's id; its author is not addressed."""
    return Announce(
        id=case.new.passing(post.short, post.id, "Announce", thread.id),
        actor=thread.id,
        to=(PUBLIC,),
        cc=(Iri(f"{thread.id}/followers"),),
        published=case.now,
        object=post.id,
    )


def wrapped(
    activity: AnyActivity, board: Board, case: Case, *, brings: Post | None = None
) -> Announce:
    """The board's FEP-1b12 Announce of an activity: the document itself, or, for what was found
    rather than received, the Create written anew. ``brings`` is the post that came by it.
    """
    cause = (cause_of(activity), "wrap", board.id)
    return Announce(
        id=case.new.passing(brings.short, *cause) if brings else case.new.derived(*cause),
        actor=board.id,
        to=(PUBLIC, board.id),
        cc=(board.followers,),
        published=case.now,
        object=named(activity, case) if isinstance(case.by, Fetched) else Received(),
    )


def passed_on(
    activity: AnyActivity, board: Board, among: frozenset[Peers], lane: str, case: Case
) -> tuple[Emit, ...]:
    """The board's Announce of an activity, to its followers among these peers.

    A NodeBB is left out where the activity is its own: it cannot look those up, and says 424.
    """
    wrap = wrapped(activity, board, case)
    audiences = [followers(board, among - {Peers.NODEBB})]
    if Peers.NODEBB in among:
        speaker = Audience(actors=frozenset({activity.actor}))
        audiences.append(replace(followers(board, {Peers.NODEBB}), without=speaker))
    return tuple(
        Emit(activity=wrap, signer=board.id, audience=audience, lane=lane) for audience in audiences
    )


def named(activity: AnyActivity, case: Case) -> AnyActivity:
    """The activity with an id of ours if it has none: NodeBB and Lemmy insist on one."""
    if activity.id:
        return activity
    return replace(activity, id=case.new.derived(cause_of(activity), "found", activity.actor))


def taken_back(boost: Announce, audience: Audience, filed: Filed, case: Case) -> Emit:
    undo = Undo(
        id=case.new.derived(boost.id, "Undo", boost.actor),
        actor=boost.actor,
        to=boost.to,
        cc=boost.cc,
        object=boost.id,
        undone=boost,
    )
    return Emit(activity=undo, signer=boost.actor, audience=audience, lane=filed.thread.id)


def cause_of(activity: AnyActivity) -> str:
    """What a derived id is derived from: the activity's id, or what it says if it has none."""
    if activity.id:
        return activity.id
    said = f"{type(activity).__name__} {activity.actor} {subject_of(activity)}"
    if isinstance(activity, Update) and activity.object.updated is not None:
        return f"{said} {activity.object.updated.isoformat()}"
    return said
