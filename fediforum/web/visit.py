"""A visit: what every page needs besides its own rows, and how it is answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fediforum.errors import Missing
from fediforum.forum.home import Home
from fediforum.node import Node
from fediforum.store.database import Conn
from fediforum.store.instance import Instance, instance
from fediforum.vocab.iri import Iri
from fediforum.web.addresses import QUERY, Addresses, asked
from fediforum.web.choices import chosen
from fediforum.web.languages import LANGUAGES, Language, choose
from fediforum.web.negotiate import UNLISTED, answer
from fediforum.web.rendering import ATOM, PAGE_CACHE, render, respond

AS2_LINK = 'rel="alternate"; type="application/activity+json"'

ADDRESS = 2000  # characters of an address that a form takes along
WRITABLE = ":/?#[]@!$&'()*+,;=%~"
# Machines get a document at some of these addresses: no cache may send them on instead.
ELSEWHERE = {"vary": "Accept", "cache-control": "no-cache"}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page of ``forum``, in the reader's language."""

    request: Request
    conn: Conn
    home: Home
    forum: Instance
    language: Language

    def page(
        self,
        template: str,
        *,
        as2: Iri | None = None,
        status: int = 200,
        cache: str = PAGE_CACHE,
        **values: object,
    ) -> Response:
        """Answer with a page; ``as2`` is the id of what it shows, for machines."""
        body = render(
            template,
            self.language,
            self.forum,
            self.home,
            as2=as2,
            **manner(self.request, self.language),
            **values,
        )
        links = (f"<{quote(as2, safe=WRITABLE)}>; {AS2_LINK}",) if as2 else ()
        return respond(self.request, body, status=status, cache=cache, links=links)

    def feed(self, template: str, **values: object) -> Response:
        """Answer with an Atom feed, which is in the forum's own language for everybody."""
        body = render(template, self.spoken, self.forum, self.home, **values)
        made = answer(self.request, body.encode(), media_type=ATOM, cache=PAGE_CACHE)
        made.headers.update(UNLISTED)
        return made

    @property
    def spoken(self) -> Language:
        """The forum's own language, whoever reads."""
        return choose(None, "", self.forum.language)

    @property
    def addresses(self) -> Addresses:
        return Addresses(self.forum.language)


@asynccontextmanager
async def visiting(request: Request) -> AsyncIterator[Visit]:
    """Have what a page is made of for the length of the block.

    Raises Unavailable where the database is away.
    """
    node: Node = request.app.state.node
    async with node.database.connection() as conn:
        forum = await instance(conn, node.home.base)
        if forum is None:
            raise Missing
        if not forum.title:
            forum = replace(forum, title=node.home.host)
        yield Visit(request, conn, node.home, forum, spoken_in(request, forum.language))


def spoken_in(request: Request, site: str) -> Language:
    """The language that a page is answered in: as the address says, or as the reader chose."""
    wanted = asked(request, "language") or chosen(request, "language")
    return choose(wanted, request.headers.get("accept-language", ""), site)


def manner(request: Request, spoken: Language) -> dict[str, object]:
    """What the frame of a page says of the reader's choices: ``here`` is where they made them,
    ``languages`` are those that the page is not in.
    """
    return {
        "theme": chosen(request, "theme"),
        "languages": tuple(code for code in LANGUAGES if code != spoken.code),
        "here": here(request),
    }


def here(request: Request) -> str:
    """The address of this page, whatever language it is in."""
    kept = [
        (name, value)
        for name, value in parse_qsl(request.url.query, keep_blank_values=True)
        if name not in QUERY["language"]
    ]
    path = request.url.path
    address = f"{path}?{urlencode(kept)}" if kept and request.method == "GET" else path
    return address if len(address) <= ADDRESS else path


def astray(request: Request, path: str) -> bool:
    """Whether the reader came by another spelling of the address."""
    return bool(request.scope["path"] != unquote(path))


def moved(request: Request, path: str) -> Response:
    """Send the reader to where the page really is, with the query that came along."""
    query = request.url.query
    return RedirectResponse(f"{path}?{query}" if query else path, 301, ELSEWHERE)
