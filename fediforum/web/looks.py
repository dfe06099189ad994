"""Looks: the style sheet, the icon and the logos, at addresses that change when they do.

A forum and its boards may have accents of their own: these stand before the one sheet that all
pages share, so that it stays one file, and its name tells what is in it.
"""

import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Missing
from fediforum.node import Node
from fediforum.store.instance import Instance, instance
from fediforum.store.logos import logo

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=60"
ACCENT = "#1d4e89"
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
KINDS = {"css": "text/css", "svg": "image/svg+xml", "js": "text/javascript"}
NAME = re.compile(
    r"forum\.[0-9a-f]{12}\.(?P<kind>css|svg|js)|(?P<logo>logo\.[0-9a-f]{12}\.(svg|png))"
)

Colours = tuple[tuple[str, str, str], ...]


def named(file: str, content: bytes) -> str:
    """A file's name with its content's hash in it."""
    stem, _, kind = file.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{kind}"


@cache
def read(file: str) -> str:
    return (FOLDER / file).read_text()


@lru_cache(maxsize=64)
def sheet(colours: Colours) -> bytes:
    """The style sheet with these accents: of what (a selector), on light and on dark pages."""
    own = (f"{what}{{--own:{light};--own-dark:{dark}}}" for what, light, dark in colours)
    return ("".join(own) + COMMENT.sub("", read("forum.css"))).encode()


@lru_cache(maxsize=64)
def icon(accent: str) -> bytes:
    """The icon of a forum that has no logo, in its accent."""
    return read("forum.svg").replace(ACCENT, accent).encode()


def colours(forum: Instance) -> Colours:
    """The accents of the forum and of its boards; names of boards need no quoting in CSS."""
    own = ((":root", forum.accent, forum.accent_dark or forum.accent),) if forum.accent else ()
    return (*own, *((f'[data-board="{name}"]', *both) for name, *both in forum.board_accents))


def style_path(forum: Instance) -> str:
    return f"/static/{named('forum.css', sheet(colours(forum)))}"


def icon_path(forum: Instance) -> str:
    return f"/static/{forum.logo or named('forum.svg', icon(forum.accent or ACCENT))}"


def logo_path(name: str) -> str:
    return f"/static/{name}"


def script_path() -> str:
    return f"/static/{named('forum.js', read('forum.js').encode())}"


async def static(request: Request) -> Response:
    """One of those files; nothing else is there, and no path leads to a directory.

    A page that was kept somewhere names the sheet of its time: it gets today's.
    """
    name = str(request.path_params["name"])
    found = NAME.fullmatch(name)
    if found is None:
        raise Missing
    if found["logo"]:
        return await kept(request.app.state.node, name)
    kind = found["kind"]
    content = read("forum.js").encode() if kind == "js" else sheet(())
    if name != named(f"forum.{kind}", content) and kind != "js":
        content = await coloured(request.app.state.node, kind)
    cache = FOR_EVER if name == named(f"forum.{kind}", content) else FOR_NOW
    return file(content, KINDS[kind], cache)


async def kept(node: Node, name: str) -> Response:
    async with node.database.connection() as conn:
        found = await logo(conn, name)
    if found is None:
        raise Missing
    return file(found.content, found.media_type, FOR_EVER)


async def coloured(node: Node, kind: str) -> bytes:
    """The sheet or the icon in the colours that the forum has today."""
    async with node.database.connection() as conn:
        forum = await instance(conn, node.home.base)
    if forum is None:
        raise Missing
    return sheet(colours(forum)) if kind == "css" else icon(forum.accent or ACCENT)


def file(content: bytes, media_type: str, cache: str) -> Response:
    return Response(content, media_type=media_type, headers={"cache-control": cache})


route = Route("/static/{name}", static)
