"""Badges: a small sign with a board's or a thread's name, for people's own sites.

A picture that loads nothing and does nothing; it follows the reader's light or dark by itself.
"""

import base64
import hashlib
import unicodedata

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.content import shorten
from fediforum.store.reading import ThreadView
from fediforum.web.found.cards import accent, thread_or_board
from fediforum.web.negotiate import answer
from fediforum.web.rendering import xml
from fediforum.web.visit import visiting

SVG = "image/svg+xml"
KEPT = "public, max-age=86400"
TITLE_CHARS = 44
NARROW = frozenset("iIjl.,:;'|!()[]ftr ")
WIDE = frozenset("mwMWQO@%…—")
STYLE = (
    ".p{fill:#fbf9f4;stroke:#d8d1c2}.t{fill:#1f1d1a;font:600 15px Georgia,serif}"
    ".s{fill:#5e5850;font:11px system-ui,sans-serif}"
    "@media(prefers-color-scheme:dark){.p{fill:#171513;stroke:#3a352e}"
    ".t{fill:#e9e4da}.s{fill:#a79f92}}"
)
HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{HASH}'"


async def badge(request: Request) -> Response:
    """The badge of the board or thread of that name."""
    async with visiting(request) as visit:
        found = await thread_or_board(visit, str(request.path_params["name"]))
    board = found.board if isinstance(found, ThreadView) else found
    colour = accent(visit.forum, board.name, local=board.local)
    body = drawn(found.title, visit.forum.title, colour).encode()
    made = answer(request, body, media_type=SVG, cache=KEPT)
    made.headers["content-security-policy"] = POLICY
    made.headers["cross-origin-resource-policy"] = "cross-origin"
    return made


def drawn(title: str, forum: str, accent: str) -> str:
    """The sign as SVG: a title, and whose it is below, on a strip of the accent."""
    title, forum = (shorten(" ".join(xml(text).split()), TITLE_CHARS) for text in (title, forum))
    across = round(max(breadth(title) * 15, breadth(forum) * 11)) + 36
    name = escape(f"{title}, {forum}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="52" '
        f'viewBox="0 0 {across} 52" role="img" aria-label="{name}"><title>{name}</title>'
        f"<style>{STYLE}</style>"
        f'<rect class="p" x=".5" y=".5" width="{across - 1}" height="51" rx="4"/>'
        f'<path fill="{accent}" d="M1 4a3 3 0 0 1 3-3h4v50H4a3 3 0 0 1-3-3z"/>'
        f'<text class="t" x="20" y="24"{drawn_out(title, 15)}>{escape(title)}</text>'
        f'<text class="s" x="20" y="41"{drawn_out(forum, 11)}>{escape(forum)}</text></svg>\n'
    )


def drawn_out(text: str, size: int) -> str:
    """How long a text is made to be, so that it fits whatever typeface the reader has."""
    return f' textLength="{round(breadth(text) * size)}" lengthAdjust="spacingAndGlyphs"'


def breadth(text: str) -> float:
    """About how broad a text is, in its own height."""
    return sum(map(letter, text))


def letter(each: str) -> float:
    if unicodedata.combining(each) or unicodedata.category(each) == "Cf":
        return 0
    if unicodedata.east_asian_width(each) in "WF":
        return 1
    if each in NARROW:
        return 0.34
    if each in WIDE:
        return 0.85
    return 0.66 if each.isupper() else 0.53


routes = [Route("/badge/{name}.svg", badge)]
