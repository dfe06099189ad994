"""Waiting: what came of a POST that something here waits for, and what nobody could confirm."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True)
class Sent:
    """One POST: ``settled`` is None while it is still owed; ``outcome`` as deliveries have it."""

    settled: datetime | None
    outcome: str | None
    response: str | None

    @property
    def taken(self) -> bool:
        """Whether the server took it, as far as anybody can know."""
        return self.outcome in ("delivered", "unknown")


SENT = Sql("""
    SELECT delivery.settled, delivery.outcome, delivery.response
    FROM emission
    JOIN delivery ON delivery.created = emission.created AND delivery.emission = emission.id
    WHERE emission.activity = $1 AND delivery.inbox = ANY($2::text[])
    ORDER BY delivery.created DESC, delivery.id DESC
    LIMIT 1
""")


async def sent_to(conn: Conn, activity: Iri, inboxes: Collection[Iri]) -> Sent | None:
    """Return what came of sending an activity to one of these inboxes; kept for 90 days."""
    row = await conn.fetchrow(SENT, activity, list(inboxes))
    return None if row is None else Sent(**row)


FORGOTTEN = Sql("""
    SELECT id
    FROM post
    WHERE state = 'pending' AND reason = '' AND published < $1
    ORDER BY published
    LIMIT $2
""")


async def forgotten(conn: Conn, before: datetime, most: int) -> tuple[Iri, ...]:
    """Return pending posts from before then of which nobody has said whether they stand there."""
    return tuple(row["id"] for row in await conn.fetch(FORGOTTEN, before, most))


DOUBT = Sql("""
    WITH doubted AS (
        UPDATE post
        SET reason = $2
        WHERE id = $1 AND state = 'pending' AND reason <> $2
        RETURNING thread_pk
    )
    UPDATE thread
    SET version = version + 1
    FROM doubted
    WHERE thread.pk = doubted.thread_pk
""")


async def doubt(conn: Conn, post: Iri, reason: str) -> None:
    """Have a pending post say why it could not be confirmed; it stays where it is."""
    await conn.execute(DOUBT, post, reason)
