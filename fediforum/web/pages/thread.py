"""The thread: an essay with its letters, a hundred a page, on pages that never move."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fediforum.errors import Gone, Missing
from fediforum.forum.home import SHORT
from fediforum.forum.model import PostState
from fediforum.forum.whole import Whole, Why
from fediforum.store.database import Conn
from fediforum.store.reading import PostView, ThreadPage, thread_page
from fediforum.web.addresses import asked, thread_path
from fediforum.web.pages.visit import astray, moved, visiting

SPEAKERS = 12
AROUND = 2
SERVERS = 3


async def thread(request: Request) -> Response:
    """A thread's page; another spelling of its address leads to the one it has."""
    short, number = named(request), page_number(request)
    async with visiting(request) as visit:
        page = await found(visit.conn, short, number)
    if astray(request, thread_path(page.thread)):
        return moved(request, thread_path(page.thread))
    opening = page.opening
    return visit.page(
        "thread.html",
        as2=page.thread.root,
        page=page,
        thread_opening=opening.short if opening else None,
        speakers=first_posts(page.posts),
        page_numbers=numbers(page.page, page.pages),
        lacking=lacking(page.whole),
    )


def named(request: Request) -> str:
    """The thread's short id: the address is that, and a slug which is decoration."""
    short = str(request.path_params["thread"]).partition("-")[0]
    if not SHORT.fullmatch(short):
        raise Missing
    return short


def page_number(request: Request) -> int:
    text = asked(request, "page") or "1"
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise Missing
    return int(text)


async def found(conn: Conn, short: str, number: int) -> ThreadPage:
    """The page of a thread that may be read.

    Raises Missing where there is none, Gone where nothing of the thread is left.
    """
    page = await thread_page(conn, short, number)
    if page is None:
        raise Missing
    opening = page.opening
    if opening is not None and opening.state is PostState.REFUSED:
        return page  # whoever wrote it may read why
    empty = page.pages == 1 and not any(post.shown for post in page.posts)
    if page.thread.removed or empty:
        raise Gone
    return page


@dataclass(frozen=True, slots=True)
class Lacking:
    """What of a thread is known and not here, as a reader is told: how many may come yet, of
    which servers some that refuse or do not answer, and how many will not come.
    """

    open: int = 0
    refuse: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    waiting: int = 0
    private: int = 0
    left_out: int = 0


def lacking(whole: Whole) -> Lacking:
    """Why some of a thread is missing."""
    count = Counter(each.why for each in whole.missing)
    waiting, private, left_out = (count[w] for w in (Why.ORPHAN, Why.PRIVATE, Why.RULE))
    return Lacking(
        open=len(whole.missing) - waiting - private - left_out,
        refuse=hosts(whole, Why.REFUSED),
        silent=hosts(whole, Why.UNREACHABLE),
        waiting=waiting,
        private=private,
        left_out=left_out,
    )


def hosts(whole: Whole, why: Why) -> tuple[str, ...]:
    """The servers for which that is the reason, those that it holds most back of first."""
    return tuple(host for host, reason in whole.reasons if reason is why)[:SERVERS]


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
