"""The post: its own short address, which leads to where it stands, or says that it waits."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fediforum.web.named import held_named, post_named
from fediforum.web.negotiate import LIVE
from fediforum.web.pages.gone import gone
from fediforum.web.visit import ELSEWHERE, visiting


async def post(request: Request) -> Response:
    """The way to a post's place in its thread; Gone where it was removed or deleted.

    Who knows the address of a post that waits for a moderator, reads that it does.
    """
    async with visiting(request) as visit:
        waits = await held_named(visit)
        if waits is not None:
            return visit.page("held.html", cache=LIVE, post=waits)
        found = await post_named(visit)
        if not found.shown:
            return await gone(visit, found)
    return RedirectResponse(visit.addresses.post(found), 303, ELSEWHERE)
