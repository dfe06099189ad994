"""Feeds: what was said lately, in Atom (RFC 4287), with who answers whom (RFC 4685).

An entry's id is its AS2 id. A deleted post is told as such (RFC 6721), once its thread's feed
comes to it.
"""

from collections.abc import Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Gone, Missing
from fediforum.store import reading
from fediforum.store.reading import PostView
from fediforum.web.addresses import board_path, thread_path
from fediforum.web.pages.thread import named
from fediforum.web.pages.visit import astray, moved, visiting

FEED = "feed.atom"


async def site(request: Request) -> Response:
    """The newest posts of all boards."""
    async with visiting(request) as visit:
        posts = await reading.site_posts(visit.conn)
    return visit.feed(
        FEED,
        id=f"{visit.home.base}/feed.atom",
        title=visit.forum.title,
        posts=posts,
        updated=newest(posts, visit.forum.created),
        path="/",
        feed_path="/feed.atom",
    )


async def board(request: Request) -> Response:
    """The newest posts of a board."""
    name, _, host = str(request.path_params["board"]).partition("@")
    async with visiting(request) as visit:
        page = await reading.board_page(visit.conn, name, host or visit.home.host, visit.home.desk)
        if page is None:
            raise Missing
        posts = await reading.board_posts(visit.conn, page.board.id)
    path = board_path(page.board)
    if astray(request, f"{path}.atom"):
        return moved(request, f"{path}.atom")
    return visit.feed(
        FEED,
        id=page.board.id,
        title=page.board.title,
        posts=posts,
        updated=newest(posts, visit.forum.created),
        path=path,
        feed_path=f"{path}.atom",
    )


async def thread(request: Request) -> Response:
    """The newest posts of a thread."""
    short = named(request)
    async with visiting(request) as visit:
        page = await reading.thread_page(visit.conn, short)
        if page is None:
            raise Missing
        posts = await reading.thread_posts(visit.conn, short)
    if page.thread.removed:
        raise Gone
    path = f"/t/{short}.atom"
    if astray(request, path):
        return moved(request, path)
    return visit.feed(
        FEED,
        id=page.thread.id,
        title=page.thread.title,
        posts=posts,
        updated=newest(posts, page.thread.created),
        path=thread_path(page.thread),
        feed_path=path,
    )


def newest(posts: Sequence[PostView], otherwise: datetime) -> datetime:
    """When a feed changed last, as far as its posts say."""
    return max((post.updated or post.published for post in posts), default=otherwise)


# Before the pages, whose addresses they would fit.
routes: list[Route] = [
    Route("/feed.atom", site),
    Route("/b/{board}.atom", board),
    Route("/t/{thread}.atom", thread),
]
