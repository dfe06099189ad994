"""Polls of ours: how they stand is told at most once in five minutes, and when they close."""

from dataclasses import replace
from datetime import datetime, timedelta

from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.budget import Budget
from fediforum.flow.later import put_off, times_put_off
from fediforum.forum.effects import Errand
from fediforum.forum.model import Post, PostState, Tie
from fediforum.forum.provenance import Local
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.known import load_known
from fediforum.store.posts import stored_document
from fediforum.store.relations import related_to
from fediforum.vocab.activities import Update
from fediforum.vocab.json import read_json
from fediforum.vocab.objects import Object
from fediforum.vocab.reading import read_object

EVERY = timedelta(minutes=5)


async def tally(node: Node, errand: Errand) -> None:
    """Whoever was told of a poll is told how it stands; first the time for it is awaited."""
    closes = errand.details.get("closes")
    if not times_put_off(errand):
        after = EVERY if closes is None else datetime.fromisoformat(closes) - node.clock()
        await put_off(node, errand, after)
        return
    async with node.database.connection() as conn:
        known = await load_known(conn, {errand.subject}, node.home)
        poll = known.posts.get(errand.subject)
        if poll is None or not poll.local or poll.state is not PostState.SHOWN:
            return
        thing = await as_it_stands(conn, poll)
    if thing is None:
        return
    update = Update(
        id=node.home.activity(ids(node).short),
        actor=poll.author,
        to=thing.to,
        cc=thing.cc,
        audience=thing.audience,
        published=node.clock(),
        object=thing,
    )
    await act(node, [Spoken(activity=update, by=Local(poll.author))], Budget.none())


async def as_it_stands(conn: Conn, poll: Post) -> Object | None:
    """The poll's document with its numbers of today; it was not edited by that."""
    raw = await stored_document(conn, poll.id)
    thing = read_object(read_json(raw)) if raw is not None else None
    if not isinstance(thing, Object):
        return None
    return replace(
        thing,
        source=poll.source,
        one_of=() if poll.many else poll.options,
        any_of=poll.options if poll.many else (),
        voters=await related_to(conn, Tie.CHOICE, poll.id),
        updated=None,
    )
