"""The post: its own short address, which leads to where it stands."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fediforum.errors import Missing
from fediforum.forum.home import SHORT
from fediforum.store import reading
from fediforum.web.pages.gone import gone
from fediforum.web.visit import ELSEWHERE, visiting


async def post(request: Request) -> Response:
    """The way to a post's place in its thread; Gone where it was removed or deleted."""
    short = str(request.path_params["post"])
    if not SHORT.fullmatch(short):
        raise Missing
    async with visiting(request) as visit:
        named = await reading.find_post(visit.conn, short, visit.home)
        found = await reading.post(visit.conn, named) if named is not None else None
        if found is not None and not found.shown:
            return await gone(visit, found)
    if found is None:
        raise Missing
    return RedirectResponse(visit.addresses.post(found), 303, ELSEWHERE)
