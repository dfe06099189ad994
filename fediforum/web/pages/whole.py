"""The whole of one reply, for what is too long to stand among others."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fediforum.errors import Missing
from fediforum.store.reading import posts_named
from fediforum.store.reading.around import with_surroundings
from fediforum.web.named import post_short
from fediforum.web.pages.gone import gone
from fediforum.web.pages.thread import around, top
from fediforum.web.together import together
from fediforum.web.visit import ELSEWHERE, astray, moved, visiting


async def whole(request: Request) -> Response:
    """A reply alone, all of it; of an opening post, the way to its thread.

    Raises Missing where there is none, Gone where it was removed or deleted.
    """
    short = post_short(request)
    async with visiting(request) as visit:
        found = await with_surroundings(visit.conn, await posts_named(visit.conn, [short]))
        if not found:
            raise Missing
        post = found[0]
        if not post.shown:
            return await gone(visit, post)
        page = await top(visit.conn, post.thread_short)
        path = visit.addresses.page("all", f"/p/{short}")
        if post.opening:
            return RedirectResponse(visit.addresses.post(post), 303, ELSEWHERE)
        if astray(request, path):
            return moved(request, path)
        read = await together(
            visit.conn,
            (post,),
            visit.addresses,
            visit.language,
            visit.home.base,
            opening=page.opening,
        )
    return visit.page(
        "whole.html",
        as2=post.id,
        together=read,
        post=post,
        **around(visit, page, beside=lambda post: False),
    )
