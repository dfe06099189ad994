"""Feeds: what was said lately, in Atom (RFC 4287), with who answers whom (RFC 4685).

Every list and thread has one, at its own address with ``.atom`` behind it. An entry's id is its
AS2 id; a post that was taken away is told as such (RFC 6721). ``?n=`` says how many entries, and
``next`` leads to the ones before those (RFC 5005).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Gone, Missing
from fediforum.store import reading
from fediforum.store.reading import PostView, ThreadView
from fediforum.store.reading.views import following
from fediforum.web.abroad import abroad, changed
from fediforum.web.addresses import (
    Addresses,
    board_path,
    everywhere,
    member_path,
    tag_path,
    thread_path,
)
from fediforum.web.named import (
    after,
    asked_for,
    board_named,
    how_many,
    member_called,
    tag_named,
    thread_named,
)
from fediforum.web.rendering import clean
from fediforum.web.searching import searched, typed_in
from fediforum.web.visit import Visit, astray, moved, visiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed at ``path`` for the page ``page``; ``since`` is when it began.

    ``onward`` is the short id that what came before follows, ``kept`` what its address asks
    besides, ``threads`` are those that posts in it begin.
    """

    id: str
    title: str
    page: str
    path: str
    posts: Sequence[PostView]
    since: datetime
    onward: str | None
    subtitle: str = ""
    kept: Mapping[str, str | None] = field(default_factory=dict)
    threads: Sequence[ThreadView] = ()

    @property
    def updated(self) -> datetime:
        return max(map(changed, self.posts), default=self.since)

    @property
    def replies(self) -> dict[str, ThreadView]:
        return {thread.root: thread for thread in self.threads}


def answered(request: Request, visit: Visit, feed: Feed) -> Response:
    if astray(request, feed.path) and not request.scope["path"].endswith(SPELLINGS):
        return moved(request, feed.path)
    return visit.feed(
        "feed.atom",
        feed=feed,
        many=asked_for(request),
        behind=after(request),
        abroad=lambda post: clean(abroad(post, visit.home.base)),
    )


async def site(request: Request) -> Response:
    """The newest posts of all boards."""
    limit = how_many(request)
    async with visiting(request) as visit:
        posts = await reading.site_posts(visit.conn, after=after(request), limit=limit)
    feed = Feed(
        id=f"{visit.home.base}/feed.atom",
        title=visit.forum.title,
        subtitle=visit.forum.tagline,
        page="/",
        path="/feed.atom",
        posts=posts,
        since=visit.forum.created,
        onward=following(posts, limit),
    )
    return answered(request, visit, feed)


async def unanswered(request: Request) -> Response:
    """The open threads of all boards here to which nobody has replied."""
    limit = how_many(request)
    async with visiting(request) as visit:
        threads = await reading.unanswered(visit.conn, after=after(request), limit=limit)
        posts = await reading.openings(visit.conn, threads)
    page = visit.addresses.page("unanswered")
    feed = Feed(
        id=f"{visit.home.base}/feed.atom#unanswered",
        title=f"{visit.forum.title}: {visit.spoken.words.gettext('waiting for a first reply')}",
        page=page,
        path=f"{page}.atom",
        posts=posts,
        since=visit.forum.created,
        onward=following(threads, limit),
        threads=threads,
    )
    return answered(request, visit, feed)


async def board(request: Request) -> Response:
    """The threads of a board, those begun last first."""
    return await of_board(request, "new")


async def of_board(request: Request, which: reading.Which) -> Response:
    limit = how_many(request)
    async with visiting(request) as visit:
        found = await board_named(visit)
        threads = await reading.board_list(
            visit.conn, found.id, which, after=after(request), limit=limit
        )
        posts = await reading.openings(visit.conn, threads)
    path = board_path(found)
    whole = which == "new"
    page = path if whole else visit.addresses.page(which, path)
    feed = Feed(
        id=found.id if whole else f"{found.id}#{which}",
        title=found.title,
        page=page,
        path=f"{page}.atom",
        posts=posts,
        since=visit.forum.created,
        onward=following(threads, limit),
        threads=threads,
    )
    return answered(request, visit, feed)


async def unanswered_in_board(request: Request) -> Response:
    return await of_board(request, "unanswered")


async def closed_in_board(request: Request) -> Response:
    return await of_board(request, "closed")


async def replies_in_board(request: Request) -> Response:
    """The newest posts of a board, whether they begin a thread or not."""
    limit = how_many(request)
    async with visiting(request) as visit:
        found = await board_named(visit)
        posts = await reading.board_posts(visit.conn, found.id, after=after(request), limit=limit)
    path = board_path(found)
    feed = Feed(
        id=f"{found.id}#replies",
        title=found.title,
        page=path,
        path=f"{visit.addresses.page('replies', path)}.atom",
        posts=posts,
        since=visit.forum.created,
        onward=following(posts, limit),
    )
    return answered(request, visit, feed)


async def thread(request: Request) -> Response:
    """The newest posts of a thread."""
    limit = how_many(request)
    async with visiting(request) as visit:
        found = await thread_named(visit)
        posts = await reading.thread_posts(
            visit.conn, found.short, after=after(request), limit=limit
        )
    feed = Feed(
        id=found.id,
        title=found.title,
        page=thread_path(found),
        path=f"/t/{found.short}.atom",
        posts=posts,
        since=found.created,
        onward=following(posts, limit),
        threads=(found,),
    )
    return answered(request, visit, feed)


async def member(request: Request) -> Response:
    """What somebody wrote here, newest first."""
    limit = how_many(request)
    async with visiting(request) as visit:
        page = await reading.member_page(
            visit.conn, *member_called(visit), after=after(request), limit=limit
        )
    if page is None:
        raise Missing
    if page.member.gone:
        raise Gone
    path = member_path(page.member)
    feed = Feed(
        id=f"{page.member.id}#posts",
        title=page.member.called,
        page=path,
        path=f"{path}.atom",
        posts=page.posts,
        since=page.published or visit.forum.created,
        onward=page.after,
    )
    return answered(request, visit, feed)


async def tag(request: Request) -> Response:
    """Posts with a hashtag, newest first."""
    named, limit = tag_named(request), how_many(request)
    async with visiting(request) as visit:
        page = await reading.tag_page(visit.conn, named, after=after(request), limit=limit)
    path = tag_path(page.tag)
    feed = Feed(
        id=f"{visit.home.base}{path}",
        title=f"#{page.tag}",
        page=path,
        path=f"{path}.atom",
        posts=page.posts,
        since=visit.forum.created,
        onward=page.after,
    )
    return answered(request, visit, feed)


async def search(request: Request) -> Response:
    """What a search finds now, newest first."""
    typed = {name: text or None for name, text in typed_in(request).items()}
    async with visiting(request) as visit:
        found = await searched(request, visit)
        posts = await reading.with_surroundings(visit.conn, [hit.post for hit in found.hits])
    page = visit.addresses.page("search")
    query = visit.addresses.query(**typed)
    feed = Feed(
        id=f"{visit.home.base}/search{Addresses('en').query(**typed)}",
        title=f"{visit.spoken.words.gettext('Search')}: {found.query.text}",
        page=page + query,
        path=f"{page}.atom",
        posts=sorted(posts, key=lambda post: post.published, reverse=True),
        since=visit.forum.created,
        onward=None,
        kept=typed,
    )
    return answered(request, visit, feed)


BOARD_LISTS = [
    *everywhere("unanswered", unanswered_in_board, "/b/{board}", ending=".atom"),
    *everywhere("closed", closed_in_board, "/b/{board}", ending=".atom"),
    *everywhere("replies", replies_in_board, "/b/{board}", ending=".atom"),
]
FORUM_LISTS = [
    *everywhere("unanswered", unanswered, ending=".atom"),
    *everywhere("search", search, ending=".atom"),
]
# Another spelling of a list's word is an address of the same feed, not a mistake.
SPELLINGS = tuple(route.path.removeprefix("/b/{board}") for route in (*BOARD_LISTS, *FORUM_LISTS))

# Before the pages, whose addresses they would fit.
routes: list[Route] = [
    Route("/feed.atom", site),
    *FORUM_LISTS,
    Route("/b/{board}.atom", board),
    *everywhere("new", board, "/b/{board}", ending=".atom"),
    *BOARD_LISTS,
    Route("/t/{thread}.atom", thread),
    Route("/u/{member}.atom", member),
    Route("/tag/{tag}.atom", tag),
]
