"""The forum's own pages: what it is, its rules and terms, what it keeps, whom to turn to.

What the admin has written stands there, in the reader's language if it was written in that;
otherwise what we can truthfully say of any forum (``web.ours``).
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.content import SafeHtml
from fediforum.errors import Missing
from fediforum.store.reading import elsewhere
from fediforum.store.sitepages import site_page
from fediforum.vocab.iri import Iri
from fediforum.web.addresses import Handler, board_path, everywhere
from fediforum.web.named import board_named
from fediforum.web.ours import NAMES, html_of, titles
from fediforum.web.visit import Visit, moved, visiting


@dataclass(frozen=True, slots=True)
class Said:
    """What stands on such a page; ``updated`` is None for what we say ourselves."""

    html: SafeHtml
    language: str
    updated: datetime | None = None


async def said(visit: Visit, name: str, board: Iri | None = None) -> Said | None:
    """What stands there; of a board only what was written for it."""
    page = await site_page(visit.conn, name, visit.language.code, board)
    if page is not None:
        return Said(page.html, page.language, page.updated)
    if board is not None:
        return None
    html = html_of(name, visit.language, visit.forum, visit.home)
    return Said(html, visit.language.code)


def own(name: str) -> Handler:
    """The handler of one of the forum's own pages."""

    async def answer(request: Request) -> Response:
        async with visiting(request) as visit:
            page = await said(visit, name)
            others = await elsewhere(visit.conn) if name == "federation" else None
        return visit.page(
            "ours.html", name=name, said=page, titles=titles(visit.language), elsewhere=others
        )

    return answer


async def board_rules(request: Request) -> Response:
    """A board's own rules, above those of the forum, which hold everywhere."""
    async with visiting(request) as visit:
        board = await board_named(visit)
        if not board.local:
            raise Missing
        path = visit.addresses.page("rules", board_path(board))
        own_rules = await said(visit, "rules", board.id)
        rules = await said(visit, "rules")
    if request.scope["path"].rpartition("/")[0] != unquote(board_path(board)):
        return moved(request, path)
    return visit.page("rules.html", board=board, own_rules=own_rules, rules=rules)


routes: list[Route] = [
    *(route for name in NAMES for route in everywhere(name, own(name))),
    *everywhere("rules", board_rules, "/b/{board}"),
]
