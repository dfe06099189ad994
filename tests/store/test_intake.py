"""Intake: nothing that was committed is lost, and each lane is worked off in order."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from fediforum.errors import Unavailable
from fediforum.node import utc_now
from fediforum.store.database import Conn, Database, Sql
from fediforum.store.intake import (
    Claimed,
    IntakeRow,
    IntakeWriter,
    backlog,
    claim,
    park,
    put_all,
    settle,
    take_again,
)  # fmt: skip
from fediforum.store.seen import forget_seen, mark_seen
from fediforum.vocab.iri import Iri
from tests.store.scene import NOW, moment

LEASE = timedelta(seconds=60)
BODIES = Sql("SELECT body FROM intake ORDER BY id")


def row(number: int, lane: str) -> IntakeRow:
    return IntakeRow(
        host="beta.test",
        signer=Iri("https://beta.test/bob"),
        key_id=Iri("https://beta.test/bob#key"),
        activity=f"https://beta.test/a/{number}",
        lane=lane,
        body=str(number).encode(),
    )


async def arrive(conn: Conn, *lanes: str) -> None:
    await put_all(conn, [row(number, lane) for number, lane in enumerate(lanes, 1)], NOW)


def numbers(rows: Sequence[Claimed]) -> list[int]:
    return [int(each.body) for each in rows]


async def test_many_requests_share_a_commit_and_keep_their_order(database: Database) -> None:
    async with IntakeWriter(database, utc_now) as writer:
        async with asyncio.TaskGroup() as group:
            for number in range(40):
                group.create_task(writer.put(row(number, f"lane {number}")))

        async with database.connection() as conn:
            bodies = [int(each["body"]) for each in await conn.fetch(BODIES)]
    assert bodies == list(range(40))


async def test_a_writer_that_closes_commits_what_waits_and_takes_no_more(
    database: Database,
) -> None:
    async with asyncio.TaskGroup() as group, IntakeWriter(database, utc_now) as writer:
        group.create_task(writer.put(row(1, "l")))
        await asyncio.sleep(0)

    with pytest.raises(Unavailable):
        await writer.put(row(2, "l"))
    async with database.connection() as conn:
        assert [each["body"] for each in await conn.fetch(BODIES)] == [b"1"]


async def test_a_client_that_goes_away_disturbs_nobody(database: Database) -> None:
    async with IntakeWriter(database, utc_now) as writer, asyncio.TaskGroup() as group:
        leaving = group.create_task(writer.put(row(1, "l")))
        staying = group.create_task(writer.put(row(2, "l")))
        await asyncio.sleep(0)
        leaving.cancel()
        await staying

    async with database.connection() as conn:
        assert len(await conn.fetch(BODIES)) == 2


async def test_what_cannot_be_committed_costs_only_its_own_request(database: Database) -> None:
    async with IntakeWriter(database, utc_now) as writer:
        outcomes = await asyncio.gather(
            writer.put(row(1, "l")),
            writer.put(row(2, "half a character: \ud800")),
            writer.put(row(3, "l")),
            return_exceptions=True,
        )

    async with database.connection() as conn:
        assert [each["body"] for each in await conn.fetch(BODIES)] == [b"1", b"3"]
    assert [outcome is None for outcome in outcomes] == [True, False, True]


async def test_only_the_oldest_of_each_lane_is_given_out(database: Database) -> None:
    async with database.connection() as conn:
        await arrive(conn, "x", "x", "y", "x", "y", "z")

        first = await claim(conn, 10, NOW, LEASE)
        second = await claim(conn, 10, NOW, LEASE)
        await settle(conn, [(first[0], "accepted", "")], NOW)
        third = await claim(conn, 10, NOW, LEASE)

    assert (numbers(first), numbers(second), numbers(third)) == ([1, 3, 6], [], [2])


async def test_a_parked_row_holds_its_lane(database: Database) -> None:
    async with database.connection() as conn:
        await arrive(conn, "x", "x")
        (only,) = await claim(conn, 10, NOW, LEASE)

        parked = await park(conn, only, moment(5))
        early = await claim(conn, 10, moment(4), LEASE)
        late = await claim(conn, 10, moment(5), LEASE)

    assert (parked, numbers(early), numbers(late)) == (True, [], [1])
    assert [each.attempts for each in late] == [2]


async def test_whoever_wakes_up_late_settles_nothing(database: Database) -> None:
    async with database.connection() as conn:
        await arrive(conn, "x")
        (slow,) = await claim(conn, 10, NOW, LEASE)
        (quick,) = await claim(conn, 10, moment(2), LEASE)

        outcomes = [
            await settle(conn, [(slow, "accepted", "")], moment(2)),
            await park(conn, slow, moment(9)),
            await settle(conn, [(quick, "accepted", "")], moment(2)),
            await settle(conn, [(quick, "accepted", "")], moment(2)),
        ]

    assert outcomes == [0, False, 1, 0]


async def test_workers_that_claim_at_once_share_no_row(database: Database) -> None:
    async with database.connection() as conn:
        await arrive(conn, *(f"lane {number % 30}" for number in range(60)))
    taken: list[int] = []

    async def work() -> None:
        while True:
            async with database.transaction() as conn:
                rows = await claim(conn, 7, NOW, LEASE)
            if not rows:
                return
            taken.extend(numbers(rows))

    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(work())

    assert sorted(taken) == list(range(1, 31))


KEYS = Sql("SELECT received, id FROM intake ORDER BY id")


async def test_a_row_that_is_open_is_taken_again_only_in_the_order_of_its_lane(
    database: Database,
) -> None:
    async with database.transaction() as conn:
        await arrive(conn, "x", "x", "x", "y")
        first, second, third, other = [tuple(each) for each in await conn.fetch(KEYS)]

        early = await take_again(conn, second, NOW, LEASE)
        taken = await take_again(conn, first, NOW, LEASE)
        beside = [await take_again(conn, each, NOW, LEASE) for each in (first, second, third)]
        elsewhere = await take_again(conn, other, NOW, LEASE)
        assert taken is not None
        await settle(conn, [(taken, "refused", "")], NOW)
        following = await take_again(conn, second, NOW, LEASE)

    assert (early, beside) == (None, [None, None, None])
    assert [1, 4, 2] == numbers([each for each in (taken, elsewhere, following) if each])


async def test_a_row_that_is_settled_is_taken_again_beside_none_that_is_leased(
    database: Database,
) -> None:
    async with database.transaction() as conn:
        await arrive(conn, "x", "x")
        first, second = [tuple(each) for each in await conn.fetch(KEYS)]
        (one,) = await claim(conn, 10, NOW, LEASE)
        await settle(conn, [(one, "refused", "")], NOW)
        (two,) = await claim(conn, 10, NOW, LEASE)

        beside = await take_again(conn, first, NOW, LEASE)
        await settle(conn, [(two, "refused", "")], NOW)
        again = await take_again(conn, first, NOW, LEASE)
        behind = await take_again(conn, second, NOW, LEASE)
        lapsed = await take_again(conn, second, moment(2), LEASE)

    assert (beside, behind) == (None, None)
    assert [1, 2] == numbers([each for each in (again, lapsed) if each])


async def test_the_backlog_is_what_waits_and_not_what_fails(database: Database) -> None:
    async with database.connection() as conn:
        before = await backlog(conn)
        await arrive(conn, "x", "x", "y")
        waiting = await backlog(conn)
        await claim(conn, 10, NOW, LEASE)
        tried = await backlog(conn)

    assert (before, tried) == ((0, 0.0), (3, 0.0))
    assert (waiting[0], waiting[1] > 0) == (3, True)


async def test_what_was_seen_is_not_new_again(database: Database) -> None:
    a, b, c = (bytes([letter]) * 16 for letter in b"abc")
    async with database.connection() as conn:
        first = await mark_seen(conn, [a, b, a], NOW)
        second = await mark_seen(conn, [b, c], moment(1))
        await forget_seen(conn, [c])
        third = await mark_seen(conn, [a, c], moment(2))

    assert (first, second, third) == (frozenset({a, b}), frozenset({c}), frozenset({c}))
