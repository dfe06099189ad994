"""Admission: who comes to the desk on the web, by a link that opens once, and who leaves it.

A link that was never made, one that was used, one that is over and one whose holder moderates
nothing any more are refused alike.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from fediforum.errors import Forbidden
from fediforum.flow.find import own_member
from fediforum.flow.setup import DESK
from fediforum.node import Node
from fediforum.people.scope import Scope
from fediforum.people.sessions import LINK_LASTS, SESSION_LASTS, can_be, holds, mark, opens
from fediforum.store.database import Conn
from fediforum.store.sessions import (
    end_session,
    end_sessions,
    find_session,
    save_link,
    save_session,
    scope_of,
    take_link,
    use_link,
)
from fediforum.vocab.iri import Iri

BYTES = 32


class NoWayIn(Forbidden):
    """That link does not open the desk (any more)."""


@dataclass(frozen=True, slots=True)
class WayIn:
    """A link for a member: ``secret`` is what its address says, and is kept nowhere."""

    member: Iri
    secret: str = field(repr=False)
    until: datetime


async def make_link(node: Node, name: str = DESK) -> WayIn:
    """A link leads the member to the desk, once and within a quarter of an hour.

    Raises Missing for nobody here, Forbidden for who moderates nothing.
    """
    member, now = await own_member(node, name), node.clock()
    secret = secrets.token_urlsafe(BYTES)

    async def work(conn: Conn) -> None:
        scope = await scope_of(conn, member.id, node.home.desk)
        if scope is None or scope.empty:
            raise Forbidden(f"{name} moderates no board: fediforum mod appoint {name} BOARD")
        await save_link(conn, mark(secret), member.id, now)

    await node.database.in_transaction(work)
    return WayIn(member.id, secret, now + LINK_LASTS)


async def enter(node: Node, link: str, address: str, held: str = "") -> str:
    """Whoever has the link is at the desk; the secret that their browser keeps from now on.

    ``address`` is where they come from; ``held`` the secret that their browser kept, whose session
    ends by it. Raises NoWayIn, and TooMany over what may be tried.
    """
    node.gate.knock(address)
    secret, now = secrets.token_urlsafe(BYTES), node.clock()

    async def work(conn: Conn) -> bool:
        found = await take_link(conn, mark(link)) if can_be(link) else None
        if found is None or not opens(found[1], now):
            return False
        scope = await scope_of(conn, found[0], node.home.desk)
        if scope is None or scope.empty:
            return False
        await use_link(conn, mark(link), now)
        if can_be(held):
            await end_session(conn, mark(held), now)
        await save_session(conn, mark(secret), found[0], now)
        return True

    if not await node.database.in_transaction(work):
        raise NoWayIn
    return secret


async def at_desk(conn: Conn, node: Node, secret: str) -> Scope | None:
    """Who holds that secret, and what is theirs to do; None for nobody who is (still) let in."""
    if not can_be(secret):
        return None
    found = await find_session(conn, mark(secret))
    if found is None or not holds(found.session, node.clock()):
        return None
    scope = await scope_of(conn, found.member, node.home.desk)
    return scope if scope is not None and not scope.empty else None


async def leave(node: Node, secret: str) -> None:
    """Whoever holds that secret is at the desk no longer."""
    async with node.database.transaction() as conn:
        await end_session(conn, mark(secret), node.clock())


async def send_away(node: Node, name: str = DESK) -> int:
    """The member is at the desk no longer, in any browser, and no link of theirs opens; in how
    many they were.
    """
    member, now = await own_member(node, name), node.clock()
    async with node.database.transaction() as conn:
        return await end_sessions(conn, member.id, now, now - SESSION_LASTS)
