"""Inboxes: from a POST to a row that will not be lost. What is in it is for ``flow.receive``."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import FediforumError, Missing
from fediforum.flow.rebuffing import turned_away
from fediforum.flow.receive import receive
from fediforum.forum.home import KINDS, Kind
from fediforum.node import Node
from fediforum.wire import SignedRequest

ACTORS = frozenset({Kind.BOARD, Kind.THREAD, Kind.MEMBER})
TYPE = re.compile(r"application/(activity\+json|ld\+json|json)\s*(;.*)?", re.IGNORECASE)
PLAIN = frozenset({"", "identity"})


class WrongType(FediforumError):
    """An inbox takes application/activity+json, as it is."""

    status = 415


async def inbox(request: Request) -> Response:
    """202: what came is on record. Raises what ``receive`` does, and WrongType."""
    kind = request.path_params.get("kind")
    if kind is not None and (kind not in KINDS or Kind(kind) not in ACTORS):
        raise Missing()
    node: Node = request.app.state.node
    try:
        check_type(request)
        body = await request.body()
    except FediforumError as problem:
        turned_away(node, signed_request(node, request, b""), problem)
        raise
    signed = signed_request(node, request, body)
    await receive(node, signed, address_of(request))
    return Response(status_code=202)


def note_refusal(node: Node, request: Request, problem: FediforumError) -> None:
    """Note what was turned away before anybody looked at it, if it was meant for an inbox."""
    if request.method == "POST" and request.scope["path"].endswith("/inbox"):
        turned_away(node, signed_request(node, request, b""), problem)


def check_type(request: Request) -> None:
    """A form of a browser cannot say that it brings AS2, and nothing is unpacked."""
    if not TYPE.fullmatch(request.headers.get("content-type", "")):
        raise WrongType()
    if request.headers.get("content-encoding", "").strip().lower() not in PLAIN:
        raise WrongType()


def signed_request(node: Node, request: Request, body: bytes) -> SignedRequest:
    """The request in the raw bytes that a signature is made over."""
    target = request.scope.get("raw_path") or request.scope["path"].encode()
    if request.scope["query_string"]:
        target += b"?" + request.scope["query_string"]
    return SignedRequest(
        method=request.method,
        target=target.decode("latin-1"),
        headers=tuple(request.scope["headers"]),
        body=body,
        host=node.home.host,
    )


def address_of(request: Request) -> str:
    return request.client.host if request.client is not None else ""


routes = [
    Route("/inbox", inbox, methods=["POST"]),
    Route("/ap/instance/inbox", inbox, methods=["POST"]),
    Route("/ap/{kind}/{key}/inbox", inbox, methods=["POST"]),
]
