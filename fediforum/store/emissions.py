"""Emissions: a body that is sent is kept once, and owed to one inbox a server.

Who hears is decided by the law (``Audience``); here it is resolved to inboxes.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fediforum.forum.audience import FORUM_SOFTWARE, MICROBLOG_SOFTWARE, NODEBB_SOFTWARE
from fediforum.forum.effects import Audience
from fediforum.forum.home import Home
from fediforum.store.ballots import Ballot, cast
from fediforum.store.database import Conn, Sql
from fediforum.vocab.iri import Iri


@dataclass(frozen=True, slots=True, kw_only=True)
class Emission:
    """What is sent to an audience; ``signer`` signs the requests.

    ``write`` puts it into bytes, and is asked only if somebody hears it, or if it is ``kept`` to
    be read at its id all the same. ``relay``: somebody else's activity, with an LD signature that
    ``expires``. ``vote``: a second delivery would take it back at PieFed. ``ballot``: a vote that
    may wait for others.
    """

    activity: Iri
    write: Callable[[], Awaitable[bytes]]
    signer: Iri
    lane: str
    audience: Audience
    kept: bool = False
    relay: bool = False
    vote: bool = False
    expires: datetime | None = None
    ballot: Ballot | None = None


SOFTWARE = (sorted(MICROBLOG_SOFTWARE), sorted(FORUM_SOFTWARE), NODEBB_SOFTWARE)

Inbox = tuple[str, str]  # the host and the address

HEARING = Sql("""
    WITH
    named AS (
        SELECT coalesce(shared_inbox, inbox) AS inbox, host, NULL AS class
        FROM actor
        WHERE id = ANY($1::text[]) AND NOT local AND gone IS NULL AND hushed <> 'block'
        UNION
        SELECT inbox, host, NULL
        FROM actor
        WHERE id = ANY($2::text[]) AND NOT local AND gone IS NULL AND hushed <> 'block'
          AND NOT coalesce(shared_inbox = ANY(
              SELECT shared_inbox FROM actor AS also WHERE also.id = ANY($1)
          ), false)
        UNION
        SELECT coalesce(actor.shared_inbox, actor.inbox), actor.host, CASE
            WHEN peer.software = $11 THEN 'nodebb'
            WHEN peer.software = ANY($10::text[]) THEN 'forum'
            WHEN peer.software = ANY($9::text[]) THEN 'microblog'
            ELSE 'unknown'
        END
        FROM relation
        JOIN actor ON actor.id = relation.a
        LEFT JOIN peer ON peer.host = actor.host
        WHERE relation.kind = 'follow' AND relation.value = 'accepted'
          AND relation.b = ANY($3::text[])
          AND NOT actor.local AND NOT actor.suspended AND actor.gone IS NULL
          AND actor.hushed <> 'block'
    )
    SELECT DISTINCT ON (named.inbox) named.host, named.inbox
    FROM named
    LEFT JOIN peer ON peer.host = named.host
    WHERE (class IS NULL OR class = ANY($4::text[]))
      AND NOT starts_with(named.inbox, $8::text || '/')
      AND named.host <> ALL($12::text[])
      AND (cardinality($13::text[]) = 0 OR peer.software = ANY($13))
      AND NOT ($5::boolean AND coalesce(peer.no_relay_until > $7::timestamptz, false))
      AND (
          NOT $6::boolean
          OR (class = 'unknown' AND coalesce(peer.no_relay_until > $7, false))
      )
      AND NOT coalesce(peer.dead, false)
    -- Nobody else's troubles may hold up whose inbox it is.
    ORDER BY named.inbox, split_part(named.inbox, '/', 3) = named.host DESC, named.host
""")


class Hearing:
    """Resolves audiences to inboxes, each of them once for a whole batch."""

    def __init__(self, conn: Conn, home: Home, now: datetime) -> None:
        self.conn = conn
        self.home = home
        self.now = now
        self.resolved: dict[Audience, tuple[Inbox, ...]] = {}

    async def of(self, audience: Audience | None) -> tuple[Inbox, ...]:
        """Return the inboxes that an audience is: one a server, or each one's own."""
        if audience is None or empty(audience):
            return ()
        if audience not in self.resolved:
            without = {host for host, _ in await self.of(audience.without)}
            rows = await self.conn.fetch(
                HEARING,
                sorted(audience.actors),
                sorted(audience.personal),
                sorted(audience.followers_of),
                [str(peers) for peers in sorted(audience.among)],
                audience.relay,
                audience.unrelayed,
                self.now,
                self.home.base,
                *SOFTWARE,
                sorted(without),
                sorted(audience.software),
            )
            self.resolved[audience] = tuple((row["host"], row["inbox"]) for row in rows)
        return self.resolved[audience]


def empty(audience: Audience) -> bool:
    return not (audience.actors or audience.personal or audience.followers_of)


async def waits(conn: Conn, emission: Emission, now: datetime) -> bool:
    """Whether it is a vote that is sent later, with others, or that need not be sent at all."""
    if emission.ballot is None:
        return False
    return await cast(conn, emission.ballot, emission.write, now)


KEEP = Sql("""
    INSERT INTO emission (activity, signer, subject, relay, vote, body, expires, created)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    RETURNING id
""")
OWE = Sql("""
    INSERT INTO delivery (emission, emission_created, host, inbox, lane, created, due)
    SELECT emission, $5::timestamptz, host, inbox, host || ' ' || subject, $5, $5
    FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[])
        WITH ORDINALITY AS owed (emission, host, inbox, subject, place)
    ORDER BY place
""")


async def send(
    conn: Conn, emissions: Sequence[Emission], home: Home, now: datetime
) -> frozenset[str]:
    """Keep what somebody hears and owe it to whoever does, in this order; the hosts.

    Never owed: to inboxes here, to actors who are gone, to hosts that are blocked or dead.
    """
    hearing = Hearing(conn, home, now)
    heard = [(each, await hearing.of(each.audience)) for each in emissions]
    heard = [(each, inboxes) for each, inboxes in heard if inboxes or each.kept]
    heard = [(each, inboxes) for each, inboxes in heard if not await waits(conn, each, now)]
    if not heard:
        return frozenset()
    rows = [
        (
            each.activity, each.signer, each.lane, each.relay, each.vote, await each.write(),
            each.expires, now,
        )
        for each, _ in heard
    ]  # fmt: skip
    written = await conn.fetchmany(KEEP, rows)
    owed = [
        (row["id"], host, inbox, emission.lane)
        for (emission, inboxes), row in zip(heard, written, strict=True)
        for host, inbox in inboxes
    ]
    if owed:
        await conn.execute(OWE, *map(list, zip(*owed, strict=True)), now)
    return frozenset(host for _, host, _, _ in owed)
