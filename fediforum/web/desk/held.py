"""A post that waits, if it is somebody's to decide about."""

from fediforum.errors import Missing
from fediforum.store.reading import HeldPost, find_post, held_post
from fediforum.web.desk.door import Desk


async def held_of(desk: Desk, text: str) -> HeldPost:
    """The post of that short id, which waits. Raises Missing, also where it is not theirs."""
    conn = desk.visit.conn
    named = await find_post(conn, text, desk.visit.home)
    found = await held_post(conn, named) if named is not None else None
    if found is None or not desk.scope.covers(found.board.id):
        raise Missing
    return found
