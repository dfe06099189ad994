"""The application: which door stands at which address, and the one handler of errors."""

from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from fediforum.errors import FediforumError
from fediforum.node import Node
from fediforum.web import api, desk, feeds, log, pages
from fediforum.web.ap import (
    activities,
    actors,
    collections,
    inbox,
    objects,
    outbox,
    site,
    wellknown,
)
from fediforum.web.ap.inbox import note_refusal
from fediforum.web.edge import Edge
from fediforum.web.found import badges, cards, embedding, files, sitemap
from fediforum.web.negotiate import wants_as2
from fediforum.web.problems import problem_document, problem_response
from fediforum.web.sharing import Sharing

MACHINES = (inbox, outbox, actors, collections, objects, activities, wellknown, site)
FINDERS = (badges, cards, embedding, files, sitemap)
FOR_MACHINES = ("/ap/", "/inbox", "/.well-known/", "/nodeinfo/", "/oembed", "/healthz", "/readyz")
TOLD = {"allow", "cache-control", "connection", "retry-after"}


def create_app(node: Node) -> Starlette:
    """Return the doors of the forum; the node is at ``request.app.state.node``.

    What has an ending (``.json``, ``.atom``) comes first, for it would fit the addresses of what
    has none; then machines, who at an address that they share with people only answer AS2.
    """
    app = Starlette(
        routes=[
            *api.routes,
            *feeds.routes,
            *log.routes,
            *(route for door in FINDERS for route in door.routes),
            *(route for door in MACHINES for route in door.routes),
            *desk.routes,
            *pages.routes,
        ],
        middleware=[
            Middleware(
                Edge,
                host=node.home.host,
                federates=node.settings.federates,
                tell=tell,
                note=partial(note_refusal, node),
            ),
            Middleware(Sharing),
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5),
        ],
        exception_handlers={
            FediforumError: refused,
            HTTPException: not_routed,
            ClientDisconnect: left,
        },
    )
    app.state.node = node
    app.state.drawings = cards.Drawings()
    app.router.redirect_slashes = False
    return app


async def refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, FediforumError)
    return await tell(request, problem)


async def tell(request: Request, problem: FediforumError) -> Response:
    """Say what went wrong: to a machine as a document, to a reader as a page."""
    answer = problem_response(problem)
    return answer if is_machine(request) else await as_page(request, answer)


async def not_routed(request: Request, problem: Exception) -> Response:
    """No door at that address, or none for that method."""
    assert isinstance(problem, HTTPException)
    headers = {**(problem.headers or {}), "cache-control": "no-store"}
    answer = problem_document(problem.status_code, problem.detail, headers)
    return answer if is_machine(request) else await as_page(request, answer)


async def as_page(request: Request, answer: Response) -> Response:
    page = await pages.problem_page(request, answer.status_code)
    for name in TOLD & set(answer.headers):
        page.headers[name] = answer.headers[name]
    return page


def is_machine(request: Request) -> bool:
    """Whether whoever asked would rather not see a page."""
    accept = request.headers.get("accept", "")
    return (
        (request.method not in ("GET", "HEAD") and "text/html" not in accept)
        or request.url.path.startswith(FOR_MACHINES)
        or request.url.path.endswith(".json")
        or wants_as2(accept)
        or accept.startswith("application/")
    )


async def left(_: Request, __: Exception) -> Response:
    """Whoever asked is not there any more."""
    return Response(status_code=400)
