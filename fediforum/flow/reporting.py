"""Reporting: a reader without an account asks the moderators to look, who may pass it on.

The report is kept here first of all, with a reference for whoever made it. Moderators elsewhere of
a board here hear of it as of every other report; servers that are only concerned hear of it if the
reader wants that or a moderator does, in the desk's name and never in the reader's.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from fediforum.errors import AlreadySo, Conflict, FediforumError, Forbidden
from fediforum.flow.act import Spoken, act, fresh_short, ids
from fediforum.flow.budget import Budget
from fediforum.flow.find import own_member
from fediforum.flow.setup import DESK
from fediforum.forum import compose
from fediforum.forum.home import crockford
from fediforum.forum.known import Known
from fediforum.forum.model import Matter, Member, Report
from fediforum.forum.provenance import Local
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.store.reading import Reported
from fediforum.store.reports import close_report, mark_forwarded, save_reports
from fediforum.vocab.iri import Iri

log = structlog.get_logger(__name__)

CHANCE = 60
REFERENCE = 12  # characters of Crockford base32
ALIKE = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What a reader says: what is the matter with what; ``forward``: other servers may know."""

    what: Reported
    kind: Matter
    words: str
    contact: str = ""
    forward: bool = False


async def complain(node: Node, said: Complaint) -> Report:
    """The moderators have a report; its ``reference`` is for whoever made it and nobody else.

    Of a server that readers have had told much of late, only moderators tell it more.
    """
    desk = await own_member(node, DESK)
    now = node.clock()
    report = Report(
        id=node.home.activity(fresh_short(now)),
        by=desk.id,
        about=(said.what.about,) if said.what.about is not None else (),
        board=said.what.board,
        reason=said.words,
        at=now,
        reference=new_reference(),
        kind=said.kind,
        page=said.what.page,
        contact=said.contact,
    )
    async with node.database.transaction() as conn:
        await save_reports(conn, [report])
    if report.about and report.about != (report.board,):
        abroad = said.forward and all(node.gate.forwards.take(host) for host in said.what.hosts)
        try:
            await tell(node, desk, report, abroad=abroad)
        except FediforumError as problem:
            log.warning("told nobody of a report", report=report.id, reason=str(problem))
    return report


async def forward(node: Node, report: Report, moderator: str = DESK) -> tuple[str, ...]:
    """The servers that a reader's report concerns know of it; their hosts.

    Raises AlreadySo where they do, Conflict where none is concerned, Forbidden for who moderates
    nothing there.
    """
    if report.reference is None:
        raise Conflict("What was reported from an account was passed on at once.")
    if report.forwarded is not None:
        raise AlreadySo("That report was passed on already.")
    await may_settle(node, await own_member(node, moderator), report)
    hosts = await tell(node, await own_member(node, DESK), report, abroad=True)
    if not hosts:
        raise Conflict("Nothing that it is about is from another server.")
    return hosts


async def close(node: Node, report: Report, outcome: str, by: Member) -> None:
    """A reader's report is done with: whoever has its reference may read what came of it."""
    await may_settle(node, by, report)
    async with node.database.transaction() as conn:
        if not await close_report(conn, report.id, outcome, node.clock()):
            raise AlreadySo("That report is settled already.")


async def tell(node: Node, desk: Member, report: Report, *, abroad: bool) -> tuple[str, ...]:
    """Moderators elsewhere of a board here have the report, and with ``abroad`` whoever else it
    concerns; the hosts of these.
    """
    async with node.database.connection() as conn:
        known = await load_known(conn, {desk.id, *report.about}, node.home)
    board = known.boards.get(report.board) if report.board is not None else None
    concerned = abroad_of(report, known, node.home.ours) if abroad else ()
    activity = compose.flag(
        desk, report.about, report.reason, board, new=ids(node), now=node.clock()
    )
    home_board = (board.id,) if board is not None and board.local else ()
    activity = replace(activity, id=report.id, to=(*home_board, *concerned))
    await act(node, [Spoken(activity=activity, by=Local(desk.id))], Budget.none())
    if concerned:
        async with node.database.transaction() as conn:
            await mark_forwarded(conn, report.id, node.clock())
    return tuple(dict.fromkeys(known_host(iri, known) for iri in concerned))


def known_host(iri: Iri, known: Known) -> str:
    board = known.boards.get(iri)
    return board.host if board is not None else known.members[iri].host


def abroad_of(report: Report, known: Known, ours: Callable[[str], bool]) -> tuple[Iri, ...]:
    """Who elsewhere could do something: the board of a post and its author, or whom it is about."""
    found: list[Iri] = []
    for iri in report.about:
        post = known.posts.get(iri)
        named = (report.board, post.author) if post is not None else (iri,)
        found += [one for one in named if one is not None and not ours(one)]
    return tuple(iri for iri in dict.fromkeys(found) if iri in known.boards or iri in known.members)


async def may_settle(node: Node, member: Member, report: Report) -> None:
    """Raise Forbidden for who moderates nothing there; the desk does everywhere."""
    if member.id == node.home.desk:
        return
    async with node.database.connection() as conn:
        named = {member.id, *({report.board} if report.board is not None else ())}
        known = await load_known(conn, named, node.home)
    board = known.boards.get(report.board) if report.board is not None else None
    if board is None or not known.moderates(member.id, board):
        raise Forbidden("Only a moderator of the board does that.")


def new_reference() -> str:
    """A reference that nobody can guess, and that can be read out over the telephone."""
    return written(crockford(secrets.randbits(CHANCE), REFERENCE).upper())


def written(letters: str) -> str:
    return "-".join(("M", *(letters[at : at + 4] for at in range(0, REFERENCE, 4))))


def reference_in(text: str) -> str | None:
    """The reference that somebody means, however they copied it.

    >>> reference_in("m-0123-4567-89ab"), reference_in("M O123 4567 89AB"), reference_in("M-1")
    ('M-0123-4567-89AB', 'M-0123-4567-89AB', None)
    """
    letters = "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
    if len(letters) != REFERENCE + 1 or not letters.startswith("M"):
        return None
    return written(letters[1:].translate(ALIKE))
