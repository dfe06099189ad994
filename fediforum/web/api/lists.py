"""Lists as data: the forum, its boards and their threads, tags, and what somebody wrote."""

from starlette.requests import Request
from starlette.responses import Response

from fediforum.content import plain_text
from fediforum.errors import Gone, Missing
from fediforum.store import reading
from fediforum.store.reading.views import following
from fediforum.web.abroad import in_full
from fediforum.web.addresses import board_path, member_path, tag_path
from fediforum.web.api import shapes
from fediforum.web.api.endpoints import LIST, Endpoint, given, making
from fediforum.web.named import (
    after,
    asked_for,
    board_called,
    board_named,
    how_many,
    member_called,
    tag_named,
)
from fediforum.web.visit import Visit, visiting

OPENAPI = "/openapi.json"


def links(request: Request, visit: Visit, path: str, behind: str | None) -> tuple[str, str | None]:
    """Where a list stands, and where it goes on behind that row."""
    many = asked_for(request)
    base = visit.home.base + path
    here = base + visit.addresses.query(behind=after(request), many=many)
    return here, base + visit.addresses.query(behind=behind, many=many) if behind else None


async def forum(request: Request) -> Response:
    async with visiting(request) as visit:
        page = await reading.front(visit.conn, visit.home.desk)
    make, base = making(visit), visit.home.base
    return given(
        request,
        shapes.Forum(
            v=1,
            self=f"{base}/index.json",
            id=visit.home.instance,
            url=f"{base}/",
            title=visit.forum.title,
            tagline=visit.forum.tagline,
            language=visit.forum.language,
            feed=f"{base}/feed.atom",
            posts=f"{base}/feed.json",
            boards=tuple(map(make.board, page.boards)),
            newest=make.posts(page.newest),
            openapi=base + OPENAPI,
        ),
    )


async def boards(request: Request) -> Response:
    async with visiting(request) as visit:
        found = await reading.boards(visit.conn, visit.home.desk)
    return given(
        request,
        shapes.Boards(
            v=1,
            self=f"{visit.home.base}/boards.json",
            boards=tuple(map(making(visit).board, found)),
        ),
    )


async def newest(request: Request) -> Response:
    limit = how_many(request)
    async with visiting(request) as visit:
        posts = await reading.site_posts(visit.conn, after=after(request), limit=limit)
    here, there = links(request, visit, "/feed.json", following(posts, limit))
    return given(
        request,
        shapes.Posts(
            v=1,
            self=here,
            url=f"{visit.home.base}/",
            title=visit.forum.title,
            posts=making(visit).posts(posts),
            next=there,
        ),
    )


async def unanswered(request: Request) -> Response:
    limit = how_many(request)
    async with visiting(request) as visit:
        threads = await reading.unanswered(visit.conn, after=after(request), limit=limit)
    path = visit.addresses.page("unanswered")
    here, there = links(request, visit, f"{path}.json", following(threads, limit))
    return given(
        request,
        shapes.Threads(
            v=1,
            self=here,
            url=visit.home.base + path,
            threads=making(visit).threads(threads),
            next=there,
        ),
    )


async def board(request: Request) -> Response:
    limit = how_many(request)
    async with visiting(request) as visit:
        page = await reading.board_page(
            visit.conn,
            *board_called(visit),
            visit.home.desk,
            after=after(request),
            limit=limit,
        )
    if page is None:
        raise Missing
    make, path = making(visit), f"{board_path(page.board)}.json"
    here, there = links(request, visit, path, page.after)
    return given(
        request,
        shapes.BoardThreads(
            v=1,
            self=here,
            board=make.board(page.board),
            threads=make.threads(page.pinned + page.threads),
            next=there,
        ),
    )


async def of_board(request: Request, which: reading.Which) -> Response:
    limit = how_many(request)
    async with visiting(request) as visit:
        found = await board_named(visit)
        threads = await reading.board_list(
            visit.conn, found.id, which, after=after(request), limit=limit
        )
    make, path = making(visit), f"{visit.addresses.page(which, board_path(found))}.json"
    here, there = links(request, visit, path, following(threads, limit))
    return given(
        request,
        shapes.BoardThreads(
            v=1, self=here, board=make.board(found), threads=make.threads(threads), next=there
        ),
    )


async def new_in_board(request: Request) -> Response:
    return await of_board(request, "new")


async def unanswered_in_board(request: Request) -> Response:
    return await of_board(request, "unanswered")


async def closed_in_board(request: Request) -> Response:
    return await of_board(request, "closed")


async def posts_in_board(request: Request) -> Response:
    limit = how_many(request)
    async with visiting(request) as visit:
        found = await board_named(visit)
        posts = await reading.board_posts(visit.conn, found.id, after=after(request), limit=limit)
    path = board_path(found)
    below = f"{visit.addresses.page('replies', path)}.json"
    here, there = links(request, visit, below, following(posts, limit))
    return given(
        request,
        shapes.Posts(
            v=1,
            self=here,
            url=visit.home.base + path,
            title=found.title,
            posts=making(visit).posts(posts),
            next=there,
        ),
    )


async def tag(request: Request) -> Response:
    named, limit = tag_named(request), how_many(request)
    async with visiting(request) as visit:
        page = await reading.tag_page(visit.conn, named, after=after(request), limit=limit)
    path = tag_path(page.tag)
    here, there = links(request, visit, f"{path}.json", page.after)
    return given(
        request,
        shapes.Posts(
            v=1,
            self=here,
            url=visit.home.base + path,
            title=f"#{page.tag}",
            posts=making(visit).posts(page.posts),
            next=there,
        ),
    )


async def member(request: Request) -> Response:
    limit = how_many(request)
    async with visiting(request) as visit:
        page = await reading.member_page(
            visit.conn, *member_called(visit), after=after(request), limit=limit
        )
    if page is None:
        raise Missing
    if page.member.gone:
        raise Gone
    make, path = making(visit), member_path(page.member)
    here, there = links(request, visit, f"{path}.json", page.after)
    about = in_full(page.summary, visit.home.base, visit.home.base + path)
    return given(
        request,
        shapes.MemberPosts(
            v=1,
            self=here,
            member=make.person(page.member),
            about_html=about,
            about_text=plain_text(about),
            since=page.published if page.member.local else None,
            threads=make.threads(page.threads),
            posts=make.posts(page.posts),
            next=there,
        ),
    )


BOARD = "/b/{board}"
endpoints = (
    Endpoint(
        name="forum",
        says="The forum: its boards, and the newest replies.",
        path="/index",
        shape=shapes.Forum,
        handler=forum,
    ),
    Endpoint(
        name="boards",
        says="Every board.",
        path="/boards",
        shape=shapes.Boards,
        handler=boards,
    ),
    Endpoint(
        name="posts",
        says="The newest posts of all boards.",
        path="/feed",
        shape=shapes.Posts,
        handler=newest,
        asked=LIST,
    ),
    Endpoint(
        name="unanswered",
        says="Open threads of all boards here to which nobody has replied, the newest first.",
        path="",
        word="unanswered",
        shape=shapes.Threads,
        handler=unanswered,
        asked=LIST,
    ),
    Endpoint(
        name="board",
        says="A board's threads by last post; one elsewhere is name@host.",
        path=BOARD,
        shape=shapes.BoardThreads,
        handler=board,
        asked=LIST,
    ),
    Endpoint(
        name="boardNew",
        says="A board's threads, those begun last first.",
        path=BOARD,
        word="new",
        shape=shapes.BoardThreads,
        handler=new_in_board,
        asked=LIST,
    ),
    Endpoint(
        name="boardUnanswered",
        says="A board's open threads to which nobody has replied, the newest first.",
        path=BOARD,
        word="unanswered",
        shape=shapes.BoardThreads,
        handler=unanswered_in_board,
        asked=LIST,
    ),
    Endpoint(
        name="boardClosed",
        says="A board's closed threads by last post.",
        path=BOARD,
        word="closed",
        shape=shapes.BoardThreads,
        handler=closed_in_board,
        asked=LIST,
    ),
    Endpoint(
        name="boardPosts",
        says="A board's newest posts, out of their threads.",
        path=BOARD,
        word="replies",
        shape=shapes.Posts,
        handler=posts_in_board,
        asked=LIST,
    ),
    Endpoint(
        name="tag",
        says="Posts with a hashtag, newest first.",
        path="/tag/{tag}",
        shape=shapes.Posts,
        handler=tag,
        asked=LIST,
    ),
    Endpoint(
        name="member",
        says="Somebody, and what they wrote here; who is from elsewhere is @name@host.",
        path="/u/{member}",
        shape=shapes.MemberPosts,
        handler=member,
        asked=LIST,
        gone=True,
    ),
)
