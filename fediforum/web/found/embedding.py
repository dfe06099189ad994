"""Embedding: how other sites show a post, a thread or a board of ours within a page (oEmbed).

What they get is a quotation with a link: no script, nothing that loads anything.
"""

from dataclasses import dataclass
from urllib.parse import unquote

import orjson
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.content import excerpt
from fediforum.errors import Malformed, Missing
from fediforum.limits import IRI
from fediforum.store import reading
from fediforum.store.reading import BoardView, PostView
from fediforum.web.addresses import board_path, member_path
from fediforum.web.found.cards import Card, card_of_board, card_of_thread
from fediforum.web.found.structured import to_be_found
from fediforum.web.negotiate import answer
from fediforum.web.problems import problem_document
from fediforum.web.rendering import said
from fediforum.web.visit import Visit, visiting

BROAD, NARROW = 600, 240
QUOTED = 280
LINE, LETTER = 24, 8  # points that a line of text is high, and a letter is broad
KEPT = 3600
QUOTE = Markup(
    '<blockquote cite="{url}"><p>{words}</p>'
    '<p>{who}<a href="{url}">{title}</a>, {forum}</p></blockquote>'
)
LINK = Markup('<blockquote cite="{url}"><p><a href="{url}">{title}</a>, {forum}</p></blockquote>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """What is shown of one thing: ``words`` of it and who said them, if they want to be found."""

    url: str
    title: str
    words: str
    author: str | None
    author_url: str | None
    card: Card


async def oembed(request: Request) -> Response:
    """What stands at ``url``, as oEmbed 1.0 of the type ``rich``; 404 for anybody else's."""
    asked = request.query_params.getlist("url")
    if len(asked) != 1 or not 0 < len(asked[0]) <= IRI:
        raise Malformed("One address can be shown at a time.")
    if request.query_params.get("format", "json") != "json":
        return problem_document(501, "It is given as JSON only.", {"cache-control": "no-store"})
    async with visiting(request) as visit:
        found = await meant(visit, asked[0])
    broad = min(max(number(request, "maxwidth") or BROAD, NARROW), BROAD)
    body = orjson.dumps(written(visit, found, broad, number(request, "maxheight")))
    cache = f"public, max-age={KEPT}"
    return answer(request, body, media_type="application/json", cache=cache)


def number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


async def meant(visit: Visit, address: str) -> Embedded:
    """What an address of ours shows. Raises Missing for what is not ours or not to be seen."""
    if not visit.home.ours(address):
        raise Missing
    id_ = await reading.find_post(visit.conn, address, visit.home)
    post = await reading.post(visit.conn, id_) if id_ is not None else None
    if post is not None:
        thread = await reading.thread_head(visit.conn, post.thread_short)
        if not post.shown or thread is None or thread.removed:
            raise Missing
        return of_post(visit, post, card_of_thread(visit.forum, thread))
    path, _, _ = address.removeprefix(visit.home.base).partition("?")
    named = unquote(path.partition("#")[0].removeprefix("/b/"))
    if not named.isprintable():
        raise Missing
    name, _, host = named.partition("@")
    board = await reading.board_head(visit.conn, name, host or visit.home.host, visit.home.desk)
    if board is None or not path.startswith("/b/"):
        raise Missing
    return of_board(visit, board)


def of_post(visit: Visit, post: PostView, card: Card) -> Embedded:
    found = to_be_found(post.author)
    at = visit.addresses.post(post)
    return Embedded(
        url=visit.home.base + (at.partition("#")[0] if post.opening else at),
        title=post.thread_title,
        words=said(post, QUOTED) if found else "",
        author=post.author.called if found else None,
        author_url=visit.home.base + member_path(post.author) if found else None,
        card=card,
    )


def of_board(visit: Visit, board: BoardView) -> Embedded:
    return Embedded(
        url=visit.home.base + board_path(board),
        title=board.title,
        words=excerpt(board.summary, QUOTED),
        author=None,
        author_url=None,
        card=card_of_board(visit.forum, board),
    )


def written(visit: Visit, shown: Embedded, broad: int, high: int | None) -> dict[str, object]:
    lines = 2 + (len(shown.words) * LETTER) // broad + 1
    height = lines * LINE + 2 * LINE
    author = {"author_name": shown.author, "author_url": shown.author_url}
    return {
        "version": "1.0",
        "type": "rich",
        "title": shown.title,
        **({} if shown.author is None else author),
        "provider_name": visit.forum.title,
        "provider_url": f"{visit.home.base}/",
        "cache_age": KEPT,
        "thumbnail_url": visit.home.base + shown.card.path,
        "thumbnail_width": shown.card.WIDTH,
        "thumbnail_height": shown.card.HEIGHT,
        "html": (QUOTE if shown.words else LINK).format(
            url=shown.url,
            words=shown.words,
            who=f"{shown.author}, " if shown.author else "",
            title=shown.title,
            forum=visit.forum.title,
        ),
        "width": broad,
        "height": height if high is None else min(height, high),
    }


routes = [Route("/oembed", oembed)]
