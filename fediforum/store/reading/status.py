"""The status of a thread: server by server, what of it is here and what of it was sent there."""

from dataclasses import dataclass
from datetime import datetime

from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How many bodies of a thread a server has taken, has yet to get, and would not have."""

    host: str
    delivered: int
    waiting: int
    failed: int
    last: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadStatus:
    """``here`` counts its posts that stand here by the server they are from, ours under our name.

    ``late`` came after it was closed. ``read`` and ``tried``: when a list of another server was
    last read for it, and a missing post last looked for. ``sent`` reaches back as far as
    deliveries are kept, and is cut after ``SENDINGS``: then it is not ``whole``.
    """

    here: tuple[tuple[str, int], ...]
    late: int
    read: datetime | None
    tried: datetime | None
    sent: tuple[Sent, ...]
    whole: bool


HERE = Sql("""
    SELECT host, count(*)::integer AS posts
    FROM post
    WHERE thread_pk = (SELECT pk FROM thread WHERE id = $1) AND state IN ('shown', 'pending')
    GROUP BY host
    ORDER BY posts DESC, host
    LIMIT $2
""")
TIMES = Sql("""
    SELECT
        (SELECT count(*) FROM post WHERE thread_pk = thread.pk AND state = 'late')::integer AS late,
        (SELECT max(listing.read) FROM listing WHERE thread_pk = thread.pk) AS read,
        (SELECT max(heard.tried) FROM heard WHERE thread_pk = thread.pk) AS tried
    FROM thread
    WHERE id = $1
""")
# A delivery is written in the transaction of its emission, and has its time.
SENT = Sql("""
    WITH owed AS (
        SELECT delivery.host, delivery.settled, delivery.outcome
        FROM emission
        JOIN delivery ON delivery.created = emission.created
            AND delivery.emission = emission.id
            AND delivery.emission_created = emission.created
        WHERE emission.subject = $1
        ORDER BY emission.created DESC
        LIMIT $2
    )
    SELECT
        host,
        count(*) FILTER (WHERE outcome = 'delivered')::integer AS delivered,
        count(*) FILTER (WHERE settled IS NULL)::integer AS waiting,
        count(*) FILTER (WHERE settled IS NOT NULL AND outcome <> 'delivered')::integer AS failed,
        max(settled) FILTER (WHERE outcome = 'delivered') AS last
    FROM owed
    GROUP BY host
    ORDER BY waiting DESC, failed DESC, delivered DESC, host
""")
SENDINGS = 5_000
HOSTS = 200


async def thread_status(conn: Conn, thread: Iri) -> ThreadStatus:
    """Return how it stands with a thread, its own server and others."""
    here = await conn.fetch(HERE, thread, HOSTS)
    times = await conn.fetchrow(TIMES, thread)
    rows = [Sent(**row) for row in await conn.fetch(SENT, thread, SENDINGS)]
    counted = sum(each.delivered + each.waiting + each.failed for each in rows)
    return ThreadStatus(
        here=tuple((row["host"], row["posts"]) for row in here),
        late=times["late"] if times is not None else 0,
        read=times["read"] if times is not None else None,
        tried=times["tried"] if times is not None else None,
        sent=tuple(rows[:HOSTS]),
        whole=counted < SENDINGS,
    )
