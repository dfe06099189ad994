"""Cleaning up: a wave of spam is found by one of its posts, and removed at once.

What is similar is a proposal: it is looked at first (``find_wave``), and only what was found then
is removed. It is one operation; other servers hear of it afterwards, some posts at a time.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fediforum.content import fingerprint, likeness, link_hosts, shingles
from fediforum.errors import Conflict, Forbidden, Missing
from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.budget import Budget
from fediforum.flow.find import Place, find_place, own_member
from fediforum.flow.journalling import Doing, carry_out
from fediforum.flow.later import put_off
from fediforum.flow.preside import moderates, own_board
from fediforum.flow.render import Judged, render
from fediforum.flow.setup import DESK
from fediforum.flow.speak import Said, said, sentence
from fediforum.flow.undoing import spoken
from fediforum.forum import compose
from fediforum.forum.effects import Emit, Errand
from fediforum.forum.journal import Act, Operation, operation_id
from fediforum.forum.known import Known
from fediforum.forum.model import Post, PostState
from fediforum.forum.provenance import Local
from fediforum.forum.verdict import Accepted, Ignored, Refused
from fediforum.limits import SWEPT
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.journal import journalled, named_so, posts_turned
from fediforum.store.known import load_known
from fediforum.store.similar import Recent, recent_posts
from fediforum.vocab.activities import AnyActivity, Create
from fediforum.vocab.iri import Iri

ALIKE_ENOUGH = 0.5
TOLD_TOGETHER = 50
WORDS, TEXT, LINK = "words", "text", "link"


@dataclass(frozen=True, slots=True)
class Similar:
    """A post of the wave, and by what it is told: the same words, much of them, or a link."""

    post: Recent
    by: str


@dataclass(frozen=True, slots=True)
class Wave:
    """What a clean-up would remove. ``spared``: alike, but by people who were here before."""

    sample: Place
    similar: tuple[Similar, ...]
    spared: tuple[Similar, ...]
    looked_at: int

    @property
    def authors(self) -> frozenset[Iri]:
        return frozenset(each.post.author for each in self.similar)


async def find_wave(
    node: Node, sample: str, since: datetime, board: str = "", *, everybody: bool = False
) -> Wave:
    """What is similar to the post and came after that, in boards here, or one of them.

    Who had something to say here before is spared, unless ``everybody`` is meant. Raises Missing.
    """
    place = await find_place(node, sample)
    if not place.board.local:
        raise Forbidden("That post stands in a board elsewhere.")
    where = (await own_board(node, board)).id if board else None
    async with node.database.connection() as conn:
        recent = await recent_posts(conn, since, where)
    alike = await asyncio.to_thread(compared, place.post, recent, node.home.host)
    taken: list[Similar] = []
    spared: list[Similar] = []
    for each in alike:
        own = each.post.author == place.post.author
        (taken if everybody or own or not each.post.settled else spared).append(each)
    return Wave(place, tuple(taken[: SWEPT - 1]), tuple(spared), len(recent))


def compared(sample: Post, recent: Sequence[Recent], own_host: str) -> list[Similar]:
    """The posts that are like the sample, itself apart.

    A link alone says little of who was here before: everybody quotes the same newspapers.
    """
    told, runs = fingerprint(sample.content), shingles(sample.content)
    hosts = link_hosts(sample.content) - {own_host}
    found: list[Similar] = []
    for post in recent:
        if post.id == sample.id:
            continue
        if told is not None and post.likeness == told:
            found.append(Similar(post, WORDS))
        elif likeness(runs, shingles(post.content)) >= ALIKE_ENOUGH:
            found.append(Similar(post, TEXT))
        elif hosts and not post.settled and hosts & link_hosts(post.content):
            found.append(Similar(post, LINK))
    return found


async def clean_up(
    node: Node, wave: Wave, reason: str, member: str = DESK, *, ban: bool = False
) -> Said:
    """The wave is removed, as one operation; with ``ban`` its authors write here no more.

    Raises Forbidden for who is no moderator, and for who bans and is not the desk.
    """
    by, sample, board = await own_member(node, member), wave.sample.post, wave.sample.board
    if by.id != node.home.desk and (ban or not await moderates(node, by, board)):
        raise Forbidden("Only a moderator of the board may do that; only the desk bans with it.")
    new, now = ids(node), node.clock()
    along = tuple(each.post.id for each in wave.similar)
    if sample.state is not PostState.SHOWN:
        if not along:
            raise Conflict("It is removed already, and nothing is like it.")
        first = await find_place(node, along[0])
        sample, board, along = first.post, first.board, along[1:]
    removal = replace(
        compose.delete(by, sample, board, reason=reason, new=new, now=now), along=along
    )
    operation = Operation(
        id=operation_id(new.short),
        at=now,
        by=by.id,
        act=Act.CLEAN,
        subject=sample.id,
        board=board.id if by.id != node.home.desk else None,
        reason=reason,
    )
    acts = [Spoken(activity=removal, by=Local(by.id), operation=operation)]
    banned = sorted(wave.authors | {sample.author}) if ban else ()
    for author in banned:
        block = compose.ban_here(by, author, reason, new=ids(node), now=now)
        acts.append(Spoken(activity=block, by=Local(by.id), operation=operation))
    verdict, *_ = await act(node, acts, Budget.none())
    match verdict:
        case Accepted():
            return replace(await said(node, sample.id, removal), operation=operation.id)
        case Refused(why) | Ignored(why):
            raise Forbidden(sentence(why))
        case _:
            raise Missing("The moderator is not known.")


# -- telling others ----------------------------------------------------------------------------


async def tell_of_cleared(node: Node, errand: Errand) -> None:
    """Other servers hear what was removed along with a post, or is back, some posts at a time."""
    last = await tell_some(node, errand)
    if last is not None:
        going_on = Errand(errand.kind, errand.subject, {**errand.details, "after": last})
        await put_off(node, going_on, timedelta())


async def tell_some(node: Node, errand: Errand) -> Iri | None:
    """Other servers hear of the next posts; the last of these, None where all was told.

    Only words are said: the rows are as they are to be. So the law is asked over what was known
    before, of each post by itself.
    """
    undone = errand.details.get("undone")
    name = undone or errand.details["operation"]
    async with node.database.connection() as conn:
        operations = await named_so(conn, name, 1)
        turned = await posts_turned(conn, name)
    after = errand.details.get("after", "")
    posts = [iri for iri in turned if iri > after and iri != errand.subject][:TOLD_TOGETHER]
    if not posts or not operations:
        return None
    now = PostState.SHOWN if undone else PostState.REMOVED
    before = PostState.REMOVED if undone else PostState.SHOWN

    async def work(conn: Conn) -> None:
        known = await load_known(conn, {*posts, operations[0].by}, node.home)
        known_then = known.with_state({*posts}, before, errand.subject)
        said = [
            telling(node, known, known.posts[iri], operations[0], back=undone is not None)
            for iri in posts
            if known.posts[iri].state is now
        ]
        doings = [
            await words_of(node, conn, each, known_then, operations[0])
            for each in said
            if each is not None
        ]
        async with journalled(conn, operations[0]):
            await carry_out(conn, doings, node.home, node.clock())

    await node.database.in_transaction(work)
    return posts[-1]


def telling(
    node: Node, known: Known, post: Post, operation: Operation, *, back: bool
) -> AnyActivity | None:
    """A Delete of one post by itself, or its Undo; None of one in no board that is known."""
    by, board = known.members.get(operation.by), known.boards.get(post.board or Iri(""))
    if by is None or board is None:
        return None
    new, now = ids(node), node.clock()
    said = compose.delete(by, post, board, reason=operation.reason, new=new, now=now)
    removal = replace(said, id=new.derived(operation.id, post.id, by.id))
    return compose.contrary(removal, by.id, new=new, now=now) if back else removal


async def words_of(
    node: Node, conn: Conn, activity: AnyActivity, known: Known, operation: Operation
) -> Doing:
    """What an activity says to others; it is no deed of its own. Nobody gets a letter a post."""
    words = tuple(
        effect
        for effect in spoken(node, activity, known, operation)
        if not (isinstance(effect, Emit) and isinstance(effect.activity, Create))
    )
    acted = await render(node, conn, Judged(activity), words, node.clock())
    return Doing(activity, acted, None)
