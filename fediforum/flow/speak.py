"""Speaking: what somebody here wants to say or do, made an activity and acted on.

For the doors: commands, forms and the API of clients. Who and what is meant is looked up by
``find``; whether it may be said is for the law.
"""

from dataclasses import dataclass

from fediforum.errors import AlreadySo, Conflict, Forbidden, Missing, Unavailable
from fediforum.flow.act import Spoken, act, ids
from fediforum.flow.budget import Budget
from fediforum.flow.find import called_in, find_board, find_place, own_member, parent_author, who
from fediforum.flow.pictures import pictures_named
from fediforum.flow.stamping import ask_to_answer
from fediforum.forum import compose
from fediforum.forum.compose import Poll
from fediforum.forum.journal import Operation
from fediforum.forum.known import Known
from fediforum.forum.model import Tie
from fediforum.forum.provenance import Local
from fediforum.forum.rules import delete as deleting, undo
from fediforum.forum.stamps import stands
from fediforum.forum.verdict import ALREADY, Accepted, Ignored, Needs, Refused
from fediforum.node import Node
from fediforum.store import reading
from fediforum.store.known import load_known
from fediforum.vocab.activities import AnyActivity
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True)
class Said:
    """What came of it: the id of what was made or touched, and the page where people see it.

    ``operation`` names an act of moderation, by which it can be taken back.
    """

    id: Iri
    url: Iri
    activity: Iri
    operation: str | None = None


async def open_thread(
    node: Node,
    board: str,
    member: str,
    title: str,
    source: str,
    *,
    language: str | None = None,
    quote: str | None = None,
    poll: Poll | None = None,
) -> Said:
    """A thread stands in the board; ``board`` is a name here, a handle, or an id.

    ``quote`` names a post that is known here, which the opening post quotes.

    Raises Missing for a board or member that is not there, Forbidden where it may not be.
    """
    budget = Budget.interactive()
    author = await own_member(node, member)
    where = await find_board(node, board, budget)
    activity = compose.thread(
        author,
        where,
        title,
        source,
        new=ids(node),
        now=node.clock(),
        called=await called_in(node, source, budget),
        language=language,
        pictures=await pictures_named(node, source),
        quote=await quoted_by(node, quote),
        poll=poll,
    )
    await say(node, activity, budget)
    return await said(node, activity.object.id, activity)


async def quoted_by(node: Node, quote: str | None) -> Iri | None:
    return (await find_place(node, quote)).post.id if quote else None


async def reply(
    node: Node, post: str, member: str, source: str, *, quote: str | None = None, note: bool = False
) -> Said:
    """A reply stands under the post, which is named by its id, its page or its short id.

    ``note``: a moderator speaks in it as one; raises Forbidden for everybody else.
    """
    budget = Budget.interactive()
    author = await own_member(node, member)
    place = await find_place(node, post)
    activity = compose.reply(
        author,
        place.post,
        place.thread,
        place.board,
        place.author,
        source,
        new=ids(node),
        now=node.clock(),
        called=await called_in(node, source, budget, thread=place.thread.id, by=author.id),
        pictures=await pictures_named(node, source),
        quote=await quoted_by(node, quote),
        apart=note,
    )
    await say(node, activity, budget)
    await ask_to_answer(node, activity.object, place.post)
    return await said(node, activity.object.id, activity)


async def revoke_quote(node: Node, post: str, quoting: str, member: str) -> Said:
    """The post may no longer be quoted by ``quoting``; its author and moderators may say so.

    Raises Missing where it is not quoted there with our leave, Forbidden for everybody else.
    """
    speaker = await own_member(node, member)
    place = await find_place(node, post)
    author = place.post.author
    async with node.database.connection() as conn:
        by = await reading.find_post(conn, quoting, node.home) or Iri(quoting)
        known = await load_known(conn, {place.post.id, by, place.board.id}, node.home)
    moderates = known.moderates(speaker.id, place.board) or speaker.id == node.home.desk
    if speaker.id != author and not (moderates and place.board.local):
        raise Forbidden("Only its author or a moderator may take that back.")
    relation = known.relation(Tie.STAMP, by, place.post.id)
    if relation is None or not stands(relation) or not place.post.local:
        raise Missing("It is not quoted there with leave of ours.", subject=by)
    activity = compose.revoke(relation, author, new=ids(node), now=node.clock())
    await say(node, activity, Budget.interactive())
    return await said(node, place.post.id, activity)


async def edit(
    node: Node, post: str, member: str, source: str, *, title: str | None = None
) -> Said:
    """The post says something else from now on."""
    budget = Budget.interactive()
    author = await own_member(node, member)
    place = await find_place(node, post)
    activity = compose.edit(
        author,
        place.post,
        place.thread,
        place.board,
        await parent_author(node, place),
        source,
        new=ids(node),
        now=node.clock(),
        title=title,
        called=await called_in(node, source, budget, thread=place.thread.id, by=author.id),
        pictures=await pictures_named(node, source),
    )
    await say(node, activity, budget)
    return await said(node, place.post.id, activity)


async def delete(node: Node, post: str, member: str) -> Said:
    """The post is gone for good; its place stays."""
    author = await own_member(node, member)
    place = await find_place(node, post)
    activity = compose.delete(author, place.post, place.board, new=ids(node), now=node.clock())
    await say(node, activity, Budget.interactive())
    return await said(node, place.post.id, activity)


async def like(node: Node, post: str, member: str) -> Said:
    """The member has voted for the post."""
    author = await own_member(node, member)
    place = await find_place(node, post)
    activity = compose.like(author, place.post, place.board, new=ids(node), now=node.clock())
    await say(node, activity, Budget.interactive())
    return await said(node, place.post.id, activity)


async def dislike(node: Node, post: str, member: str) -> Said:
    """The member has voted against the post."""
    author = await own_member(node, member)
    place = await find_place(node, post)
    activity = compose.dislike(author, place.post, place.board, new=ids(node), now=node.clock())
    await say(node, activity, Budget.interactive())
    return await said(node, place.post.id, activity)


async def boost(node: Node, post: str, member: str) -> Said:
    """The member has passed the post on to their followers."""
    author = await own_member(node, member)
    place = await find_place(node, post)
    activity = compose.boost(author, place.post, new=ids(node), now=node.clock())
    await say(node, activity, Budget.interactive())
    return await said(node, place.post.id, activity)


async def take_back(node: Node, post: str, member: str, tie: Tie = Tie.VOTE) -> Said:
    """The member's vote on the post, or boost of it, is undone. Raises Missing without one."""
    author = await own_member(node, member)
    place = await find_place(node, post)
    async with node.database.connection() as conn:
        known = await load_known(conn, {author.id, place.post.id}, node.home)
    relation = known.relation(tie, author.id, place.post.id)
    if relation is None:
        raise Missing("There is nothing to take back.")
    activity = compose.withdraw(
        author, relation, board=place.board, new=ids(node), now=node.clock()
    )
    await say(node, activity, Budget.interactive())
    return await said(node, place.post.id, activity)


async def follow(node: Node, whom: str, member: str) -> Said:
    """The member (``desk`` for the forum itself) has asked to follow an actor or a board."""
    budget = Budget.interactive()
    author = await own_member(node, member)
    followed = await who(node, whom, budget)
    if followed is None:
        raise Missing(f"There is nobody called {whom}.")
    activity = compose.follow(author, followed.id, new=ids(node), now=node.clock())
    await say(node, activity, budget)
    return Said(followed.id, followed.url or followed.id, activity.id)


async def unfollow(node: Node, whom: str, member: str) -> Said:
    """The member follows them no longer. Raises Missing where they did not."""
    budget = Budget.interactive()
    author = await own_member(node, member)
    followed = await who(node, whom, budget)
    if followed is None:
        raise Missing(f"There is nobody called {whom}.")
    async with node.database.connection() as conn:
        known = await load_known(conn, {author.id, followed.id}, node.home)
    relation = known.relation(Tie.FOLLOW, author.id, followed.id)
    if relation is None:
        raise Missing(f"{member} does not follow {whom}.")
    activity = compose.unfollow(author, relation, new=ids(node), now=node.clock())
    await say(node, activity, budget)
    return Said(followed.id, followed.url or followed.id, activity.id)


async def flag(node: Node, post: str, member: str, reason: str) -> Said:
    """The moderators are asked to look at the post."""
    author = await own_member(node, member)
    place = await find_place(node, post)
    activity = compose.flag(
        author, (place.post.id,), reason, place.board, new=ids(node), now=node.clock()
    )
    await say(node, activity, Budget.interactive())
    return await said(node, place.post.id, activity)


async def say(
    node: Node, activity: AnyActivity, budget: Budget, operation: Operation | None = None
) -> None:
    """What somebody here says has happened, as part of the operation if one is given.

    Raises Forbidden with the law's reason, AlreadySo where it is so, Conflict where there was
    nothing to do, Unavailable where another server would have to be asked and does not answer.
    """
    spoken = Spoken(activity=activity, by=Local(activity.actor), operation=operation)
    (verdict,) = await act(node, [spoken], budget)
    match verdict:
        case Accepted():
            return
        case Refused(reason):
            raise Forbidden(sentence(reason))
        case Ignored(reason):
            so = verdict in (ALREADY, deleting.REMOVED, undo.NOT_REMOVED)
            raise (AlreadySo if so else Conflict)(sentence(reason))
        case Needs(ids):
            raise Unavailable("Not to be reached now: " + ", ".join(sorted(ids)))


def sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:] + "."


async def said(node: Node, iri: Iri, activity: AnyActivity) -> Said:
    async with node.database.connection() as conn:
        known = await load_known(conn, {iri}, node.home)
    return Said(iri, page_of(node, iri, known), activity.id)


def page_of(node: Node, iri: Iri, known: Known) -> Iri:
    """Where people see a post: an opening post on its thread's page."""
    post = known.posts.get(iri)
    if post is None:
        return iri
    thread = known.thread_of(post)
    if thread is not None and thread.root == iri:
        return node.home.thread_page(thread.short, thread.slug)
    return node.home.post_page(post.short)
