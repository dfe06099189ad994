"""The post: its own short address, which leads to where it stands."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fediforum.web.named import post_named
from fediforum.web.pages.gone import gone
from fediforum.web.visit import ELSEWHERE, visiting


async def post(request: Request) -> Response:
    """The way to a post's place in its thread; Gone where it was removed or deleted."""
    async with visiting(request) as visit:
        found = await post_named(visit)
        if not found.shown:
            return await gone(visit, found)
    return RedirectResponse(visit.addresses.post(found), 303, ELSEWHERE)
