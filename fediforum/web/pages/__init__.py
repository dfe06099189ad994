"""The pages that people read; ``routes`` is what ``web.app`` puts up."""

from starlette.routing import Route

from fediforum.web import looks, media
from fediforum.web.addresses import everywhere
from fediforum.web.pages import join, log, ours, report, status, versions
from fediforum.web.pages.board import board
from fediforum.web.pages.display import display, show_so
from fediforum.web.pages.everything import everything
from fediforum.web.pages.front import front
from fediforum.web.pages.lists import selection, unanswered
from fediforum.web.pages.member import member
from fediforum.web.pages.post import post
from fediforum.web.pages.problem import problem_page
from fediforum.web.pages.resolve import resolve
from fediforum.web.pages.search import search
from fediforum.web.pages.tag import tag
from fediforum.web.pages.thread import thread
from fediforum.web.pages.tree import tree
from fediforum.web.pages.whole import whole

__all__ = ["problem_page", "routes"]

routes: list[Route] = [
    Route("/", front),
    Route("/b/{board}", board),
    *everywhere("new", selection("new"), "/b/{board}"),
    *everywhere("unanswered", selection("unanswered"), "/b/{board}"),
    *everywhere("closed", selection("closed"), "/b/{board}"),
    *everywhere("unanswered", unanswered),
    Route("/t/{thread}", thread),
    *everywhere("tree", tree, "/t/{thread}"),
    *everywhere("all", everything, "/t/{thread}"),
    Route("/p/{post}", post),
    *everywhere("all", whole, "/p/{post}"),
    Route("/u/{member}", member),
    Route("/tag/{tag}", tag),
    *everywhere("search", search),
    *join.routes,
    *log.routes,
    *report.routes,
    *ours.routes,
    *status.routes,
    *versions.routes,
    *everywhere("display", display),
    *everywhere("display", show_so, methods=("POST",)),
    Route("/resolve", resolve),
    # What other sites try where they know of no better address.
    Route("/authorize_interaction", resolve),
    looks.route,
    media.route,
]
