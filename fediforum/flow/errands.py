"""Errands: what has to be looked up elsewhere, one at a time, when there is time.

Jobs of the queue: each may run twice, so each only brings what it found to ``act`` or writes
what is so. Another server that does not answer is asked again a few times, later.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from fediforum.errors import FediforumError, Gone, Missing, Temporary, Unavailable
from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.boards import settle_silence
from fediforum.flow.budget import Budget
from fediforum.flow.cleanup import tell_of_cleared
from fediforum.flow.confirm import confirm
from fediforum.flow.consent import ask, bring
from fediforum.flow.crawling import hear_of, walk
from fediforum.flow.domains import settle
from fediforum.flow.indexing import index
from fediforum.flow.introduce import as_create, fetch, introduce, speaks_with
from fediforum.flow.later import put_off, times_put_off
from fediforum.flow.moderating import make_final, revive, tell_of_swept
from fediforum.flow.pictures import fetch_one
from fediforum.flow.polls import tally
from fediforum.flow.reshape import describe
from fediforum.flow.seed import seed
from fediforum.flow.stamping import look_up_stamp, restate
from fediforum.flow.synchronise import reconcile
from fediforum.forum import compose
from fediforum.forum.effects import Errand
from fediforum.forum.model import Tie
from fediforum.forum.provenance import Fetched, Local
from fediforum.node import Node
from fediforum.store.errands import enqueue_errands, read_errand
from fediforum.store.known import load_known
from fediforum.store.peers import save_software
from fediforum.store.posts import stored_document
from fediforum.store.relations import follows_of_threads, local_followers
from fediforum.vocab.activities import Delete, subject_of
from fediforum.vocab.iri import Iri, host_of
from fediforum.vocab.json import read_json
from fediforum.vocab.objects import Object, Tombstone
from fediforum.vocab.reading import kind_of, read_activity, read_object
from fediforum.wire import read_software

log = structlog.get_logger(__name__)

ATTEMPTS = 5
AGAIN = (30, 300, 1800, 7200)  # seconds until the next attempt
SOON = 2  # where it was our own database that did not answer
LEMMY = "lemmy"
SURE_AFTER = timedelta(hours=1)


async def run_errand(node: Node, payload: bytes | None) -> None:
    """Do what the job of the queue says; whatever comes of it, it ends and is not lost silently."""
    errand, attempt = read_errand(payload or b"")
    told = {"kind": errand.kind, "subject": errand.subject, "attempt": attempt}
    work = KINDS.get(errand.kind)
    if work is None:
        log.warning("unknown errand", **told)
        return
    try:
        await work(node, errand)
        log.info("ran errand", **told)
    except FediforumError as problem:
        again = isinstance(problem, Temporary | Unavailable)
        log.info("errand came to nothing", reason=str(problem), again=again, **told)
        if again:
            soon = SOON if isinstance(problem, Unavailable) else None
            await retry(node, errand, attempt, soon)
    except Exception:
        log.exception("errand failed", **told)
        await retry(node, errand, attempt)


async def retry(node: Node, errand: Errand, attempt: int, soon: int | None = None) -> None:
    if attempt >= ATTEMPTS:
        return
    later = timedelta(seconds=soon or AGAIN[min(attempt, len(AGAIN)) - 1])
    async with node.database.transaction() as conn:
        await enqueue_errands(conn, [errand], attempt=attempt + 1, after=later)


async def fetch_post(node: Node, errand: Errand) -> None:
    """The post at that id is read and acted on, or, if it is gone there, goes here."""
    budget = Budget.errand()
    await hear_of(node, errand, errand.subject)
    try:
        found = await fetch(node, errand.subject, budget)
        if kind_of(found.document) == "activity":
            found = await fetch(node, Iri(subject_of(read_activity(found.document))), budget)
    except (Missing, Gone):
        await bury(node, errand.subject)
        return
    thing = as_create(found)
    if isinstance(thing, Tombstone):
        await bury(node, thing.id)
        return
    await hear_of(node, errand, Iri(found.iri))
    board = errand.details.get("board")
    by = Fetched(
        Iri(found.iri),
        depth=int(errand.details.get("depth", 0)),
        board=Iri(board) if board is not None else None,
    )
    await act(node, [Spoken(activity=thing, by=by, raw=found.raw)], budget)


async def refresh_actor(node: Node, errand: Errand) -> None:
    """What is known of an actor is what their server says of them now."""
    await introduce(node, errand.subject, Budget.errand())


async def confirm_gone(node: Node, errand: Errand) -> None:
    """What another server says is gone is deleted here, if its own server says so too."""
    try:
        found = await fetch(node, errand.subject, Budget.errand())
    except (Missing, Gone):
        await bury(node, errand.subject, errand)
        return
    if kind_of(found.document) == "tombstone":
        await bury(node, errand.subject, errand)


async def bury(node: Node, iri: Iri, errand: Errand | None = None) -> None:
    """The id that its own server no longer knows is deleted here.

    An actor only when their server has said so twice, an hour apart: servers come back.
    """
    async with node.database.connection() as conn:
        known = await load_known(conn, {iri}, node.home)
    if iri in known.posts:
        author = known.posts[iri].author
    elif iri in known.members and errand is not None:
        if not times_put_off(errand):
            await put_off(node, errand, SURE_AFTER)
            return
        author = iri
    else:
        return
    activity = Delete(id=Iri(""), actor=author, object=iri)
    await act(node, [Spoken(activity=activity, by=Fetched(iri))], Budget.none())


async def ask_software(node: Node, errand: Errand) -> None:
    """Which software a host runs is known, and decides in which form it hears of us."""
    host = host_of(errand.subject)
    await speaks_with(node, host)
    try:
        software = await read_software(node.http, host)
        name, version = software.name, software.version
    except (Missing, Gone):
        name, version = None, None
    async with node.database.transaction() as conn:
        await save_software(conn, host, name, version, node.clock())
    if name == LEMMY:
        await dismiss(node, host)


async def dismiss(node: Node, host: str) -> None:
    """Followers at a Lemmy let go of threads: it takes only from a board what is a board's."""
    async with node.database.connection() as conn:
        follows = await follows_of_threads(conn, host)
    for relation in follows:
        activity = compose.dismiss(relation.b, relation, new=ids(node), now=node.clock())
        await act(node, [Spoken(activity=activity, by=Local(relation.b))], Budget.none())


async def follow_move(node: Node, errand: Errand) -> None:
    """Whoever follows the old actor from here follows the new one, if both say they are one
    (FEP-7628).
    """
    budget = Budget.errand()
    old = await introduce(node, errand.subject, budget)
    target = Iri(errand.details.get("target", "") or old.moved_to or "")
    new = await introduce(node, target, budget)
    if old.id not in new.also_known_as or old.moved_to != new.id:
        log.info("did not follow a move", old=old.id, new=new.id)
        return
    async with node.database.connection() as conn:
        followers = await local_followers(conn, old.id)
        known = await load_known(conn, {*followers, old.id}, node.home)
    for follower in followers:
        relation = known.relation(Tie.FOLLOW, follower, old.id)
        member = known.members.get(follower)
        if relation is None or member is None:
            continue
        now = node.clock()
        said = (
            compose.follow(member, new.id, new=ids(node), now=now),
            compose.unfollow(member, relation, new=ids(node), now=now),
        )
        spoken = [Spoken(activity=each, by=Local(follower)) for each in said]
        await act(node, spoken, budget)


async def file_again(node: Node, errand: Errand) -> None:
    """A post that lay on the shelf is judged again, now that its parent is here."""
    async with node.database.connection() as conn:
        raw = await stored_document(conn, errand.subject)
    if raw is None:
        return
    thing = read_object(read_json(raw))
    if isinstance(thing, Object):
        spoken = Spoken(activity=compose.found(thing), by=Fetched(thing.id), raw=raw)
        await act(node, [spoken], Budget.errand())


KINDS: Mapping[str, Callable[[Node, Errand], Awaitable[None]]] = {
    "ask": ask,
    "consented": bring,
    "tally": tally,
    "fetch": fetch_post,
    "actor": refresh_actor,
    "gone": confirm_gone,
    "revive": revive,
    "swept": tell_of_swept,
    "cleared": tell_of_cleared,
    "describe": describe,
    "nodeinfo": ask_software,
    "move": follow_move,
    "outbox": seed,
    "backfill": walk,
    "confirm": confirm,
    "asked": settle_silence,
    "refile": file_again,
    "grace": make_final,
    "stamp": look_up_stamp,
    "restate": restate,
    "followers": reconcile,
    "words": index,
    "hush": settle,
    "picture": fetch_one,
}
