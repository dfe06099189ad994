"""The problem: an error told to a reader, in the clothes of every other page."""

from datetime import UTC, datetime
from http import HTTPStatus

import structlog
from starlette.requests import Request
from starlette.responses import Response

from fediforum.errors import FediforumError
from fediforum.node import Node
from fediforum.store.instance import Instance
from fediforum.web.languages import Language
from fediforum.web.pages.visit import manner, spoken_in, visiting
from fediforum.web.rendering import render, respond

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
    heading, text = told(status, spoken)
    values = {"as2": None, "heading": heading, "text": text, **manner(request, spoken)}
    values["here"] = "/"  # what was asked for is shown nowhere
    body = render("problem.html", spoken, forum, node.home, **values)
    return respond(request, body, status=status)


def told(status: int, spoken: Language) -> tuple[str, str]:
    """What has happened and what to do, in that language."""
    _ = spoken.words.gettext
    match status:
        case HTTPStatus.NOT_FOUND:
            return _("There is nothing here"), _(
                "The address may have been mistyped, or what stood here has another place now."
            )
        case HTTPStatus.GONE:
            return _("This has been removed"), _(
                "It was here, and whoever wrote it, or a moderator, has taken it away."
            )
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return _("One moment, please"), _(
                "The forum cannot be reached just now. Nothing is lost. Try again in a minute."
            )
        case _ if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return _("That cannot be answered"), _(
                "Something about the request was not right. "
                "Go back and try again, or begin at the front page."
            )
        case _:
            return _("Something went wrong here"), _(
                "It is our fault, and it has been written down. Nothing is lost. "
                "Try again later; if it goes on, tell whoever looks after this forum."
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
