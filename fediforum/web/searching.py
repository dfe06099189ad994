"""Searching: what is asked of the search, as pages, feeds and data are all asked for it."""

import re
from collections.abc import Mapping
from datetime import date

from starlette.requests import Request

from fediforum import limits
from fediforum.errors import Malformed, Missing
from fediforum.node import Node
from fediforum.store.reading import SearchPage, SearchQuery, search as look
from fediforum.web.addresses import asked
from fediforum.web.ap.inbox import address_of
from fediforum.web.visit import Visit

FIELDS = ("words", "board", "author", "tag", "from_day", "to_day")
DUTCH_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")


async def searched(request: Request, visit: Visit) -> SearchPage:
    """What is found, for feeds and data.

    Raises Malformed for a day that is none, TooMany over what one address may ask for, and Missing
    behind the last page.
    """
    node: Node = request.app.state.node
    query, odd = query_of(typed_in(request), asked(request, "page") or "1")
    if odd:
        raise Malformed("A day is written like this: 2026-05-31.")
    if not query.asks:
        return SearchPage(query=query)
    node.gate.search(address_of(request))
    found = await look(visit.conn, query, visit.home, node.clock())
    if query.page > 1 and not found.hits:
        raise Missing
    return found


def typed_in(request: Request) -> Mapping[str, str]:
    """What stands in the fields of the form, as it was typed."""
    return {name: (asked(request, name) or "")[: limits.SEARCH_CHARS] for name in FIELDS}


def query_of(typed: Mapping[str, str], page: str = "1") -> tuple[SearchQuery, tuple[str, ...]]:
    """What the fields ask for, and the names of those that are not to be understood.

    Raises Missing where there can be no such page.
    """
    digits = page.isascii() and page.isdigit() and len(page) <= 3
    if not digits or not 1 <= int(page) <= limits.SEARCH_PAGES:
        raise Missing
    days = {name: day(typed[name]) for name in ("from_day", "to_day")}
    odd = tuple(name for name, found in days.items() if found is None and typed[name].strip())
    query = SearchQuery(
        text=typed["words"],
        board=typed["board"],
        author=typed["author"],
        tag=typed["tag"],
        after=days["from_day"],
        before=days["to_day"],
        page=int(page),
    )
    return query, odd


def day(text: str) -> date | None:
    """The day that is meant, as browsers send it or as people write it; None if none is.

    >>> day("2026-05-31") == day(" 31-5-2026 ") == date(2026, 5, 31), day("31-13-2026")
    (True, None)
    """
    try:
        if people := DUTCH_DAY.fullmatch(text.strip()):
            return date(int(people[3]), int(people[2]), int(people[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
