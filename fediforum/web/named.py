"""What an address names: a board, a thread, a post, somebody, a hashtag, a part of a list.

Pages, feeds and data ask for it in the same words. What can be no name raises Missing, before
anything is looked up.
"""

from starlette.requests import Request

from fediforum.errors import Gone, Missing
from fediforum.forum.home import SHORT
from fediforum.limits import LISTED
from fediforum.store import reading
from fediforum.store.reading import BoardView, PostView, ThreadView
from fediforum.vocab.iri import Iri
from fediforum.web.addresses import asked
from fediforum.web.visit import Visit

USUAL = 50
DIGITS = 6
TAG_CHARS = 100


def thread_short(request: Request) -> str:
    """The thread's short id: the address is that, and a slug which is decoration."""
    return short(str(request.path_params["thread"]).partition("-")[0])


def post_short(request: Request) -> str:
    return short(str(request.path_params["post"]))


def short(text: str) -> str:
    if not SHORT.fullmatch(text):
        raise Missing
    return text


def tag_named(request: Request) -> str:
    """The hashtag, as somebody spelled it."""
    text = str(request.path_params["tag"])
    if len(text) > TAG_CHARS or not text.isprintable():
        raise Missing
    return text


def board_called(visit: Visit) -> tuple[str, str]:
    """The name and the host of a board; one elsewhere is ``name@host``."""
    return called(str(visit.request.path_params["board"]), visit)


def member_called(visit: Visit) -> tuple[str, str]:
    """The name and the host of somebody; who is from elsewhere is ``@name@host``."""
    return called(str(visit.request.path_params["member"]).removeprefix("@"), visit)


def called(text: str, visit: Visit) -> tuple[str, str]:
    name, _, host = text.partition("@")
    return name, host or visit.home.host


async def board_named(visit: Visit) -> BoardView:
    """The board. Raises Missing."""
    found = await reading.board_head(visit.conn, *board_called(visit), visit.home.desk)
    if found is None:
        raise Missing
    return found


async def thread_named(visit: Visit) -> ThreadView:
    """The thread. Raises Missing, and Gone where it was removed."""
    return await standing(visit, thread_short(visit.request))


async def standing(visit: Visit, short: str) -> ThreadView:
    found = await reading.thread_head(visit.conn, short)
    if found is None:
        raise Missing
    if found.removed:
        raise Gone
    return found


async def post_named(visit: Visit) -> PostView:
    """The post, in whatever state. Raises Missing, and Gone as ``post_placed`` does."""
    return await post_placed(visit, await post_id(visit))


async def post_id(visit: Visit) -> Iri:
    """The id of the post, also of one that stands in no thread. Raises Missing."""
    named = await reading.find_post(visit.conn, post_short(visit.request), visit.home)
    if named is None:
        raise Missing
    return named


async def post_placed(visit: Visit, named: Iri) -> PostView:
    """The post, in whatever state. Raises Missing, and Gone for one that would be shown if its
    thread had not been removed: the address where it stood says what that was called.
    """
    found = await reading.post(visit.conn, named)
    if found is None:
        raise Missing
    if found.shown:
        await standing(visit, found.thread_short)
    return found


def page_number(request: Request) -> int:
    """The page that is asked for, or the first. Raises Missing for what is no number."""
    text = asked(request, "page") or "1"
    if not text.isascii() or not text.isdigit() or len(text) > DIGITS:
        raise Missing
    return int(text)


def after(request: Request) -> str | None:
    """The row that the page of a list goes on behind."""
    named = asked(request, "behind") or ""
    return named if SHORT.fullmatch(named) else None


def how_many(request: Request) -> int:
    """How many rows of a list are asked for: 50, or ``?n=``, to ``limits.LISTED``."""
    many = asked_for(request)
    return USUAL if many is None else many


def asked_for(request: Request) -> int | None:
    """The number that ``?n=`` comes to, if it is one."""
    text = asked(request, "many") or ""
    if not text.isascii() or not text.isdigit() or len(text) > DIGITS:
        return None
    return min(max(int(text), 1), LISTED)
