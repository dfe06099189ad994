"""What waits at the desk: posts that a rule holds back, each to be let in or turned away."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.forum.journal import PUBLIC
from fediforum.store.reading import HeldPost, Record, record_of
from fediforum.web.desk.door import at_work, signed_in
from fediforum.web.desk.held import waiting
from fediforum.web.desk.pages import line_of, told


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that waits, and what whoever wrote it did before."""

    post: HeldPost
    record: Record


async def queue(request: Request) -> Response:
    """What waits in the boards that are theirs, the longest first."""
    async with at_work(request) as desk:
        conn = desk.visit.conn
        held = await waiting(conn, desk.scope)
        found = [Waiting(post, await record_of(conn, post.author.id, PUBLIC)) for post in held]
        done = request.query_params.get("done", "")
        just = await told(desk, await line_of(desk, done)) if done else None
    return desk.page("queue.html", waiting=found, just=just)


routes: list[Route] = [Route("/desk/queue", signed_in(queue))]
