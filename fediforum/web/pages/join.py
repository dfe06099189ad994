"""Taking part: what one can do with a thread, a post or a board as oneself, and the way there.

One form without scripts: where somebody is at home, and what they want to do. The answer leads to
their own server, which is remembered in a cookie once they have said it, until they take it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from fediforum.errors import Gone, Malformed, Missing
from fediforum.flow.onward import go_on
from fediforum.flow.ways import Deed, NoWayOn, Why
from fediforum.forum.home import SHORT
from fediforum.node import Node
from fediforum.store import reading
from fediforum.store.reading import BoardView, PostView, ThreadView
from fediforum.store.reading.heads import board_head, thread_head
from fediforum.vocab.iri import Iri
from fediforum.web.addresses import Addresses, asked, board_path, everywhere
from fediforum.web.ap.inbox import address_of
from fediforum.web.choices import YEAR
from fediforum.web.edge import LEAVING
from fediforum.web.forms import read_form
from fediforum.web.named import called, thread_short
from fediforum.web.negotiate import PRIVATE
from fediforum.web.rendering import PAGE_CACHE
from fediforum.web.visit import ELSEWHERE, Visit, visiting
from fediforum.wire.intents import TYPED, Whereabouts, read_whereabouts

COOKIE = "__Host-home"
FORGET = "forget"
# What the buttons of the form are called, and what is done with which thing.
DEEDS = {
    "reply": Deed.REPLY,
    "thread": Deed.FOLLOW,
    "like": Deed.LIKE,
    "boost": Deed.BOOST,
    "board": Deed.FOLLOW,
    "begin": Deed.BEGIN,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What somebody wants to do something with: a post of a thread, or else a board."""

    board: BoardView
    thread: ThreadView | None = None
    post: PostView | None = None

    @property
    def things(self) -> Mapping[str, Iri]:
        """What can be done here, in the order of the form, and with which thing."""
        found: dict[str, Iri] = {}
        if self.thread is not None and self.post is not None:
            if not self.thread.locked:
                found["reply"] = self.post.id
            if self.board.local:  # no actor of ours stands for a thread elsewhere
                found["thread"] = self.thread.id
            found |= {"like": self.post.id, "boost": self.post.id}
        elif self.board.posting != "moderators":
            found["begin"] = self.board.id
        return found | {"board": self.board.id}

    def path(self, addresses: Addresses) -> str:
        """The address of the page about it, as the forum writes it."""
        if self.thread is None or self.post is None:
            return addresses.page("join", board_path(self.board))
        about = None if self.post.opening else self.post.short
        return addresses.page("join", f"/t/{self.thread.short}") + addresses.query(post=about)


async def join_thread(request: Request) -> Response:
    """How to take part in a thread, or to answer one post of it."""
    async with visiting(request) as visit:
        subject = await post_of(visit, thread_short(request), asked(request, "post") or "")
    return page(visit, subject)


async def join_board(request: Request) -> Response:
    """How to follow a board, and how to begin a conversation in it."""
    async with visiting(request) as visit:
        subject = await board_of(visit, str(request.path_params["board"]))
    return page(visit, subject)


async def follow(request: Request) -> Response:
    """The address that this page had; links to it are everywhere."""
    async with visiting(request) as visit:
        path = visit.addresses.page("join", f"/t/{thread_short(request)}")
    about = asked(request, "post")
    return RedirectResponse(path + visit.addresses.query(post=about), 301, ELSEWHERE)


async def interact(request: Request) -> Response:
    """Lead somebody to their own server, or say why that cannot be. Raises what ``read_form``
    does, and Malformed for what can not be done (any more).
    """
    node: Node = request.app.state.node
    fields = await read_form(request, node.home.base)
    do = fields.get("do", "")
    async with visiting(request) as visit:
        if "board" in fields:
            subject = await board_of(visit, fields["board"])
        else:
            subject = await post_of(visit, "", fields.get("post", ""))
    if do == FORGET:
        answer: Response = RedirectResponse(subject.path(visit.addresses), 303)
        answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
        return answer
    if (thing := subject.things.get(do)) is None:
        raise Malformed("That cannot be done here.")
    typed = fields.get("home", "").strip()
    known = remembered(request)
    try:
        home, address = await go_on(
            node,
            typed or (str(known) if known is not None else ""),
            DEEDS[do],
            thing,
            text=f"@{subject.board.handle} ",
            address=address_of(request),
        )
    except NoWayOn as problem:
        return page(visit, subject, typed=typed[:TYPED], problem=problem)
    headers = {"location": address, "cache-control": PRIVATE, "content-security-policy": LEAVING}
    answer = Response(status_code=303, headers=headers)
    answer.set_cookie(
        COOKIE, str(home), max_age=YEAR, path="/", secure=True, httponly=True, samesite="lax"
    )
    return answer


def page(
    visit: Visit, subject: Subject, *, typed: str = "", problem: NoWayOn | None = None
) -> Response:
    """The page about a subject: for whoever has said where they are at home, a button a deed."""
    known = remembered(visit.request)
    addresses = visit.addresses
    thread = subject.thread
    answer = visit.page(
        "join.html",
        as2=thread.id if thread is not None and subject.board.local else None,
        status=200 if problem is None else 422,
        cache=PAGE_CACHE if known is None and problem is None else PRIVATE,
        subject=subject,
        path=subject.path(addresses).partition("?")[0],
        known=known,
        typed=typed,
        why=problem.why if problem is not None else None,
        where=problem.home.host if problem is not None and problem.home is not None else "",
        blank=problem is not None and problem.why is Why.UNREADABLE and not typed,
    )
    # A browser holds ``form-action`` against the address that a form leads to in the end.
    answer.headers["content-security-policy"] = LEAVING
    return answer


def remembered(request: Request) -> Whereabouts | None:
    """Where the reader is at home, if they have said so on this device."""
    node: Node = request.app.state.node
    try:
        return read_whereabouts(request.cookies.get(COOKIE, ""), node.http.guard)
    except Malformed:
        return None


async def post_of(visit: Visit, thread: str, short: str) -> Subject:
    """The post of that short id, or a thread's opening one. Raises Missing, and Gone."""
    wanted = short if SHORT.fullmatch(short) else thread
    found = await shown(visit, wanted)
    if thread and (found is None or found.thread_short != thread):
        found = await shown(visit, thread)  # a post of another thread is none of this one
    head = await thread_head(visit.conn, found.thread_short if found is not None else thread)
    if head is None:
        raise Missing
    if found is None or not found.shown or head.removed:
        raise Gone
    board = await board_head(visit.conn, head.board.name, head.board.host, visit.home.desk)
    if board is None:
        raise Missing
    return Subject(board, head, found)


async def shown(visit: Visit, short: str) -> PostView | None:
    if not SHORT.fullmatch(short):
        return None
    iri = await reading.find_post(visit.conn, short, visit.home)
    return await reading.post(visit.conn, iri) if iri is not None else None


async def board_of(visit: Visit, text: str) -> Subject:
    board = await board_head(visit.conn, *called(text, visit), visit.home.desk)
    if board is None:
        raise Missing
    return Subject(board)


async def nothing_sent(_: Request) -> Response:
    """The form's address without a form, as when somebody reloads it: back to the beginning."""
    return RedirectResponse("/", 303, {"cache-control": "no-cache"})


routes = [
    Route("/t/{thread}/follow", follow),
    *everywhere("join", join_thread, "/t/{thread}"),
    *everywhere("join", join_board, "/b/{board}"),
    *everywhere("interact", nothing_sent),
    *everywhere("interact", interact, methods=("POST",)),
]
