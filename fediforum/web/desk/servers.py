"""Places elsewhere at the desk: how each is, what waits for it, and what to do about it."""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Missing
from fediforum.forum.remedies import Cause, State, cause_of, state_of
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.reading.neighbours import Neighbour, neighbours
from fediforum.web.desk.door import at_work, signed_in

WORST_FIRST = tuple(State)
CHOSEN = frozenset({State.BLOCKED, State.PAUSED, State.OK})  # nothing to worry about


@dataclass(frozen=True, slots=True)
class Place:
    """A server, how it stands with it, and what its last refusal means."""

    server: Neighbour
    state: State
    cause: Cause | None

    @property
    def ill(self) -> bool:
        """Whether something is the matter that nobody here chose."""
        return self.state not in CHOSEN


async def servers(request: Request) -> Response:
    """Whoever we dealt with of late, those in trouble first. Raises Missing but for the desk."""
    node: Node = request.app.state.node
    async with at_work(request) as desk:
        if not desk.scope.everywhere:
            raise Missing
        found = await places(desk.visit.conn, node.clock())
    return desk.page("servers.html", places=found, ill=sum(each.ill for each in found))


async def places(conn: Conn, now: datetime) -> tuple[Place, ...]:
    found = [place(each, now) for each in await neighbours(conn, now)]
    found.sort(key=lambda each: (WORST_FIRST.index(each.state), each.server.host))
    return tuple(found)


def place(server: Neighbour, now: datetime) -> Place:
    cause = cause_of(server.response, server.host) if server.response else None
    return Place(server, state_of(server.standing, now), cause)


routes: list[Route] = [Route("/desk/servers", signed_in(servers))]
