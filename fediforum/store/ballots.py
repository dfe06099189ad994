"""Ballots: votes that wait to be passed on with others in one Announce (FEP-4248).

A vote that is changed or taken back while it waits was never sent, and is not sent as it was.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """A vote on a post of a board here. ``first``: its voter had not voted there before;
    ``undone``: it takes a vote back.
    """

    board: Iri
    voter: Iri
    post: Iri
    first: bool = True
    undone: bool = False


TAKE_BACK = Sql("""
    DELETE FROM ballot
    WHERE board = $1 AND voter = $2 AND post = $3
""")
CHANGE = Sql("""
    UPDATE ballot
    SET body = $4
    WHERE board = $1 AND voter = $2 AND post = $3
""")
CAST = Sql("""
    INSERT INTO ballot (board, voter, post, body, created)
    VALUES ($1, $2, $3, $4, $5)
""")


async def cast(
    conn: Conn, ballot: Ballot, write: Callable[[], Awaitable[bytes]], now: datetime
) -> bool:
    """Whether nothing is to be sent now: the vote waits, or the one it changes still did."""
    where = (ballot.board, ballot.voter, ballot.post)
    if ballot.undone:
        return await conn.execute(TAKE_BACK, *where) != "DELETE 0"
    body = await write()
    if await conn.execute(CHANGE, *where, body) != "UPDATE 0":
        return True
    if ballot.first:
        await conn.execute(CAST, *where, body, now)
    return ballot.first


COLLECT = Sql("""
    DELETE FROM ballot
    WHERE id IN (SELECT id FROM ballot WHERE board = $1 ORDER BY id LIMIT $2 FOR UPDATE)
    RETURNING id, body
""")
WAITING = Sql("SELECT DISTINCT board FROM ballot ORDER BY board")


async def collect(conn: Conn, board: Iri, most: int) -> Sequence[bytes]:
    """Take the Announces of up to ``most`` votes, in their order; they wait no longer."""
    rows = await conn.fetch(COLLECT, board, most)
    return tuple(row["body"] for row in sorted(rows, key=lambda row: row["id"]))


async def boards_waiting(conn: Conn) -> tuple[Iri, ...]:
    """Return the boards with votes that wait."""
    return tuple(row["board"] for row in await conn.fetch(WAITING))
