"""The door of pictures: files of our own making, as long as a post shows them.

Nothing else is served from here: no byte of another server's, no path, no kind but WebP.
"""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Missing
from fediforum.media.shelf import NAME
from fediforum.node import Node, utc_now
from fediforum.store.database import Conn
from fediforum.store.media import ask_again, readable
from fediforum.store.reading import PostView
from fediforum.web.negotiate import unchanged

KIND = "image/webp"
# What is in a file never changes, but a moderator may take it away: then it is gone from caches
# within a day.
A_DAY = "public, max-age=86400"


async def picture(request: Request) -> Response:
    """One file; Missing where no post that everybody can read shows it."""
    node: Node = request.app.state.node
    name = str(request.path_params["name"])
    if not NAME.fullmatch(name):
        raise Missing
    async with node.database.connection() as conn:
        shown = await readable(conn, name, node.clock())
    content = await node.shelf.get(name) if shown else None
    if content is None:
        raise Missing
    headers = {
        "content-type": KIND,
        "cache-control": A_DAY,
        "content-disposition": f'inline; filename="{name}"',
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "cross-origin",  # feeds are read anywhere
        "etag": f'"{name}"',
        "vary": "Accept-Encoding",
    }
    if unchanged(request, headers):
        del headers["content-type"]
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers)


async def recall(conn: Conn, posts: Iterable[PostView]) -> None:
    """What made room for others is fetched again: somebody reads the posts that show it."""
    dropped = {each.url for post in posts for each in post.pictures if each.dropped}
    if dropped:
        await ask_again(conn, dropped, utc_now())


route = Route("/media/{name}", picture)
