"""What waits at the desk: posts that a rule holds back, each to be let in or turned away."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.limits import LISTED
from fediforum.store.reading.held import HeldPost, held_within
from fediforum.store.reading.record import Written, written_by
from fediforum.web.desk.door import at_work, signed_in
from fediforum.web.desk.pages import line_of, told


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that waits, and what whoever wrote it did before."""

    post: HeldPost
    record: Written


async def queue(request: Request) -> Response:
    """What waits in the boards that are theirs, the longest first."""
    async with at_work(request) as desk:
        conn = desk.visit.conn
        held = await held_within(conn, desk.scope.only, LISTED)
        before = await written_by(conn, {post.author.id for post in held})
        found = [Waiting(post, before.get(post.author.id, Written())) for post in held]
        done = request.query_params.get("done", "")
        just = await told(desk, await line_of(desk, done)) if done else None
    return desk.page("queue.html", waiting=found, just=just)


routes: list[Route] = [Route("/desk/queue", signed_in(queue))]
