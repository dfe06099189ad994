"""Threads and posts as data."""

from starlette.requests import Request
from starlette.responses import Response

from fediforum.errors import Gone, Missing
from fediforum.forum.home import SHORT
from fediforum.store import reading
from fediforum.web.api import shapes
from fediforum.web.api.endpoints import Endpoint, given, making
from fediforum.web.pages.thread import found, named, page_number
from fediforum.web.visit import visiting


async def thread(request: Request) -> Response:
    short, number = named(request), page_number(request)
    async with visiting(request) as visit:
        page = await found(visit.conn, short, number)
    make = making(visit)
    path = f"{visit.home.base}/t/{short}.json"

    def at(number: int) -> str | None:
        within = 1 <= number <= page.pages
        return path + visit.addresses.query(page=number) if within else None

    return given(
        request,
        shapes.ThreadPage(
            v=1,
            self=at(page.page) or path,
            thread=make.thread(page.thread),
            authors=page.authors,
            known=page.whole.known,
            missing=len(page.whole.missing),
            answers=tuple(answer.id for answer in page.answers),
            page=page.page,
            posts=make.posts(page.posts),
            previous=at(page.page - 1),
            next=at(page.page + 1),
        ),
    )


async def post(request: Request) -> Response:
    short = str(request.path_params["post"])
    if not SHORT.fullmatch(short):
        raise Missing
    async with visiting(request) as visit:
        id_ = await reading.find_post(visit.conn, short, visit.home)
        one = await reading.post(visit.conn, id_) if id_ is not None else None
        if one is None:
            raise Missing
        (whole,) = await reading.with_surroundings(visit.conn, (one,))
        head = await reading.thread_head(visit.conn, one.thread_short)
    if head is None or head.removed:
        raise Gone
    return given(
        request,
        shapes.OnePost(
            v=1, self=f"{visit.home.base}/p/{short}.json", post=making(visit).post(whole)
        ),
    )


endpoints = (
    Endpoint(
        name="thread",
        says="A page of a thread, oldest first. Pages never move.",
        path="/t/{thread}",
        shape=shapes.ThreadPage,
        handler=thread,
        asked=("page",),
        gone=True,
    ),
    Endpoint(
        name="post",
        says="A post alone; of one that was taken away, its place.",
        path="/p/{post}",
        shape=shapes.OnePost,
        handler=post,
        gone=True,
    ),
)
