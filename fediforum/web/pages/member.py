"""The member: who somebody is, as far as they say, and what they wrote here."""

from starlette.requests import Request
from starlette.responses import Response

from fediforum.errors import Gone, Missing
from fediforum.store.reading import member_page
from fediforum.web.addresses import member_path
from fediforum.web.found.shared import of_member
from fediforum.web.named import after, member_called
from fediforum.web.visit import astray, moved, visiting


async def member(request: Request) -> Response:
    """Somebody's page; people from elsewhere are called ``@name@host``."""
    behind = after(request)
    async with visiting(request) as visit:
        page = await member_page(visit.conn, *member_called(visit), after=behind)
    if page is None:
        raise Missing
    if page.member.gone:
        raise Gone
    if astray(request, member_path(page.member)):
        return moved(request, member_path(page.member))
    as2 = page.member.id if page.member.local else None
    return visit.page(
        "member.html", as2=as2, shared=of_member(visit, page), page=page, first=behind is None
    )
