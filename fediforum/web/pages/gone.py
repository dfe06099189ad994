"""The gone: a post that was taken away says who did, and leads to the thread that it stood in."""

from starlette.responses import Response

from fediforum.store.reading import PostView, thread_head
from fediforum.web.negotiate import LIVE
from fediforum.web.visit import Visit


async def gone(visit: Visit, post: PostView) -> Response:
    """Answer 410 for a post that is not shown any more."""
    thread = await thread_head(visit.conn, post.thread_short)
    removed = thread is None or thread.removed
    return visit.page("gone.html", status=410, cache=LIVE, post=post, removed=removed)
