"""Looks: the one style sheet, at an address that changes when it does."""

import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import Missing

STYLE = (Path(__file__).parent / "static" / "forum.css").read_bytes()
STYLE_NAME = f"forum.{hashlib.sha256(STYLE).hexdigest()[:12]}.css"
STYLE_PATH = f"/static/{STYLE_NAME}"
FOR_EVER = "public, max-age=31536000, immutable"


async def static(request: Request) -> Response:
    """The style sheet; nothing else is there, and no path leads to a directory."""
    if request.path_params["name"] != STYLE_NAME:
        raise Missing
    return Response(STYLE, media_type="text/css", headers={"cache-control": FOR_EVER})


route = Route("/static/{name}", static)
