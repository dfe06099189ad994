"""Collections: threads, replies, and how many like, share and follow.

Whoever follows is told to nobody but the server that they live on (FEP-8fcf).
"""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import FediforumError, Forbidden, Missing, Unauthenticated
from fediforum.flow.receive import verified
from fediforum.forum.home import KINDS, Kind
from fediforum.forum.model import PostState
from fediforum.limits import REPLIES_WRITTEN_BYTES
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.store.reading import (
    PostDocument,
    context_ids,
    featured_written_out,
    followers_at,
    followers_count,
    following as followed_by,
    moderators as moderators_of,
    replies_ids,
    replies_written_out,
)
from fediforum.vocab.collections import Collection, CollectionPage, Part
from fediforum.vocab.iri import Iri, host_of
from fediforum.vocab.json import Json, read_json
from fediforum.vocab.writing import retold, write
from fediforum.web.ap import listing
from fediforum.web.ap.actors import actor_at
from fediforum.web.ap.inbox import address_of, signed_request
from fediforum.web.ap.objects import find
from fediforum.web.negotiate import LIVE, PRIVATE, as2
from fediforum.wire import carries_signature, parse_claim

PINS_WRITTEN = 50

# -- of a thread and its posts -----------------------------------------------------------------


async def context(request: Request) -> Response:
    """Every post of a thread, oldest first, as it stands at this moment (decision 10)."""
    node: Node = request.app.state.node
    async with node.database.connection() as conn:
        found = await find(node, conn, request.path_params["short"])
        if not found.opening or found.thread is None or found.thread_short is None:
            raise Missing()
        if found.thread_removed:
            raise Missing()
        known = await load_known(conn, {found.thread}, node.home)
        ids = await context_ids(conn, found.thread_short)
    thread = known.threads[found.thread]
    board = known.board_of(thread)
    if board is None or not board.local:
        # Whose board it is says what belongs to its threads.
        raise Missing()
    iri = node.home.context(found.thread_short)
    whole = listing.context(
        iri,
        ids,
        thread.board,
        name=thread.title,
        url=node.home.thread_page(thread.short, thread.slug),
        followers=Iri(f"{thread.id}/followers"),
    )
    return whole_or_page(request, whole, ids)


async def replies(request: Request) -> Response:
    """The replies to a post; to an opening post, every post of its thread."""
    node: Node = request.app.state.node
    short = request.path_params["short"]
    async with node.database.connection() as conn:
        found = await find(node, conn, short)
        if found.thread_removed:
            raise Missing()
        ids = await replies_ids(conn, short, whole=found.opening)
    return whole_or_page(request, listing.replies(node.home.post(short), ids), ids)


async def replies_written(request: Request) -> Response:
    """The thread below an opening post, written out: PieFed seeds a board with no other list.

    It walks no pages, and lets go of the whole board at an item that is an id.
    """
    node: Node = request.app.state.node
    async with node.database.connection() as conn:
        found = await find(node, conn, request.path_params["short"])
        if found.thread_removed or not found.opening or found.short is None:
            raise Missing()
        ids = await replies_ids(conn, found.short, whole=True)
        rows = await replies_written_out(
            conn, found.thread_short or "", most=listing.MOST, size=REPLIES_WRITTEN_BYTES
        )
    post = node.home.post(found.short)
    whole = Collection(
        id=Iri(f"{post}/replies/written"),
        total_items=len(ids),
        items=tuple(retold(read_json(document), author) for author, document in rows),
        first=Iri(f"{post}/replies?page=1"),
    )
    return as2(request, write(whole), cache=LIVE)


def whole_or_page(request: Request, whole: Collection, ids: Sequence[Iri]) -> Response:
    """The collection, or the page of it that is asked for, which must exist."""
    asked = request.query_params.get("page")
    thing: Collection | CollectionPage | None = whole
    if asked is not None:
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
        thing = listing.page(whole.id, ids, number, ordered=whole.ordered)
    if thing is None:
        raise Missing()
    return as2(request, write(thing), cache=LIVE, etag=listing.ids_etag(ids))


async def likes(request: Request) -> Response:
    """How many like a post; not who."""
    found = await standing(request)
    return number(request, "likes", found.likes)


async def shares(request: Request) -> Response:
    """How many passed a post on; not who."""
    found = await standing(request)
    return number(request, "shares", found.shares)


async def standing(request: Request) -> PostDocument:
    node: Node = request.app.state.node
    async with node.database.connection() as conn:
        found = await find(node, conn, request.path_params["short"])
    if found.state is PostState.DELETED:
        raise Missing()
    return found


def number(request: Request, part: Part, total: int) -> Response:
    post = request.app.state.node.home.post(request.path_params["short"])
    whole = Collection(id=Iri(f"{post}/{part}"), total_items=total, ordered=False, of=(part, post))
    return as2(request, write(whole))


# -- of an actor -------------------------------------------------------------------------------


def kind_in(request: Request) -> tuple[Kind, str]:
    kind = request.path_params.get("kind", Kind.INSTANCE)
    if kind not in KINDS:
        raise Missing()
    return Kind(kind), request.path_params.get("key", "instance")


async def followers(request: Request) -> Response:
    """How many follow; on its page, to a signed request, those of the signer's server."""
    node: Node = request.app.state.node
    kind, key = kind_in(request)
    if "host" in request.query_params:
        return await followers_of_one_server(request, kind, key)
    # Only who asks for names is asked for theirs: to look up a key is a request of our own.
    host = await signer_host(node, request) if "page" in request.query_params else None
    async with node.database.connection() as conn:
        actor = await actor_at(node, conn, kind, key)
        total = await followers_count(conn, actor.id)
        theirs = await followers_at(conn, actor.id, host) if host is not None else ()
    return counted(request, actor.id, "followers", total, theirs)


async def followers_of_one_server(request: Request, kind: Kind, key: str) -> Response:
    """Who of one server follows, told to that server and no other (FEP-8fcf).

    Raises Unauthenticated without a signature that holds, Forbidden to anybody else.
    """
    node: Node = request.app.state.node
    asked = request.query_params["host"]
    host = await signer_host(node, request)
    if host is None:
        raise Unauthenticated()
    if host != asked:
        raise Forbidden("A server is told only who of its own follows.")
    async with node.database.connection() as conn:
        actor = await actor_at(node, conn, kind, key)
        theirs = await followers_at(conn, actor.id, host)
    iri = Iri(f"{actor.id}/followers?host={host}")
    whole = Collection(id=iri, total_items=len(theirs), items=theirs, of=("followers", actor.id))
    return as2(request, write(whole), cache=PRIVATE)


async def following(request: Request) -> Response:
    """How many an actor follows; not whom."""
    node: Node = request.app.state.node
    kind, key = kind_in(request)
    async with node.database.connection() as conn:
        actor = await actor_at(node, conn, kind, key)
        total = len(await followed_by(conn, actor.id))
    return counted(request, actor.id, "following", total, ())


def counted(request: Request, actor: Iri, part: Part, total: int, items: Sequence[Iri]) -> Response:
    """A number, and a page: without one Mastodon says that the actor hides it.

    The page depends on who asks, so that no cache may keep it.
    """
    iri = Iri(f"{actor}/{part}")
    first = Iri(f"{iri}?page=1")
    if request.query_params.get("page") is None:
        whole = Collection(id=iri, total_items=total, first=first, of=(part, actor))
        return as2(request, write(whole))
    page = CollectionPage(id=first, part_of=iri, total_items=total, items=tuple(items))
    return as2(request, write(page), cache=PRIVATE)


async def signer_host(node: Node, request: Request) -> str | None:
    """The server that signed the request; None without a signature that holds."""
    signed = signed_request(node, request, await request.body())
    if not carries_signature(signed):
        return None
    now = node.clock()
    try:
        key = await verified(node, parse_claim(signed, now), now, address_of(request))
    except FediforumError:
        return None
    return host_of(key.owner)


async def featured(request: Request) -> Response:
    """The posts that are pinned in a board, the latest pin first; a member has none.

    They are written out: Lemmy and PieFed make nothing of an id here.
    """
    node: Node = request.app.state.node
    kind, key = kind_in(request)
    if kind not in (Kind.BOARD, Kind.MEMBER):
        raise Missing()
    async with node.database.connection() as conn:
        actor = await actor_at(node, conn, kind, key)
        pinned = await featured_written_out(conn, actor.id)
    posts = tuple(
        iri if document is None or number >= PINS_WRITTEN else retold(read_json(document), author)
        for number, (iri, author, document) in enumerate(pinned)
    )
    return listed(request, Iri(f"{actor.id}/featured"), posts)


async def moderators(request: Request) -> Response:
    """Who moderates a board: the desk before all (decision 17)."""
    node: Node = request.app.state.node
    async with node.database.connection() as conn:
        board = await actor_at(node, conn, Kind.BOARD, request.path_params["key"])
        chosen = await moderators_of(conn, board.id)
    ids = tuple(dict.fromkeys((node.home.desk, *chosen)))
    return listed(request, Iri(f"{board.id}/moderators"), ids)


def listed(request: Request, iri: Iri, items: tuple[Iri | Json, ...]) -> Response:
    return as2(request, write(Collection(id=iri, total_items=len(items), items=items)))


routes = [
    Route("/ap/posts/{short}/context", context),
    Route("/ap/posts/{short}/replies", replies),
    Route("/ap/posts/{short}/replies/written", replies_written),
    Route("/ap/posts/{short}/likes", likes),
    Route("/ap/posts/{short}/shares", shares),
    Route("/ap/instance/followers", followers),
    Route("/ap/instance/following", following),
    Route("/ap/{kind}/{key}/followers", followers),
    Route("/ap/{kind}/{key}/following", following),
    Route("/ap/{kind}/{key}/featured", featured),
    Route("/ap/boards/{key}/moderators", moderators),
]
