"""The board: a table of contents, and how to add to it."""

from starlette.requests import Request
from starlette.responses import Response

from fediforum.errors import Missing
from fediforum.store.reading import board_page
from fediforum.web.addresses import board_path
from fediforum.web.found.shared import of_board
from fediforum.web.named import after, board_called
from fediforum.web.visit import astray, moved, visiting


async def board(request: Request) -> Response:
    """A board's threads by last post; boards from elsewhere are called ``name@host``."""
    behind = after(request)
    async with visiting(request) as visit:
        page = await board_page(visit.conn, *board_called(visit), visit.home.desk, after=behind)
    if page is None:
        raise Missing
    path = board_path(page.board)
    if astray(request, path):
        return moved(request, path)
    return visit.page(
        "board.html",
        as2=page.board.id,
        shared=of_board(visit, page, first=behind is None),
        page=page,
        which=None,
        path=path,
        first=behind is None,
    )
