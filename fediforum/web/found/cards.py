"""Cards: the picture beside a link to a thread, a board or the forum, drawn from its name.

The address of a card changes with what is on it, so that it may be kept for ever. Cards are
drawn one at a time, beside the loop, and the latest are kept.
"""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import astuple, dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Gone, Missing, TooMany
from fediforum.forum.home import SHORT
from fediforum.limits import CARDS_KEPT, CARDS_WAITING
from fediforum.store import reading
from fediforum.store.instance import Instance
from fediforum.store.reading import BoardView, ThreadView
from fediforum.web.addresses import board_path
from fediforum.web.found.drawing import DRAWN, HEIGHT, WIDTH, draw
from fediforum.web.looks import ACCENT, FOR_EVER
from fediforum.web.negotiate import unchanged
from fediforum.web.visit import Visit, visiting

BRIEFLY = "public, max-age=3600"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands on a card: a title, what it belongs to, the forum's name, and a colour."""

    WIDTH: ClassVar = WIDTH
    HEIGHT: ClassVar = HEIGHT

    at: str
    title: str
    above: str
    below: str
    accent: str

    @property
    def version(self) -> str:
        """A name for what is on it, as it is drawn now."""
        return hashlib.sha256(repr((DRAWN, *astuple(self))).encode()).hexdigest()[:12]

    @property
    def path(self) -> str:
        return f"{self.at}?v={self.version}"

    def drawn(self) -> bytes:
        return draw(title=self.title, above=self.above, below=self.below, accent=self.accent)


def card_of_site(forum: Instance) -> Card:
    return Card(
        at="/card.png",
        title=forum.title,
        above="",
        below=forum.tagline,
        accent=forum.accent or ACCENT,
    )


def card_of_board(forum: Instance, board: BoardView) -> Card:
    return Card(
        at=f"/card{board_path(board).removeprefix('/b')}.png",
        title=board.title,
        above="",
        below=forum.title,
        accent=accent(forum, board.name, local=board.local),
    )


def card_of_thread(forum: Instance, thread: ThreadView) -> Card:
    """A thread's card; its name is that of the actor that stands for it, as a board's is."""
    return Card(
        at=f"/card/t{thread.short}.png",
        title=thread.title,
        above=thread.board.title,
        below=forum.title,
        accent=accent(forum, thread.board.name, local=thread.board.local),
    )


def accent(forum: Instance, board: str, *, local: bool) -> str:
    """The colour of a board here, or else the forum's."""
    own = {name: light for name, light, _ in forum.board_accents} if local else {}
    return own.get(board) or forum.accent or ACCENT


class Drawings:
    """The cards that were drawn last, and one hand to draw with."""

    def __init__(self) -> None:
        self.kept: OrderedDict[str, bytes] = OrderedDict()
        self.hand = asyncio.Semaphore()
        self.waiting = 0

    async def drawn(self, card: Card) -> bytes:
        """The picture of a card. Raises TooMany where too many wait for theirs."""
        if (picture := self.found(card)) is not None:
            return picture
        if self.waiting >= CARDS_WAITING:
            raise TooMany(retry_after=5)
        self.waiting += 1
        try:
            async with self.hand:
                if (picture := self.found(card)) is None:
                    picture = await asyncio.to_thread(card.drawn)
                    self.keep(card, picture)
        finally:
            self.waiting -= 1
        return picture

    def found(self, card: Card) -> bytes | None:
        picture = self.kept.get(card.version)
        if picture is not None:
            self.kept.move_to_end(card.version)
        return picture

    def keep(self, card: Card, picture: bytes) -> None:
        self.kept[card.version] = picture
        while len(self.kept) > CARDS_KEPT:
            self.kept.popitem(last=False)


async def of_site(request: Request) -> Response:
    async with visiting(request) as visit:
        card = card_of_site(visit.forum)
    return await shown(request, card)


async def named(request: Request) -> Response:
    """The card of the thread or board of that name."""
    async with visiting(request) as visit:
        card = await card_named(visit, str(request.path_params["name"]))
    return await shown(request, card)


async def card_named(visit: Visit, name: str) -> Card:
    """Raises Missing where nothing has that name, and Gone for what was taken away."""
    found = await thread_or_board(visit, name)
    if isinstance(found, ThreadView):
        return card_of_thread(visit.forum, found)
    return card_of_board(visit.forum, found)


async def thread_or_board(visit: Visit, name: str) -> ThreadView | BoardView:
    """What a name stands for: ``t`` and a short id are a thread's, as in its handle.

    Raises Missing, and Gone for a thread that was removed.
    """
    if name.startswith("t") and SHORT.fullmatch(name[1:]):
        thread = await reading.thread_head(visit.conn, name[1:])
        if thread is None:
            raise Missing
        if thread.removed:
            raise Gone
        return thread
    called, _, host = name.partition("@")
    board = await reading.board_head(visit.conn, called, host or visit.home.host, visit.home.desk)
    if board is None:
        raise Missing
    return board


async def shown(request: Request, card: Card) -> Response:
    current = request.query_params.get("v") == card.version
    headers = {
        "cache-control": FOR_EVER if current else BRIEFLY,
        "etag": f'"{card.version}"',
    }
    if unchanged(request, headers):
        return Response(status_code=304, headers=headers)
    drawings: Drawings = request.app.state.drawings
    picture = await drawings.drawn(card)
    return Response(picture, media_type="image/png", headers=headers)


routes = [Route("/card.png", of_site), Route("/card/{name}.png", named)]
