"""Activities and stamps under their own ids, as far as they are anybody's business."""

from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Gone, Malformed, Missing
from fediforum.flow.act import ids
from fediforum.forum.home import SHORT, Kind
from fediforum.forum.model import PostState, Tie
from fediforum.forum.stamps import TYPES, stands
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.known import load_known
from fediforum.store.reading import PostDocument, activity_document, find_post, post_document
from fediforum.vocab.activities import (
    Announce,
    AnyActivity,
    Create,
    Update,
    inner_of,
    subject_of,
)
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.json import Json, read_json
from fediforum.vocab.objects import Authorization
from fediforum.vocab.reading import read_activity
from fediforum.vocab.writing import write
from fediforum.web.ap.actors import actor_at, thread_here
from fediforum.web.ap.objects import create_of, served
from fediforum.web.ap.outbox import boosting, known_in_full, wrapping
from fediforum.web.negotiate import AS2, answer, as2


async def activity(request: Request) -> Response:
    """An activity of ours: a Create as its post stands today, all else as it was sent.

    An Announce of a post is told for ever; of all else nothing is kept after 90 days.
    """
    node: Node = request.app.state.node
    iri = node.home.activity(request.path_params["key"])
    async with node.database.connection() as conn:
        post = await find_post(conn, iri, node.home)
        if post is not None:
            return as2(request, create_of(await told(conn, post)))
        body = await activity_document(conn, iri)
        if body is None:
            return as2(request, await passed_on_again(node, conn, iri))
        await check_telling(conn, read_sent(body))
    return answer(request, body, media_type=AS2)


async def seen(conn: Conn, iri: Iri) -> PostDocument:
    """The post as it may be shown. Raises as ``served``, and Gone where only its grave is left."""
    found = served(await post_document(conn, iri))
    if found.state is PostState.DELETED:
        raise Gone()
    return found


async def told(conn: Conn, iri: Iri) -> PostDocument:
    """As ``seen``, of what was said of a post in its board: nothing once it was withdrawn."""
    found = await seen(conn, iri)
    if found.state is PostState.WITHDRAWN:
        raise Missing()
    return found


async def passed_on_again(node: Node, conn: Conn, iri: Iri) -> Json:
    """An Announce of a post by its thread or board, told anew from what stands here.

    Raises Missing, or Gone where the post was deleted since.
    """
    short = SHORT.match(iri.rpartition("/")[2])
    named = await find_post(conn, short[0], node.home) if short is not None else None
    found = await post_document(conn, named) if named is not None else None
    if found is None or found.thread_short is None or found.thread_removed:
        raise Missing()
    if found.state is not PostState.SHOWN:
        raise Gone() if found.state is PostState.DELETED else Missing()
    _, board = await thread_here(node, conn, found.thread_short)
    by_thread = await actor_at(node, conn, Kind.THREAD, found.thread_short)
    by_board = await actor_at(node, conn, Kind.BOARD, board.name)
    new = ids(node)
    announces = [boosting(by_thread, found, new), boosting(by_board, found, new)]
    if known_in_full(found, new):
        with suppress(Malformed):
            announces.append(wrapping(by_board, found, new))
    for announce in announces:
        if announce["id"] == iri:
            return announce
    raise Missing()


def read_sent(body: bytes) -> AnyActivity:
    try:
        return read_activity(read_json(body))
    except Malformed as problem:
        raise Missing() from problem


async def check_telling(conn: Conn, sent: AnyActivity) -> None:
    """Raise where an activity was meant for some only, or tells what was taken back since."""
    if PUBLIC not in (*sent.to, *sent.cc):
        raise Missing()
    if not isinstance(innermost(sent), Create | Update | Announce):
        return
    subject = Iri(subject_of(sent))
    if await post_document(conn, subject) is not None:
        await told(conn, subject)


def innermost(sent: AnyActivity) -> AnyActivity:
    """The activity that an Announce passes on; an Announce of a post is one itself."""
    inner = inner_of(sent) if isinstance(sent, Announce) else None
    return sent if inner is None else inner


async def stamp(request: Request) -> Response:
    """That something of ours may be quoted, answered or recommended (FEP-044f, FEP-7aa9).

    Raises Gone for a stamp that was taken back.
    """
    node: Node = request.app.state.node
    iri = Iri(f"{node.home.base}/ap/stamps/{request.path_params['key']}")
    async with node.database.connection() as conn:
        relation = (await load_known(conn, {iri}, node.home)).deeds.get(iri)
        if relation is None or relation.kind not in TYPES:
            raise Missing()
        if not stands(relation):
            raise Gone()
        actor = relation.kind is Tie.FEATURING
        owner = relation.b if actor else (await seen(conn, relation.b)).author
    given = Authorization(iri, TYPES[relation.kind], owner, relation.a, relation.b)
    return as2(request, write(given))


routes = [
    Route("/ap/activities/{key}", activity),
    Route("/ap/stamps/{key}", stamp),
]
