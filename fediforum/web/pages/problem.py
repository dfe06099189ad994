"""The problem: an error told to a reader, in the clothes of every other page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import structlog
from starlette.requests import Request
from starlette.responses import Response

from fediforum.errors import FediforumError
from fediforum.node import Node
from fediforum.store.instance import Instance
from fediforum.web.languages import Language
from fediforum.web.rendering import render, respond
from fediforum.web.visit import manner, spoken_in, visiting

log = structlog.get_logger(__name__)


async def problem_page(request: Request, status: int) -> Response:
    """Answer with the page of an error; it needs no database."""
    node: Node = request.app.state.node
    forum = nameless(node.home.host)
    try:
        async with visiting(request) as visit:
            forum = visit.forum
    except FediforumError:
        log.info("page without its forum", status=status)
    spoken = spoken_in(request, forum.language)
    values = {"as2": None, "told": telling(status, spoken), **manner(request, spoken)}
    values["here"] = "/"  # what was asked for is shown nowhere
    body = render("problem.html", spoken, forum, node.home, **values)
    return respond(request, body, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What happened, what is ``kept``, and what to do; whether ``search`` or a ``report`` helps."""

    heading: str
    happened: str
    kept: str = ""
    advice: str
    search: bool = False
    report: bool = False


def telling(status: int, spoken: Language) -> Telling:
    """What is told of an error, in that language."""
    _ = spoken.words.gettext
    match status:
        case HTTPStatus.NOT_FOUND:
            return Telling(
                heading=_("There is nothing here"),
                happened=_(
                    "The address may have been mistyped, or what stood here has another place now."
                ),
                advice=_("Look at the address once more, or search for what you wanted to read."),
                search=True,
                report=True,
            )
        case HTTPStatus.GONE:
            return Telling(
                heading=_("This has been removed"),
                happened=_("It was here, and whoever wrote it, or a moderator, has taken it away."),
                kept=_("Its address stays empty: nothing else will stand here."),
                advice=_("Perhaps what you look for is told elsewhere here: search for it."),
                search=True,
            )
        case HTTPStatus.FORBIDDEN:
            return Telling(
                heading=_("That is not possible from there"),
                happened=_("A page of another site asked for it, or it is not yours to do."),
                kept=_("Nothing has been changed."),
                advice=_("Did you want it yourself? Then do it from a page of this forum."),
            )
        case HTTPStatus.UNPROCESSABLE_ENTITY | HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return Telling(
                heading=_("That cannot be taken in like this"),
                happened=_("What was sent is larger than fits, or says too little."),
                kept=_("Nothing has been changed. What you typed is still there if you go back."),
                advice=_("Go back, make it shorter or fill in what is missing, and try again."),
            )
        case HTTPStatus.TOO_MANY_REQUESTS:
            return Telling(
                heading=_("A little slower, please"),
                happened=_("In a short time very much was asked from where you are."),
                kept=_("Nothing is lost. What you typed is still there if you go back."),
                advice=_("Wait a minute, and try again."),
            )
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return Telling(
                heading=_("One moment, please"),
                happened=_("The forum cannot be reached just now."),
                kept=_("Nothing is lost. What you typed is still there if you go back."),
                advice=_("Try again in a minute."),
            )
        case _ if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return Telling(
                heading=_("We did not understand that"),
                happened=_("Something about the request was not right."),
                kept=_("Nothing has been changed."),
                advice=_("Go back and try again, or begin at the front page."),
                report=True,
            )
        case _:
            return Telling(
                heading=_("Something went wrong here"),
                happened=_("It is our fault, and it has been written down."),
                kept=_("Nothing is lost."),
                advice=_("Try again later. If it goes on, tell us."),
                report=True,
            )


def nameless(host: str) -> Instance:
    """The forum as far as it is known without its database."""
    return Instance(
        base=f"https://{host}",
        title=host,
        tagline="",
        language="nl",
        id_secret=b"",
        created=datetime.fromtimestamp(0, UTC),
    )
