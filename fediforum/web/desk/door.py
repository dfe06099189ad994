"""The door of the desk: who is let in, what every page there needs, and what no form goes without.

A link is opened by a button, for whatever looks ahead at links presses none. The browser then
holds a secret in a cookie; forms carry what is derived from it, and come from our own pages.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import wraps

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from fediforum.errors import FediforumError, Forbidden
from fediforum.flow.admission import NoWayIn, at_desk, enter, leave
from fediforum.flow.setup import DESK
from fediforum.node import Node
from fediforum.people.scope import Scope
from fediforum.people.sessions import SESSION_LASTS, form_token, same
from fediforum.web.addresses import Handler
from fediforum.web.ap.inbox import address_of
from fediforum.web.desk.wishes import (
    LENGTHS,
    REASONED,
    THING_CHARS,
    Wish,
    called,
    command,
    most_chars,
)
from fediforum.web.forms import own_host, read_form
from fediforum.web.negotiate import PRIVATE, UNLISTED
from fediforum.web.visit import Visit, visiting

COOKIE = "__Host-desk"
HOME = "/desk"
UNSEEN = {"cache-control": PRIVATE, **UNLISTED}


class SignedOut(FediforumError):
    """Nobody is signed in at the desk from there."""

    status = 403


@dataclass(frozen=True, slots=True)
class Desk:
    """A visit of somebody who is signed in, with what is theirs to do."""

    visit: Visit
    scope: Scope
    secret: str = field(repr=False)

    @property
    def moderator(self) -> str:
        """The name by which they act."""
        return self.scope.name

    def written(self, act: str, thing: str, board: str = "") -> str:
        """The command that does what a form will ask for, as far as that is known before."""
        reason = "…" if act in REASONED else ""
        return command(Wish(act=act, thing=thing, board=board, reason=reason), self.moderator)

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Answer with a page of the desk, which nobody keeps."""
        return unseen(
            self.visit,
            template,
            status=status,
            scope=self.scope,
            alone=self.scope.name == DESK,
            token=form_token(self.secret),
            written=self.written,
            called=called,
            reasoned=REASONED,
            most_chars=most_chars,
            thing_chars=THING_CHARS,
            lengths=LENGTHS,
            **values,
        )


def unseen(visit: Visit, template: str, *, status: int = 200, **values: object) -> Response:
    if visit.request.method == "POST":
        values.setdefault("back", HOME)  # what answers a form has no address of its own
    answer = visit.page(f"desk/{template}", as2=None, status=status, cache=PRIVATE, **values)
    answer.headers.update(UNLISTED)
    return answer


def led(path: str) -> RedirectResponse:
    """Send whoever sent a form on to a page."""
    return RedirectResponse(path, 303, UNSEEN)


@asynccontextmanager
async def at_work(request: Request) -> AsyncIterator[Desk]:
    """Have a visit of whoever is signed in for the length of the block. Raises SignedOut."""
    node: Node = request.app.state.node
    secret = request.cookies.get(COOKIE, "")
    async with visiting(request) as visit:
        scope = await at_desk(visit.conn, node, secret)
        if scope is None:
            raise SignedOut
        yield Desk(visit, scope, secret)


async def filled_in(request: Request) -> dict[str, str]:
    """The fields of a form that a page of the desk handed out in this session.

    Raises Forbidden for any other, and what ``read_form`` does.
    """
    fields = await ours(request)
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        raise SignedOut
    if not same(fields.get("token", ""), form_token(secret)):
        raise Forbidden("That form is of another time: open the page again.")
    return fields


async def ours(request: Request) -> dict[str, str]:
    """The fields of a form that, as the browser says itself, a page of ours sent.

    Who does not say where a form comes from is no browser, and is not let near the desk.
    """
    node: Node = request.app.state.node
    fields = await read_form(request, node.home.base)
    origin = request.headers.get("origin")
    try_out = not node.settings.federates and origin is not None and own_host(request, origin)
    if origin is None:
        known = request.headers.get("sec-fetch-site") == "same-origin"
    else:
        known = origin == node.home.base or try_out
    if not known:
        raise Forbidden("A page of another site cannot do that here.")
    return fields


def signed_in(handler: Handler) -> Handler:
    """The handler of a page for moderators; whoever is none sees how they would come in."""

    @wraps(handler)
    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except SignedOut as problem:
            async with visiting(request) as visit:
                pass
            return unseen(visit, "door.html", status=problem.status, tried=False)

    return guarded


# -- in and out --------------------------------------------------------------------------------


async def arrive(request: Request) -> Response:
    """What a link opens: one button. It is the same page for every link, good or not."""
    async with visiting(request) as visit:
        pass
    return unseen(visit, "arrive.html", link=str(request.path_params["link"])[:100])


async def come_in(request: Request) -> Response:
    """Begin a session, if the link opens; one that the browser was in ends."""
    node: Node = request.app.state.node
    fields = await ours(request)
    try:
        held = request.cookies.get(COOKIE, "")
        secret = await enter(node, fields.get("link", ""), address_of(request), held)
    except NoWayIn as problem:
        async with visiting(request) as visit:
            pass
        return unseen(visit, "door.html", status=problem.status, tried=True)
    answer = led(HOME)
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=int(SESSION_LASTS.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )
    return answer


async def go_out(request: Request) -> Response:
    """End the session."""
    node: Node = request.app.state.node
    await filled_in(request)
    await leave(node, request.cookies.get(COOKIE, ""))
    answer = led("/")
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer


routes: list[Route] = [
    Route("/desk/in/{link}", arrive),
    Route("/desk/in", come_in, methods=["POST"]),
    Route("/desk/out", signed_in(go_out), methods=["POST"]),
]
