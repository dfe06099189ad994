"""The door: every change to what the forum holds passes here, as one activity.

Theory of operation. An inbox POST, a form, a command, a post found elsewhere: all arrive as
``Spoken``, an activity and how it came. ``act`` takes a batch of them through one transaction:

1. *Seen?* What a server POSTed is noted by its signer and id, first of all. If the transaction
   is undone, so is the note: nothing is ever taken for done that was not.
2. *What is known?* One query gathers the ids that the whole batch names. What an activity is
   about is held first, so that two which change one post at once are judged one after the other.
3. *What does the law say?* Each activity is judged in its turn, over what is known once those
   before it have happened (``Known.after``), so a batch means what its members mean one by one.
4. *What has to be said?* What somebody hears is put into bytes, signed by keys that are at hand.
5. *So be it.* Effects, deliveries, errands and the settled intake rows are committed together;
   what is moderation is entered in the journal with the rows that it changed.
   A process that is killed at any point has either done all of it or nothing; a row whose
   lease went to another worker meanwhile undoes all (``Fenced``).

Nothing here waits for another server while the transaction is open. ``Needs`` names actors or
boards that must be known first: within the budget they are fetched afterwards and the law is
asked again, a few times at most; a row of the intake stays unsettled until then. The law being
pure, a transaction that collided with another is simply run again.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from fediforum.content import fingerprint
from fediforum.errors import Conflict
from fediforum.flow.budget import Budget
from fediforum.flow.introduce import introduce_all
from fediforum.flow.journalling import Doing, carry_out, operation_of
from fediforum.flow.render import Judged, render
from fediforum.forum.home import Home, Ids, crockford
from fediforum.forum.journal import Operation
from fediforum.forum.judge import judge
from fediforum.forum.provenance import (
    Announced,
    Fetched,
    Local,
    Proven,
    Provenance,
    Signed,
)  # fmt: skip
from fediforum.forum.verdict import Accepted, Ignored, Needs, Refused, Verdict
from fediforum.forum.writing import content_of
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.intake import Claimed, settle
from fediforum.store.known import Written, load_known
from fediforum.store.posts import lock_ids
from fediforum.store.seen import forget_seen, mark_seen
from fediforum.vocab.activities import (
    AnyActivity,
    Create,
    Dislike,
    EmojiReact,
    Follow,
    Like,
    Update,
    inner_of,
    named_ids,
    subject_of,
)  # fmt: skip
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Object

log = structlog.get_logger(__name__)

ROUNDS = 3
SEEN_BEFORE = Ignored("seen before")
COUNTED = (Like, Dislike, EmojiReact, Follow)


class Fenced(Conflict):
    """Another worker has taken over what this one was doing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """An activity and how it came.

    ``raw``: the bytes received, for ``Fetched`` those of the bare object; None for what is said
    here. ``intake``: the claimed row that is settled with it. ``operation``: what it is part of,
    where several activities are one act of moderation; else each is an operation by itself.
    """

    activity: AnyActivity
    by: Provenance
    raw: bytes | None = field(default=None, repr=False)
    intake: Claimed | None = None
    operation: Operation | None = None


async def act(node: Node, batch: Sequence[Spoken], budget: Budget) -> Sequence[Verdict]:
    """Everything that follows from the batch is committed; a verdict each, in order.

    All or nothing: whatever is raised, nothing has happened. ``Needs`` is only among the
    verdicts when the budget is spent or nobody answered.
    """
    verdicts = list(await judged_and_done(node, batch))
    for _ in range(ROUNDS):
        waiting = [index for index, verdict in enumerate(verdicts) if isinstance(verdict, Needs)]
        if not waiting or budget.spent:
            break
        needed = {iri for index in waiting for iri in needs_of(verdicts[index])}
        if not await introduce_all(node, needed, budget):
            break
        again = await judged_and_done(node, [batch[index] for index in waiting])
        for index, verdict in zip(waiting, again, strict=True):
            verdicts[index] = verdict
    return verdicts


async def act_each(
    node: Node, batch: Sequence[Spoken], budget: Budget
) -> Sequence[Verdict | Exception]:
    """As ``act``; where the batch fails as a whole, each by itself, with what it raised.

    One activity that cannot be carried out then costs nobody else theirs.
    """
    try:
        return await act(node, batch, budget)
    except Exception as problem:
        if len(batch) == 1:
            return [problem]
        log.warning("acted one by one", size=len(batch), reason=repr(problem))
    outcomes: list[Verdict | Exception] = []
    for spoken in batch:
        try:
            outcomes += await act(node, [spoken], budget)
        except Exception as problem:
            outcomes.append(problem)
    return outcomes


async def judged_and_done(node: Node, batch: Sequence[Spoken]) -> Sequence[Verdict]:
    async def work(conn: Conn) -> Sequence[Verdict]:
        return await within(node, conn, batch)

    return await node.database.in_transaction(work)


async def within(node: Node, conn: Conn, batch: Sequence[Spoken]) -> Sequence[Verdict]:
    """The steps of the essay above, inside one transaction."""
    now = node.clock()
    hashes = [seen_hash(spoken) for spoken in batch]
    new = await mark_seen(conn, [mark for mark in hashes if mark is not None], now)
    if stake := at_stake(batch):
        await lock_ids(conn, stake)
    known = await load_known(conn, world(batch), node.home, now, written_in(batch, node.home))
    doings: list[Doing] = []
    verdicts: list[Verdict] = []
    marked: set[bytes] = set()
    for spoken, mark in zip(batch, hashes, strict=True):
        if mark is not None and (mark not in new or mark in marked):
            verdicts.append(SEEN_BEFORE)
            continue
        new_ids = ids(node)
        verdict = judge(spoken.activity, known, spoken.by, now, new_ids)
        verdicts.append(verdict)
        if mark is not None and not isinstance(verdict, Needs):
            marked.add(mark)
        if isinstance(verdict, Accepted):
            operation = spoken.operation or operation_of(
                spoken.activity, verdict.effects, known, new_ids, now
            )
            known = known.after(verdict.effects)
            judged = Judged(spoken.activity, spoken.raw, isinstance(spoken.by, Fetched))
            acted = await render(node, conn, judged, verdict.effects, now)
            doings.append(Doing(spoken.activity, acted, operation))
    await carry_out(conn, doings, node.home, now)
    if new - marked:
        await forget_seen(conn, sorted(new - marked))
    await settle_rows(conn, batch, verdicts, now)
    for spoken, verdict in zip(batch, verdicts, strict=True):
        log.info("acted", **told(spoken, verdict))
    return verdicts


def at_stake(batch: Sequence[Spoken]) -> frozenset[Iri]:
    """What the batch may change as a whole: a post by its id, and the poll that a choice is for.

    Votes and follows change nothing but what is counted, and that is the store's.
    """
    ids: set[Iri] = set()
    for spoken in batch:
        activity = spoken.activity
        while (inner := inner_of(activity)) is not None:
            activity = inner
        if isinstance(activity, COUNTED):
            continue
        ids.add(Iri(subject_of(activity)))
        if isinstance(activity, Create) and not activity.object.content:
            ids |= {iri for iri in (activity.object.in_reply_to,) if iri is not None}
    return frozenset(ids - {""})


def world(batch: Sequence[Spoken]) -> frozenset[Iri]:
    """Every id that the batch names, and those who brought it."""
    ids: set[Iri] = set()
    for spoken in batch:
        ids |= named_ids(spoken.activity)
        match spoken.by:
            case Signed(actor=actor) | Proven(actor=actor) | Local(actor=actor):
                ids.add(actor)
            case Announced(board=board):
                ids.add(board)
            case Fetched(board=board) if board is not None:
                ids.add(board)
            case Fetched():
                pass
    return frozenset(ids)


def written_in(batch: Sequence[Spoken], home: Home) -> Written:
    """Whose words the batch brings here itself, and their fingerprints, for rules of holding."""
    things = [
        spoken.activity.object
        for spoken in batch
        if not isinstance(spoken.by, Announced)
        if isinstance(spoken.activity, Create | Update)
        if isinstance(spoken.activity.object, Object)
    ]
    prints = (fingerprint(content_of(thing, home)) for thing in things)
    return Written(
        posts=frozenset(thing.id for thing in things),
        authors=frozenset(thing.attributed_to for thing in things),
        prints=frozenset(each for each in prints if each is not None),
    )


async def settle_rows(
    conn: Conn, batch: Sequence[Spoken], verdicts: Sequence[Verdict], now: datetime
) -> None:
    rows = [
        (spoken.intake, *outcome(verdict))
        for spoken, verdict in zip(batch, verdicts, strict=True)
        if spoken.intake is not None and not isinstance(verdict, Needs)
    ]
    if rows and await settle(conn, rows, now) < len(rows):
        raise Fenced


def outcome(verdict: Verdict) -> tuple[str, str]:
    """A verdict in the two words of an intake row: what became of it, and why."""
    match verdict:
        case Accepted():
            return "accepted", ""
        case Ignored(reason):
            return "ignored", reason
        case Refused(reason):
            return "refused", reason
        case Needs(ids):
            return "waiting", " ".join(sorted(ids))


def needs_of(verdict: Verdict) -> frozenset[Iri]:
    return verdict.ids if isinstance(verdict, Needs) else frozenset()


def told(spoken: Spoken, verdict: Verdict) -> dict[str, str]:
    """The one line that the log has of an activity."""
    word, reason = outcome(verdict)
    line = {"activity": spoken.activity.id, "type": type(spoken.activity).__name__}
    line |= {"actor": spoken.activity.actor, "verdict": word}
    return line | ({"reason": reason} if reason else {})


def seen_hash(spoken: Spoken) -> bytes | None:
    """What a server POSTed, in 16 bytes: its speaker and its id, or its bytes where it has none.

    None for what is said here or was found: there the state itself tells (decision 18).
    """
    if not isinstance(spoken.by, Signed | Proven):
        return None
    return seen_mark(spoken.by.actor, spoken.activity.id, spoken.raw or b"")


def seen_mark(actor: str, activity: str, raw: bytes) -> bytes:
    """The 16 bytes for what an actor said under that id, or in those bytes where it has none."""
    name = activity.encode() or hashlib.sha256(raw).digest()
    return hashlib.sha256(actor.encode() + b"\n" + name).digest()[:16]


def ids(node: Node) -> Ids:
    """Names to give out in one judgement or by one composer."""
    return Ids(node.home, fresh_short(node.clock()), node.id_secret)


def fresh_short(now: datetime) -> str:
    """A new short id: 42 bits of milliseconds and 23 of chance, in 13 characters (decision 6)."""
    milliseconds = int(now.timestamp() * 1000) & (2**42 - 1)
    return crockford(milliseconds << 23 | secrets.randbits(23), 13)
