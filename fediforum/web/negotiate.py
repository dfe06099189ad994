"""Negotiating: AS2 or HTML, and whether what the reader has is still good.

Pure but for the responses it makes; what a document says is not decided here.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

from fediforum.vocab.json import Json, write_json

AS2 = "application/activity+json"
AS2_TYPES = frozenset({AS2, "application/ld+json"})
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/*", "*/*"})
ENTITY = re.compile(r'(?:W/)?("[^"]*")')

SHARED = "public, max-age=60"
LIVE = "no-cache"
PRIVATE = "private, no-store"
# A search engine lists pages; what those say besides has nobody's consent to be listed.
UNLISTED = {"x-robots-tag": "noindex"}

Q = re.compile(r"q\s*=\s*(0(\.\d{0,3})?|1(\.0{0,3})?)")


def wants_as2(accept: str) -> bool:
    """Whether whoever sends this ``Accept`` would rather have AS2 than a page; AS2 wins a tie.

    Only who names AS2 gets it: a wildcard is a browser's, or nobody's.

    >>> wants_as2("application/ld+json"), wants_as2("*/*"), wants_as2("")
    (True, False, False)
    >>> wants_as2("text/html, application/activity+json;q=0.1")
    False
    """
    as2 = html = 0.0
    for offer in split_outside_quotes(accept):
        name, *parameters = (part.strip().lower() for part in offer.split(";"))
        quality = 1.0
        for parameter in parameters:
            if (match := Q.fullmatch(parameter)) is not None:
                quality = float(match[1])
        if name in AS2_TYPES:
            as2 = max(as2, quality)
        elif name in HTML_TYPES:
            html = max(html, quality)
    return as2 > 0 and as2 >= html


def split_outside_quotes(text: str) -> list[str]:
    """The parts between commas; one within quotes divides nothing.

    >>> split_outside_quotes('a;p="x,y", b')
    ['a;p="x,y"', ' b']
    """
    pieces = text.split('"')
    marked = [piece.replace(",", "\0") if n % 2 == 0 else piece for n, piece in enumerate(pieces)]
    return '"'.join(marked).split("\0")


class As2Route(Route):
    """A page's address, for those who ask for AS2 there; everybody else is let pass."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return Match.NONE, {}
        if not wants_as2(", ".join(Headers(scope=scope).getlist("accept"))):
            return Match.NONE, {}
        return super().matches(scope)


def as2(
    request: Request,
    document: Json,
    *,
    cache: str = SHARED,
    status: int = 200,
    etag: str | None = None,
    modified: datetime | None = None,
) -> Response:
    """The document, or 304 for who has it already."""
    return answer(
        request,
        write_json(document),
        media_type=AS2,
        cache=cache,
        status=status,
        etag=etag,
        modified=modified,
    )


def answer(
    request: Request,
    body: bytes,
    *,
    media_type: str,
    cache: str = SHARED,
    status: int = 200,
    etag: str | None = None,
    modified: datetime | None = None,
) -> Response:
    """The bytes with what caches need to know, or 304 for who has them already.

    ``etag`` is the whole header's value, in its quotes; by default it is made of the bytes.
    """
    headers = {"content-type": media_type, "cache-control": cache}
    if cache == PRIVATE:
        headers["vary"] = "accept"
    else:
        headers["etag"] = etag or etag_of(body)
    if modified is not None:
        headers["last-modified"] = format_datetime(modified.replace(microsecond=0), usegmt=True)
    if status == 200 and unchanged(request, headers):
        del headers["content-type"]
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers=headers)


def etag_of(body: bytes) -> str:
    """The tag of an answer that is known by its bytes, in its quotes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def unchanged(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether ``If-None-Match`` names what would be answered (weakly compared, RFC 9110 §13)."""
    asked = request.headers.get("if-none-match")
    if asked is None or "etag" not in headers:
        return False
    return asked.strip() == "*" or headers["etag"] in ENTITY.findall(asked)
