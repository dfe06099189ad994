"""Doing: what a moderator asked for is tried first, or done, by ``flow`` and in their name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.errors import FediforumError, Malformed, Missing
from fediforum.flow import holding, preside, reporting
from fediforum.flow.rehearse import rehearse
from fediforum.flow.undoing import undo_operation
from fediforum.forum.home import SHORT
from fediforum.forum.journal import Act
from fediforum.node import Node
from fediforum.store.reading import Logged
from fediforum.store.reading.operations import Effect, Heard, effects_of, heard_of
from fediforum.web.desk import wishes
from fediforum.web.desk.door import HOME, Desk, at_work, filled_in, led, signed_in
from fediforum.web.desk.held import held_of
from fediforum.web.desk.pages import line_of
from fediforum.web.desk.posts import post_of
from fediforum.web.desk.reports import report_of
from fediforum.web.desk.seen import Seen
from fediforum.web.desk.wishes import (
    REASONED,
    UPON_HELD,
    UPON_PEOPLE,
    UPON_POSTS,
    UPON_REPORTS,
    Wish,
    command,
    most_chars,
    wish_in,
)

DO = "do"
LOOK = "look"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a wish would come to."""

    effects: Sequence[Effect]
    heard: Sequence[Heard]


@dataclass(frozen=True, slots=True)
class Concern:
    """What a wish is about, as far as that is a post or an operation."""

    post: Seen | None = None
    line: Logged | None = None


async def act(request: Request) -> Response:
    """Do what is asked for, or show what it would come to, or say what is missing."""
    node: Node = request.app.state.node
    fields = await filled_in(request)
    wish, step = wish_in(fields), fields.get("step", DO)
    async with at_work(request) as desk:
        concern = await concerned(desk, wish)
    fault = fault_in(desk, wish)
    if fault:
        return page(desk, wish, concern, fault=fault, status=422)
    try:
        if step == LOOK or (step != f"{DO}:{wish.act}" and wide(wish, concern)):
            return page(desk, wish, concern, preview=await tried(node, wish, desk.moderator))
        operation = await done(node, wish, desk.moderator)
    except FediforumError as problem:
        return page(desk, wish, concern, problem=str(problem), status=problem.status)
    return led(afterwards(wish, operation))


async def concerned(desk: Desk, wish: Wish) -> Concern:
    """What the wish is about. Raises Missing for what is not theirs: the law would refuse it."""
    if wish.act in UPON_POSTS:
        return Concern(post=await post_of(desk, wish.thing))
    if wish.act in UPON_PEOPLE:
        board = next((iri for iri, name in desk.scope.boards.items() if name == wish.board), None)
        if not desk.scope.everywhere and board is None:
            raise Missing
    elif wish.act in UPON_HELD:
        await held_of(desk, wish.thing)
    elif wish.act in UPON_REPORTS:
        await report_of(desk, wish.thing)
    else:
        return Concern(line=await line_of(desk, wish.thing))
    return Concern()


def fault_in(desk: Desk, wish: Wish) -> str:
    """What has to be otherwise before it can be done, in words; "" if nothing."""
    _ = desk.visit.language.words.gettext
    if wish.act in REASONED and not wish.reason:
        return _("Say why, in a few words.")
    if len(wish.reason) > most_chars(wish.act):
        most = desk.visit.language.number(most_chars(wish.act))
        return _("That is longer than we can keep: at most %s characters.") % most
    return ""


def wide(wish: Wish, concern: Concern) -> bool:
    """Whether so much hangs on it that it is looked at first."""
    if wish.act == Act.BAN:
        return wish.content
    opening = concern.post is not None and concern.post.view.opening
    return wish.act == Act.REMOVE and (wish.replies or opening)


async def tried(node: Node, wish: Wish, moderator: str) -> Preview:
    """What it would come to; nothing has."""
    if wish.act in UPON_PEOPLE:
        # Who is from elsewhere is asked for before: trying holds a transaction open.
        wish = replace(wish, thing=(await preside.found(node, wish.thing)).id)

    async def work(trying: Node) -> Preview:
        operation = await done(trying, wish, moderator)
        if operation is None:
            return Preview((), ())
        async with trying.database.connection() as conn:
            return Preview(await effects_of(conn, operation), await heard_of(conn, operation))

    return await rehearse(node, work)


async def done(node: Node, wish: Wish, moderator: str) -> str | None:
    """It is done; the operation that it is, if it is one. Raises what ``flow`` and the law do."""
    thing = wish.thing
    match wish.act:
        case Act.REMOVE:
            said = await preside.remove_post(
                node, thing, wish.reason, moderator, replies=wish.replies
            )
        case Act.RESTORE:
            said = await preside.restore_post(node, thing, moderator)
        case Act.LOCK:
            said = await preside.lock(node, thing, wish.reason, moderator)
        case Act.UNLOCK:
            said = await preside.unlock(node, thing, moderator)
        case Act.PIN | Act.UNPIN:
            said = await preside.pin(node, thing, moderator, undo=wish.act == Act.UNPIN)
        case Act.BAN:
            said = await preside.ban(
                node, thing, wish.board, wish.reason, moderator,
                length=wish.span, remove=wish.content,
            )  # fmt: skip
        case Act.UNBAN:
            said = await preside.unban(node, thing, wish.board, moderator)
        case Act.APPROVE:
            said = await holding.approve(node, thing, moderator)
        case Act.REJECT:
            said = await holding.reject(node, thing, wish.reason, moderator)
        case Act.UNDO:
            return (await undo_operation(node, thing, moderator, wish.reason)).by.id
        case Act.SETTLE:
            await preside.settle(node, thing, wish.reason, moderator)
            return None
        case wishes.FORWARD:
            await reporting.forward(node, await preside.the_report(node, thing), moderator)
            return None
        case _:
            raise Malformed("That cannot be asked for here.")
    return said.operation


def afterwards(wish: Wish, operation: str | None) -> str:
    """Where the moderator goes on: at the operation, or the report that they were at."""
    if operation is None:
        return f"/desk/reports/{wish.thing}?done={wish.act}"
    if wish.act in UPON_HELD:
        return f"/desk/queue?done={operation}"
    report = f"&report={wish.report}" if wish.report.isalnum() else ""
    return f"/desk/op/{operation}?done=yes{report}"


def page(
    desk: Desk,
    wish: Wish,
    concern: Concern,
    *,
    preview: Preview | None = None,
    fault: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    return desk.page(
        "act.html",
        status=status,
        wish=wish,
        post=concern.post,
        line=concern.line,
        preview=preview,
        fault=fault,
        problem=problem,
        command=command(wish, desk.moderator),
        report=wish.report,
        back=before(wish, concern),
    )


def before(wish: Wish, concern: Concern) -> str:
    """The page to go back to from what is not done yet."""
    if concern.post is not None:
        return f"/desk/post/{concern.post.view.short}"
    if concern.line is not None:
        return f"/desk/op/{concern.line.operation}"
    if wish.act in UPON_HELD:
        return "/desk/queue"
    report = wish.thing if wish.act in UPON_REPORTS else wish.report
    return f"/desk/reports/{report}" if SHORT.fullmatch(report) else HOME


routes: list[Route] = [Route("/desk/act", signed_in(act), methods=["POST"])]
