"""The front page: what this forum is, its boards, and what was said last."""

from starlette.requests import Request
from starlette.responses import Response

from fediforum.store import reading
from fediforum.web.found.shared import of_front
from fediforum.web.visit import visiting


async def front(request: Request) -> Response:
    """The forum's front page."""
    async with visiting(request) as visit:
        page = await reading.front(visit.conn, visit.home.desk)
    return visit.page("front.html", as2=visit.home.instance, shared=of_front(visit), page=page)
