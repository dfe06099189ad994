"""Addresses: where each page stands, in the words of the forum's language.

Ids decide, words are decoration: every page answers to its words in all of our languages, and
is written in those of the forum's own, whatever language it is read in.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.store.reading.finding import Named
from fediforum.store.reading.log import Spot
from fediforum.store.reading.views import Author, BoardView, Place, PostView, ThreadView

Handler = Callable[[Request], Awaitable[Response]]

# What each page is called in an address, Dutch and English.
WORDS = {
    # below a thread
    "tree": ("boom", "tree"),
    "all": ("alles", "all"),
    "status": ("status", "status"),
    "join": ("doe-mee", "join"),
    # below a post
    "versions": ("versies", "versions"),
    # below a board
    "new": ("nieuw", "new"),
    "unanswered": ("onbeantwoord", "unanswered"),
    "closed": ("gesloten", "closed"),
    "replies": ("antwoorden", "replies"),
    "rules": ("regels", "rules"),
    # below a board and of the forum
    "log": ("logboek", "log"),
    # of the forum
    "search": ("zoek", "search"),
    "report": ("meld", "report"),
    "interact": ("verder", "interact"),
    "display": ("weergave", "display"),
    "about": ("over", "about"),
    "terms": ("voorwaarden", "terms"),
    "privacy": ("privacy", "privacy"),
    "contact": ("contact", "contact"),
    "accessibility": ("toegankelijkheid", "accessibility"),
    "federation": ("federatie", "federation"),
}
# What is asked for behind the question mark.
QUERY = {
    "page": ("pagina", "page"),
    "since": ("sinds", "since"),
    "behind": ("na", "after"),  # the last of what a list has shown
    "many": ("n", "n"),  # how many of a list
    "post": ("bericht", "post"),
    "about": ("over", "about"),  # what a report is about
    "reference": ("nummer", "reference"),  # of a report
    "language": ("taal", "lang"),
    # what is looked for
    "words": ("q", "q"),
    "author": ("van", "author"),
    "board": ("board", "board"),
    "tag": ("tag", "tag"),
    "from_day": ("na", "after"),
    "to_day": ("voor", "before"),
}


def thread_path(thread: ThreadView) -> str:
    return f"/t/{thread.short}-{thread.slug}" if thread.slug else f"/t/{thread.short}"


def board_path(board: BoardView | Place | Named) -> str:
    return f"/b/{quote(board.name)}" if board.local else f"/b/{quote(board.name)}@{board.host}"


def member_path(author: Author | Named) -> str:
    return f"/u/{quote(author.name)}" if author.local else f"/u/@{quote(author.name)}@{author.host}"


def actor_path(actor: Named) -> str:
    return board_path(actor) if actor.board else member_path(actor)


def tag_path(tag: str) -> str:
    return f"/tag/{quote(tag)}"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses as a forum in that ``language`` writes them: Dutch, or else English.

    >>> Addresses("nl").page("search"), Addresses("en").page("all", "/t/0123456789abc")
    ('/zoek', '/t/0123456789abc/all')
    >>> Addresses("nl-BE").query(page=2, since=None), Addresses("en").query(page=2)
    ('?pagina=2', '?page=2')
    """

    language: str

    def page(self, word: str, under: str = "") -> str:
        """The path of one of the pages of ``WORDS``, below that of a thread, board or post."""
        return f"{under}/{self.spelled(WORDS[word])}"

    def query(self, **asked: str | int | None) -> str:
        """A query by the names of ``QUERY``; what is None is left out, and ``page`` 1 with it."""
        given = {
            self.spelled(QUERY[name]): value
            for name, value in asked.items()
            if value is not None and (name, value) != ("page", 1)
        }
        return f"?{urlencode(given)}" if given else ""

    def asking(self, name: str) -> str:
        """How one of the names of ``QUERY`` is written, for the field of a form."""
        return self.spelled(QUERY[name])

    def post(self, post: PostView | Spot) -> str:
        """Where a post stands: its thread's page and the place on it."""
        slug = f"-{post.thread_slug}" if post.thread_slug else ""
        page = self.query(page=post.page)
        return f"/t/{post.thread_short}{slug}{page}#p{post.short}"

    def spelled(self, spellings: tuple[str, str]) -> str:
        dutch, english = spellings
        return dutch if self.language.partition("-")[0].lower() == "nl" else english


def asked(request: Request, name: str) -> str | None:
    """What the query says under one of the names of ``QUERY``, in any of its spellings."""
    for spelling in QUERY[name]:
        if (value := request.query_params.get(spelling)) is not None:
            return value
    return None


def everywhere(
    word: str,
    handler: Handler,
    under: str = "",
    *,
    ending: str = "",
    methods: Sequence[str] = ("GET",),
) -> list[Route]:
    """The routes of one of the pages of ``WORDS``, or with an ``ending`` of its feed or its data:
    a route for each spelling.

    >>> [route.path for route in everywhere("all", lambda request: ..., "/t/{thread}")]
    ['/t/{thread}/alles', '/t/{thread}/all']
    """
    paths = dict.fromkeys(f"{under}/{spelling}{ending}" for spelling in WORDS[word])
    return [Route(path, handler, methods=list(methods)) for path in paths]
