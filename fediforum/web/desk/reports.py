"""Reports at the desk: what moderators were asked to look at, and one of these with its post."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Missing
from fediforum.forum.home import SHORT
from fediforum.forum.journal import PUBLIC
from fediforum.forum.model import Member, Report
from fediforum.store.known import load_known
from fediforum.store.reading import Record, record_of
from fediforum.store.reports import find_report, listed_reports
from fediforum.web.desk.door import Desk, at_work, signed_in
from fediforum.web.desk.seen import Seen, seen
from fediforum.web.desk.wishes import UPON_REPORTS, Wish, command

MOST = 200
POSTS = 5  # that one report is shown with


@dataclass(frozen=True, slots=True)
class Told:
    """A report with who made it and whom or what it is about, as far as either is known here."""

    report: Report
    by: Member | None
    posts: tuple[Seen, ...]
    people: tuple[tuple[Member, Record], ...]

    @property
    def short(self) -> str:
        return self.report.id.rpartition("/")[2]


async def reports(request: Request) -> Response:
    """The open reports, or with ``?all=yes`` settled ones too, the newest first."""
    settled = "all" in request.query_params
    async with at_work(request) as desk:
        found = await listed_reports(
            desk.visit.conn, settled=settled, boards=desk.scope.only, most=MOST
        )
    return desk.page("reports.html", reports=found, settled=settled)


async def report(request: Request) -> Response:
    """One report, with all that is needed to settle it. Raises Missing for other people's."""
    async with at_work(request) as desk:
        found = await told(desk, await report_of(desk, str(request.path_params["report"])))
    done = request.query_params.get("done", "")
    wish = Wish(act=done, thing=found.short, reason=found.report.outcome)
    return desk.page(
        "report.html",
        told=found,
        report=found.short,
        done=done if done in UPON_REPORTS else "",
        command=command(wish, desk.moderator) if done in UPON_REPORTS else "",
    )


async def report_of(desk: Desk, short: str) -> Report:
    """The report of that short id. Raises Missing, also where it is not theirs to settle."""
    found = await find_report(desk.visit.conn, short) if SHORT.fullmatch(short) else None
    if found is None or not desk.scope.covers(found.board):
        raise Missing
    return found


async def told(desk: Desk, found: Report) -> Told:
    conn, about = desk.visit.conn, found.about[:POSTS]
    known = await load_known(conn, {found.by, *about}, desk.visit.home)
    shown = [await seen(desk, iri) for iri in about if iri in known.posts]
    people = [known.members[iri] for iri in about if iri in known.members]
    return Told(
        report=found,
        by=known.members.get(found.by) if found.reference is None else None,
        posts=tuple(each for each in shown if each is not None),
        people=tuple([(who, await record_of(conn, who.id, PUBLIC)) for who in people]),
    )


routes: list[Route] = [
    Route("/desk/reports", signed_in(reports)),
    Route("/desk/reports/{report}", signed_in(report)),
]
