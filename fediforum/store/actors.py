"""Actors and their keys: everybody who speaks, from here and elsewhere.

Private keys come and go sealed; this room cannot open them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import asyncpg

from fediforum.content import sanitise_remote
from fediforum.errors import Conflict
from fediforum.forum.effects import Errand
from fediforum.forum.model import Member
from fediforum.store.database import Conn, Sql
from fediforum.store.domains import hushed, in_force
from fediforum.store.errands import enqueue_errands
from fediforum.store.rows import member_from
from fediforum.store.search import forget_words
from fediforum.vocab.actors import Actor, Key
from fediforum.vocab.iri import Iri, host_of, same_origin

Algorithm = Literal["rsa", "ed25519"]

# What begins every PEM (SPKI) and every Multikey of an Ed25519 key.
ED25519_PEM = "MCowBQYDK2VwAyEA"
ED25519_MULTIBASE = ("z6Mk", "u7Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """A key as it is kept: ``public`` is PEM for rsa, multibase for ed25519; ``private`` sealed."""

    id: Iri
    owner: Iri
    algorithm: Algorithm
    public: str
    private: bytes | None = None
    fetched: datetime | None = None


SAVE = Sql("""
    INSERT INTO actor (
        id, local, type, preferred_username, host, name, summary, source, inbox, shared_inbox,
        outbox, followers, following, featured, moderators, url, icon, image, discoverable,
        indexable, also_known_as, moved_to, published, updated, fetched, document, hushed
    )
    VALUES (
        $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22, $23, $24, $25, $26, $27
    )
    ON CONFLICT (id) DO UPDATE SET
        type = excluded.type,
        preferred_username = excluded.preferred_username,
        name = excluded.name,
        summary = excluded.summary,
        source = excluded.source,
        inbox = excluded.inbox,
        shared_inbox = excluded.shared_inbox,
        outbox = excluded.outbox,
        followers = excluded.followers,
        following = excluded.following,
        featured = excluded.featured,
        moderators = excluded.moderators,
        url = excluded.url,
        icon = excluded.icon,
        image = excluded.image,
        discoverable = excluded.discoverable,
        indexable = excluded.indexable,
        also_known_as = excluded.also_known_as,
        moved_to = excluded.moved_to,
        published = excluded.published,
        updated = excluded.updated,
        fetched = excluded.fetched,
        document = coalesce(excluded.document, actor.document)
    WHERE actor.local = excluded.local AND actor.gone IS NULL
    RETURNING id, indexable, (
        SELECT before.indexable FROM actor AS before WHERE before.id = actor.id
    ) AS was_indexable
""")


async def save_actors(
    conn: Conn, actors: Sequence[tuple[Actor, bytes | None]], now: datetime
) -> frozenset[Iri]:
    """Keep what documents say of actors elsewhere, all but their keys; which of them it may.

    The summary is cleaned here, whichever way the document came. What this server decided
    (suspended) stays; nobody of ours and nobody who is gone is changed.
    """
    decided = await in_force(conn, [host_of(actor.id) for actor, _ in actors], now)
    rows = [
        (
            *columns(cleaned(actor), local=False, fetched=now, document=raw),
            hushed(decided.policy(host_of(actor.id))),
        )
        for actor, raw in actors
    ]
    saved = await conn.fetchmany(SAVE, rows)
    await heed(conn, saved)
    return frozenset(row["id"] for row in saved)


async def heed(conn: Conn, saved: Sequence[asyncpg.Record]) -> None:
    """Do at once as those wish who are not to be found any more; of a yes, see to it soon."""
    turned = [row for row in saved if row["was_indexable"] not in (None, row["indexable"])]
    await forget_words(conn, [row["id"] for row in turned if not row["indexable"]])
    yes = [Errand("words", row["id"]) for row in turned if row["indexable"]]
    await enqueue_errands(conn, yes)


def cleaned(actor: Actor) -> Actor:
    return replace(actor, summary=sanitise_remote(actor.summary) if actor.summary else None)


async def save_actor(conn: Conn, actor: Actor, raw: bytes | None, now: datetime) -> None:
    """Keep what the document says that was read at an actor's own id.

    As ``save_actors``; the actor's keys are those and no others.
    """
    if actor.id in await save_actors(conn, [(actor, raw)], now):
        await replace_keys(conn, actor.id, [stored(key, now) for key in actor.keys])


async def save_own_actor(conn: Conn, actor: Actor, keys: Sequence[StoredKey]) -> None:
    """Have an actor here: made with these keys, or, without keys, described anew.

    Raises Conflict where the name is taken by another.
    """
    try:
        async with conn.transaction():
            own = columns(actor, local=True, fetched=None, document=None)
            await conn.execute(SAVE, *own, "")
    except asyncpg.UniqueViolationError as error:
        raise Conflict("That name is taken.", subject=actor.id) from error
    if keys:
        await replace_keys(conn, actor.id, keys)


def columns(
    actor: Actor, *, local: bool, fetched: datetime | None, document: bytes | None
) -> tuple[object, ...]:
    return (
        actor.id, local, actor.type, actor.preferred_username, host_of(actor.id),
        actor.name or "", actor.summary or "", actor.source and actor.source.content, actor.inbox,
        actor.shared_inbox, actor.outbox, actor.followers, actor.following, actor.featured,
        actor.moderators, actor.url, actor.icon, actor.image, actor.discoverable, actor.indexable,
        actor.also_known_as, actor.moved_to, actor.published, actor.updated, fetched, document,
    )  # fmt: skip


SAVE_MEMBER = Sql("""
    INSERT INTO actor (
        id, local, type, preferred_username, host, inbox, name, shared_inbox, followers, url,
        suspended, gone, moved_to, also_known_as
    )
    VALUES (
        $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
        CASE WHEN $12 THEN $15::timestamptz END, $13, $14
    )
    ON CONFLICT (id) DO UPDATE SET
        type = excluded.type,
        preferred_username = excluded.preferred_username,
        inbox = excluded.inbox,
        name = excluded.name,
        shared_inbox = excluded.shared_inbox,
        followers = excluded.followers,
        url = excluded.url,
        suspended = excluded.suspended,
        gone = CASE WHEN $12 THEN coalesce(actor.gone, excluded.gone) END,
        moved_to = excluded.moved_to,
        also_known_as = excluded.also_known_as
""")


async def save_members(conn: Conn, members: Sequence[Member], now: datetime) -> None:
    """Make or replace what the law knows of these members; the rest of their profile stays."""
    await conn.executemany(
        SAVE_MEMBER,
        [
            (
                each.id, each.local, each.type, each.name, each.host, each.inbox, each.display,
                each.shared_inbox, each.followers, each.url, each.suspended, each.gone,
                each.moved_to, each.also_known_as, now,
            )
            for each in members
        ],
    )  # fmt: skip


LEAVE = Sql("""
    UPDATE actor
    SET gone = coalesce(gone, $2),
        name = '', summary = '', source = NULL, icon = NULL, image = NULL, document = NULL
    WHERE id = $1
""")


async def leave(conn: Conn, member: Iri, at: datetime) -> None:
    """Mark a member as gone for good; only the name that nobody may take again stays."""
    await conn.execute(LEAVE, member, at)


SELECT_MEMBER = Sql("""
    SELECT
        id, local, type, preferred_username, host, inbox, name, shared_inbox, followers, url,
        suspended, gone IS NOT NULL AS gone, moved_to, also_known_as, discoverable
    FROM actor
    WHERE id = $1
""")


async def actor(conn: Conn, id_: Iri) -> Member | None:
    """Return whom we know by that id, if anybody."""
    row = await conn.fetchrow(SELECT_MEMBER, id_)
    return None if row is None else member_from(tuple(row))


SELECT_BY_NAME = Sql("""
    SELECT
        id, local, type, preferred_username, host, inbox, name, shared_inbox, followers, url,
        suspended, gone IS NOT NULL AS gone, moved_to, also_known_as, discoverable
    FROM actor
    WHERE lower(preferred_username) = lower($1) AND local
""")


async def by_name(conn: Conn, name: str) -> Member | None:
    """Return the board, member or instance here that has this name; gone ones too."""
    row = await conn.fetchrow(SELECT_BY_NAME, name)
    return None if row is None else member_from(tuple(row))


SELECT_BY_HANDLE = Sql("""
    SELECT
        id, local, type, preferred_username, host, inbox, name, shared_inbox, followers, url,
        suspended, gone IS NOT NULL AS gone, moved_to, also_known_as, discoverable
    FROM actor
    WHERE lower(preferred_username) = lower($1) AND host = lower($2)
    ORDER BY gone IS NOT NULL, type = 'Group', fetched DESC NULLS LAST
    LIMIT 1
""")


async def by_handle(conn: Conn, name: str, host: str) -> Member | None:
    """Return whom ``name@host`` names; of a person and a board of one name, the person."""
    row = await conn.fetchrow(SELECT_BY_HANDLE, name, host)
    return None if row is None else member_from(tuple(row))


DROP_KEYS = Sql("""
    DELETE FROM key
    WHERE owner = $1 AND NOT id = ANY($2::text[])
""")
SAVE_KEY = Sql("""
    INSERT INTO key (id, owner, algorithm, public, private, fetched)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (id) DO UPDATE SET
        algorithm = excluded.algorithm,
        public = excluded.public,
        private = excluded.private,
        fetched = excluded.fetched
    WHERE key.owner = excluded.owner
""")


async def replace_keys(conn: Conn, owner: Iri, keys: Sequence[StoredKey]) -> None:
    """Have exactly these keys for an actor, as far as they are its own and of its own server.

    A key id that another owner holds is left alone.
    """
    own = [each for each in keys if each.owner == owner and same_origin(each.id, owner)]
    await conn.execute(DROP_KEYS, owner, [each.id for each in own])
    await conn.executemany(
        SAVE_KEY,
        [
            (each.id, each.owner, each.algorithm, each.public, each.private, each.fetched)
            for each in own
        ],
    )


def stored(key: Key, fetched: datetime) -> StoredKey:
    """Return the key of an actor elsewhere in the form in which it is kept."""
    public = key.pem or key.multibase or ""
    if key.pem is not None:
        algorithm: Algorithm = "ed25519" if ED25519_PEM in key.pem else "rsa"
    else:
        algorithm = "ed25519" if public.startswith(ED25519_MULTIBASE) else "rsa"
    return StoredKey(
        id=key.id, owner=key.owner, algorithm=algorithm, public=public, fetched=fetched
    )


UNMET = Sql("""
    SELECT asked.id
    FROM unnest($1::text[]) AS asked (id)
    LEFT JOIN actor ON actor.id = asked.id
    WHERE actor.id IS NULL
""")


async def unmet(conn: Conn, ids: Sequence[Iri]) -> tuple[Iri, ...]:
    """Return which of these actors nobody here has met."""
    return tuple(row["id"] for row in await conn.fetch(UNMET, list(ids)))


SELECT_KEYS = Sql("""
    SELECT id, owner, algorithm, public, private, fetched
    FROM key
    WHERE owner = $1
    ORDER BY created, id
""")


async def keys_of(conn: Conn, owner: Iri) -> tuple[StoredKey, ...]:
    """Return all keys of an actor, the private ones of ours sealed."""
    return tuple(StoredKey(**row) for row in await conn.fetch(SELECT_KEYS, owner))


KEY_MADE = Sql("SELECT max(created) FROM key WHERE owner = $1 AND private IS NOT NULL")


async def key_made(conn: Conn, owner: Iri) -> datetime | None:
    """Return when the newest key of an actor of ours was made."""
    made: datetime | None = await conn.fetchval(KEY_MADE, owner)
    return made


SELECT_KEY = Sql("""
    SELECT id, owner, algorithm, public, private, fetched
    FROM key
    WHERE id = $1
""")


async def key_by_id(conn: Conn, key_id: Iri) -> StoredKey | None:
    """Return the key of that id, if we have it."""
    row = await conn.fetchrow(SELECT_KEY, key_id)
    return None if row is None else StoredKey(**row)
