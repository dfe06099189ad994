"""Reshaping boards here: what they are called, what they are about, who may open threads, and
whether replies may answer questions.

Whoever follows the board hears of it, in the very transaction. Who may do it was asked before.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from fediforum.content import SafeHtml, render, sanitise_remote
from fediforum.errors import AlreadySo, Missing
from fediforum.flow.act import Spoken, ids, within
from fediforum.flow.setup import label, public_halves
from fediforum.flow.site import icon_of
from fediforum.forum import compose
from fediforum.forum.actors import board_actor
from fediforum.forum.effects import Errand
from fediforum.forum.journal import Act, Operation, operation_id
from fediforum.forum.model import Board, Posting
from fediforum.forum.provenance import Local
from fediforum.limits import SUMMARY, TITLE_CHARS
from fediforum.node import Node
from fediforum.store.actors import save_own_actor
from fediforum.store.boards import dress, dress_of, save_boards
from fediforum.store.database import Conn
from fediforum.store.journal import journalled
from fediforum.store.logos import Logo, save_logo, sweep_logos
from fediforum.store.reading import Profile, profile
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True)
class Looks:
    """How a board is to look: its accents, (None, None) for the forum's own, and its logo, None
    for none, where ``changes_logo``.
    """

    accents: tuple[str | None, str | None] | None = None
    logo: Logo | None = None
    changes_logo: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """A board as it is now, and the operation that made it so."""

    board: Board
    operation: str


async def edit_board(
    node: Node,
    board: Iri,
    *,
    title: str | None = None,
    sidebar: str | None = None,
    summary: SafeHtml | None = None,
    posting: Posting | None = None,
    questions: bool | None = None,
    language: str | None = None,
    looks: Looks | None = None,
    by: Iri | None = None,
    reason: str = "",
) -> Edited:
    """The board says this of itself; what is None stays. ``sidebar`` is Markdown.

    ``by``: the moderator who wants it so, None for the desk.

    ``questions``: whether replies in it may be accepted as answers. Its colours are seen here
    only; of its ``looks`` others are told the logo, if it is a picture. Raises Missing for a
    board that is not here, AlreadySo where nothing changes.
    """
    if sidebar is not None:
        summary = render(sidebar, {}, f"{node.home.base}/tag/").html

    now, new = node.clock(), ids(node)
    operation = Operation(
        id=operation_id(new.short),
        at=now,
        by=by or node.home.desk,
        act=Act.EDIT,
        subject=board,
        board=board,
        reason=reason,
    )

    async def work(conn: Conn) -> Board:
        found = await profile(conn, board)
        if found is None or found.board is None or not found.board.local:
            raise Missing("There is no such board here.", subject=board)
        before = found.board
        made = replace(
            before,
            title=(label(title) if title else "") or before.title,
            posting=posting if posting is not None else before.posting,
            questions=questions if questions is not None else before.questions,
            language=language if language is not None else before.language,
        )
        icon = found.icon
        if looks is not None and looks.changes_logo:
            icon = icon_of(node.home, looks.logo)
        after = replace(
            found,
            board=made,
            icon=icon,
            source=sidebar if sidebar is not None else found.source,
            summary=summary if summary is not None else found.summary,
        )
        async with journalled(conn, operation):
            dressed = looks is not None and await put_on(conn, board, looks)
            if after == found and not dressed:
                raise AlreadySo("The board is so already.", subject=board)
            if after == found:
                return made
            actor = described(node, after, now)
            await save_own_actor(conn, actor, ())
            await save_boards(conn, [made], now)
        said = compose.profile(actor, new=new, now=now)
        await within(node, conn, [Spoken(activity=said, by=Local(board), operation=operation)])
        return made

    return Edited(await node.database.in_transaction(work), operation.id)


async def put_on(conn: Conn, board: Iri, looks: Looks) -> bool:
    """The board looks so; False where it did."""
    before = await dress_of(conn, board)
    after = before
    if looks.accents is not None:
        light, dark = looks.accents
        after = replace(after, accent=light, accent_dark=dark)
    if looks.changes_logo:
        after = replace(after, logo=looks.logo.name if looks.logo is not None else None)
    if after == before:
        return False
    if looks.logo is not None:
        await save_logo(conn, looks.logo)
    await dress(conn, board, after)
    await sweep_logos(conn)
    return True


def described(node: Node, found: Profile, now: datetime) -> Actor:
    """What a board here says of itself from now on."""
    assert found.board is not None
    return board_actor(
        found.board,
        node.home,
        public_halves(found.keys),
        summary=found.summary or None,
        source=found.source,
        icon=found.icon,
        image=found.image,
        published=found.published,
        updated=now,
    )


async def describe(node: Node, errand: Errand) -> None:
    """A board here says of itself what a moderator elsewhere has written."""
    said = errand.details
    source = said.get("sidebar", "")[:SUMMARY]
    told = sanitise_remote(said.get("summary", "")[:SUMMARY])
    restricted = said.get("restricted") == "yes"
    await edit_board(
        node,
        errand.subject,
        title=said.get("title", "")[:TITLE_CHARS] or None,
        sidebar=source or None,
        summary=told or None,
        posting=Posting.MODERATORS if restricted else Posting.ANYONE,
        by=Iri(said["by"]) if "by" in said else None,
    )
