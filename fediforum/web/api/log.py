"""The log as data: what moderators did, in a board or in the forum."""

from starlette.requests import Request
from starlette.responses import Response

from fediforum.store.reading import Logged
from fediforum.web.api import shapes
from fediforum.web.api.endpoints import LIST, Endpoint, given, making
from fediforum.web.api.lists import BOARD, links
from fediforum.web.api.making import Making
from fediforum.web.log import log_of
from fediforum.web.visit import visiting


async def log(request: Request) -> Response:
    async with visiting(request) as visit:
        found = await log_of(visit)
    make = making(visit)
    here, there = links(request, visit, f"{found.path}.json", found.onward)
    return given(
        request,
        shapes.Log(
            v=1,
            self=here,
            url=visit.home.base + found.path,
            board=make.board_name(found.board) if found.board is not None else None,
            acts=tuple(act_of(line, make, visit.home.desk) for line in found.lines),
            next=there,
        ),
    )


def act_of(line: Logged, make: Making, desk: str) -> shapes.Act:
    spot = line.post if line.post is not None and line.post.open else None
    by = line.by if line.by is not None and line.by.id != desk else None
    return shapes.Act(
        id=line.operation,
        at=line.at,
        act=line.act,
        by=make.person(by) if by is not None else None,
        board=make.board_name(line.board) if line.board is not None else None,
        post=spot.id if spot is not None and spot.shown else None,
        url=make.base + make.addresses.post(spot) if spot is not None else None,
        whom=make.person(line.whom) if line.whom is not None else None,
        posts=line.posts,
        reason=line.reason,
        undone=line.undone,
    )


endpoints = (
    Endpoint(
        name="log",
        says="What moderators did in any board here, the latest first.",
        path="",
        word="log",
        shape=shapes.Log,
        handler=log,
        asked=LIST,
    ),
    Endpoint(
        name="boardLog",
        says="What moderators did in a board, the latest first.",
        path=BOARD,
        word="log",
        shape=shapes.Log,
        handler=log,
        asked=LIST,
    ),
)
