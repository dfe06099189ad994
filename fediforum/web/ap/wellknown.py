"""Discovery: WebFinger, host-meta, NodeInfo, and whether the process is well."""

import re
from dataclasses import asdict

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fediforum import __version__
from fediforum.errors import Malformed, Missing
from fediforum.forum.home import SHORT, Home, Kind
from fediforum.limits import IRI
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.health import database_clock
from fediforum.store.instance import Instance, instance
from fediforum.store.reading import usage
from fediforum.vocab.actors import Actor
from fediforum.vocab.json import Json
from fediforum.vocab.writing import (
    Figures,
    write_host_meta,
    write_jrd,
    write_nodeinfo,
    write_nodeinfo_links,
    write_server_jrd,
)
from fediforum.web.addresses import Addresses
from fediforum.web.ap.actors import actor_at, actor_called
from fediforum.web.negotiate import answer

ACTORS = frozenset({Kind.INSTANCE, Kind.BOARD, Kind.THREAD, Kind.MEMBER})
HANDLE = re.compile(r"(?:acct:)?@?(?P<name>[^@/\s:]+)@(?P<host>[^@/\s]+)", re.IGNORECASE)
PAGE = re.compile(rf"/(?:b/(?P<board>[^/]+)|u/(?P<member>[^/]+)|t/(?P<thread>{SHORT.pattern}).*)")
SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"
RARELY = "public, max-age=3600"
TOLD = {
    "aboutUrl": "about",
    "rulesUrl": "rules",
    "tosUrl": "terms",
    "privacyPolicyUrl": "privacy",
    "contactUrl": "contact",
    "feedbackUrl": "report",
}


async def webfinger(request: Request) -> Response:
    """Who an ``acct:`` or an address of ours names (RFC 7033); 404 for everybody else."""
    asked = request.query_params.getlist("resource")
    if len(asked) != 1 or not 0 < len(asked[0]) <= IRI or "\0" in asked[0]:
        raise Malformed("WebFinger is asked about one resource.")
    node: Node = request.app.state.node
    async with node.database.connection() as conn:
        actor = await meant(node, conn, asked[0])
    if asked[0] in {node.home.base, f"{node.home.base}/"}:
        server = write_server_jrd(node.home.base, actor)
        return json(request, server, media_type="application/jrd+json")
    # Only who is somebody has a home to see things at. Nobody signs in here to follow something
    # from a page, so that no link says they could.
    intents = {"Object": node.home.resolving()} if actor.type == "Person" else None
    document = write_jrd(actor, node.home.host, intents=intents)
    return json(request, document, media_type="application/jrd+json")


async def meant(node: Node, conn: Conn, resource: str) -> Actor:
    """The actor that the resource names. Raises Missing, or Gone."""
    home = node.home
    if (handle := HANDLE.fullmatch(resource)) is not None:
        if handle["host"].lower().removesuffix(":443") != home.host:
            raise Missing()
        # Some ask for the server itself by its host's name.
        name = handle["name"].lower()
        return await actor_called(node, conn, "instance" if name == home.host else name)
    place = home.place(resource)
    if place is not None and place.kind in ACTORS and not place.part:
        return await actor_at(node, conn, place.kind, place.key)
    return await behind_page(node, conn, home, resource)


async def behind_page(node: Node, conn: Conn, home: Home, resource: str) -> Actor:
    path = resource.removeprefix(home.base).partition("?")[0].partition("#")[0]
    page = PAGE.fullmatch(path) if home.ours(resource) else None
    if page is None:
        raise Missing()
    if page["board"]:
        return await actor_at(node, conn, Kind.BOARD, page["board"])
    if page["member"]:
        return await actor_at(node, conn, Kind.MEMBER, page["member"])
    return await actor_at(node, conn, Kind.THREAD, page["thread"])


async def host_meta(request: Request) -> Response:
    node: Node = request.app.state.node
    body = write_host_meta(node.home.base).encode()
    return answer(request, body, media_type="application/xrd+xml", cache=RARELY)


async def nodeinfo_links(request: Request) -> Response:
    home = request.app.state.node.home
    return json(request, write_nodeinfo_links(home.base, home.instance), cache=RARELY)


async def nodeinfo(request: Request) -> Response:
    """How much the forum is used, in the version that is asked for."""
    version = request.path_params["version"]
    if version not in ("2.0", "2.1"):
        raise Missing()
    node: Node = request.app.state.node
    async with node.database.connection() as conn:
        figures = await usage(conn, node.home.desk, node.clock())
        forum = await instance(conn, node.home.base)
    document = write_nodeinfo(
        version,
        release=__version__,
        name=forum.title if forum is not None else "",
        description=forum.tagline if forum is not None else "",
        open_registrations=False,
        figures=Figures(**asdict(figures)),
        pages=told_pages(node.home, forum) if forum is not None else None,
        maintainer=maintainer(forum) if forum is not None else None,
    )
    media_type = f'application/json; profile="{SCHEMA}{version}#"'
    return json(request, document, media_type=media_type, cache=RARELY)


def told_pages(home: Home, forum: Instance) -> dict[str, str]:
    """Where the forum's own pages are, by the names that machines have for them."""
    addresses = Addresses(forum.language)
    return {key: home.base + addresses.page(name) for key, name in TOLD.items()}


def maintainer(forum: Instance) -> dict[str, str]:
    """Whom to write to, as far as the forum names them."""
    named = {"name": forum.contact, "email": forum.contact_mail}
    return {key: value for key, value in named.items() if value}


def json(
    request: Request,
    document: Json,
    *,
    media_type: str = "application/json",
    cache: str = "public, max-age=600",
) -> Response:
    return answer(request, orjson.dumps(document), media_type=media_type, cache=cache)


async def healthz(_: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


async def readyz(request: Request) -> Response:
    """The process reaches its database; 503 by the error handler where it does not."""
    node: Node = request.app.state.node
    async with node.database.connection() as conn:
        await database_clock(conn)
    return PlainTextResponse("ready\n", headers={"cache-control": "no-store"})


routes = [
    Route("/.well-known/webfinger", webfinger),
    Route("/.well-known/host-meta", host_meta),
    Route("/.well-known/nodeinfo", nodeinfo_links),
    Route("/nodeinfo/{version}", nodeinfo),
    Route("/healthz", healthz),
    Route("/readyz", readyz),
]
