"""Peers: other servers, what they run, and how they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from fediforum.forum.retry import Health, Relay
from fediforum.store.database import Conn, Sql
from fediforum.store.deliveries import cancel
from fediforum.store.domains import blocked_among
from fediforum.vocab.actors import RFC_9421
from fediforum.vocab.iri import Iri

Dialect = Literal["cavage", "rfc9421"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One server. ``reached``: when it last took something that we did not merely relay.

    ``paused``: since when an admin lets nothing be sent there.
    """

    host: str
    software: str | None = None
    version: str | None = None
    asked: datetime | None = None
    dialect: Dialect = "cavage"
    health: Health = field(default_factory=Health)
    relay: Relay = field(default_factory=Relay)
    reached: datetime | None = None
    paused: datetime | None = None


ENSURE = Sql("""
    INSERT INTO peer (host)
    VALUES ($1)
    ON CONFLICT (host) DO NOTHING
""")
SELECT = Sql("""
    SELECT
        software, version, asked, dialect, failures, failing_since, failed_days, failed_on,
        down_until, dead, refusals, refused_since, no_relay_until, reached, paused
    FROM peer
    WHERE host = $1
""")
LOCK = Sql(f"{SELECT} FOR UPDATE")


async def load_peer(conn: Conn, host: str, *, lock: bool = False) -> Peer:
    """Return what is known of a server; with ``lock``, nobody else changes it meanwhile."""
    row = await conn.fetchrow(LOCK if lock else SELECT, host)
    if row is None and lock:
        await conn.execute(ENSURE, host)
        row = await conn.fetchrow(LOCK, host)
    if row is None:
        return Peer(host=host)
    return Peer(
        host=host,
        software=row["software"],
        version=row["version"],
        asked=row["asked"],
        dialect=row["dialect"],
        health=Health(
            failures=row["failures"],
            since=row["failing_since"],
            failed_days=row["failed_days"],
            failed_on=row["failed_on"],
            down_until=row["down_until"],
            dead=row["dead"],
        ),
        relay=Relay(row["refusals"], row["refused_since"], row["no_relay_until"]),
        reached=row["reached"],
        paused=row["paused"],
    )


SAVE = Sql("""
    INSERT INTO peer (
        host, dialect, failures, failing_since, failed_days, failed_on, down_until, dead,
        refusals, refused_since, no_relay_until, reached
    )
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (host) DO UPDATE SET
        dialect = excluded.dialect,
        failures = excluded.failures,
        failing_since = excluded.failing_since,
        failed_days = excluded.failed_days,
        failed_on = excluded.failed_on,
        down_until = excluded.down_until,
        dead = excluded.dead,
        refusals = excluded.refusals,
        refused_since = excluded.refused_since,
        no_relay_until = excluded.no_relay_until,
        reached = excluded.reached
""")


async def save_peer(conn: Conn, peer: Peer, now: datetime) -> None:
    """Keep how a server is; what it runs is kept by ``save_software``."""
    health, relay = peer.health, peer.relay
    await conn.execute(
        SAVE,
        peer.host,
        peer.dialect,
        health.failures,
        health.since,
        health.failed_days,
        health.failed_on,
        health.down_until,
        health.dead,
        relay.refusals,
        relay.since,
        relay.paused_until,
        peer.reached,
    )
    if health.dead:
        await cancel(conn, peer.host, "the server is dead", now)


SAVE_SOFTWARE = Sql("""
    INSERT INTO peer (host, software, version, asked)
    VALUES ($1, lower($2), $3, $4)
    ON CONFLICT (host) DO UPDATE SET
        software = coalesce(excluded.software, peer.software),
        version = coalesce(excluded.version, peer.version),
        asked = excluded.asked
""")


async def save_software(
    conn: Conn, host: str, name: str | None, version: str | None, now: datetime
) -> None:
    """Keep what a server runs; None leaves what was known and notes that it was asked."""
    await conn.execute(SAVE_SOFTWARE, host, name, version, now)


SAVE_IMPLEMENTS = Sql("""
    INSERT INTO peer (host, implements, dialect)
    VALUES ($1, $2, CASE WHEN $3::text = ANY($2::text[]) THEN 'rfc9421' ELSE 'cavage' END)
    ON CONFLICT (host) DO UPDATE SET
        implements = excluded.implements,
        dialect = CASE
            WHEN $3 = ANY(excluded.implements) AND NOT $3 = ANY(peer.implements) THEN 'rfc9421'
            ELSE peer.dialect
        END
    WHERE peer.implements <> excluded.implements
""")


async def save_implements(conn: Conn, host: str, said: Sequence[Iri]) -> None:
    """Keep what a server says that it can do (FEP-844e); it is spoken to so from now on.

    Where that turns out not to be true, what worked is kept, until it says it anew.
    """
    await conn.execute(SAVE_IMPLEMENTS, host, sorted(said), RFC_9421)


HEARD = Sql("""
    INSERT INTO peer (host, heard)
    VALUES ($1, $2)
    ON CONFLICT (host) DO UPDATE SET
        heard = excluded.heard,
        failures = 0,
        failing_since = NULL,
        failed_days = 0,
        failed_on = NULL,
        down_until = NULL,
        dead = false
""")
ILL = Sql("SELECT dead OR failures > 0 FROM peer WHERE host = $1")
HASTEN = Sql("""
    UPDATE delivery
    SET due = $2
    WHERE host = $1 AND settled IS NULL AND due > $2
""")


async def heard(conn: Conn, host: str, now: datetime) -> None:
    """Note that a server spoke to us: it is well, and what waits for it is tried at once."""
    ill = await conn.fetchval(ILL, host)
    await conn.execute(HEARD, host, now)
    if ill:
        await conn.execute(HASTEN, host, now)


STALE = Sql("""
    SELECT host
    FROM peer
    WHERE asked < $1 AND NOT dead
    ORDER BY asked
    LIMIT $2
""")


async def stale_software(conn: Conn, before: datetime, most: int) -> tuple[str, ...]:
    """Return servers whose software was last asked for before then, longest ago first."""
    hosts = [row["host"] for row in await conn.fetch(STALE, before, most)]
    shut = await blocked_among(conn, hosts)
    return tuple(host for host in hosts if host not in shut)
