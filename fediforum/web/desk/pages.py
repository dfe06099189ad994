"""The pages of the desk that only tell: what waits, what was done, and one operation."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Missing
from fediforum.forum.journal import PREFIX, operation_id
from fediforum.node import Node
from fediforum.store.journal import deeds_of
from fediforum.store.reading import Logged, boards, log_lines
from fediforum.store.reading.held import count_held
from fediforum.store.reading.operations import effects_of, heard_of
from fediforum.store.reports import count_open
from fediforum.vocab.json import read_json
from fediforum.vocab.reading import read_activity
from fediforum.web.desk.door import HOME, Desk, at_work, signed_in
from fediforum.web.desk.servers import places
from fediforum.web.desk.wishes import command, listing, wish_of
from fediforum.web.named import after

LATEST = 5
A_PAGE = 50


async def home(request: Request) -> Response:
    """What waits for a moderator, and what was done last."""
    node: Node = request.app.state.node
    async with at_work(request) as desk:
        conn, only = desk.visit.conn, desk.scope.only
        held = await count_held(conn, only)
        reports = await count_open(conn, only)
        latest = await log_lines(conn, limit=LATEST, boards=only)
        known = await places(conn, node.clock()) if desk.scope.everywhere else ()
    ill = sum(each.ill for each in known)
    return desk.page("home.html", held=held, reports=reports, ill=ill, latest=latest)


async def log(request: Request) -> Response:
    """What was done in the boards that are theirs, of one of them or by one moderator if asked."""
    board = request.query_params.get("board", "")
    by = request.query_params.get("by", "").strip().removeprefix("@")
    behind = after(request)
    async with at_work(request) as desk:
        conn, only = desk.visit.conn, desk.scope.only
        there = [each for each in await boards(conn, desk.visit.home.desk) if each.local]
        mine = [each for each in there if desk.scope.covers(each.id)]
        named = [each.id for each in mine if each.name == board]
        lines = await log_lines(
            conn,
            limit=A_PAGE,
            boards=named or only,
            by=desk.visit.home.member(by.lower()) if by else None,
            after=operation_id(behind) if behind is not None else None,
        )
    return desk.page(
        "log.html",
        lines=lines,
        boards=mine,
        board=board if named else "",
        by=by,
        command=listing(board if named else "", by),
        first=behind is None,
        onward=lines[-1].short if len(lines) == A_PAGE else None,
    )


async def operation(request: Request) -> Response:
    """One operation: what it came to, who is told, its command, and the way to take it back."""
    async with at_work(request) as desk:
        conn = desk.visit.conn
        line = await line_of(desk, str(request.path_params["operation"]))
        typed = (await told(desk, line)).command
        effects = await effects_of(conn, line.operation)
        heard = await heard_of(conn, line.operation)
    return desk.page(
        "operation.html",
        line=line,
        effects=effects,
        heard=heard,
        command=typed,
        done="done" in request.query_params,
        report=request.query_params.get("report", ""),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """An operation with the command that does it; "" where it was done elsewhere, or by none."""

    line: Logged
    command: str


async def told(desk: Desk, line: Logged) -> Told:
    raw = await deeds_of(desk.visit.conn, line.operation)
    said = [read_activity(read_json(each)) for each in raw]
    by = line.by if line.by is not None and line.by.local else None
    wish = wish_of(line, said) if by is not None else None
    return Told(line, command(wish, by.name) if by is not None and wish is not None else "")


async def line_of(desk: Desk, text: str) -> Logged:
    """The operation of that name. Raises Missing, also for one of other people's boards."""
    name = text if text.startswith(PREFIX) else operation_id(text)
    found = await log_lines(desk.visit.conn, limit=1, operations=[name])
    if not found or not desk.scope.covers(found[0].board.id if found[0].board else None):
        raise Missing
    return found[0]


routes: list[Route] = [
    Route(HOME, signed_in(home)),
    Route("/desk/log", signed_in(log)),
    Route("/desk/op/{operation}", signed_in(operation)),
]
