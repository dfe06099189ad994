"""The site map: every page here that is to be found (sitemaps.org), in parts of ten thousand.

A part is sent as it is read, a thousand rows at a time, and holds no connection meanwhile.
"""

from collections.abc import AsyncIterator

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from fediforum.errors import Missing
from fediforum.limits import SITEMAP_URLS
from fediforum.node import Node
from fediforum.store import reading
from fediforum.web.addresses import board_path
from fediforum.web.negotiate import answer
from fediforum.web.visit import visiting

XML = "application/xml"
RARELY = "public, max-age=3600"
AT_ONCE = 1_000
DIGITS = 9
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
# The forum's own pages that somebody may look for.
OWN = ("about", "rules", "terms", "privacy", "contact", "accessibility")


async def index(request: Request) -> Response:
    """Which parts there are."""
    async with visiting(request) as visit:
        parts = await reading.sitemap_parts(visit.conn, SITEMAP_URLS)
    base = visit.home.base
    listed = [f"{base}/sitemap-pages.xml", *(f"{base}/sitemap-{part}.xml" for part in parts)]
    lines = "\n".join(f"<sitemap><loc>{escape(each)}</loc></sitemap>" for each in listed)
    body = f"{HEAD}<sitemapindex {XMLNS}>\n{lines}\n</sitemapindex>\n"
    return answer(request, body.encode(), media_type=XML, cache=RARELY)


async def pages(request: Request) -> Response:
    """The front, the boards here, and the forum's own pages."""
    async with visiting(request) as visit:
        boards = await reading.boards(visit.conn, visit.home.desk)
    base = visit.home.base
    found = [
        url(f"{base}/"),
        *(
            url(
                base + board_path(board),
                board.latest.last_post_at.isoformat() if board.latest else None,
            )
            for board in boards
            if board.local
        ),
        *(url(base + visit.addresses.page(word)) for word in OWN),
    ]
    body = f"{HEAD}<urlset {XMLNS}>\n{''.join(found)}</urlset>\n"
    return answer(request, body.encode(), media_type=XML, cache=RARELY)


async def part(request: Request) -> Response:
    """One part: the threads of boards here that stand in it, in the order in which they came."""
    number = part_number(str(request.path_params["part"]))
    node: Node = request.app.state.node
    async with visiting(request) as visit:
        there = await reading.sitemap_parts(visit.conn, SITEMAP_URLS)
    if number not in there:
        raise Missing
    return StreamingResponse(
        written(node, number), media_type=XML, headers={"cache-control": RARELY}
    )


def part_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > DIGITS:
        raise Missing
    return int(text)


async def written(node: Node, number: int) -> AsyncIterator[str]:
    yield f"{HEAD}<urlset {XMLNS}>\n"
    after, end = number * SITEMAP_URLS - 1, (number + 1) * SITEMAP_URLS
    while True:
        async with node.database.connection() as conn:
            rows = await reading.mapped_threads(conn, after, end, AT_ONCE)
        yield "".join(
            url(
                f"{node.home.base}/t/{row.short}{f'-{row.slug}' if row.slug else ''}",
                row.last_post_at.isoformat(),
            )
            for row in rows
        )
        if len(rows) < AT_ONCE:
            break
        after = rows[-1].pk
    yield "</urlset>\n"


def url(place: str, changed: str | None = None) -> str:
    r"""One page of the map.

    >>> url("https://a.test/b/x&y")
    '<url><loc>https://a.test/b/x&amp;y</loc></url>\n'
    """
    when = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(place)}</loc>{when}</url>\n"


routes = [
    Route("/sitemap.xml", index),
    Route("/sitemap-pages.xml", pages),
    Route("/sitemap-{part}.xml", part),
]
