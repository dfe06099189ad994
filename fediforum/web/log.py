"""The public log: what moderators of this forum did, of one board or of all, for whichever door.

It tells neither of reports nor of settings, and of nobody who only wrote what was taken away, who
is gone, or whose server is blocked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Missing
from fediforum.forum.journal import PUBLIC, operation_id
from fediforum.store.reading import BoardView, Logged, log_lines
from fediforum.web.addresses import board_path, everywhere
from fediforum.web.named import after, asked_for, board_named, how_many
from fediforum.web.visit import Visit, visiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A part of the log; ``board`` None: of the whole forum. ``path`` is where it stands."""

    board: BoardView | None
    path: str
    lines: Sequence[Logged]
    first: bool
    onward: str | None

    @property
    def updated(self) -> datetime | None:
        return max((line.undone or line.at for line in self.lines), default=None)


async def log_of(visit: Visit) -> Log:
    """The part that an address asks for. Raises Missing for boards elsewhere: theirs is there."""
    request, board = visit.request, None
    if "board" in request.path_params:
        board = await board_named(visit)
        if not board.local:
            raise Missing
    behind, limit = after(request), how_many(request)
    lines = await log_lines(
        visit.conn,
        limit=limit,
        acts=PUBLIC,
        boards=(board.id,) if board is not None else None,
        ours=True,
        after=operation_id(behind) if behind is not None else None,
    )
    return Log(
        board=board,
        path=visit.addresses.page("log", board_path(board) if board is not None else ""),
        lines=tuple(map(discreet, lines)),
        first=behind is None,
        onward=lines[-1].short if len(lines) >= limit else None,
    )


def discreet(line: Logged) -> Logged:
    """The line without whom nobody has to know; an id may say who wrote what was taken away."""
    by = line.by if line.by is not None and line.by.public else None
    whom = line.whom if line.whom is not None and line.whom.public else None
    return replace(line, by=by, whom=whom, subject="")


async def feed(request: Request) -> Response:
    """The log in Atom; what was taken back is an entry that was updated."""
    async with visiting(request) as visit:
        log = await log_of(visit)
    return visit.feed("log.atom", log=log, many=asked_for(request), behind=after(request))


# Before the pages, whose addresses they would fit.
routes: list[Route] = [
    *everywhere("log", feed, ending=".atom"),
    *everywhere("log", feed, "/b/{board}", ending=".atom"),
]
