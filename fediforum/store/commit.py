"""Commit: the one interpreter of effects. What the law decided becomes rows, all or nothing.

A batch is written set by set, not act by act: kind after kind in ``Phase`` order. That gives the
same as one by one as long as no effect touches what a later phase of an earlier act touched; where
one does, a new chunk begins. The savepoint round a batch is the caller's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import assert_never

from fediforum.forum.effects import (
    Audience,
    Effect,
    Emit,
    Erase,
    Errand,
    Put,
    Relate,
    Shut,
    Sweep,
    Thing,
    Transfer,
    Unbury,
    Unrelate,
    Unsweep,
)  # fmt: skip
from fediforum.forum.home import Home
from fediforum.forum.model import Board, Grave, Member, Post, Relation, Report, Thread, Tie
from fediforum.store.actors import leave, save_actors, save_members
from fediforum.store.boards import save_boards
from fediforum.store.counts import Counts, hold
from fediforum.store.database import Conn, Sql
from fediforum.store.emissions import Emission, send
from fediforum.store.errands import errand_job
from fediforum.store.media import depict
from fediforum.store.posts import Saving, bury, empty_by, save_posts, shelved_under, unbury
from fediforum.store.queue import Job, enqueue_all
from fediforum.store.relations import Pair, forget, relate
from fediforum.store.reports import save_reports
from fediforum.store.search import forget_words, reword
from fediforum.store.sweeps import shut_all, sweep_all, threads_to_hold
from fediforum.store.threads import save_threads, untitle
from fediforum.store.transfers import transfer_all
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True)
class Acted:
    """What one activity has come to: its effects, and its ``Emit``s put into bytes.

    ``document`` is the object's own bytes, kept with the post or actor that is put.
    """

    effects: tuple[Effect, ...]
    emissions: tuple[Emission, ...] = ()
    document: bytes | None = None


class Phase(IntEnum):
    """In which order a chunk is written; each may build on those before it."""

    ACTOR = 0
    MEMBER = 1
    BOARD = 2
    THREAD = 3
    POST = 4
    RELATION = 5
    GRAVE = 6
    ERASE = 7


@dataclass(slots=True)
class Chunk:
    """Effects that commute: written phase by phase, the last word on each subject."""

    actors: dict[Iri, tuple[Actor, bytes | None]] = field(default_factory=dict)
    members: dict[Iri, Member] = field(default_factory=dict)
    boards: dict[Iri, Board] = field(default_factory=dict)
    threads: dict[Iri, Thread] = field(default_factory=dict)
    posts: dict[Iri, Saving] = field(default_factory=dict)
    relations: dict[Pair, Relation | None] = field(default_factory=dict)
    graves: dict[Iri, Grave] = field(default_factory=dict)
    erased: dict[Iri, datetime] = field(default_factory=dict)
    sweeps: list[Sweep | Unsweep] = field(default_factory=list)
    shuts: list[Shut] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    unburied: list[Iri] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    errands: list[Errand] = field(default_factory=list)
    emissions: list[Emission] = field(default_factory=list)
    touched: dict[Iri, Phase] = field(default_factory=dict)
    heard: set[Iri] = field(default_factory=set)

    def takes(self, acted: Acted) -> bool:
        """Whether writing this act together with the earlier ones gives what one by one gives."""
        if self.erased or self.sweeps or self.shuts or self.unburied or self.transfers:
            return False  # what somebody wrote and did may be anywhere
        if self.touched and any(map(sweeps, acted.effects)):
            return False
        commutes = all(
            self.touched.get(subject, Phase.ACTOR) <= phase
            for effect in acted.effects
            for phase, subject in touches(effect)
        )
        moves = any(self.moves(effect) or self.rewords(effect) for effect in acted.effects)
        heard = any(follow in self.heard for follow in follows(acted.effects))
        return commutes and not moves and not heard

    def moves(self, effect: Effect) -> bool:
        """Whether a post of this chunk goes to another thread, or a thread to another board."""
        match effect:
            case Put(Post() as post):
                filed = self.posts.get(post.id)
                return filed is not None and filed.post.thread != post.thread
            case Put(Thread() as thread):
                known = self.threads.get(thread.id)
                return known is not None and known.board != thread.board
            case _:
                return False

    def rewords(self, effect: Effect) -> bool:
        """Whether a post of this chunk says something else then: what it said has to be kept."""
        match effect:
            case Put(Post() as post) if (saving := self.posts.get(post.id)) is not None:
                return said(saving.post) != said(post)
            case _:
                return False

    def take(self, acted: Acted) -> None:
        for effect in acted.effects:
            for phase, subject in touches(effect):
                self.touched[subject] = max(phase, self.touched.get(subject, phase))
            self.note(effect, acted.document)
        self.emissions.extend(acted.emissions)
        for emission in acted.emissions:
            self.heard |= hearing(emission.audience)

    def note(self, effect: Effect, document: bytes | None) -> None:
        match effect:
            case Put(thing):
                self.note_thing(thing, document)
            case Relate(relation):
                self.relations[relation.kind, relation.a, relation.b] = relation
            case Unrelate(kind, a, b):
                self.relations[kind, a, b] = None
            case Erase(member_id, at):
                self.erased.setdefault(member_id, at)
            case Sweep() | Unsweep():
                self.sweeps.append(effect)
            case Unbury(iri):
                self.unburied.append(iri)
            case Shut():
                self.shuts.append(effect)
            case Transfer():
                self.transfers.append(effect)
            case Errand():
                self.errands.append(effect)
            case Emit():
                pass  # the caller has put it into bytes: see ``Acted.emissions``
            case _:
                assert_never(effect)

    def note_thing(self, thing: Thing, document: bytes | None) -> None:
        match thing:
            case Post():
                known = self.posts.get(thing.id)
                kept = document if document is not None or known is None else known.document
                self.posts[thing.id] = Saving(thing, kept)
            case Thread():
                self.threads[thing.id] = thing
            case Board():
                self.boards[thing.id] = thing
            case Member():
                self.members[thing.id] = thing
            case Actor():
                self.actors[thing.id] = (thing, document)
            case Grave():
                self.graves.setdefault(thing.id, thing)
            case Report():
                self.reports.append(thing)
            case _:
                assert_never(thing)


def said(post: Post) -> tuple[str | None, str | None, str, bool]:
    return post.name, post.summary, post.content, post.visible


def touches(effect: Effect) -> Iterator[tuple[Phase, Iri]]:
    match effect:
        case Put(Actor() as actor):
            yield Phase.ACTOR, actor.id
        case Put(Member() as member):
            yield Phase.MEMBER, member.id
        case Put(Board() as board):
            yield Phase.BOARD, board.id
        case Put(Thread() as thread):
            yield Phase.THREAD, thread.id
        case Put(Post() as post):
            yield Phase.POST, post.id
            if post.thread is not None:
                yield Phase.POST, post.thread  # a thread that moves takes along what is there
        case Relate(Relation(a=a, b=b)) | Unrelate(a=a, b=b):
            yield Phase.RELATION, a
            yield Phase.RELATION, b
        case Put(Grave() as grave):
            yield Phase.GRAVE, grave.id
        case Erase(gone):
            yield Phase.ERASE, gone
        case _:
            pass


def sweeps(effect: Effect) -> bool:
    """Whether it changes posts that it does not name."""
    return isinstance(effect, Sweep | Unsweep | Unbury | Shut | Transfer)


def follows(effects: Sequence[Effect]) -> Iterator[Iri]:
    for effect in effects:
        match effect:
            case Relate(Relation(kind=Tie.FOLLOW, b=b)) | Unrelate(Tie.FOLLOW, _, b):
                yield b
            case _:
                pass


def hearing(audience: Audience | None) -> frozenset[Iri]:
    """Whose followers an emission goes to: they must not change before it is resolved."""
    if audience is None:
        return frozenset()
    return audience.followers_of | hearing(audience.without)


def chunks(acted: Sequence[Acted]) -> Iterator[Chunk]:
    """Cut a batch into the longest chunks that may be written phase by phase."""
    chunk = Chunk()
    for each in acted:
        if not chunk.takes(each):
            yield chunk
            chunk = Chunk()
        chunk.take(each)
    yield chunk


NOTIFY = Sql("SELECT pg_notify($1, '')")


async def commit(
    conn: Conn, acted: Sequence[Acted], home: Home, now: datetime, operation: str | None = None
) -> None:
    """Write what these acts came to, in this order, within the transaction of ``conn``.

    Deliveries and errands are queued with it; errands know the ``operation`` they follow from.
    Raises Conflict where the law built on what is not
    there, and lets the database's own last word (a short id that is taken) through.
    """
    hosts: set[str] = set()
    errands: list[Errand] = []
    for chunk in chunks(acted):
        filed = await write(conn, chunk, now)
        hosts |= await send(conn, chunk.emissions, home, now)
        errands.extend(chunk.errands)
        if filed:
            waiting = await shelved_under(conn, filed)
            errands.extend(Errand(kind="refile", subject=iri) for iri in waiting)
        if chunk.posts:
            posts = [saving.post for saving in chunk.posts.values()]
            pictures = await depict(conn, posts, home.base, now)
            errands.extend(Errand(kind="picture", subject=url) for url in pictures)
    if operation is not None:
        details = {"operation": operation}
        errands = [replace(each, details={**each.details, **details}) for each in errands]
    await enqueue_all(conn, [*map(errand_job, errands), *map(lane_job, sorted(hosts))])
    if hosts:
        await conn.execute(NOTIFY, "delivery")


async def write(conn: Conn, chunk: Chunk, now: datetime) -> tuple[Iri, ...]:
    """Write one chunk phase by phase; the posts that were filed, in order."""
    counts = Counts()
    filed: frozenset[Iri] = frozenset()
    await hold_all(conn, chunk)
    if chunk.actors:
        await save_actors(conn, list(chunk.actors.values()), now)
    if chunk.members:
        await save_members(conn, list(chunk.members.values()), now)
    if chunk.boards:
        await save_boards(conn, list(chunk.boards.values()), now)
    if chunk.threads:
        await save_threads(conn, list(chunk.threads.values()), now, counts)
    if chunk.posts:
        filed = await save_posts(conn, list(chunk.posts.values()), now, counts)
    if chunk.relations:
        await relate(conn, chunk.relations, now, counts)
    await unbury(conn, chunk.unburied)
    swept = await sweep_all(conn, chunk.sweeps, counts)
    await shut_all(conn, chunk.shuts, counts)
    swept |= await transfer_all(conn, chunk.transfers, counts)
    if chunk.graves:
        await bury(conn, list(chunk.graves.values()), counts)
    for member, at in chunk.erased.items():
        await empty_by(conn, member, at, counts)
        await untitle(conn, member)
        await forget(conn, [member], counts)
        await leave(conn, member, at)
    if chunk.reports:
        await save_reports(conn, chunk.reports)
    await counts.apply(conn)
    titled = {thread.root for thread in chunk.threads.values()}
    await reword(conn, {*chunk.posts, *chunk.graves, *titled, *swept})
    await forget_words(conn, chunk.erased, all_of_them=True)
    return tuple(iri for iri in chunk.posts if iri in filed)


async def hold_all(conn: Conn, chunk: Chunk) -> None:
    """Hold the threads that the chunk changes something in."""
    named = [saving.post.thread for saving in chunk.posts.values()]
    threads = {*chunk.threads, *(iri for iri in named if iri is not None)}
    threads |= {iri for each in chunk.transfers for iri in (each.source, each.target)}
    posts = {*chunk.posts, *chunk.graves, *(b for _, _, b in chunk.relations)}
    posts |= await threads_to_hold(conn, (*chunk.sweeps, *chunk.shuts))
    authors = {
        *chunk.erased,
        *(each.by for each in chunk.sweeps if isinstance(each, Sweep) and each.by),
    }
    if threads or posts or authors:
        await hold(conn, threads, posts, authors)


def lane_job(host: str) -> Job:
    """Return the call to look for what is owed to a host."""
    return Job(entrypoint="lane", payload=host.encode(), dedupe_key=f"lane {host}")
