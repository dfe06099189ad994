"""Actors: what documents say of them is kept, and what this server decided of them stays."""

from dataclasses import replace

import pytest

from fediforum.errors import Conflict, Misconfigured
from fediforum.forum.effects import Erase, Put
from fediforum.forum.model import Member
from fediforum.store.actors import (
    StoredKey,
    actor as member_of,
    by_handle,
    by_name,
    key_by_id,
    keys_of,
    save_actor,
    save_own_actor,
)
from fediforum.store.database import Database, Sql
from fediforum.store.instance import Instance, create_instance, instance, save_instance
from fediforum.store.tokens import holder, revoke, save_token
from fediforum.vocab.actors import Actor, Key
from fediforum.vocab.iri import Iri
from tests.store.scene import BOB, CAROL, HOME, NOW, done, stage

SUMMARY = Sql("SELECT summary FROM actor WHERE id = $1")
ZOE = Iri("https://zoe.test/u/zoe")


SAID = Actor(
    id=ZOE,
    type="Person",
    preferred_username="zoe",
    inbox=Iri(f"{ZOE}/inbox"),
    name="Zoë",
    keys=(Key(Iri(f"{ZOE}#main-key"), ZOE, pem="PEM"),),
)


async def test_what_a_document_says_replaces_what_it_said(database: Database) -> None:
    second = Key(Iri(f"{ZOE}#ed"), ZOE, multibase="z6MkX")
    async with database.connection() as conn:
        await save_actor(conn, SAID, b"{1}", NOW)
        await done(database, Put(replace(await the(database), suspended=True)))

        await save_actor(conn, replace(SAID, name="Z", keys=(second,)), b"{2}", NOW)

        keys = await keys_of(conn, ZOE)
    found = await the(database)
    assert (found.display, found.suspended) == ("Z", True)
    assert [(key.id, key.algorithm, key.public) for key in keys] == [
        (second.id, "ed25519", "z6MkX")
    ]


async def the(database: Database) -> Member:
    async with database.connection() as conn:
        found = await member_of(conn, ZOE)
    assert found is not None
    return found


async def test_a_summary_is_cleaned_whichever_way_it_came(database: Database) -> None:
    said = replace(SAID, summary="<p onclick='x()'>Hoi<script>x()</script></p>")

    await done(database, Put(said))

    async with database.connection() as conn:
        assert await conn.fetchval(SUMMARY, ZOE) == "<p>Hoi</p>"


@pytest.mark.parametrize("key_id", [f"{BOB.id}#main-key", "https://beta.test/none#main-key"])
async def test_nobody_takes_a_key_id_of_another_server(database: Database, key_id: str) -> None:
    await stage(database)
    theirs = StoredKey(id=Iri(f"{BOB.id}#main-key"), owner=BOB.id, algorithm="rsa", public="PEM")
    async with database.connection() as conn:
        await save_actor(conn, replace(SAID, id=BOB.id, keys=()), None, NOW)
        bobs = replace(SAID, id=BOB.id, keys=(Key(theirs.id, BOB.id, pem="PEM"),))
        await save_actor(conn, bobs, None, NOW)

        await save_actor(conn, replace(SAID, keys=(Key(Iri(key_id), ZOE, pem="MINE"),)), None, NOW)

        kept = await key_by_id(conn, Iri(key_id))
    assert kept == (replace(theirs, fetched=NOW) if key_id == theirs.id else None)


async def test_whoever_is_gone_does_not_come_back(database: Database) -> None:
    async with database.connection() as conn:
        await save_actor(conn, SAID, b"{}", NOW)
        await done(database, Erase(ZOE, NOW))

        await save_actor(conn, SAID, b"{}", NOW)

        found = await by_handle(conn, "ZOE", "zoe.test")
    assert found is not None
    assert (found.gone, found.display) == (True, "")


async def test_a_name_here_is_never_given_twice(database: Database) -> None:
    own = replace(SAID, id=HOME.member("zoe"), keys=())
    async with database.connection() as conn:
        await save_own_actor(conn, own, [])
        await done(database, Erase(own.id, NOW))

        with pytest.raises(Conflict):
            await save_own_actor(
                conn, replace(own, id=HOME.board("zoe"), preferred_username="Zoe"), []
            )

        found = await by_name(conn, "ZOE")
    assert found is not None
    assert found.id == own.id


async def test_private_keys_are_kept_as_they_are_sealed(database: Database) -> None:
    key = StoredKey(
        id=Iri(f"{CAROL.id}#main-key"),
        owner=CAROL.id,
        algorithm="rsa",
        public="PEM",
        private=b"sealed",
    )
    async with database.connection() as conn:
        await save_own_actor(conn, replace(SAID, id=CAROL.id, keys=()), [key])

        await save_actor(conn, replace(SAID, id=CAROL.id, keys=()), None, NOW)

        assert await keys_of(conn, CAROL.id) == (key,)


async def test_a_token_speaks_for_its_member_until_it_is_revoked(database: Database) -> None:
    await stage(database)
    async with database.connection() as conn:
        await save_token(conn, b"#", CAROL.id, NOW)

        before = [await holder(conn, hash_, NOW) for hash_ in (b"#", b"!")]
        await done(database, Put(replace(CAROL, suspended=True)))
        suspended = await holder(conn, b"#", NOW)
        await done(database, Put(CAROL))
        await revoke(conn, b"#", NOW)
        after = await holder(conn, b"#", NOW)

    assert (before, suspended, after) == ([CAROL.id, None], None, None)


async def test_a_forum_never_changes_its_base(database: Database) -> None:
    made = Instance(
        base=HOME.base, title="Tuin", tagline="", language="nl", id_secret=b"s", created=NOW
    )
    async with database.connection() as conn:
        assert await instance(conn, HOME.base) is None

        first = await create_instance(conn, made)
        second = await create_instance(conn, replace(made, title="Anders"))
        renamed = replace(made, title="Tuinen", tagline="Groen", language="en")
        await save_instance(conn, renamed)

        found = await instance(conn, HOME.base)
        with pytest.raises(Misconfigured):
            await instance(conn, "https://other.test")
    assert (first, second) == (True, False)
    assert found == renamed
