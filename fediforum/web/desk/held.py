"""What waits, as far as it is somebody's to decide about."""

from fediforum.errors import Missing
from fediforum.limits import LISTED
from fediforum.people.scope import Scope
from fediforum.store.database import Conn
from fediforum.store.reading import HeldPost, find_post, held_post, held_posts
from fediforum.web.desk.door import Desk


async def held_of(desk: Desk, text: str) -> HeldPost:
    """The post of that short id, which waits. Raises Missing, also where it is not theirs."""
    conn = desk.visit.conn
    named = await find_post(conn, text, desk.visit.home)
    found = await held_post(conn, named) if named is not None else None
    if found is None or not desk.scope.covers(found.board.id):
        raise Missing
    return found


async def waiting(conn: Conn, scope: Scope) -> tuple[HeldPost, ...]:
    """What waits that is somebody's to decide about."""
    boards = (None,) if scope.everywhere else tuple(scope.boards)
    found = [post for board in boards for post in await held_posts(conn, board, LISTED)]
    return tuple(sorted(found, key=lambda post: post.arrived)[:LISTED])
