"""Everything: a thread on one page, to print it, to keep it, or to search in it.

It is sent as it is read, so that it begins at once however long it is: its head and its essay
first, then a hundred replies at a time, each with a connection of their own that no slow reader
holds on to. Nothing belongs to it but itself: its style stands in it, allowed by its hash alone.
It has no ETag, which would have to be known before it is read.
"""

import base64
import hashlib
from collections.abc import AsyncIterator

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from fediforum.errors import Missing, Unavailable
from fediforum.limits import REPLIES_AT_ONCE, STREAMS
from fediforum.node import Node
from fediforum.store.reading import ThreadPage, replies_on
from fediforum.store.reading.views import POSTS_A_PAGE
from fediforum.web.addresses import thread_path
from fediforum.web.edge import POLICY
from fediforum.web.looks import colours, sheet
from fediforum.web.named import page_number, thread_short
from fediforum.web.pages.thread import around, top
from fediforum.web.rendering import HTML, OWN_CACHE, PAGE_CACHE, prepared
from fediforum.web.together import together
from fediforum.web.visit import Visit, astray, manner, moved, visiting

AT_ONCE = REPLIES_AT_ONCE // POSTS_A_PAGE
HERE = "<!-- letters -->"  # no text and no clean HTML has a comment in it


class Sending:
    """How many such pages this process sends now."""

    now = 0


async def everything(request: Request) -> Response:
    """A thread on one page, or 2,000 replies of it. Raises Unavailable where too many are sent."""
    short, number = thread_short(request), page_number(request)
    async with visiting(request) as visit:
        page = await top(visit.conn, short)
    path = visit.addresses.page("all", thread_path(page.thread))
    if astray(request, path):
        return moved(request, path)
    whole = -(-page.pages // AT_ONCE)
    if not 1 <= number <= whole:
        raise Missing
    if Sending.now >= STREAMS:
        raise Unavailable(retry_after=10)
    style = sheet(colours(visit.forum)).decode()
    headers = {
        "content-type": HTML,
        "cache-control": OWN_CACHE if request.cookies else PAGE_CACHE,
        "vary": "Accept, Accept-Language, Cookie",
        "content-security-policy": policy(style),
    }
    if request.method == "HEAD":
        return Response(headers=headers)
    first = (number - 1) * AT_ONCE + 1
    pages = range(first, min(first + AT_ONCE, page.pages + 1))
    sent = parts(request, visit, page, pages, style=style, path=path, number=number, whole=whole)
    return StreamingResponse(sent, headers=headers)


async def parts(
    request: Request, visit: Visit, page: ThreadPage, pages: range, *, style: str, **values: object
) -> AsyncIterator[str]:
    """The page, in the parts in which it is sent."""
    node: Node = request.app.state.node
    Sending.now += 1
    try:
        given = around(visit, page, beside=lambda post: post.parent_page in pages)
        made, all_values = prepared(
            "all.html",
            visit.language,
            visit.forum,
            visit.home,
            as2=page.thread.root,
            sheet=Markup(style),  # noqa: S704
            here_letters=Markup(HERE),  # noqa: S704
            **manner(request, visit.language),
            **values,
            **given,
        )
        before, _, behind = made.render(**all_values).partition(HERE)
        yield before
        for number in pages:
            async with node.database.connection() as conn:
                posts = await replies_on(conn, page.thread.short, number)
                read = await together(
                    conn,
                    posts,
                    visit.addresses,
                    visit.language,
                    visit.home.base,
                    opening=page.opening,
                    pages=pages,
                )
            made, all_values = prepared(
                "batch.html",
                visit.language,
                visit.forum,
                visit.home,
                together=read,
                **{**given, "replies": posts},
            )
            yield made.render(**all_values)
        yield behind
    finally:
        Sending.now -= 1


def policy(style: str) -> str:
    """What the page may do: what every page may, but with this one style of its own."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return POLICY.decode().replace("style-src 'self'", f"style-src 'sha256-{digest}'")
