"""Blocking: servers that tests shut out, without the words and the journal of a keeper."""

from datetime import datetime

from fediforum.forum.domains import Domain, Domains, Policy, domains
from fediforum.store.database import Conn
from fediforum.store.domains import decide, retract
from fediforum.store.hushing import hush

DESK = "https://alpha.test/ap/members/desk"


def blocking(*names: str) -> Domains:
    """These are blocked, and nobody else."""
    return domains(*(Domain(name=name, policy=Policy.BLOCK) for name in names))


async def block_host(conn: Conn, host: str, reason: str, now: datetime) -> None:
    """Speak with that host and those under it no more."""
    await decide(conn, [Domain(name=host, policy=Policy.BLOCK, reason=reason)], DESK, now)
    await hush(conn, [host], now)


async def unblock_host(conn: Conn, host: str) -> None:
    """Speak with that host again."""
    await retract(conn, [(host, "")])
    await hush(conn, [host])
