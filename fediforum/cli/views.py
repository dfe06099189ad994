"""What commands show, as plain facts: read through ``store.reading``, changed by nothing here.

Loaded when a command runs, not before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fediforum.content import plain_text
from fediforum.errors import Gone, Missing
from fediforum.forum.model import PostState
from fediforum.forum.whole import Whole, Why
from fediforum.node import Node
from fediforum.store import reading
from fediforum.store.boards import dress_of
from fediforum.store.deliveries import Queued, queue_overview
from fediforum.store.heard import whole
from fediforum.store.intake import backlog
from fediforum.store.known import load_known
from fediforum.store.reading import Accepted, BoardView, HeldPost, PostView, ThreadView
from fediforum.vocab.iri import Iri

Facts = dict[str, Any]
WORDS = {
    Why.UNTRIED: "not tried yet",
    Why.REFUSED: "its server does not show it to us",
    Why.UNREACHABLE: "its server does not answer",
    Why.PRIVATE: "it is not public",
    Why.RULE: "it was not taken in",
    Why.ORPHAN: "it waits for what it answers",
    Why.BUDGET: "not fetched yet",
}


async def boards(node: Node) -> list[Facts]:
    """Every board here, and those elsewhere that are followed or were asked for."""
    async with node.database.connection() as conn:
        found = await reading.boards(conn, node.home.desk)
    return [board_facts(node, each) for each in found]


async def board(node: Node, text: str) -> Facts:
    """A board and its newest threads. Raises Missing."""
    async with node.database.connection() as conn:
        iri = await reading.find_board(conn, text, node.home)
        known = await load_known(conn, {iri}, node.home) if iri is not None else None
        named = known.boards.get(iri) if known is not None and iri is not None else None
        page = None
        if named is not None:
            page = await reading.board_page(conn, named.name, named.host, node.home.desk)
    if page is None:
        raise Missing(f"There is no board {text}.")
    threads = (*page.pinned, *page.threads)
    newest = [thread_facts(node, each) for each in threads]
    looks = await appearance(node, page.board.id) if page.board.local else {}
    return {**board_facts(node, page.board), **looks, "newest": newest}


async def appearance(node: Node, board: Iri) -> Facts:
    """What a board here is about, and how it looks: of what it does not say, ours counts."""
    async with node.database.connection() as conn:
        found = await reading.profile(conn, board)
        looks = await dress_of(conn, board)
    if found is None or found.board is None:
        raise Missing("There is no such board here.", subject=board)
    return {
        "about": plain_text(found.summary),
        "language": found.board.language,
        "logo": looks.logo,
        "accent": {"light": looks.accent, "dark": looks.accent_dark},
    }


async def threads(node: Node, of: str) -> list[Facts]:
    """The newest threads of all boards, or of one."""
    if of:
        newest: list[Facts] = (await board(node, of))["newest"]
        return newest
    async with node.database.connection() as conn:
        found = await reading.newest_threads(conn)
    return [thread_facts(node, each) for each in found]


async def thread(node: Node, text: str) -> Facts:
    """A thread and all that stands in it, oldest first. Raises Missing, or Gone if removed."""
    posts: list[PostView] = []
    async with node.database.connection() as conn:
        named = await reading.unabbreviated(conn, text)
        iri = await reading.find_thread(conn, named, node.home)
        place = node.home.place(iri) if iri is not None else None
        number, pages, late = 1, 1, 0
        answers: Sequence[Accepted] = ()
        head = None
        while place is not None and number <= pages:
            page = await reading.thread_page(conn, place.key, number)
            if page is None:
                break
            head, pages, number = page.thread, page.pages, number + 1
            late, answers = page.late, page.answers
            posts += [each for each in page.posts if each.shown]
        found = await whole(conn, head.id) if head is not None else Whole(here=0)
    if head is None:
        raise Missing(f"There is no thread {text} here.")
    if head.removed:
        raise Gone(f"The thread {head.id} was removed.")
    posts.sort(key=lambda each: (not each.opening, each.published, each.id))
    return {
        **thread_facts(node, head),
        "completeness": whole_facts(found),
        "late": late,
        "answers": [each.id for each in answers],
        "posts": [post_facts(node, each) for each in posts],
    }


def whole_facts(found: Whole) -> Facts:
    """How many replies are here of how many that are known, and which are missing and why."""
    return {
        "here": found.here,
        "known": found.known,
        "whole": not found.missing,
        "looked": written(found.looked) if found.looked is not None else None,
        "missing": [
            {
                "id": each.id,
                "host": each.host,
                "said_by": str(each.said_by),
                "why": str(each.why),
                "reason": each.reason or WORDS.get(each.why, ""),
                "tries": each.tries,
                "tried": written(each.tried) if each.tried is not None else None,
            }
            for each in found.missing
        ],
    }


async def queue(node: Node) -> Facts:
    """What waits to be acted on, and what is owed to other servers."""
    async with node.database.connection() as conn:
        waiting, lag = await backlog(conn)
        hosts = await queue_overview(conn)
    now = node.clock()
    return {
        "intake": {"waiting": waiting, "lag": lag},
        "hosts": [host_facts(each, now) for each in hosts],
    }


def board_facts(node: Node, view: BoardView) -> Facts:
    return {
        "id": view.id,
        "url": node.home.board_page(view.name if view.local else view.handle),
        "handle": view.handle,
        "title": view.title,
        "here": view.local,
        "follow": view.follow,
        "asked": written(view.asked) if view.asked is not None else None,
        "threads": view.threads,
        "posts": view.posts,
    }


def thread_facts(node: Node, view: ThreadView) -> Facts:
    return {
        "id": view.id,
        "url": node.home.thread_page(view.short, view.slug),
        "short": view.short,
        "handle": node.home.handle(f"t{view.short}") if view.board.local else None,
        "title": view.title,
        "board": f"{view.board.name}@{view.board.host}",
        "opening": view.root,
        "author": view.author.id,
        "created": written(view.created),
        "latest": written(view.last_post_at),
        "replies": view.replies,
        "locked": view.locked,
    }


def post_facts(node: Node, view: PostView) -> Facts:
    home = node.home
    opens = home.thread_page(view.thread_short, view.thread_slug)
    return {
        "id": view.id,
        "url": opens if view.opening else home.post_page(view.short),
        "author": view.author.id,
        "handle": view.author.handle,
        "published": written(view.published),
        "updated": written(view.updated) if view.updated is not None else None,
        "parent": view.parent,
        "content": str(view.content),
        "text": plain_text(view.content),
        "options": [{"name": each.name, "votes": each.votes} for each in view.options],
        "many": view.many,
        "closes": written(view.closes) if view.closes is not None else None,
        "replies": view.replies,
        "likes": view.likes,
        "state": str(view.state),
        "standing": standing(view),
    }


def standing(view: PostView) -> str:
    """What is to be said of a post that does not simply stand where it is."""
    reason = f": {view.reason}" if view.reason else ""
    match view.state:
        case PostState.PENDING if view.reason:
            return f"not confirmed by {view.board.host}{reason}"
        case PostState.PENDING:
            return f"waiting for {view.board.host} to take it in"
        case PostState.REFUSED:
            return f"refused by {view.board.host}{reason}"
        case PostState.HELD:
            return f"waiting for a moderator{reason}"
        case PostState.REMOVED:
            return f"removed by a moderator{reason}"
        case PostState.WITHDRAWN:
            return "withdrawn by its author"
        case PostState.DELETED:
            return "deleted by its author"
        case _:
            return ""


async def post(node: Node, text: str) -> Facts:
    """A post, also one that is not shown to readers. Raises Missing."""
    async with node.database.connection() as conn:
        named = await reading.unabbreviated(conn, text)
        iri = await reading.find_post(conn, named, node.home)
        found = await reading.post(conn, iri) if iri is not None else None
        waits = await reading.held_post(conn, iri) if iri is not None and found is None else None
    if waits is not None:
        return held_facts(node, waits)
    if found is None:
        raise Missing(f"There is no post {text} here.")
    return {"thread": found.thread, "title": found.thread_title, **post_facts(node, found)}


def held_facts(node: Node, view: HeldPost) -> Facts:
    """What there is to say of a post that stands in no thread."""
    waits = view.state is PostState.HELD
    reason = f": {view.reason}" if view.reason else ""
    return {
        "thread": view.thread,
        "title": view.thread_title or view.name or "",
        "id": view.id,
        "url": node.home.post_page(view.short),
        "author": view.author.id,
        "handle": view.author.handle,
        "published": written(view.published),
        "updated": None,
        "parent": view.parent,
        "content": str(view.content),
        "text": plain_text(view.content),
        "options": [],
        "many": False,
        "closes": None,
        "replies": 0,
        "likes": 0,
        "state": str(view.state),
        "standing": f"waiting for a moderator{reason}" if waits else f"turned away{reason}",
    }


def host_facts(queued: Queued, now: datetime) -> Facts:
    return {
        "host": queued.host,
        "software": queued.software,
        "state": state_of(queued, now),
        "waiting": queued.waiting,
        "oldest": written(queued.oldest),
        "due": written(queued.due),
        "attempts": queued.attempts,
        "response": queued.response,
    }


def state_of(queued: Queued, now: datetime) -> str:
    if queued.dead:
        return "dead"
    if queued.down_until is not None and queued.down_until > now:
        return "down"
    return "retrying" if queued.attempts else "waiting"


def written(moment: datetime) -> str:
    """A moment as RFC 3339 has it, in UTC to the second."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
