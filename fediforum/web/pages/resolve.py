"""Resolving: whatever is known here by an address or a name leads to its page.

Where another site sends somebody of ours who wants to see something at home (FEP-3b86). Only
what is known is shown: nothing is fetched, and nobody is sent away from here.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fediforum.errors import Gone, Malformed, Missing
from fediforum.limits import IRI
from fediforum.store.reading import find_actor, find_post, post
from fediforum.web.addresses import actor_path
from fediforum.web.named import standing
from fediforum.web.visit import ELSEWHERE, Visit, visiting


async def resolve(request: Request) -> Response:
    """The way to the page of what ``uri`` names: a post, a thread, a board or somebody."""
    asked = request.query_params.getlist("uri")
    if len(asked) != 1 or not 0 < len(asked[0]) <= IRI:
        raise Malformed("One address can be looked up at a time.")
    async with visiting(request) as visit:
        path = await page_of(visit, asked[0].strip().removeprefix("acct:"))
    return RedirectResponse(path, 303, ELSEWHERE)


async def page_of(visit: Visit, text: str) -> str:
    """The path of the page. Raises Missing, and Gone for what was taken away."""
    if text.rstrip("/") in (visit.home.base, visit.home.instance):
        return "/"
    named = await find_post(visit.conn, text, visit.home)
    found = await post(visit.conn, named) if named is not None else None
    if found is not None:
        if not found.shown:
            raise Gone
        await standing(visit, found.thread_short)
        return visit.addresses.post(found)
    actor = await find_actor(visit.conn, text, visit.home)
    if actor is None:
        raise Missing
    return actor_path(actor)
