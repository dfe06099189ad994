"""Partitions are there before they are needed, and go only when nothing in them is owed."""

from datetime import UTC, datetime, timedelta

from fediforum.store.database import Conn, Database, Sql
from fediforum.store.partitions import drop_settled, make_partitions

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
PARTITION_OF_INTAKE = Sql("SELECT tableoid::regclass::text FROM intake")
ARRIVE = Sql("""
    INSERT INTO intake (received, host, signer, key_id, activity, lane, body, settled)
    VALUES ($1, 'beta.test', 'https://beta.test/bob', 'https://beta.test/bob#key', '', 'l', '', $2)
""")
EMIT = Sql("""
    INSERT INTO emission (created, activity, signer, subject, body)
    VALUES ($1, 'https://alpha.test/a', 'https://alpha.test/b', 's', '')
    RETURNING id
""")
OWE = Sql("""
    INSERT INTO delivery (created, emission, emission_created, host, inbox, lane, settled)
    VALUES ($1, $2, $3, 'beta.test', 'https://beta.test/inbox', 'l', $4)
""")


async def partitions_made(conn: Conn, now: datetime) -> int:
    return len(await make_partitions(conn, now))


async def test_a_week_of_days_and_the_months_that_they_touch_are_made(database: Database) -> None:
    async with database.connection() as conn:
        made = await make_partitions(conn, NOW)

    assert len([name for name in made if name.startswith("intake_")]) == 8
    assert [name for name in made if name.startswith("seen_")] == ["seen_202611", "seen_202612"]
    assert {"delivery_20261128", "emission_20261205"} <= set(made)


async def test_making_them_again_makes_only_what_is_new(database: Database) -> None:
    async with database.connection() as conn:
        await make_partitions(conn, NOW)

        assert await partitions_made(conn, NOW) == 0
        assert await partitions_made(conn, NOW + timedelta(days=1)) == 3


async def test_rows_go_to_their_day_and_else_to_the_default(database: Database) -> None:
    async with database.connection() as conn:
        await make_partitions(conn, NOW)
        await conn.execute(ARRIVE, NOW, None)
        await conn.execute(ARRIVE, NOW + timedelta(days=30), None)

        places = {row[0] for row in await conn.fetch(PARTITION_OF_INTAKE)}

    assert places == {"intake_20261128", "intake_default"}


async def test_a_day_whose_rows_lie_in_the_default_is_left_there(database: Database) -> None:
    async with database.connection() as conn:
        await conn.execute(ARRIVE, NOW, None)

        made = await make_partitions(conn, NOW)

    assert "intake_20261128" not in made
    assert "intake_20261129" in made


async def test_a_settled_day_past_its_time_is_dropped(database: Database) -> None:
    async with database.connection() as conn:
        await make_partitions(conn, NOW)
        await conn.execute(ARRIVE, NOW, NOW)

        early = await drop_settled(conn, NOW + timedelta(days=14))
        late = await drop_settled(conn, NOW + timedelta(days=15))

    assert early == ()
    assert late == ("intake_20261128",)


async def test_a_day_with_one_unsettled_row_is_kept(database: Database) -> None:
    async with database.connection() as conn:
        await make_partitions(conn, NOW)
        await conn.execute(ARRIVE, NOW, None)

        dropped = await drop_settled(conn, NOW + timedelta(days=16))

    assert dropped == ("intake_20261129",)


async def test_a_body_is_kept_while_anybody_waits_for_it(database: Database) -> None:
    later = NOW + timedelta(days=91)
    async with database.connection() as conn:
        await make_partitions(conn, NOW)
        emission = await conn.fetchval(EMIT, NOW)
        await conn.execute(OWE, NOW, emission, NOW, None)

        dropped = await drop_settled(conn, later)

    assert not {"emission_20261128", "delivery_20261128"} & set(dropped)
    assert "intake_20261128" in dropped


async def test_settled_rows_of_the_default_are_deleted_in_their_time(database: Database) -> None:
    async with database.connection() as conn:
        await conn.execute(ARRIVE, NOW, NOW)
        await conn.execute(ARRIVE, NOW, None)

        await drop_settled(conn, NOW + timedelta(days=15))

        assert len(await conn.fetch(PARTITION_OF_INTAKE)) == 1
