"""Searching and the state of threads, as data."""

from starlette.requests import Request
from starlette.responses import Response

from fediforum.store.heard import whole
from fediforum.store.reading.status import thread_status
from fediforum.web.addresses import thread_path
from fediforum.web.api import shapes
from fediforum.web.api.endpoints import Endpoint, given, making
from fediforum.web.named import thread_named
from fediforum.web.pages.status import hosts
from fediforum.web.searching import FIELDS, searched, typed_in
from fediforum.web.visit import visiting


async def search(request: Request) -> Response:
    async with visiting(request) as visit:
        found = await searched(request, visit)
    make, number = making(visit), found.query.page
    typed = {name: text or None for name, text in typed_in(request).items()}
    page = visit.addresses.page("search")

    def at(number: int) -> str:
        return f"{visit.home.base}{page}.json{visit.addresses.query(**typed, page=number)}"

    return given(
        request,
        shapes.Found(
            v=1,
            self=at(number),
            url=f"{visit.home.base}{page}{visit.addresses.query(**typed)}",
            total=found.total,
            more=found.more,
            loosened=bool(found.loosened),
            posts=tuple(
                shapes.Hit(
                    post=make.post(hit.post), snippet="".join(piece.text for piece in hit.snippet)
                )
                for hit in found.hits
            ),
            next=at(number + 1) if number < found.pages else None,
        ),
    )


async def status(request: Request) -> Response:
    async with visiting(request) as visit:
        thread = await thread_named(visit)
        found = await thread_status(visit.conn, thread.id)
        known = await whole(visit.conn, thread.id)
    path = thread_path(thread)
    at = visit.addresses.page("status", f"/t/{thread.short}")
    return given(
        request,
        shapes.ThreadStatus(
            v=1,
            self=f"{visit.home.base}{at}.json",
            thread=shapes.ThreadName(id=thread.id, url=visit.home.base + path, title=thread.title),
            known=known.known,
            missing=len(known.missing),
            late=found.late,
            looked=found.read,
            servers=tuple(
                shapes.Server(
                    host=each.name,
                    here=each.here,
                    missing={why.value: count for why, count in each.missing.items()},
                    delivered=each.sent.delivered if each.sent else 0,
                    waiting=each.sent.waiting if each.sent else 0,
                    failed=each.sent.failed if each.sent else 0,
                )
                for each in hosts(found, known)
            ),
        ),
    )


endpoints = (
    Endpoint(
        name="search",
        says="Posts by their words, best first: those of authors who want to be found.",
        path="",
        word="search",
        shape=shapes.Found,
        handler=search,
        asked=(*FIELDS, "page"),
        bounded=True,
    ),
    Endpoint(
        name="threadStatus",
        says="Whether all of a thread is here, and what of it was sent, server by server.",
        path="/t/{thread}",
        word="status",
        shape=shapes.ThreadStatus,
        handler=status,
        gone=True,
    ),
)
