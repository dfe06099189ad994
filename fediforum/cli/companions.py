"""The company of a board as plain facts.

Loaded when a command runs, not before.
"""

from typing import Any

from fediforum.cli.times import moment
from fediforum.cli.views import written
from fediforum.content import excerpt
from fediforum.flow.preside import own_board
from fediforum.limits import LISTED
from fediforum.node import Node
from fediforum.store.reading import company

Facts = dict[str, Any]
WORDS_CHARS = 80
OFTEN = 5  # days


async def newcomers(node: Node, board: str, since: str) -> list[Facts]:
    """Who wrote here for the first time since then."""
    place, begun = await own_board(node, board), moment(since, node.clock())
    async with node.database.connection() as conn:
        found = await company.newcomers(conn, place.id, begun, LISTED)
    return [
        {
            "author": each.author,
            "handle": each.handle,
            "id": each.post,
            "url": node.home.post_page(each.short),
            "title": each.title,
            "words": excerpt(each.content, WORDS_CHARS),
            "published": written(each.published),
        }
        for each in found
    ]


async def unanswered(node: Node, board: str, older: str) -> list[Facts]:
    """Threads from before then that nobody else has answered."""
    place, before = await own_board(node, board), moment(older, node.clock())
    async with node.database.connection() as conn:
        found = await company.left_alone(conn, place.id, before, LISTED)
    return [
        {
            "id": each.id,
            "short": each.short,
            "url": node.home.thread_page(each.short, each.slug),
            "title": each.title,
            "author": each.author,
            "handle": each.handle,
            "created": written(each.created),
        }
        for each in found
    ]


async def regulars(node: Node, board: str, since: str, quiet: str | None) -> list[Facts]:
    """Who wrote on many days since then, or did before they fell silent."""
    place, now = await own_board(node, board), node.clock()
    silent = moment(quiet, now) if quiet is not None else now
    async with node.database.connection() as conn:
        found = await company.regulars(conn, place.id, moment(since, now), OFTEN, silent, LISTED)
    return [
        {
            "author": each.author,
            "handle": each.handle,
            "days": each.days,
            "posts": each.posts,
            "first": written(each.first),
            "last": written(each.last),
        }
        for each in found
    ]
