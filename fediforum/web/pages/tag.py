"""The tag: what was written under a hashtag."""

from starlette.requests import Request
from starlette.responses import Response

from fediforum.store.reading import tag_page
from fediforum.web.addresses import tag_path
from fediforum.web.found.shared import of_tag
from fediforum.web.named import after, tag_named
from fediforum.web.visit import moved, visiting


async def tag(request: Request) -> Response:
    """Posts with a hashtag, newest first."""
    named = tag_named(request)
    if named != named.lower():
        return moved(request, tag_path(named.lower()))
    behind = after(request)
    async with visiting(request) as visit:
        page = await tag_page(visit.conn, named, after=behind)
    return visit.page("tag.html", shared=of_tag(visit, page), page=page, first=behind is None)
