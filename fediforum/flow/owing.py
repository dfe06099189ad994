"""Owing: what an admin does with the deliveries by hand. The lanes do the rest (``flow.deliver``).

A delivery that came to nothing is owed again only if it still says what is true here: what was
deleted or removed since is not created anew elsewhere, and what a moderator took back not done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fediforum.errors import FediforumError, Forbidden, Missing
from fediforum.node import Node
from fediforum.store import owing
from fediforum.store.database import Conn
from fediforum.store.domains import blocked_among
from fediforum.store.owing import Lost
from fediforum.store.reading.neighbours import blocked_by
from fediforum.vocab.activities import Announce, AnyActivity, Create, Update, inner_of, subject_of
from fediforum.vocab.json import read_json
from fediforum.vocab.reading import read_activity

AT_ONCE = 500
MOST = 50_000


@dataclass(frozen=True, slots=True)
class Retried:
    """How many were due later and are due now, were owed anew, and stay as they are."""

    hastened: int
    reopened: int
    outdated: int


async def retry(node: Node, host: str | None = None, number: int | None = None) -> Retried:
    """What waits, for all servers, for one, or that one, is tried now; what had come to nothing
    in the last 90 days is owed again.

    Raises Forbidden for a server that we do not speak with, Missing for one that is not known, or
    an unknown number.
    """
    now = node.clock()
    async with node.database.transaction() as conn:
        if number is not None:
            found = await owing.debt(conn, number)
            if found is None:
                raise Missing(f"There is no delivery {number}.")
            host = found[0].host
        if host is not None:
            await demand_known(conn, host)
            await demand_unblocked(conn, host, now)
        given = host if number is None else None
        hosts = await owing.hasten(conn, given, number, now)
        candidates = await owing.lost(conn, now - owing.KEPT, given, number, MOST)
        reopened = outdated = 0
        told: set[str] = set(hosts) | ({host} if host is not None else set())
        for start in range(0, len(candidates), AT_ONCE):
            batch = candidates[start : start + AT_ONCE]
            rows = await worth_sending(conn, batch, now)
            reopened += await owing.reopen(conn, rows, now)
            outdated += len(batch) - len(rows)
            told |= {row.host for row in rows}
        await owing.revive(conn, sorted(told))
    return Retried(len(hosts), reopened, outdated)


async def demand_known(conn: Conn, host: str) -> None:
    if not await owing.is_known(conn, host):
        raise Missing(f"Nothing is known of a server {host}.")


async def demand_unblocked(conn: Conn, host: str, now: datetime) -> None:
    block = await blocked_by(conn, host, now)
    if block is not None:
        raise Forbidden(f"This forum does not speak with {host} ({block}): nothing is sent there.")


async def worth_sending(conn: Conn, rows: Sequence[Lost], now: datetime) -> Sequence[Lost]:
    """Those that say what is still true here, to servers that we speak with."""
    makes = {row.id: made_by(row.body) for row in rows}
    gone = await owing.departed(conn, [iri for iri in makes.values() if iri])
    blocked = await blocked_among(conn, {row.host for row in rows}, now)
    return [
        row
        for row in rows
        if makes[row.id] not in gone and row.host not in blocked and not row.taken_back
    ]


def made_by(body: bytes) -> str:
    """What a body would have somebody show: the post that it creates, updates or passes on."""
    activity = activity_in(body)
    if activity is None:
        return ""
    inner: AnyActivity | None = activity
    while inner is not None and (deeper := inner_of(inner)) is not None:
        inner = deeper
    if isinstance(inner, Create | Update) or (isinstance(activity, Announce) and inner is activity):
        return subject_of(activity)
    return ""


def activity_in(body: bytes) -> AnyActivity | None:
    """The activity in a body that we sent; None where it cannot be read."""
    try:
        return read_activity(read_json(body))
    except FediforumError:
        return None


async def owed(node: Node, host: str | None, number: int | None) -> int:
    """How many wait for a server, or whether that one does. Raises Missing."""
    async with node.database.connection() as conn:
        if host is not None:
            await demand_known(conn, host)
            return await owing.count_waiting(conn, host)
        found = await owing.debt(conn, number) if number is not None else None
    if found is None:
        raise Missing(f"There is no delivery {number}.")
    return int(found[0].settled is None)


async def drop(node: Node, host: str | None = None, number: int | None = None) -> int:
    """What waits for a server, or that one, is not sent; how many that were."""
    async with node.database.transaction() as conn:
        return await owing.drop(conn, host, number, node.clock())


async def pause(node: Node, host: str) -> bool:
    """Nothing is sent to that server until it is resumed, also after a restart; whether that is
    new. Raises Missing.
    """
    async with node.database.transaction() as conn:
        await demand_known(conn, host)
        return await owing.pause(conn, host, node.clock())


async def resume(node: Node, host: str) -> bool:
    """That server is sent what waits for it; whether it had been paused. Raises Missing."""
    async with node.database.transaction() as conn:
        await demand_known(conn, host)
        return await owing.resume(conn, host)
