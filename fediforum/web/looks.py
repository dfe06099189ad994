"""Looks: the style sheet and the icon, at addresses that change when they do."""

import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Missing

FOLDER = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"


def hashed(file: str) -> tuple[str, bytes]:
    """A file's name with its content's hash in it, and its content."""
    content = (FOLDER / file).read_bytes()
    stem, _, kind = file.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{kind}", content


STYLE = hashed("forum.css")
ICON = hashed("forum.svg")
TYPES = {STYLE[0]: "text/css", ICON[0]: "image/svg+xml"}
FILES = dict([STYLE, ICON])
STYLE_PATH = f"/static/{STYLE[0]}"
ICON_PATH = f"/static/{ICON[0]}"


async def static(request: Request) -> Response:
    """One of those files; nothing else is there, and no path leads to a directory."""
    name = str(request.path_params["name"])
    if name not in FILES:
        raise Missing
    return Response(FILES[name], media_type=TYPES[name], headers={"cache-control": FOR_EVER})


route = Route("/static/{name}", static)
