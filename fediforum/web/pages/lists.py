"""Lists: some of a board's conversations, and those of the whole forum that nobody answered."""

from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from fediforum.errors import Missing
from fediforum.store.reading import Which, board_selection, waiting
from fediforum.web.addresses import Handler, board_path
from fediforum.web.found.shared import of_board, of_waiting
from fediforum.web.named import after, board_called
from fediforum.web.visit import moved, visiting


def selection(which: Which) -> Handler:
    """The page of a board's conversations of that kind."""

    async def page(request: Request) -> Response:
        behind = after(request)
        async with visiting(request) as visit:
            found = await board_selection(
                visit.conn, *board_called(visit), visit.home.desk, which, after=behind
            )
        if found is None:
            raise Missing
        stands = board_path(found.board)
        path = visit.addresses.page(which, stands)
        if request.scope["path"].rpartition("/")[0] != unquote(stands):
            return moved(request, path)
        return visit.page(
            "board.html",
            shared=of_board(visit, found, first=behind is None, path=path),
            page=found,
            which=which,
            path=path,
            first=behind is None,
        )

    return page


async def unanswered(request: Request) -> Response:
    """Conversations of all boards here that wait for a first reply."""
    behind = after(request)
    async with visiting(request) as visit:
        found = await waiting(visit.conn, after=behind)
    return visit.page("waiting.html", shared=of_waiting(visit), page=found, first=behind is None)
