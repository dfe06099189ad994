"""The least that other servers must be able to knock at: inboxes, actors, posts.

Stands in for the web room, so that the hands are tested by themselves.
"""

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fediforum.errors import FediforumError, Missing
from fediforum.flow.receive import receive
from fediforum.flow.retitling import actor_of as thread_at
from fediforum.flow.setup import public_halves
from fediforum.forum.actors import board_actor, instance_actor, member_actor
from fediforum.forum.home import Kind
from fediforum.node import Node
from fediforum.store.actors import by_name, keys_of
from fediforum.store.database import Conn
from fediforum.store.known import load_known
from fediforum.store.posts import stored_document
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import read_json, write_json
from fediforum.vocab.writing import in_context, write, write_nodeinfo_links
from fediforum.wire import SignedRequest

AS2 = "application/activity+json"


def doors(node: Node, software: Callable[[], str]) -> Starlette:
    """The doors of a forum, which says in its NodeInfo that it runs that software."""

    async def inbox(request: Request) -> Response:
        body = await request.body()
        signed = SignedRequest(
            method=request.method,
            target=request.scope["raw_path"].decode(),
            headers=tuple(request.scope["headers"]),
            body=body,
            host=node.home.host,
        )
        try:
            await receive(node, signed, request.client.host if request.client else "")
        except FediforumError as problem:
            return JSONResponse({"error": str(problem)}, problem.status)
        return Response(status_code=202)

    async def document(request: Request) -> Response:
        iri = Iri(node.home.base + request.url.path)
        try:
            async with node.database.connection() as conn:
                return Response(await bytes_of(node, conn, iri), media_type=AS2)
        except FediforumError as problem:
            return JSONResponse({"error": str(problem)}, problem.status)

    async def webfinger(request: Request) -> Response:
        resource = request.query_params["resource"]
        name = resource.removeprefix("acct:").partition("@")[0]
        async with node.database.connection() as conn:
            found = await by_name(conn, name)
        if found is not None:
            link = {"rel": "self", "type": AS2, "href": found.id}
            return JSONResponse({"subject": resource, "links": [link]})
        return Response(status_code=404)

    async def nodeinfo_links(_: Request) -> Response:
        return JSONResponse(write_nodeinfo_links(node.home.base, node.home.instance))

    async def nodeinfo(_: Request) -> Response:
        return JSONResponse({"software": {"name": software(), "version": "1"}})

    return Starlette(
        routes=[
            Route("/inbox", inbox, methods=["POST"]),
            Route("/ap/{kind}/{key}/inbox", inbox, methods=["POST"]),
            Route("/.well-known/webfinger", webfinger),
            Route("/.well-known/nodeinfo", nodeinfo_links),
            Route("/nodeinfo/2.1", nodeinfo),
            Route("/ap/{path:path}", document),
        ]
    )


async def bytes_of(node: Node, conn: Conn, iri: Iri) -> bytes:
    place = node.home.place(iri)
    if place is not None and place.kind is Kind.POST:
        raw = await stored_document(conn, iri)
        if raw is None:
            raise Missing(subject=iri)
        return write_json(in_context(dict(read_json(raw))))
    return write_json(write(await actor_of(node, conn, iri)))


async def actor_of(node: Node, conn: Conn, iri: Iri) -> Actor:
    home = node.home
    known = await load_known(conn, {iri}, home)
    place = home.place(iri)
    kind = place.kind if place is not None and not place.part else None
    if place is not None and kind is Kind.THREAD and iri in known.threads:
        thread = known.threads[iri]
        return await thread_at(node, conn, thread, known.boards[thread.board])
    keys = public_halves(await keys_of(conn, iri))
    if kind is Kind.BOARD and iri in known.boards:
        return board_actor(known.boards[iri], home, keys)
    if kind is Kind.INSTANCE:
        return instance_actor(home, "", keys)
    if kind is Kind.MEMBER and iri in known.members:
        return member_actor(known.members[iri], home, keys)
    raise Missing(subject=iri)
