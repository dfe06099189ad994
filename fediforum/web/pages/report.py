"""Reporting a problem, from any page, without an account; and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from fediforum import limits
from fediforum.errors import Missing, TooMany
from fediforum.flow.reporting import Complaint, complain, reference_in
from fediforum.forum.model import Matter
from fediforum.node import Node
from fediforum.store.reading import Reported, reported
from fediforum.store.reports import referred_report
from fediforum.web.addresses import WORDS, asked, everywhere
from fediforum.web.ap.inbox import address_of
from fediforum.web.forms import read_form
from fediforum.web.negotiate import PRIVATE
from fediforum.web.stamped import age, stamp
from fediforum.web.visit import Visit, visiting

SOON = timedelta(seconds=limits.FORM_SECONDS)
LONG = timedelta(hours=limits.FORM_HOURS)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody has filled in so far; ``website`` is a field that people do not see."""

    about: str = ""
    kind: str = ""
    words: str = ""
    contact: str = ""
    website: str = ""
    stamp: str = ""
    forward: bool = False


@dataclass(slots=True)
class Faults:
    """What has to be otherwise before a report can be sent, by field; ``status`` answers it."""

    told: dict[str, str] = field(default_factory=dict)
    status: int = 422


async def report(request: Request) -> Response:
    """The form; what it is about is named, or is the page here that the reader comes from."""
    async with visiting(request) as visit:
        number = asked(request, "reference")
        if number is not None:
            return await looked_up(visit, number)
        return await form(visit, Typed(about=meant(visit)), Faults(status=200))


async def send(request: Request) -> Response:
    """The report is kept, or the form comes back with all that was typed."""
    node: Node = request.app.state.node
    given = typed(await read_form(request, node.home.base))
    async with visiting(request) as visit:
        faults = faults_in(given, visit, node)
        if not faults.told:
            faults = allowed(request, visit, node)
        if faults.told:
            return await form(visit, given, faults)
        what = await reported(visit.conn, given.about, visit.home)
    kept = await complain(
        node,
        Complaint(
            what=what,
            kind=Matter(given.kind),
            words=given.words.strip(),
            contact=given.contact.strip(),
            forward=given.forward and bool(what.hosts),
        ),
    )
    path = f"{visit.addresses.page('report')}/{kept.reference}"
    return RedirectResponse(path, 303, {"cache-control": PRIVATE})


async def receipt(request: Request) -> Response:
    """What has become of a report, for who has its reference."""
    reference = reference_in(str(request.path_params["reference"]))
    async with visiting(request) as visit:
        found = await referred_report(visit.conn, reference) if reference is not None else None
    if found is None:
        raise Missing
    return visit.page("receipt.html", cache=PRIVATE, report=found)


async def looked_up(visit: Visit, number: str) -> Response:
    """The way to the report of that reference, or the form that says that there is none."""
    reference = reference_in(number)
    if reference is not None and await referred_report(visit.conn, reference) is not None:
        path = f"{visit.addresses.page('report')}/{reference}"
        return RedirectResponse(path, 303, {"cache-control": PRIVATE})
    _ = visit.language.words.gettext
    told = {
        "number": _(
            "We know no report of that number. Look at it once more; if it is right, ask us."
        )
    }
    return await form(visit, Typed(), Faults(told, 404), number=number[:50])


def meant(visit: Visit) -> str:
    """What the report is about: what is asked for, else the page that the reader comes from.

    Browsers tell it within our own site only (``Referrer-Policy``).
    """
    named = asked(visit.request, "about")
    if named is not None:
        return named
    before = visit.request.headers.get("referer", "")
    path = urlsplit(before).path if before.startswith(f"{visit.home.base}/") else ""
    reporting = {f"/{word}" for word in WORDS["report"]}
    return "" if path == "/" or path.startswith(tuple(reporting)) else path


def typed(fields: Mapping[str, str]) -> Typed:
    return Typed(
        about=fields.get("about", ""),
        kind=fields.get("kind", ""),
        words=fields.get("words", ""),
        contact=fields.get("contact", ""),
        website=fields.get("website", ""),
        stamp=fields.get("stamp", ""),
        forward="forward" in fields,
    )


def faults_in(given: Typed, visit: Visit, node: Node) -> Faults:
    """What is wrong with what was typed, in the order of the form."""
    _ = visit.language.words.gettext
    faults = Faults()
    if given.kind not in list(Matter):
        faults.told["kind"] = _("Choose what is the matter.")
    if not given.words.strip():
        faults.told["words"] = _("Tell us what is the matter, in a few words.")
    elif len(given.words) > limits.REPORT_CHARS:
        most = visit.language.number(limits.REPORT_CHARS)
        faults.told["words"] = _("That is longer than we can keep: at most %s characters.") % most
    if len(given.contact) > limits.REPORT_CONTACT_CHARS:
        faults.told["contact"] = _("That is too long for an address.")
    if given.website:
        faults.told["website"] = _("Leave this field empty: it is there to recognise machines.")
    since = age(node.id_secret, given.stamp, node.clock())
    if since is None or since > LONG:
        faults.told["stamp"] = _("This page had been open for too long. Please send it once more.")
    elif since < SOON and not faults.told:
        faults.told["stamp"] = _("That was very fast. Look it over once more, and then send it.")
    return faults


def allowed(request: Request, visit: Visit, node: Node) -> Faults:
    """Whether as many reports may come from there; nothing that was typed is lost if not."""
    try:
        node.gate.report(address_of(request))
    except TooMany as problem:
        _ = visit.language.words.gettext
        told = _("Many reports have just come from where you are. Try again in an hour.")
        return Faults({"stamp": told}, problem.status)
    return Faults()


async def form(visit: Visit, given: Typed, faults: Faults, *, number: str = "") -> Response:
    """The form with what was typed so far, and with what has to be otherwise."""
    node: Node = visit.request.app.state.node
    since = age(node.id_secret, given.stamp, node.clock())
    fresh = since is None or since > LONG
    return visit.page(
        "report.html",
        status=faults.status,
        cache=PRIVATE,
        typed=given,
        what=await reported(visit.conn, given.about, visit.home) if given.about else Reported(),
        kinds=list(Matter),
        faults=faults.told,
        number=number,
        stamp=stamp(node.id_secret, node.clock()) if fresh else given.stamp,
        most=limits.REPORT_CHARS,
        most_contact=limits.REPORT_CONTACT_CHARS,
        contact_days=limits.REPORT_CONTACT_DAYS,
    )


routes: list[Route] = [
    *everywhere("report", report),
    *everywhere("report", send, methods=["POST"]),
    *(Route(f"/{word}/{{reference}}", receipt) for word in WORDS["report"]),
]
