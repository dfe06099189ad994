"""The status of a thread: whether all of it is here, and whether others have what we sent."""

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.forum.whole import Whole, Why
from fediforum.store.heard import whole
from fediforum.store.reading import context_ids
from fediforum.store.reading.status import Sent, ThreadStatus, thread_status
from fediforum.web.addresses import everywhere
from fediforum.web.ap.listing import ids_etag
from fediforum.web.named import thread_named
from fediforum.web.visit import visiting

MARK = 16  # characters of the digest that are shown


@dataclass(slots=True)
class Host:
    """One server's part in a thread: posts that are here and that are not, and what it was sent."""

    name: str
    here: int = 0
    missing: dict[Why, int] = field(default_factory=dict)
    sent: Sent | None = None

    @property
    def lacks(self) -> int:
        return sum(self.missing.values())


async def status(request: Request) -> Response:
    """How it stands with a thread, in words and numbers."""
    async with visiting(request) as visit:
        thread = await thread_named(visit)
        found = await thread_status(visit.conn, thread.id)
        known = await whole(visit.conn, thread.id)
        ids = await context_ids(visit.conn, thread.short)
    return visit.page(
        "status.html",
        as2=thread.root,
        thread=thread,
        found=found,
        whole=known,
        hosts=hosts(found, known),
        digest=ids_etag(ids).strip('"')[:MARK],
        posts=len(ids),
    )


def hosts(status: ThreadStatus, whole: Whole) -> tuple[Host, ...]:
    """Every server that has a part in the thread: those that lack something first."""
    found: dict[str, Host] = {}

    def host(name: str) -> Host:
        return found.setdefault(name, Host(name))

    for name, posts in status.here:
        host(name).here = posts
    for (name, why), posts in whole.reasons.items():
        host(name).missing[why] = posts
    for sent in status.sent:
        host(sent.host).sent = sent
    return tuple(sorted(found.values(), key=lambda each: (-each.lacks, -each.here, each.name)))


routes: list[Route] = [*everywhere("status", status, "/t/{thread}")]
