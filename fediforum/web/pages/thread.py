"""The thread: an essay with its letters, a hundred a page, on pages that never move."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fediforum.errors import Gone, Missing
from fediforum.forum.home import SHORT
from fediforum.forum.model import PostState
from fediforum.store.database import Conn
from fediforum.store.reading import (
    Closing,
    PostView,
    Since,
    ThreadPage,
    ThreadView,
    since,
    thread_page,
    thread_top,
)
from fediforum.store.threads import merged_root
from fediforum.vocab.iri import Iri
from fediforum.web.addresses import asked, thread_path
from fediforum.web.found.shared import of_thread
from fediforum.web.lengths import Room
from fediforum.web.named import page_number, post_placed, thread_short
from fediforum.web.pages.lacking import Lacking, lacking
from fediforum.web.readers import count
from fediforum.web.together import together
from fediforum.web.visit import ELSEWHERE, Visit, astray, moved, visiting

SPEAKERS = 12
AROUND = 2
SINCE = 14  # characters of a bookmark: a short id, or one as it stands in an anchor


async def thread(request: Request) -> Response:
    """A thread's page; another spelling of its address leads to the one it has.

    That of a thread which was merged leads to where what opened it stands now.
    """
    short, number = thread_short(request), page_number(request)
    marker = asked(request, "since")
    async with visiting(request) as visit:
        try:
            page = await found(visit.conn, short, number)
        except (Missing, Gone):
            if (elsewhere := await merged(visit, short)) is not None:
                return elsewhere
            raise
        if astray(request, thread_path(page.thread)):
            return moved(request, thread_path(page.thread))
        then = await since_then(visit.conn, short, marker) if marker is not None else None
        if then is not None and asked(request, "page") is None:
            return onward(visit, page.thread, then, str(marker))
        read = await together(
            visit.conn,
            page.posts,
            visit.addresses,
            visit.language,
            visit.home.base,
            opening=page.opening,
            room=Room(),
        )
    answer = visit.page(
        "thread.html",
        as2=meant(request, page),
        shared=of_thread(visit, page),
        together=read,
        speakers=first_posts(page.posts),
        page_numbers=numbers(page.page, page.pages),
        newest=max(page.posts, key=lambda post: post.seq).short if page.posts else short,
        **around(visit, page, then),
    )
    return count(request, answer, short)


def meant(request: Request, page: ThreadPage) -> Iri:
    """What a machine finds that reads this address: the post that it names, or the thread's."""
    short = (asked(request, "post") or asked(request, "since") or "")[-SINCE + 1 :]
    return next((post.id for post in page.posts if post.short == short), page.thread.root)


class Around(TypedDict):
    """What the templates of a thread are given, whichever part of it they show."""

    page: ThreadPage
    thread: ThreadView
    opening: PostView | None
    replies: list[PostView]
    address: str
    from_here: bool
    home_page: Iri
    answered: frozenset[Iri]
    closing: Closing | None
    lacking: Lacking
    fresh: "Fresh | None"
    way: Callable[[PostView], str]


def around(
    visit: Visit,
    page: ThreadPage,
    then: Since | None = None,
    *,
    beside: Callable[[PostView], bool] | None = None,
) -> Around:
    """Gather it; ``beside`` is whether what a post answers stands on the page with it."""
    thread, opening = page.thread, page.opening
    from_here = thread.board.local or (opening is not None and opening.local)
    elsewhere = opening.url if opening is not None and opening.url else thread.root

    def way(post: PostView) -> str:
        """The way from a reply to what it answers."""
        query = visit.addresses.query(page=post.parent_page)
        here = beside(post) if beside is not None else post.parent_page == page.page
        return f"{'' if here else thread_path(thread) + query}#p{post.parent_short}"

    return {
        "page": page,
        "thread": thread,
        "opening": opening,
        "replies": [post for post in page.posts if not post.opening],
        "address": thread_path(thread),
        "from_here": from_here,
        "home_page": thread.board.id if from_here else elsewhere,
        "answered": frozenset(each.id for each in page.answers),
        "closing": page.closing,
        "lacking": lacking(page.whole),
        "fresh": fresh(page, then) if then is not None else None,
        "way": way,
    }


async def merged(visit: Visit, short: str) -> Response | None:
    """The way to what opened a thread that was merged; None for any other, and where that cannot
    be read: its new address says how the thread is called in which it stands.
    """
    root = await merged_root(visit.conn, short)
    try:
        stands = await post_placed(visit, root) if root is not None else None
    except (Missing, Gone):
        return None
    if stands is None or not stands.shown:
        return None
    return RedirectResponse(visit.addresses.post(stands), 308, ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Fresh:
    """What of a page came since somebody stopped reading, and where the first of it stands.

    ``mixed`` is whether something older stands behind it; ``told`` says that there is nothing
    new, or that the place where they stopped is unknown.
    """

    first: str | None = None
    new: frozenset[str] = frozenset()
    mixed: bool = False
    told: str | None = None


def fresh(page: ThreadPage, then: Since) -> Fresh:
    """What of that page is new; nothing is marked behind the page where it begins."""
    if then.seq is None or then.first is None:
        last = page.page == page.pages
        return Fresh(told=("nothing" if then.seq is not None else "unknown") if last else None)
    if then.page != page.page:
        return Fresh()
    replies = [post for post in page.posts if not post.opening]
    new = [post.seq > then.seq for post in replies]
    if True not in new:
        return Fresh()
    first = new.index(True)
    shorts = frozenset(post.short for post, later in zip(replies, new, strict=True) if later)
    return Fresh(replies[first].short, shorts, mixed=not all(new[first:]))


async def since_then(conn: Conn, short: str, marker: str) -> Since:
    """What came after the post that a bookmark names; an unknown place if it names none."""
    marker = marker.removeprefix("p")
    return await since(conn, short, marker) if SHORT.fullmatch(marker) else Since(None, None)


def onward(visit: Visit, thread: ThreadView, then: Since, marker: str) -> Response:
    """Send the reader to the page where what is new begins, or else to the end."""
    page = then.page or thread.pages
    query = visit.addresses.query(page=str(page), since=marker[:SINCE])
    return RedirectResponse(f"{thread_path(thread)}{query}#new", 303, ELSEWHERE)


async def found(conn: Conn, short: str, number: int) -> ThreadPage:
    """The page of a thread that may be read.

    Raises Missing where there is none, Gone where nothing of the thread is left.
    """
    return readable(await thread_page(conn, short, number))


async def top(conn: Conn, short: str) -> ThreadPage:
    """A thread that may be read, with its opening post alone. Raises as ``found`` does."""
    return readable(await thread_top(conn, short))


def readable(page: ThreadPage | None) -> ThreadPage:
    if page is None:
        raise Missing
    opening = page.opening
    if opening is not None and opening.state is PostState.REFUSED:
        return page  # whoever wrote it may read why
    shown = page.pages > 1 or page.thread.replies or any(post.shown for post in page.posts)
    if page.thread.removed or not shown:
        raise Gone
    return page


def first_posts(posts: Sequence[PostView]) -> tuple[PostView, ...]:
    """The first post of each who speaks on a page, in the order in which they do."""
    first: dict[str, PostView] = {}
    for post in posts:
        if post.shown:
            first.setdefault(post.author.id, post)
    return tuple(first.values())[:SPEAKERS]


def numbers(page: int, pages: int) -> tuple[int | None, ...]:
    """The pages to choose from: the first, the last, and those around; None for a gap.

    >>> numbers(6, 20)
    (1, None, 4, 5, 6, 7, 8, None, 20)
    >>> numbers(1, 2)
    (1, 2)
    """
    shown = [
        number
        for number in range(1, pages + 1)
        if number in (1, pages) or abs(number - page) <= AROUND
    ]
    gapped: list[int | None] = []
    for number in shown:
        if gapped and gapped[-1] is not None and number - gapped[-1] > 1:
            gapped.append(None)
        gapped.append(number)
    return tuple(gapped)
