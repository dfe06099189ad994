"""Deliveries: who must hear is owed exactly one POST, in order, and nobody sends it twice."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from fediforum.forum.effects import Audience, Peers, Put, Relate
from fediforum.forum.retry import Again, Settled, failed
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Conn, Database, Sql
from fediforum.store.deliveries import (
    Owed,
    Settling,
    claim,
    drop_held,
    hosts_due,
    queue_overview,
    settle,
)
from fediforum.store.domains import blocked_host
from fediforum.store.emissions import Emission, send
from fediforum.store.peers import (
    Peer,
    heard,
    load_peer,
    save_peer,
    save_software,
)  # fmt: skip
from fediforum.vocab.iri import Iri
from tests.blocking import block_host, unblock_host
from tests.store.scene import (
    ALICE,
    BOB,
    CAROL,
    HOME,
    KEUKEN,
    NOW,
    TUIN,
    done,
    follow,
    member,
    moment,
    stage,
)  # fmt: skip

LEASE = timedelta(seconds=60)
OPEN = Sql("SELECT count(*) FROM delivery WHERE settled IS NULL")
INBOXES = Sql("SELECT inbox FROM delivery WHERE settled IS NULL ORDER BY inbox")
PAUSE_RELAY = Sql("UPDATE peer SET no_relay_until = $2 WHERE host = $1")
JOBS = Sql("SELECT payload FROM pgqueuer.pgqueuer WHERE entrypoint = 'lane' ORDER BY id")

# Who follows the board, by what their servers run.
MASTO, MASTO2 = member("mia", "masto.test"), member("max", "masto.test")
LEMMY = member("lou", "lemmy.test")
NODEBB = member("nina", "nodebb.test")
QUIET = member("quinn", "quiet.test")
LONER, LONER2 = member("l1", "loner.test", shared=False), member("l2", "loner.test", shared=False)
FOLLOWERS = (MASTO, MASTO2, LEMMY, NODEBB, QUIET, LONER, LONER2, CAROL)
RUNS = {"masto.test": "mastodon", "lemmy.test": "lemmy", "nodebb.test": "nodebb"}


def shared(*hosts: str) -> list[str]:
    return sorted(f"https://{host}/inbox" for host in hosts)


def saying(body: bytes) -> Callable[[], Awaitable[bytes]]:
    async def write() -> bytes:
        return body

    return write


def emission(
    audience: Audience, lane: str = "t1", number: int = 1, *, vote: bool = False
) -> Emission:
    return Emission(
        activity=HOME.activity(str(number)),
        write=saying(str(number).encode()),
        signer=TUIN.id,
        lane=lane,
        audience=audience,
        vote=vote,
    )


async def never() -> bytes:
    raise AssertionError("nobody hears this")


async def test_what_nobody_hears_is_never_written(database: Database) -> None:
    unheard = replace(emission(Audience(followers_of=frozenset({TUIN.id}))), write=never)
    async with database.transaction() as conn:
        hosts = await send(conn, [unheard], HOME, NOW)

        kept = await conn.fetchval("SELECT count(*) FROM emission")

    assert (frozenset(), 0) == (hosts, kept)


async def test_what_was_said_here_is_kept_though_nobody_hears_it(database: Database) -> None:
    said = replace(emission(Audience()), kept=True)
    async with database.transaction() as conn:
        hosts = await send(conn, [said], HOME, NOW)

        kept = await conn.fetch("SELECT activity, body FROM emission")

    assert (frozenset(), [(said.activity, b"1")]) == (hosts, [tuple(row) for row in kept])


async def followed(database: Database) -> None:
    ties = (Relate(follow(each, TUIN.id)) for each in FOLLOWERS)
    pending = Relate(follow(BOB, TUIN.id, "pending"))
    await stage(database, *map(Put, FOLLOWERS), *ties, pending)
    async with database.connection() as conn:
        for host, software in RUNS.items():
            await save_software(conn, host, software, "1", NOW)


THE_BOARD = frozenset({TUIN.id})
ALL = Audience(followers_of=THE_BOARD)
LONERS = [f"{each.id}/inbox" for each in (LONER, LONER2)]


@pytest.mark.parametrize(
    ("audience", "inboxes"),
    [
        (ALL, shared("masto.test", "lemmy.test", "nodebb.test", "quiet.test") + LONERS),
        (replace(ALL, among=frozenset({Peers.MICROBLOG})), shared("masto.test")),
        (replace(ALL, among=frozenset({Peers.FORUM})), shared("lemmy.test")),
        (replace(ALL, among=frozenset({Peers.NODEBB})), shared("nodebb.test")),
        (replace(ALL, among=frozenset({Peers.UNKNOWN})), shared("quiet.test") + LONERS),
        (Audience(followers_of=frozenset({KEUKEN.id})), []),
        (Audience(actors=frozenset({BOB.id, ALICE.id, MASTO.id, MASTO2.id})),
         shared("alpha.test", "beta.test", "masto.test")),
        (Audience(personal=frozenset({MASTO.id, MASTO2.id})),
         [f"{MASTO2.id}/inbox", f"{MASTO.id}/inbox"]),
        (Audience(actors=frozenset({MASTO.id}), personal=frozenset({MASTO2.id})),
         shared("masto.test")),
        (Audience(actors=frozenset({CAROL.id, TUIN.id, Iri("https://who.test/x")})), []),
        (replace(ALL, among=frozenset({Peers.MICROBLOG, Peers.FORUM}),
                 without=Audience(actors=frozenset({MASTO.id}))), shared("lemmy.test")),
        (replace(ALL, without=replace(ALL, among=frozenset({Peers.UNKNOWN}))),
         shared("masto.test", "lemmy.test", "nodebb.test")),
        (replace(ALL, relay=True), shared("masto.test", "lemmy.test", "quiet.test") + LONERS),
        (replace(ALL, unrelayed=True), []),
    ],
)  # fmt: skip
async def test_each_audience_reaches_its_servers_once(
    database: Database, audience: Audience, inboxes: list[str]
) -> None:
    await followed(database)
    async with database.connection() as conn:
        await conn.execute(PAUSE_RELAY, "nodebb.test", moment(5))

        await send(conn, [emission(audience)], HOME, NOW)

        assert sorted(inboxes) == [row["inbox"] for row in await conn.fetch(INBOXES)]


async def test_only_unknown_servers_that_refuse_relays_get_what_stands_in(
    database: Database,
) -> None:
    await followed(database)
    async with database.connection() as conn:
        await save_software(conn, "quiet.test", None, None, NOW)
        await conn.execute(PAUSE_RELAY, "quiet.test", moment(5))

        await send(conn, [emission(replace(ALL, unrelayed=True))], HOME, NOW)

        assert shared("quiet.test") == [row["inbox"] for row in await conn.fetch(INBOXES)]


async def test_nothing_is_owed_to_the_blocked_the_dead_and_the_gone(database: Database) -> None:
    await followed(database)
    await done(
        database,
        Put(replace(LONER, gone=True)),
        Put(replace(LONER2, suspended=True)),
        Put(replace(LEMMY, inbox=HOME.shared_inbox, shared_inbox=None)),
    )
    async with database.connection() as conn:
        await block_host(conn, "test", "all of them", NOW)
        blocked = await send(conn, [emission(ALL)], HOME, NOW)
        await unblock_host(conn, "test")
        await save_peer(conn, Peer(host="masto.test", health=DEAD), NOW)

        left = await send(conn, [emission(ALL)], HOME, NOW)

    assert (blocked, left) == (frozenset(), frozenset({"nodebb.test", "quiet.test"}))


DEAD = replace(Peer(host="x").health, dead=True, failures=9)


async def test_a_block_covers_what_is_below_and_holds_what_is_owed(
    database: Database,
) -> None:
    below = member("sub", "a.masto.test")
    await stage(database, Put(MASTO), Put(below), Put(member("other", "notmasto.test")))
    everybody = Audience(
        actors=frozenset({MASTO.id, below.id, Iri("https://notmasto.test/ap/members/other")})
    )
    async with database.connection() as conn:
        await send(conn, [emission(everybody)], HOME, NOW)

        await block_host(conn, "masto.test", "spam", NOW)

        assert ("notmasto.test",) == await hosts_due(conn, NOW)
        hosts = ("masto.test", "a.masto.test:8443", "notmasto.test", "test")
        assert [await blocked_host(conn, host) for host in hosts] == [True, True, False, False]

        await unblock_host(conn, "masto.test")
        assert 3 == len(await hosts_due(conn, NOW))


async def test_what_is_owed_is_dropped_once_its_block_is_final(database: Database) -> None:
    await stage(database, Put(MASTO))
    async with database.connection() as conn:
        await send(conn, [emission(Audience(actors=frozenset({MASTO.id})))], HOME, NOW)
        await block_host(conn, "masto.test", "spam", NOW)

        await drop_held(conn, NOW - timedelta(days=1), NOW)
        kept = await conn.fetchval(OPEN)
        await drop_held(conn, NOW + timedelta(days=1), NOW)

        assert (1, 0) == (kept, await conn.fetchval(OPEN))


async def test_lanes_are_woken_once_each(database: Database) -> None:
    await followed(database)
    async with database.transaction() as conn:
        two = (emission(ALL), emission(ALL, number=2))
        await commit(conn, [Acted((), two)], HOME, NOW)

    async with database.connection() as conn:
        payloads = [row["payload"].decode() for row in await conn.fetch(JOBS)]
    assert payloads == ["lemmy.test", "loner.test", "masto.test", "nodebb.test", "quiet.test"]


async def test_whoever_follows_later_in_a_batch_hears_nothing_of_before(
    database: Database,
) -> None:
    await stage(database, Put(MASTO), Put(LEMMY), Relate(follow(MASTO, TUIN.id)))

    async with database.transaction() as conn:
        late = Acted((Relate(follow(LEMMY, TUIN.id)),))
        await commit(conn, [Acted((), (emission(ALL),)), late], HOME, NOW)
        assert shared("masto.test") == [row["inbox"] for row in await conn.fetch(INBOXES)]


# -- claiming and settling ----------------------------------------------------------------------

TO_BOB = Audience(actors=frozenset({BOB.id}))


async def owe(conn: Conn, *lanes: str, vote: bool = False) -> None:
    for number, lane in enumerate(lanes, 1):
        await send(conn, [emission(TO_BOB, lane, number, vote=vote)], HOME, NOW)


def numbers(rows: tuple[Owed, ...]) -> list[int]:
    return [int(row.body) for row in rows]


async def test_only_the_oldest_of_a_lane_is_sent(database: Database) -> None:
    await stage(database)
    async with database.connection() as conn:
        await owe(conn, "x", "x", "y")

        first = await claim(conn, "beta.test", 10, NOW, LEASE)
        second = await claim(conn, "beta.test", 10, NOW, LEASE)
        await settle(conn, [Settling(first[0], Settled("delivered"), "202")], NOW)
        third = await claim(conn, "beta.test", 10, NOW, LEASE)

    assert (numbers(first), numbers(second), numbers(third)) == ([1, 3], [], [2])
    assert [(row.inbox, row.signer, row.attempts, row.first_try) for row in first] == [
        (Iri("https://beta.test/inbox"), TUIN.id, 1, NOW)
    ] * 2


async def fail(conn: Conn, minute: float, again: float) -> list[int]:
    rows = await claim(conn, "beta.test", 10, moment(minute), LEASE)
    results = [Settling(row, Again(moment(again)), "503") for row in rows]
    await settle(conn, results, moment(minute))
    return numbers(rows)


async def test_a_row_that_fails_holds_its_lane_for_three_tries(database: Database) -> None:
    await stage(database)
    async with database.connection() as conn:
        await owe(conn, "x", "x")

        tries = [await fail(conn, minute, minute + 1) for minute in (0, 1, 2)]
        then = await claim(conn, "beta.test", 10, moment(2.5), LEASE)

    assert (tries, numbers(then)) == ([[1], [1], [1]], [2])


async def test_a_row_that_fails_holds_its_lane_for_ten_minutes(database: Database) -> None:
    await stage(database)
    async with database.connection() as conn:
        await owe(conn, "x", "x")

        await fail(conn, 0, 60)
        early = await claim(conn, "beta.test", 10, moment(9.9), LEASE)
        late = await claim(conn, "beta.test", 10, moment(10), LEASE)

    assert (numbers(early), numbers(late)) == ([], [2])


async def test_whoever_wakes_up_late_settles_nothing(database: Database) -> None:
    await stage(database)
    async with database.connection() as conn:
        await owe(conn, "x")
        (slow,) = await claim(conn, "beta.test", 10, NOW, LEASE)
        (quick,) = await claim(conn, "beta.test", 10, moment(2), LEASE)

        outcomes = [
            await settle(conn, [Settling(row, Settled("delivered"))], moment(2))
            for row in (slow, quick, quick)
        ]

    assert outcomes == [0, 1, 0]


@pytest.mark.parametrize(("software", "sent"), [("piefed", []), ("lemmy", [1])])
async def test_a_vote_whose_lease_ran_out_is_not_sent_to_piefed_again(
    database: Database, software: str, sent: list[int]
) -> None:
    await stage(database)
    async with database.connection() as conn:
        await save_software(conn, "beta.test", software, "1", NOW)
        await owe(conn, "x", vote=True)
        await claim(conn, "beta.test", 10, NOW, LEASE)

        again = await claim(conn, "beta.test", 10, moment(2), LEASE)

    assert numbers(again) == sent


async def test_hosts_with_something_to_send_now_are_due(database: Database) -> None:
    await followed(database)
    async with database.connection() as conn:
        await send(conn, [emission(ALL), emission(ALL, number=2)], HOME, NOW)
        await claim(conn, "lemmy.test", 10, NOW, LEASE)
        down = replace(Peer(host="masto.test").health, down_until=moment(5))
        await save_peer(conn, Peer(host="masto.test", health=down), NOW)

        now, later = await hosts_due(conn, NOW), await hosts_due(conn, moment(6))

    assert now == ("loner.test", "nodebb.test", "quiet.test")
    assert later == ("lemmy.test", "loner.test", "masto.test", "nodebb.test", "quiet.test")


async def test_the_overview_says_what_waits_for_whom(database: Database) -> None:
    await stage(database)
    async with database.connection() as conn:
        await owe(conn, "x", "y")
        await fail(conn, 0, 1)

        (queued,) = await queue_overview(conn)

    assert (queued.host, queued.waiting, queued.attempts) == ("beta.test", 2, 1)
    assert (queued.response, queued.due) == ("503", moment(1))


# -- peers --------------------------------------------------------------------------------------


async def test_a_peer_comes_back_as_it_was_saved(database: Database) -> None:
    async with database.connection() as conn:
        assert await load_peer(conn, "masto.test") == Peer(host="masto.test")
        peer = await load_peer(conn, "masto.test", lock=True)
        for minute in range(6):
            peer = replace(peer, health=failed(peer.health, moment(minute)))
        await save_peer(conn, peer, NOW)

        assert await load_peer(conn, "masto.test") == peer
        assert peer.health.down_until is not None


async def test_a_server_that_speaks_to_us_is_well_and_gets_what_waits(
    database: Database,
) -> None:
    await stage(database)
    async with database.connection() as conn:
        await owe(conn, "x")
        await fail(conn, 0, 600)
        await save_peer(conn, Peer(host="beta.test", health=replace(DEAD, dead=False)), NOW)

        await heard(conn, "beta.test", moment(1))

        assert await hosts_due(conn, moment(1)) == ("beta.test",)
        assert (await load_peer(conn, "beta.test")).health == Peer(host="x").health
