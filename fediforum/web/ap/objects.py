"""Posts under their own ids: as they stand now, what is left of them, or the way to where
they come from.
"""

from datetime import datetime
from typing import Protocol

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from fediforum.errors import Forbidden, Malformed, Missing
from fediforum.forum.home import SHORT
from fediforum.forum.model import PostState
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.reading import PostDocument, find_post, post_document, replies_ids
from fediforum.vocab.activities import Create
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json, read_json
from fediforum.vocab.objects import Object, Tombstone
from fediforum.vocab.reading import read_object
from fediforum.vocab.writing import enclose, freshen, retold, withdrawn, write
from fediforum.web.addresses import asked
from fediforum.web.ap import listing
from fediforum.web.negotiate import LIVE, PRIVATE, As2Route, as2

SERVED = frozenset({PostState.SHOWN, PostState.PENDING, PostState.WITHDRAWN})


async def find(node: Node, conn: Conn, short: str) -> PostDocument:
    """What there is of the post of that short id. Raises as ``served`` does."""
    if not SHORT.fullmatch(short):
        raise Missing()
    iri = await find_post(conn, short, node.home)
    return served(await post_document(conn, iri if iri is not None else node.home.post(short)))


def served(found: PostDocument | None) -> PostDocument:
    """A post that may be told of, or its grave, which tells nothing but that it is one.

    Raises Missing, and Forbidden for what moderators took away: it may be put back, and only what
    is gone for good is said to be.
    """
    if found is None:
        raise Missing()
    if found.state is PostState.DELETED:
        return found
    if found.state is PostState.REMOVED or found.thread_removed:
        raise Forbidden("A moderator has taken this away.")
    if found.state not in SERVED or found.document is None:
        raise Missing()
    return found


async def fresh(conn: Conn, found: PostDocument) -> Json:
    """The post's object as we sent it, with its replies, likes and shares of today."""
    assert found.document is not None
    replies: tuple[Iri, ...] = ()
    if found.short is not None:
        replies = await replies_ids(conn, found.short, whole=found.opening)
    document = read_json(found.document)
    return freshen(
        withdrawn(document) if found.state is PostState.WITHDRAWN else document,
        replies=listing.replies(found.id, replies),
        likes=found.likes,
        shares=found.shares,
        options=found.options,
        closed=found.closed,
        answer=found.answer,
        voters=found.voters,
    )


class Kept(Protocol):
    """A post of ours as the store gives it, alone or in a list."""

    @property
    def author(self) -> Iri: ...
    @property
    def create(self) -> Iri | None: ...
    @property
    def published(self) -> datetime | None: ...
    @property
    def document(self) -> bytes | None: ...


def create_of(post: Kept) -> Json:
    """The Create that a post came by, with its object as it stands today."""
    assert post.document is not None
    document = retold(read_json(post.document), post.author)
    thing = read_object(document)
    if not isinstance(thing, Object):
        raise Malformed("no post")
    create = Create(
        id=post.create or Iri(""),
        actor=post.author,
        to=thing.to,
        cc=thing.cc,
        audience=thing.audience,
        published=post.published,
        object=thing,
    )
    return enclose(create, document)


async def show(request: Request, short: str, cache: str) -> Response:
    node: Node = request.app.state.node
    async with node.database.connection() as conn:
        found = await find(node, conn, short)
        gone = found.state is PostState.DELETED
        document = await fresh(conn, found) if found.local and not gone else None
    if gone and node.home.ours(found.id):
        tombstone = Tombstone(found.id, found.type, found.deleted)
        return as2(request, write(tombstone), cache=cache, status=410)
    if document is None:
        return RedirectResponse(found.id, 308, {"cache-control": cache, "vary": "accept"})
    return as2(request, document, cache=cache)


async def post(request: Request) -> Response:
    """Always asked for anew: a copy from before an edit would be taken for the truth."""
    return await show(request, request.path_params["short"], LIVE)


async def page(request: Request) -> Response:
    """The post of a page's address: the one that its query names, or else its thread's."""
    named = (asked(request, "post") or asked(request, "since") or "")[-13:]
    short = named if SHORT.fullmatch(named) else request.path_params["slug"][:13]
    return await show(request, short, PRIVATE)


routes = [
    Route("/ap/posts/{short}", post),
    As2Route("/t/{slug}", page),
    As2Route("/p/{slug}", page),
]
