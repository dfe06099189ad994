"""Outboxes: what an actor has to tell, and where a member's own client speaks (C2S)."""

from collections.abc import Sequence
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Forbidden, Malformed, Missing, Unauthenticated
from fediforum.flow.act import ids
from fediforum.flow.outbox import post_to_outbox
from fediforum.flow.setup import token_hash
from fediforum.forum.home import SHORT, Ids, Kind
from fediforum.node import Node
from fediforum.store.reading import PostDocument, Spoken, outbox as spoken_by, outbox_count
from fediforum.store.tokens import holder
from fediforum.vocab.activities import Announce, Received
from fediforum.vocab.actors import Actor
from fediforum.vocab.collections import Collection, CollectionPage, Part
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.json import Json, read_json
from fediforum.vocab.writing import bare, leading, wrap, write
from fediforum.web.ap.actors import actor_at
from fediforum.web.ap.collections import kind_in
from fediforum.web.ap.inbox import check_type
from fediforum.web.ap.objects import create_of
from fediforum.web.negotiate import as2

MOST = 50
AT_ONCE = 20
Passed = Spoken | PostDocument
NAMES = {Kind.BOARD: "board", Kind.MEMBER: "member", Kind.THREAD: "thread"}


class NoToken(Unauthenticated):
    """A token of the member is needed to speak for them."""

    challenge = "Bearer"


# -- reading -----------------------------------------------------------------------------------


async def outbox(request: Request) -> Response:
    """What the actor has to tell, newest first: the whole as a number, the rest by the page.

    Lemmy reads a board's latest threads from the collection itself, and looks at no page.
    """
    node: Node = request.app.state.node
    kind, key = kind_in(request)
    after = request.query_params.get("after")
    if after is not None and not SHORT.fullmatch(after):
        raise Missing()
    paging = after is not None or "page" in request.query_params
    most = MOST if paging else AT_ONCE
    async with node.database.connection() as conn:
        actor = await actor_at(node, conn, kind, key)
        rows: tuple[Spoken, ...] = ()
        total = 0
        if kind in NAMES:
            now = node.clock()
            rows = await spoken_by(conn, NAMES[kind], actor.id, now, after=after, most=most)
            total = await outbox_count(conn, NAMES[kind], actor.id)
    items = told(actor, kind, rows, ids(node))
    iri = Iri(f"{actor.id}/outbox")
    if not paging:
        latest = items if kind is Kind.BOARD else None
        first = Iri(f"{iri}?page=1")
        of: tuple[Part, Iri] = ("outbox", actor.id)
        whole = Collection(id=iri, total_items=total, items=latest, first=first, of=of)
        return as2(request, write(whole))
    page = CollectionPage(
        id=Iri(f"{iri}?after={after}" if after is not None else f"{iri}?page=1"),
        part_of=iri,
        items=items,
        next=Iri(f"{iri}?after={rows[-1].short}") if len(rows) == most else None,
    )
    return as2(request, write(page))


def told(actor: Actor, kind: Kind, rows: Sequence[Spoken], new: Ids) -> tuple[Json, ...]:
    """The activities by which the posts went out: a member's own, a board's or thread's passing on.

    Their ids are those under which they were sent.
    """
    if kind is Kind.MEMBER:
        return tuple(create_of(row) for row in rows if row.document is not None)
    return tuple(passed_on(actor, kind, row, new) for row in rows)


def passed_on(actor: Actor, kind: Kind, row: Passed, new: Ids) -> Json:
    """A thread's Announce of an id; a board's of the Create itself, as far as that is known.

    PieFed seeds a board no further than the first that is not told in full.
    """
    if kind is Kind.BOARD and known_in_full(row, new):
        with suppress(Malformed):
            return seeding(actor, row, new)
    return boosting(actor, row, new)


def known_in_full(row: Passed, new: Ids) -> bool:
    """Whether the Create that it came by can be told: no id is made up for a neighbour's."""
    return row.document is not None and (row.create is not None or new.home.ours(row.id))


def boosting(actor: Actor, row: Passed, new: Ids) -> Json:
    """The Announce of a post's id, as it went out to microblogs."""
    announce = Announce(
        id=new.passing(row.short or "", row.id, "Announce", actor.id),
        actor=actor.id,
        to=(PUBLIC,),
        cc=(followers_of(actor),),
        published=row.published,
        object=row.id,
    )
    return write(announce)


def seeding(actor: Actor, row: Passed, new: Ids) -> Json:
    """The Announce of an opening post's Create, that also says where its thread is written out."""
    create = leading(create_of(row), Iri(f"{new.home.post(row.short or '')}/replies/written"))
    return wrap(wrapper(actor, row, new), bare(create))


def wrapping(actor: Actor, row: Passed, new: Ids) -> Json:
    """The Announce of a post's Create, as it went out to forums."""
    return wrap(wrapper(actor, row, new), bare(create_of(row)))


def wrapper(actor: Actor, row: Passed, new: Ids) -> Announce:
    return Announce(
        id=new.passing(row.short or "", row.create or row.id, "wrap", actor.id),
        actor=actor.id,
        to=(PUBLIC, actor.id),
        cc=(followers_of(actor),),
        published=row.published,
        object=Received(),
    )


def followers_of(actor: Actor) -> Iri:
    return actor.followers or Iri(f"{actor.id}/followers")


# -- speaking ----------------------------------------------------------------------------------


async def speak(request: Request) -> Response:
    """201: what the member's client said has happened; ``Location`` is the activity's id."""
    node: Node = request.app.state.node
    member = node.home.member(request.path_params["key"])
    check_type(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NoToken()
    async with node.database.transaction() as conn:
        speaker = await holder(conn, token_hash(token.strip()), node.clock())
    if speaker is None:
        raise NoToken()
    if speaker != member:
        raise Forbidden()
    said = await post_to_outbox(node, member, read_json(await request.body()))
    return Response(status_code=201, headers={"location": said.activity})


routes = [
    Route("/ap/members/{key}/outbox", speak, methods=["POST"]),
    Route("/ap/instance/outbox", outbox),
    Route("/ap/{kind}/{key}/outbox", outbox),
]
