"""The application: which door stands at which address, and the one handler of errors."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from fediforum.errors import FediforumError
from fediforum.node import Node
from fediforum.web import pages
from fediforum.web.ap import activities, actors, collections, inbox, objects, outbox, wellknown
from fediforum.web.edge import Edge
from fediforum.web.problems import problem_document, problem_response

MACHINES = (inbox, outbox, actors, collections, objects, activities, wellknown)


def create_app(node: Node) -> Starlette:
    """Return the doors of the forum; the node is at ``request.app.state.node``.

    Machines come first: at an address that they share with people they only answer AS2.
    """
    app = Starlette(
        routes=[*(route for door in MACHINES for route in door.routes), *pages.routes],
        middleware=[
            Middleware(Edge, host=node.home.host, federates=node.settings.federates),
        ],
        exception_handlers={
            FediforumError: refused,
            HTTPException: not_routed,
            ClientDisconnect: left,
        },
    )
    app.state.node = node
    app.router.redirect_slashes = False
    return app


async def refused(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, FediforumError)
    return problem_response(problem)


async def not_routed(_: Request, problem: Exception) -> Response:
    """No door at that address, or none for that method."""
    assert isinstance(problem, HTTPException)
    headers = {**(problem.headers or {}), "cache-control": "no-store"}
    return problem_document(problem.status_code, problem.detail, headers)


async def left(_: Request, __: Exception) -> Response:
    """Whoever asked is not there any more."""
    return Response(status_code=400)
