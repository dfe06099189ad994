"""The pages that people read; ``routes`` is what ``web.app`` puts up."""

from starlette.routing import Route

from fediforum.web import feeds, looks
from fediforum.web.pages import ours, report
from fediforum.web.addresses import everywhere
from fediforum.web.pages import join, report
from fediforum.web.pages.board import board
from fediforum.web.pages.display import display, show_so
from fediforum.web.pages.front import front
from fediforum.web.pages.member import member
from fediforum.web.pages.post import post
from fediforum.web.pages.problem import problem_page
from fediforum.web.pages.resolve import resolve
from fediforum.web.pages.tag import tag
from fediforum.web.pages.thread import thread

__all__ = ["problem_page", "routes"]

routes: list[Route] = [
    *feeds.routes,
    Route("/", front),
    Route("/b/{board}", board),
    Route("/t/{thread}", thread),
    Route("/p/{post}", post),
    Route("/u/{member}", member),
    Route("/tag/{tag}", tag),
    *report.routes,
    *ours.routes,
    *join.routes,
    *report.routes,
    *everywhere("display", display),
    *everywhere("display", show_so, methods=("POST",)),
    Route("/resolve", resolve),
    # What other sites try where they know of no better address.
    Route("/authorize_interaction", resolve),
    looks.route,
]
