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
from fediforum.flow.later import put_off
from fediforum.flow.preside import moderates, own_board
from fediforum.flow.setup import DESK
from fediforum.flow.speak import Said, said, sentence
from fediforum.forum import compose
from fediforum.forum.effects import Errand
from fediforum.forum.journal import Act, Operation, operation_id
from fediforum.forum.model import Board, Member, Post, PostState
from fediforum.forum.provenance import Local
from fediforum.forum.verdict import Accepted, Ignored, Refused
from fediforum.limits import SWEPT
from fediforum.node import Node
from fediforum.store.journal import named_so
from fediforum.store.known import load_known
from fediforum.store.similar import Recent, recent_posts
from fediforum.store.sweeps import swept_after
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
    spoken = [Spoken(activity=removal, by=Local(by.id), operation=operation)]
    banned = sorted(wave.authors | {sample.author}) if ban else ()
    for author in banned:
        block = compose.ban_here(by, author, reason, new=ids(node), now=now)
        spoken.append(Spoken(activity=block, by=Local(by.id), operation=operation))
    verdict, *_ = await act(node, spoken, Budget.none())
    match verdict:
        case Accepted():
            return replace(await said(node, sample.id, removal), operation=operation.id)
        case Refused(why) | Ignored(why):
            raise Forbidden(sentence(why))
        case _:
            raise Missing("The moderator is not known.")


# -- telling others ----------------------------------------------------------------------------


async def tell_of_cleared(node: Node, errand: Errand) -> None:
    """Other servers hear what was removed along with a post, some posts at a time."""
    last = await tell_some(node, errand)
    if last is not None:
        going_on = Errand(errand.kind, errand.subject, {**errand.details, "after": last})
        await put_off(node, going_on, timedelta())


async def tell_some(node: Node, errand: Errand) -> Iri | None:
    """Other servers hear of the next posts; the last of these, None where all was told."""
    cause, details = errand.subject, errand.details
    name = operation_id(details.get("activity", "").rpartition("/")[2])
    async with node.database.connection() as conn:
        posts = await swept_after(conn, cause, details.get("after", ""), TOLD_TOGETHER)
        known = await load_known(conn, {*posts, Iri(details.get("by", ""))}, node.home)
        operations = await named_so(conn, name, 1)
    by = known.members.get(Iri(details.get("by", "")))
    if not posts or by is None or not operations:
        return None
    spoken = [
        telling(node, by, cause, known.posts[iri], board, operations[0])
        for iri in posts
        if (board := known.boards.get(known.posts[iri].board or Iri(""))) is not None
    ]
    await act(node, spoken, Budget.none())
    return posts[-1]


def telling(
    node: Node, by: Member, cause: Iri, post: Post, board: Board, operation: Operation
) -> Spoken:
    """A Delete by itself of a post that was removed along with another, for others to hear."""
    new = ids(node)
    said = compose.delete(by, post, board, reason=operation.reason, new=new, now=node.clock())
    activity = replace(said, id=new.derived(cause, post.id, by.id))
    return Spoken(activity=activity, by=Local(by.id), operation=operation)
