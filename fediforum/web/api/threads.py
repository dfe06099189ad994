"""Threads and posts as data."""

from starlette.requests import Request
from starlette.responses import Response

from fediforum.store import reading
from fediforum.web.api import shapes
from fediforum.web.api.endpoints import Endpoint, given, making
from fediforum.web.named import page_number, post_named, standing, thread_short
from fediforum.web.pages.thread import found
from fediforum.web.visit import visiting


async def thread(request: Request) -> Response:
    short, number = thread_short(request), page_number(request)
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
    async with visiting(request) as visit:
        one = await post_named(visit)
        await standing(visit, one.thread_short)
        (whole,) = await reading.with_surroundings(visit.conn, (one,))
    return given(
        request,
        shapes.OnePost(
            v=1, self=f"{visit.home.base}/p/{one.short}.json", post=making(visit).post(whole)
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
