"""The few things that can happen.

Forum words, not table words: ``store.commit`` carries out each with one function, and
``Known.after`` says what is known once they are carried out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from fediforum.forum.model import Board, Grave, Member, Post, Relation, Report, Thread, Tie
from fediforum.vocab.activities import AnyActivity
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri

Thing = Post | Thread | Board | Member | Actor | Grave | Report


@dataclass(frozen=True, slots=True)
class Put:
    """A thing is now so: made if it is new, replaced whole if it is known.

    A Post without ``seq`` whose ``thread`` is set is filed at the thread's end.
    A Grave empties the post of that id, if there is one, and blocks the id for ever.
    An Actor is what a document says of somebody elsewhere.
    """

    thing: Thing


@dataclass(frozen=True, slots=True)
class Relate:
    """These two stand in this relation now, in place of what stood between them before."""

    relation: Relation


@dataclass(frozen=True, slots=True)
class Unrelate:
    """That relation ends, if it was there."""

    kind: Tie
    a: Iri
    b: Iri


@dataclass(frozen=True, slots=True)
class Erase:
    """Everything that this member wrote and did here is gone: they deleted themselves."""

    member: Iri
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """Shown posts are removed together: all ``under`` a post, or ``by`` a member in a board, or
    these ``posts`` in a board here.

    ``board`` None is every board. ``reason`` stands where they stood. ``cause`` names what they
    were removed for, so that they can be put back together, and apart from what was removed for
    itself.
    """

    cause: str
    under: Iri | None = None
    by: Iri | None = None
    board: Iri | None = None
    posts: tuple[Iri, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unbury:
    """An id whose own server has it again may be used again; the post of that id is empty still."""

    id: Iri


@dataclass(frozen=True, slots=True)
class Unsweep:
    """What was removed for that cause is shown again, and can be found by ``back``."""

    cause: str
    back: str


@dataclass(frozen=True, slots=True)
class Shut:
    """A post and all that stands under it takes no more answers, or takes them again."""

    post: Iri
    locked: bool


@dataclass(frozen=True, slots=True)
class Transfer:
    """All posts of one thread stand in another, at its end and in their order; what opened it
    answers what opened the other.
    """

    source: Iri
    target: Iri


class Peers(StrEnum):
    """Servers by what their software makes of a forum (decision 11)."""

    MICROBLOG = "microblog"
    FORUM = "forum"
    NODEBB = "nodebb"
    UNKNOWN = "unknown"


ALL_PEERS = frozenset(Peers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who must hear: resolved to one inbox a server when it is committed.

    ``actors`` hear at their shared inbox, ``personal`` at their own, followers of
    ``followers_of`` at their servers' shared inboxes if the server is ``among`` these peers.
    ``without`` takes out every server that the other audience reaches. ``relay`` leaves out
    servers that have refused relayed bodies; ``unrelayed`` takes only those (and, of them,
    only servers of unknown software). ``software`` leaves only servers that run one of these, if
    it names any. Local inboxes are never among them.
    """

    actors: frozenset[Iri] = frozenset()
    personal: frozenset[Iri] = frozenset()
    followers_of: frozenset[Iri] = frozenset()
    among: frozenset[Peers] = ALL_PEERS
    without: "Audience | None" = None
    relay: bool = False
    unrelayed: bool = False
    software: frozenset[str] = frozenset()


class Form(StrEnum):
    """How an activity is put into bytes.

    ``plain``: written from the value, with an FEP-8b32 proof of its actor. ``linked``: with an
    LD signature of its actor and no proof (Mastodon ≤ 4.6 discards both together), to be POSTed
    by somebody else. ``relayed``: the very bytes that were received; nothing is sent if they
    carry no LD signature or an expired one.
    """

    PLAIN = "plain"
    LINKED = "linked"
    RELAYED = "relayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    """A vote on a post of a board here; ``first``: its voter had not voted on it before."""

    board: Iri
    post: Iri
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Emit:
    """An activity is sent to that audience; ``signer`` signs the HTTP requests.

    ``lane`` keeps what belongs together in order at each server: the thread's id, else the
    object's. An Announce of ``Received`` wraps the judged document itself. ``gather``: a vote
    that may be sent in a while, with others.
    """

    activity: AnyActivity
    signer: Iri
    audience: Audience
    lane: str
    form: Form = Form.PLAIN
    gather: "Gather | None" = None


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to look up or to do later: the hands know how (``flow/errands.py``).

    Kinds: ``fetch`` (read a post at its id and act on it), ``backfill`` (walk the conversation
    around a post), ``actor`` (refresh an actor),
    ``gone`` (confirm that an id answers 404 or 410, then delete), ``nodeinfo`` (which software
    a host runs), ``move`` (check alsoKnownAs and move follows), ``outbox`` (seed a board's
    history), ``confirm`` (look whether a board elsewhere has a post of ours), ``asked`` (take a
    PieFed's silence for a yes), ``stamp`` (check the stamp that a quote names), ``restate``
    (send a post of ours again with its stamps), ``grace`` (make the removal of a post of ours
    final, in a while),
    ``followers`` (compare who follows an actor from here with its server), ``refile`` (judge a
    post of the shelf again), ``ask`` (whose post somebody called a board under, and whether
    they want it there), ``consented`` (they do), ``tally`` (tell how a poll stands), ``swept``
    (take back, or say again, the boosts of what was swept), ``cleared`` (tell others what was
    removed in one clean-up), ``revive`` (look whether what was
    deleted is there again), ``describe`` (have a board here say what a moderator elsewhere wrote),
    ``picture`` (fetch a picture that a post shows), ``words`` (have found what an author, or
    everybody on a host, wrote), ``hush`` (have pages show what is decided about servers).
    """

    kind: str
    subject: Iri
    details: Mapping[str, str] = field(default_factory=dict)


Effect = (
    Put | Relate | Unrelate | Erase | Sweep | Unsweep | Unbury | Shut | Transfer | Emit | Errand
)
