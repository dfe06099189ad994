"""What commands do once a node is open; each gives the facts that are printed.

Loaded when a command runs, not before. What is done is done by ``flow``.
"""

from collections.abc import Callable
from typing import Any

from fediforum.cli import views
from fediforum.cli.doings import Ballot, poll_of
from fediforum.content import clean_title
from fediforum.errors import Conflict, Malformed, Missing
from fediforum.flow import admission, boards, setup, speak
from fediforum.flow.backfill import backfill
from fediforum.flow.budget import Budget
from fediforum.flow.confirm import confirm_now
from fediforum.flow.find import find_board, find_place, own_member
from fediforum.flow.seed import REQUESTS, seed_board
from fediforum.flow.visit import visit
from fediforum.forum.model import Board, Member
from fediforum.limits import SEED_POSTS
from fediforum.node import Node
from fediforum.store.reading import find_post, find_thread, held_post, unabbreviated
from fediforum.store.viewings import set_views
from fediforum.vocab.iri import Iri

Facts = dict[str, Any]


async def make_board(node: Node, name: str, title: str, *, strict: bool) -> Facts:
    """A board of that name and title is there.

    Raises Conflict where the name means something else, or, when ``strict``, the same.
    """
    try:
        board = await setup.create_board(node, name, title)
        return {**board_facts(node, board), "changed": True}
    except Conflict:
        there = await board_here(node, name)
        if strict or there is None or there.title != title:
            raise
        return {**board_facts(node, there), "changed": False}


async def board_here(node: Node, name: str) -> Board | None:
    try:
        return await find_board(node, name, Budget.none())
    except Missing:
        return None


async def begin_views(node: Node, text: str, views: int) -> Facts:
    """The thread's count of readers goes on from a number. Raises Missing."""
    async with node.database.transaction() as conn:
        iri = await find_thread(conn, await unabbreviated(conn, text), node.home)
        if iri is None:
            raise Missing(f"There is no thread {text} here.")
        await set_views(conn, iri, views)
    return {"id": iri, "views": views}


async def make_member(node: Node, name: str, display: str, *, strict: bool) -> Facts:
    """A member of that name is there. Raises as ``make_board`` does."""
    try:
        member = await setup.create_member(node, name, display)
        return {**member_facts(node, member), "changed": True}
    except Conflict:
        there = await member_here(node, name)
        if strict or there is None or there.display != display:
            raise
        return {**member_facts(node, there), "changed": False}


async def member_here(node: Node, name: str) -> Member | None:
    try:
        return await own_member(node, name)
    except Missing:
        return None


async def follow_board(node: Node, text: str, *, again: bool) -> Facts:
    """The desk has asked to follow a board elsewhere."""
    asked = await boards.follow_board(node, text, again=again)
    return {**board_facts(node, asked.board), "follow": asked.state, "changed": asked.changed}


async def unfollow_board(node: Node, text: str) -> Facts:
    """The desk follows the board no longer."""
    return board_facts(node, await boards.unfollow_board(node, text))


async def bring(node: Node, board: Iri, told: Callable[[str, float | None], None]) -> Facts:
    """What a board elsewhere holds is here, as far as one pass gets; says how far it is."""
    seeded = await seed_board(node, board, Budget.backfill(2 * SEED_POSTS))
    told(f"Threads found: {len(seeded.threads)}, new here: {seeded.new}.", None)
    posts = unfinished = 0
    for number, iri in enumerate(seeded.threads, 1):
        report = await backfill(node, iri, Budget.backfill(REQUESTS))
        posts, unfinished = posts + report.saved, unfinished + (not report.done)
        told(
            f"Threads read: {number} of {len(seeded.threads)}, new posts: {posts}.",
            number / len(seeded.threads),
        )
    return {"threads": len(seeded.threads), "posts": posts, "unfinished": unfinished}


async def confirm(node: Node, text: str) -> Facts:
    """A post that waits for its board has been looked up there just now."""
    place = await confirm_now(node, text)
    return await views.post(node, place.post.id)


def board_facts(node: Node, board: Board) -> Facts:
    url = node.home.board_page(board.name if board.local else board.handle)
    return {"id": board.id, "url": url, "handle": board.handle, "title": board.title}


def member_facts(node: Node, member: Member) -> Facts:
    url = member.url or node.home.member_page(member.name)
    return {"id": member.id, "url": url, "handle": member.handle, "display": member.display}


async def make_token(node: Node, name: str) -> Facts:
    """A program that has the token may speak for the member."""
    member = await own_member(node, name)
    token = await setup.create_token(node, member.name)
    return {**member_facts(node, member), "token": token}


async def desk_link(node: Node, name: str) -> Facts:
    """A moderator has a way to the desk on the web."""
    way = await admission.make_link(node, name)
    return {
        "member": way.member,
        "url": f"{node.home.base}/desk/in/{way.secret}",
        "until": f"{way.until:%Y-%m-%dT%H:%M:%SZ}",
    }


async def desk_end(node: Node, name: str) -> Facts:
    """A moderator is at the desk on the web no longer."""
    member = await own_member(node, name)
    return {"member": member.id, "ended": await admission.send_away(node, member.name)}


async def open_thread(
    node: Node,
    board: str,
    member: str,
    title: str,
    text: str,
    quote: str | None,
    poll: Ballot | None = None,
) -> Facts:
    """A thread stands in the board."""
    if not clean_title(title):
        raise Malformed("A thread needs a title.")
    asked = poll_of(poll, node.clock()) if poll is not None else None
    said = await speak.open_thread(node, board, member, title, text, quote=quote, poll=asked)
    if await held(node, said.id):
        return {**said_facts(said), "thread": None, "handle": None, "waits": "a moderator"}
    place = await find_place(node, said.id)
    here = place.board.local
    handle = node.home.handle(f"t{place.thread.short}") if here else None
    facts = {**said_facts(said), "thread": place.thread.id, "handle": handle}
    return facts | {"waits": None if here else place.board.host}


async def held(node: Node, post: Iri) -> bool:
    """Whether a post waits for a moderator."""
    async with node.database.connection() as conn:
        return await held_post(conn, post) is not None


async def reply(
    node: Node, post: str, member: str, text: str, quote: str | None, *, note: bool
) -> Facts:
    """An answer stands under the post."""
    return said_facts(await speak.reply(node, post, member, text, quote=quote, note=note))


async def revoke_quote(node: Node, post: str, quoting: str, member: str) -> Facts:
    """The other post may quote this one no longer."""
    return said_facts(await speak.revoke_quote(node, post, quoting, member))


async def edit(node: Node, post: str, member: str, text: str, title: str | None) -> Facts:
    """The post says something else."""
    return said_facts(await speak.edit(node, post, member, text, title=title))


async def delete(node: Node, post: str, member: str, *, strict: bool) -> Facts:
    """The post is gone; where it was already, nothing happens unless ``strict``."""
    try:
        return {**said_facts(await speak.delete(node, post, member)), "changed": True}
    except Conflict:
        if strict:
            raise
        place = await find_place(node, post)
        page = node.home.post_page(place.post.short)
        return {"id": place.post.id, "url": page, "changed": False}


async def source_of(node: Node, post: str) -> str:
    """The Markdown that a post was written in."""
    place = await find_place(node, post)
    return place.post.source.content if place.post.source is not None else ""


def said_facts(said: speak.Said) -> Facts:
    return {"id": said.id, "url": said.url, "activity": said.activity}


async def fetch(node: Node, address: str) -> Facts:
    """The actor or post at the address is known here, or it is said that it was not kept."""
    visited = await visit(node, address)
    facts: Facts = {"id": visited.id, "url": visited.id, "kind": visited.kind, "kept": True}
    if visited.report is None:
        return facts
    report = visited.report
    facts |= {"seen": report.seen, "saved": report.saved, "done": report.done}
    async with node.database.connection() as conn:
        here = await find_post(conn, visited.id, node.home)
    if here is None:
        return facts | {"kept": False}
    async with node.database.connection() as conn:
        waits = await held_post(conn, here)
    if waits is not None:
        return facts | {"url": node.home.post_page(waits.short)}
    try:
        place = await find_place(node, here)
    except Missing:
        return facts | {"kept": False}
    return facts | {"url": node.home.post_page(place.post.short)}
