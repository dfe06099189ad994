"""The post: its own short address, which leads to where it stands, or says that it waits."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fediforum.errors import Missing
from fediforum.forum.model import PostState
from fediforum.store.reading import held_post
from fediforum.vocab.iri import Iri
from fediforum.web.named import post_id, post_placed
from fediforum.web.negotiate import LIVE
from fediforum.web.pages.gone import gone
from fediforum.web.visit import ELSEWHERE, Visit, visiting


async def post(request: Request) -> Response:
    """The way to a post's place in its thread; Gone where it was removed or deleted.

    Who knows the address of a post that waits for a moderator, reads that it does.
    """
    async with visiting(request) as visit:
        named = await post_id(visit)
        try:
            found = await post_placed(visit, named)
        except Missing:
            return await held(visit, named)
        if found.state is PostState.HELD:  # since it was edited
            return await held(visit, named)
        if not found.shown:
            return await gone(visit, found)
    return RedirectResponse(visit.addresses.post(found), 303, ELSEWHERE)


async def held(visit: Visit, named: Iri) -> Response:
    """Say that a post waits for a moderator, or was turned away. Raises Missing for any other."""
    waits = await held_post(visit.conn, named)
    if waits is None:
        raise Missing
    return visit.page("held.html", cache=LIVE, post=waits)
