"""The log: what moderators did in a board or in the forum, and why."""

from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.web.addresses import board_path, everywhere
from fediforum.web.log import log_of
from fediforum.web.visit import moved, visiting


async def log(request: Request) -> Response:
    """What moderators did, the latest first."""
    async with visiting(request) as visit:
        found = await log_of(visit)
    under = board_path(found.board) if found.board is not None else ""
    if request.scope["path"].rpartition("/")[0] != unquote(under):
        return moved(request, found.path)
    return visit.page("log.html", log=found)


routes: list[Route] = [*everywhere("log", log), *everywhere("log", log, "/b/{board}")]
