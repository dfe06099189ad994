"""One post at the desk: what it says, who wrote it, and what can be done about it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Missing
from fediforum.store.reading import find_post, reported
from fediforum.web.desk.door import Desk, at_work, led, signed_in
from fediforum.web.desk.seen import Seen, seen
from fediforum.web.desk.wishes import THING_CHARS
from fediforum.web.named import post_short

FOUND = "/desk/post/{}"


async def post(request: Request) -> Response:
    """The post, in whatever state it is. Raises Missing for one of other people's boards."""
    async with at_work(request) as desk:
        found = await post_of(desk, post_short(request))
    return desk.page("post.html", post=found, report="")


async def post_of(desk: Desk, text: str) -> Seen:
    """The post that a short id, an id or an address means. Raises Missing."""
    named = await find_post(desk.visit.conn, text, desk.visit.home)
    found = await seen(desk, named) if named is not None else None
    if found is None:
        raise Missing
    return found


async def find(request: Request) -> Response:
    """The way to a post, whose address somebody has at hand."""
    text = request.query_params.get("what", "").strip()[:THING_CHARS]
    async with at_work(request) as desk:
        conn, home = desk.visit.conn, desk.visit.home
        named = await find_post(conn, text.partition("#p")[2] or text, home) if text else None
        if named is None:
            named = (await reported(conn, text, home)).about
        found = await seen(desk, named) if named is not None else None
    if found is None:
        return desk.page("find.html", status=404, what=text)
    return led(FOUND.format(found.view.short))


routes: list[Route] = [
    Route("/desk/post/{post}", signed_in(post)),
    Route("/desk/find", signed_in(find)),
]
