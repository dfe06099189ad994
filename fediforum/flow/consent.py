"""Consent: whose post somebody called a board under, and whether they want it there.

The law decides what a call or an answer means; here the post is looked for at its own server,
its author is asked, and what they agreed to is fetched, with what was answered to it.
"""

from dataclasses import replace
from datetime import timedelta

import structlog

from fediforum import limits
from fediforum.errors import FediforumError, Permanent
from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.backfill import backfill
from fediforum.flow.budget import Budget
from fediforum.flow.find import known_of
from fediforum.flow.introduce import as_create, fetch
from fediforum.flow.later import put_off, times_put_off
from fediforum.forum import compose
from fediforum.forum.effects import Errand
from fediforum.forum.model import Post, PostState
from fediforum.forum.provenance import Fetched, Local
from fediforum.forum.verdict import Accepted
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.store.questions import questions_since
from fediforum.vocab.activities import Create
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Tombstone
from fediforum.wire import Fetched as Found

log = structlog.get_logger(__name__)

# The post above may be on its way: then it is filed, and nobody has to be asked.
ASK_AFTER = timedelta(minutes=1)
A_DAY = timedelta(days=1)
REPLIES = 200


async def ask(node: Node, errand: Errand) -> None:
    """The author above a reply that calls a board is asked, unless they called it themselves."""
    if not times_put_off(errand):
        await put_off(node, errand, ASK_AFTER)
        return
    board = Iri(errand.details["board"])
    async with node.database.connection() as conn:
        known = await load_known(conn, {errand.subject}, node.home)
    reply = known.posts.get(errand.subject)
    if reply is None or reply.state is not PostState.SHELVED:
        return
    budget = Budget.errand()
    top = await opening_above(node, reply, budget)
    if top is None:
        return
    found, create = top
    author = create.object.attributed_to
    if author == reply.author:
        create = replace(create, audience=board)  # they called the board themselves
    (verdict,) = await act(node, [spoken(create, found)], budget)
    if isinstance(verdict, Accepted):
        await bring_replies(node, create.object.id)
    elif author != reply.author and create.object.public:
        await put_question(node, author, create.object.id, board, budget)


async def opening_above(node: Node, reply: Post, budget: Budget) -> tuple[Found, Create] | None:
    """The post at the top of the conversation above a reply, read at its own id.

    None where the way leads to what stands here, is gone, or is too long.
    """
    wanted = reply.parent
    for _ in range(limits.ANCESTORS):
        if wanted is None or node.home.ours(wanted):
            return None
        async with node.database.connection() as conn:
            here = (await load_known(conn, {wanted}, node.home)).posts.get(wanted)
        if here is not None and here.state is not PostState.SHELVED:
            return None
        if here is not None and here.parent is not None:
            wanted = here.parent
            continue
        found = await fetch(node, wanted, budget)
        create = as_create(found)
        if isinstance(create, Tombstone):
            return None
        if create.object.in_reply_to is None:
            return found, create
        wanted = create.object.in_reply_to
    return None


async def put_question(node: Node, author: Iri, post: Iri, board: Iri, budget: Budget) -> None:
    """The desk has asked the author, if neither they nor their server were asked much lately."""
    since = node.clock() - A_DAY
    async with node.database.connection() as conn:
        of_author, of_host = await questions_since(conn, author, since)
    if of_author >= limits.QUESTIONS_PER_AUTHOR_DAY or of_host >= limits.QUESTIONS_PER_HOST_DAY:
        log.info("asked enough for today", author=author)
        return
    member = (await known_of(node, author, budget)).members.get(author)
    async with node.database.connection() as conn:
        known = await load_known(conn, {board}, node.home)
    if member is None or member.type == "Group" or board not in known.boards:
        return
    question = compose.question(member, post, known.boards[board], new=ids(node), now=node.clock())
    await act(node, [Spoken(activity=question, by=Local(node.home.desk))], budget)


async def bring(node: Node, errand: Errand) -> None:
    """A post that its author wants in a board stands there, with what was answered to it."""
    budget = Budget.errand()
    found = await fetch(node, errand.subject, budget)
    create = as_create(found)
    if isinstance(create, Tombstone):
        raise Permanent("The post is gone.", subject=errand.subject)
    create = replace(create, audience=Iri(errand.details["board"]))
    (verdict,) = await act(node, [spoken(create, found)], budget)
    if isinstance(verdict, Accepted):
        await bring_replies(node, create.object.id)


async def bring_replies(node: Node, post: Iri) -> None:
    try:
        await backfill(node, post, Budget.backfill(REPLIES))
    except FediforumError as problem:
        log.info("brought no replies", post=post, reason=str(problem))


def spoken(create: Create, found: Found) -> Spoken:
    return Spoken(activity=create, by=Fetched(Iri(found.iri)), raw=found.raw)
