"""Receipts: what was sent of one post, and what became of it at each server."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fediforum.store.database import Conn, Sql

EMISSIONS = 2_000


@dataclass(frozen=True, slots=True)
class Sending:
    """One body that was sent, by the key of its row."""

    id: int
    created: datetime
    activity: str
    signer: str
    body: bytes = field(repr=False)


# A post's lane is its thread; where it has none, that of the Create that it came by.
SENDINGS = Sql("""
    WITH lanes AS (
        SELECT thread.id AS subject
        FROM post
        JOIN thread ON thread.pk = post.thread_pk
        WHERE post.id = $1
        UNION
        SELECT emission.subject
        FROM post
        JOIN emission ON emission.activity = post.create_id
        WHERE post.id = $1
        UNION
        SELECT $1
    )
    SELECT emission.id, emission.created, activity, signer, body
    FROM emission
    JOIN lanes ON lanes.subject = emission.subject
    WHERE position(convert_to('"' || $1 || '"', 'UTF8') IN body) > 0
    ORDER BY emission.created, emission.id
    LIMIT $2
""")


async def sendings(conn: Conn, post: str) -> tuple[Sending, ...]:
    """Return the bodies that name a post, the oldest first; they may be about another."""
    rows = await conn.fetch(SENDINGS, post, EMISSIONS)
    return tuple(Sending(**row) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one body at one inbox."""

    id: int
    emission: int
    host: str
    inbox: str
    attempts: int
    due: datetime
    settled: datetime | None
    outcome: str | None
    response: str | None


RECEIPTS = Sql("""
    SELECT
        delivery.id, delivery.emission, host, inbox, attempts, due, settled, outcome, response
    FROM unnest($1::timestamptz[], $2::bigint[]) AS sent (created, id)
    JOIN delivery ON delivery.created = sent.created AND delivery.emission = sent.id
        AND delivery.emission_created = sent.created
    ORDER BY host, delivery.id
""")


async def receipts(conn: Conn, sent: Sequence[Sending]) -> tuple[Receipt, ...]:
    """Return what became of these bodies, server by server."""
    rows = await conn.fetch(RECEIPTS, [each.created for each in sent], [each.id for each in sent])
    return tuple(Receipt(**row) for row in rows)
