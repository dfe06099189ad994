"""The tree: the replies of a thread, each below what it answers.

It is read in parts that end with a branch where they can: a link to one begins behind a reply,
so it stays right whatever is said later. How deep a reply stands is said in words.
"""

from starlette.requests import Request
from starlette.responses import Response

from fediforum.errors import Missing
from fediforum.store.reading import tree_page
from fediforum.web.addresses import thread_path
from fediforum.web.lengths import Room
from fediforum.web.named import after, thread_short
from fediforum.web.pages.thread import around, top
from fediforum.web.together import together
from fediforum.web.visit import astray, moved, visiting


async def tree(request: Request) -> Response:
    """A part of a thread's nested view. Raises Missing where nothing stands at that address."""
    short, behind = thread_short(request), after(request)
    async with visiting(request) as visit:
        page = await top(visit.conn, short)
        path = visit.addresses.page("tree", thread_path(page.thread))
        if astray(request, path):
            return moved(request, path)
        part = await tree_page(visit.conn, short, after=behind)
        if part is None:
            raise Missing
        posts = tuple(branch.post for branch in part.branches)
        read = await together(
            visit.conn,
            posts,
            visit.addresses,
            visit.language,
            visit.home.base,
            opening=page.opening,
            room=Room(),
        )
    here = {post.short for post in posts}
    return visit.page(
        "tree.html",
        as2=page.thread.root,
        together=read,
        branches=part.branches,
        behind=behind,
        following=part.after,
        path=path,
        **around(visit, page, beside=lambda post: post.parent_short in here),
    )
