"""Endpoints: which data stands at which address, told once, for the routes and the description."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.web.addresses import Addresses, everywhere
from fediforum.web.api.making import Making
from fediforum.web.negotiate import UNLISTED, answer, etag_of
from fediforum.web.rendering import PAGE_CACHE
from fediforum.web.visit import Visit

JSON = "application/json"
LIST = ("behind", "many")
COUNTED = re.compile(rb'"views":\d+')  # no text can say that: its quotes would be escaped


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Data of one kind at ``path``, or at one of the ``addresses.WORDS`` below it.

    ``asked`` are names of ``addresses.QUERY``. ``gone``: whether what stood there may be gone;
    ``bounded``: whether one may ask only so often.
    """

    name: str
    says: str
    path: str
    shape: type
    handler: Callable[[Request], Awaitable[Response]]
    word: str | None = None
    asked: tuple[str, ...] = ()
    gone: bool = False
    bounded: bool = False

    @property
    def routes(self) -> list[Route]:
        if self.word is None:
            return [Route(f"{self.path}.json", self.handler)]
        return everywhere(self.word, self.handler, self.path, ending=".json")

    def at(self, addresses: Addresses) -> str:
        """Its address as the forum writes it, with what varies in braces."""
        path = self.path if self.word is None else addresses.page(self.word, self.path)
        return f"{path}.json"


def making(visit: Visit) -> Making:
    return Making(visit.home.base, visit.addresses)


def given(request: Request, data: object) -> Response:
    """Answer with data: what a dataclass of ``shapes`` holds.

    How often threads were read makes it no other answer, as with pages.
    """
    body = orjson.dumps(data, option=orjson.OPT_UTC_Z)
    made = answer(
        request, body, media_type=JSON, cache=PAGE_CACHE, etag=etag_of(COUNTED.sub(b"", body))
    )
    made.headers.update(UNLISTED)
    return made
