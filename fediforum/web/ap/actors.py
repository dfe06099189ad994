"""Actors: the documents of those who speak from here. What they say is for ``forum.actors``."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Gone, Missing
from fediforum.flow.retitling import actor_of
from fediforum.flow.setup import public_halves
from fediforum.forum.actors import board_actor, instance_actor, member_actor
from fediforum.forum.home import SHORT, Home, Kind
from fediforum.forum.model import Board, Thread
from fediforum.node import Node
from fediforum.store.actors import by_name
from fediforum.store.database import Conn
from fediforum.store.instance import instance
from fediforum.store.known import load_known
from fediforum.store.reading import Profile, profile
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri
from fediforum.vocab.writing import write
from fediforum.web.addresses import WORDS
from fediforum.web.negotiate import PRIVATE, SHARED, As2Route, as2
from fediforum.web.ours import told_to_machines

# -- what is behind an id ----------------------------------------------------------------------


async def actor_at(node: Node, conn: Conn, kind: Kind, key: str) -> Actor:
    """The actor here of that kind and name.

    Raises Missing, or Gone for whoever left for good: some servers then forget them for ever.
    """
    match kind:
        case Kind.INSTANCE:
            return await server(node, conn)
        case Kind.BOARD:
            return board_of(node.home, await here(conn, node.home.board(key)))
        case Kind.MEMBER:
            return member_of(node.home, await here(conn, node.home.member(key)))
        case Kind.THREAD:
            return await actor_of(node, conn, *await thread_here(node, conn, key))
        case _:
            raise Missing()


async def here(conn: Conn, iri: Iri) -> Profile:
    found = await profile(conn, iri)
    if found is None or not found.member.local:
        raise Missing()
    if found.gone is not None:
        raise Gone()
    return found


async def server(node: Node, conn: Conn) -> Actor:
    found = await here(conn, node.home.instance)
    forum = await instance(conn, node.home.base)
    title = forum.title if forum is not None else ""
    logo = forum.logo if forum is not None else None
    icon = node.home.logo(logo) if logo is not None and logo.endswith(".png") else None
    return instance_actor(
        node.home,
        title,
        public_halves(found.keys),
        summary=told_to_machines(forum, node.home) if forum is not None else None,
        icon=icon,
        published=found.published,
    )


def board_of(home: Home, found: Profile) -> Actor:
    if found.board is None:
        raise Missing()
    return board_actor(
        found.board,
        home,
        public_halves(found.keys),
        summary=found.summary or None,
        source=found.source,
        icon=found.icon,
        image=found.image,
        published=found.published,
        updated=found.updated,
    )


def member_of(home: Home, found: Profile) -> Actor:
    if found.board is not None or found.member.id == home.instance:
        raise Missing()
    return member_actor(
        found.member,
        home,
        public_halves(found.keys),
        summary=found.summary or None,
        source=found.source,
        icon=found.icon,
        image=found.image,
        published=found.published,
        updated=found.updated,
        discoverable=found.discoverable,
        indexable=found.indexable,
    )


async def thread_here(node: Node, conn: Conn, short: str) -> tuple[Thread, Board]:
    """The thread of that short id and its board, which must be here: only then it is an actor."""
    iri = node.home.thread(short)
    known = await load_known(conn, {iri}, node.home) if SHORT.fullmatch(short) else None
    thread = known.threads.get(iri) if known is not None else None
    board = known.board_of(thread) if known is not None and thread is not None else None
    if thread is None or board is None or not board.local:
        raise Missing()
    return thread, board


async def actor_called(node: Node, conn: Conn, name: str) -> Actor:
    """The actor here that goes by the name: a board, a member, a thread, the server itself."""
    name = name.lower()
    if name.startswith("t") and SHORT.fullmatch(name[1:]):
        return await actor_at(node, conn, Kind.THREAD, name[1:])
    found = await by_name(conn, name)
    place = node.home.place(found.id) if found is not None else None
    if place is None:
        raise Missing()
    return await actor_at(node, conn, place.kind, place.key)


# -- doors -------------------------------------------------------------------------------------


async def show(request: Request, kind: Kind, key: str, cache: str) -> Response:
    node: Node = request.app.state.node
    async with node.database.connection() as conn:
        actor = await actor_at(node, conn, kind, key)
    return as2(request, write(actor), cache=cache, modified=actor.updated or actor.published)


async def board(request: Request) -> Response:
    return await show(request, Kind.BOARD, request.path_params["key"], SHARED)


async def thread(request: Request) -> Response:
    return await show(request, Kind.THREAD, request.path_params["key"], SHARED)


async def member(request: Request) -> Response:
    return await show(request, Kind.MEMBER, request.path_params["key"], SHARED)


async def the_server(request: Request) -> Response:
    return await show(request, Kind.INSTANCE, "instance", SHARED)


async def front_page(request: Request) -> Response:
    return await show(request, Kind.INSTANCE, "instance", PRIVATE)


async def board_page(request: Request) -> Response:
    return await show(request, Kind.BOARD, request.path_params["key"], PRIVATE)


async def member_page(request: Request) -> Response:
    return await show(request, Kind.MEMBER, request.path_params["key"], PRIVATE)


async def thread_join_page(request: Request) -> Response:
    return await show(request, Kind.THREAD, request.path_params["key"][:13], PRIVATE)


routes = [
    Route("/ap/instance", the_server),
    Route("/ap/boards/{key}", board),
    Route("/ap/threads/{key}", thread),
    Route("/ap/members/{key}", member),
    As2Route("/", front_page),
    As2Route("/b/{key}", board_page),
    As2Route("/u/{key}", member_page),
    *(As2Route(f"/t/{{key}}/{word}", thread_join_page) for word in ("follow", *WORDS["join"])),
    *(As2Route(f"/b/{{key}}/{word}", board_page) for word in WORDS["join"]),
]
