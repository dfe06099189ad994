"""Searching: a form that needs no script, and what is found by it.

An address or a handle that is typed in leads to its own page, where it is known here.
"""

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fediforum import limits
from fediforum.errors import FediforumError, Missing, TooMany
from fediforum.node import Node
from fediforum.store.reading import SearchPage, boards, search as look
from fediforum.web.addresses import asked
from fediforum.web.ap.inbox import address_of
from fediforum.web.pages.resolve import page_of
from fediforum.web.searching import query_of, typed_in
from fediforum.web.visit import ELSEWHERE, Visit, visiting

NAMES_ONE = re.compile(r"https://\S+|(acct:|@|!)?[^\s@\"]+@[^\s@\"]+\.[^\s@\"]+")


async def search(request: Request) -> Response:
    """The form and what is found; an address or a handle leads to its page if it is here."""
    node: Node = request.app.state.node
    typed = typed_in(request)
    query, odd = query_of(typed, asked(request, "page") or "1")
    async with visiting(request) as visit:
        if (path := await named(visit, typed["words"].strip())) is not None:
            return RedirectResponse(path, 303, ELSEWHERE)
        faults = {
            name: visit.language.words.gettext("Write a day like this: 2026-05-31.") for name in odd
        }
        found, status = SearchPage(query=query), 422 if odd else 200
        if query.asks and not odd:
            try:
                node.gate.search(address_of(request))
                found = await look(visit.conn, query, visit.home, node.clock())
            except TooMany as problem:
                faults["words"] = visit.language.words.gettext(
                    "That was a lot of searching at once. Try again in a minute."
                )
                status = problem.status
        if query.page > 1 and not found.hits and not faults:
            raise Missing
        faults |= unknown_in(found, visit)
        choices = [each for each in await boards(visit.conn, visit.home.desk) if each.threads]
    return visit.page(
        "search.html",
        status=status,
        page=found,
        typed=typed,
        kept={name: text or None for name, text in typed.items()},
        asks=query.asks,
        faults=faults,
        choices=choices,
        longest=limits.SEARCH_CHARS,
    )


def unknown_in(found: SearchPage, visit: Visit) -> dict[str, str]:
    """What is to be said at the fields that name nobody and nothing here."""
    _ = visit.language.words.gettext
    told = {
        "author": _("We know nobody here by that name."),
        "board": _("There is no board of that name."),
        "tag": _("A hashtag has letters or digits in it."),
    }
    return {name: told[name] for name in found.unknown}


async def named(visit: Visit, text: str) -> str | None:
    """The page of what an address or a handle names, if it is known here."""
    if len(text) > limits.IRI or not NAMES_ONE.fullmatch(text):
        return None
    try:
        return await page_of(visit, text.removeprefix("acct:"))
    except FediforumError:
        return None
