"""Subscribing: lists that others keep are heeded by priority, and what they take back is lifted."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import monotonic

import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from fediforum.errors import Forbidden, Malformed, Missing
from fediforum.flow.domains import by_hand, carry_out, one
from fediforum.flow.subscribing import heed, leave, leaving, offered, refresh, the_subscription
from fediforum.flow.undoing import undo_operation
from fediforum.forum.blocklists import Format
from fediforum.forum.domains import Domain, Policy
from fediforum.node import Node
from fediforum.store.domains import decide, decisions, in_force
from fediforum.store.subscriptions import hold_subscription, subscriptions
from tests.flow.two_forums import Clock, Network
from tests.store.rows import all_rows, differences

ONE, OTHER = "https://one.test/list.csv", "https://other.test/list.csv"


def serves(network: Network, url: str, *names: str, severity: str = "suspend") -> None:
    """At that address stands a list of these names from now on."""
    lines = "".join(f"{name},{severity}\n" for name in names)
    network.apps[url.split("/")[2]] = PlainTextResponse(f"#domain,#severity\n{lines}")


async def subscribe(
    node: Node, url: str, *, priority: int = 0, keep: bool = False, adopt: bool = False
) -> str:
    reading = await offered(
        node, url, policy=Policy.BLOCK, priority=priority, form=None, keep=keep, adopt=adopt
    )
    done = await heed(node, reading, "domain subscribe")
    assert done is not None
    return done.operation.id


async def leave_it(node: Node, url: str) -> None:
    await leave(node, url, "", keep=False)


class Meanwhile:
    """A list that is served once something else is done."""

    def __init__(self, work: Callable[[], Awaitable[object]], answer: Response) -> None:
        self.work, self.answer = work, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.work()
        await self.answer(scope, receive, send)


async def said(node: Node) -> set[tuple[str, str]]:
    """Each name and who decides about it."""
    async with node.database.connection() as conn:
        return {(each.name, each.source) for each in await decisions(conn)}


async def policy(node: Node, host: str) -> Policy:
    async with node.database.connection() as conn:
        return (await in_force(conn, [host])).policy(host)


async def test_what_a_list_takes_back_is_lifted_if_that_list_alone_said_it(
    alpha: Node, network: Network
) -> None:
    serves(network, ONE, "a.test", "b.test")
    serves(network, OTHER, "b.test")
    await subscribe(alpha, ONE)
    await subscribe(alpha, OTHER)

    serves(network, ONE, "c.test")
    await refresh(alpha, due=False)

    assert {("c.test", ONE), ("b.test", OTHER)} == await said(alpha)
    assert [Policy.ALLOW, Policy.BLOCK, Policy.BLOCK] == [
        await policy(alpha, host) for host in ("a.test", "b.test", "c.test")
    ]


async def test_what_a_list_takes_back_may_be_kept_as_if_by_hand(
    alpha: Node, network: Network
) -> None:
    serves(network, ONE, "a.test", "b.test")
    await subscribe(alpha, ONE, keep=True)

    serves(network, ONE, "b.test")
    await refresh(alpha, due=False)

    assert {("a.test", ""), ("b.test", ONE)} == await said(alpha)


async def test_a_list_that_adopts_takes_back_what_was_decided_alike_by_hand(
    alpha: Node, network: Network
) -> None:
    for name, what in (("a.test", Policy.BLOCK), ("b.test", Policy.ALLOW)):
        await carry_out(alpha, one(alpha, by_hand(name, what)))
    serves(network, ONE, "a.test", "b.test")

    await subscribe(alpha, ONE, adopt=True)
    assert {("a.test", ONE), ("b.test", ""), ("b.test", ONE)} == await said(alpha)

    serves(network, ONE, "b.test")
    await refresh(alpha, due=False)
    assert [Policy.ALLOW, Policy.ALLOW] == [await policy(alpha, h) for h in ("a.test", "b.test")]


async def test_without_adopting_what_was_decided_by_hand_stays(
    alpha: Node, network: Network
) -> None:
    await carry_out(alpha, one(alpha, by_hand("a.test", Policy.LIMIT)))
    serves(network, ONE, "a.test", "b.test")
    await subscribe(alpha, ONE)
    assert Policy.LIMIT is await policy(alpha, "a.test")

    serves(network, ONE, "b.test")
    await refresh(alpha, due=False)

    assert {("a.test", ""), ("b.test", ONE)} == await said(alpha)


async def test_the_list_with_the_higher_priority_holds(alpha: Node, network: Network) -> None:
    serves(network, ONE, "a.test")
    serves(network, OTHER, "a.test", severity="silence")
    await subscribe(alpha, ONE, priority=10)
    await subscribe(alpha, OTHER, priority=20)
    assert Policy.LIMIT is await policy(alpha, "a.test")

    await subscribe(alpha, ONE, priority=30)  # again, with another

    assert Policy.BLOCK is await policy(alpha, "a.test")


async def test_unsubscribing_takes_back_only_what_that_list_said(
    alpha: Node, network: Network
) -> None:
    serves(network, ONE, "a.test", "b.test")
    serves(network, OTHER, "b.test")
    await subscribe(alpha, ONE)
    await subscribe(alpha, OTHER)
    async with alpha.database.connection() as conn:
        before = await all_rows(conn)

    done = await leave(alpha, ONE, "", keep=False)

    assert {("b.test", OTHER)} == await said(alpha)
    with pytest.raises(Missing):
        await the_subscription(alpha, ONE)
    await undo_operation(alpha, done.operation.id)
    async with alpha.database.connection() as conn:
        after = unread(await all_rows(conn))
    assert unread(before) == after, differences(unread(before), after)


def unread(rows: object) -> dict[str, list[str]]:
    """The rows but for when a list was read, which is health and no decision."""
    assert isinstance(rows, dict)
    return {name: each for name, each in rows.items() if name != "subscription"}


async def test_undoing_a_subscription_takes_it_away_with_all_that_it_said(
    alpha: Node, network: Network
) -> None:
    serves(network, ONE, "a.test", "b.test")
    operation = await subscribe(alpha, ONE)

    await undo_operation(alpha, operation)

    async with alpha.database.connection() as conn:
        assert ((), set()) == (await subscriptions(conn), await said(alpha))


@pytest.mark.parametrize(
    "answer",
    [
        PlainTextResponse("#domain,#severity\n"),
        PlainTextResponse(""),
        PlainTextResponse("<!doctype html><title>Onderhoud</title>"),
        Response(b"\xff\xfe\xfd"),
        Response(status_code=404),
        Response(status_code=503),
        PlainTextResponse("x" * 17_000_000),
    ],
    ids=range(7),
)
async def test_a_list_that_cannot_be_read_changes_nothing_and_says_why(
    alpha: Node, network: Network, answer: Response
) -> None:
    serves(network, ONE, "a.test")
    await subscribe(alpha, ONE)

    network.apps["one.test"] = answer
    came = await refresh(alpha, due=False)

    assert {("a.test", ONE)} == await said(alpha)
    assert came[0].problem
    assert came[0].problem == (await the_subscription(alpha, ONE)).problem


@pytest.mark.parametrize(
    "text",
    [
        "#domain,#public_comment\na.test,\x00spam",
        '[{"domain": "a.test", "public_comment": "\\u0000spam"}]',
        '[{"domain": "a.test", "private_comment": "\\ud800"}]',
        "a.test # \x00spam",
    ],
)
async def test_no_byte_of_a_list_keeps_the_lists_after_it_from_being_read(
    alpha: Node, network: Network, text: str
) -> None:
    serves(network, ONE, "b.test")
    serves(network, OTHER, "c.test")
    await subscribe(alpha, ONE, priority=10)
    await subscribe(alpha, OTHER)

    network.apps["one.test"] = PlainTextResponse(text)
    serves(network, OTHER, "d.test")
    came = await refresh(alpha, due=False)

    assert ["", ""] == [each.problem for each in came]
    assert {("a.test", ONE), ("d.test", OTHER)} == await said(alpha)


# -- while something else is done ---------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [PlainTextResponse("a.test\nb.test\n"), Response(status_code=404)],
    ids=["list", "404"],
)
async def test_a_list_that_is_left_while_it_is_read_stays_left(
    alpha: Node, network: Network, answer: Response
) -> None:
    serves(network, ONE, "a.test")
    await subscribe(alpha, ONE)

    network.apps["one.test"] = Meanwhile(lambda: leave_it(alpha, ONE), answer)
    await refresh(alpha, due=False)

    async with alpha.database.connection() as conn:
        assert ((), set()) == (await subscriptions(conn), await said(alpha))


@pytest.mark.parametrize(
    "answer",
    [PlainTextResponse("a.test\nb.test\n"), Response(status_code=404)],
    ids=["list", "404"],
)
async def test_what_is_set_while_a_list_is_read_outweighs_what_was_read(
    alpha: Node, network: Network, answer: Response
) -> None:
    serves(network, ONE, "a.test")
    await subscribe(alpha, ONE)

    async def work() -> None:
        serves(network, ONE, "a.test")
        await subscribe(alpha, ONE, priority=30, keep=True)

    network.apps["one.test"] = Meanwhile(work, answer)
    await refresh(alpha, due=False)

    given = await the_subscription(alpha, ONE)
    async with alpha.database.connection() as conn:
        assert [30] == [each.priority for each in await decisions(conn)]
    assert (30, True) == (given.priority, given.keep)


async def test_leaving_a_list_lifts_also_what_it_said_since_that_was_foreseen(
    alpha: Node, network: Network
) -> None:
    serves(network, ONE, "a.test")
    await subscribe(alpha, ONE)
    foreseen = await leaving(alpha, ONE, "", keep=False)
    serves(network, ONE, "a.test", "c.test")
    await refresh(alpha, due=False)

    await leave_it(alpha, ONE)

    assert {"a.test"} == foreseen.names
    assert set() == await said(alpha)


async def test_leaving_a_list_waits_for_who_is_writing_down_what_it_says(
    alpha: Node, network: Network
) -> None:
    serves(network, ONE, "a.test")
    await subscribe(alpha, ONE)

    async with asyncio.TaskGroup() as group, alpha.database.transaction() as conn:
        await hold_subscription(conn, ONE)
        left = group.create_task(leave_it(alpha, ONE))
        await asyncio.wait({left}, timeout=0.2)
        block = Domain(name="c.test", policy=Policy.BLOCK, source=ONE)
        await decide(conn, [block], "", alpha.clock())
        assert not left.done()

    assert set() == await said(alpha)


async def test_a_setting_that_changes_is_an_operation_that_can_be_taken_back(
    alpha: Node, network: Network
) -> None:
    serves(network, ONE, "a.test")
    await subscribe(alpha, ONE)

    operation = await subscribe(alpha, ONE, keep=True)
    assert (await the_subscription(alpha, ONE)).keep
    await undo_operation(alpha, operation)

    assert not (await the_subscription(alpha, ONE)).keep
    assert {("a.test", ONE)} == await said(alpha)


async def test_others_are_served_while_a_long_list_is_read(alpha: Node, network: Network) -> None:
    serves(network, ONE, *(f"a{number}.test" for number in range(40_000)))
    pauses = [0.0]

    async def tick() -> None:
        while True:
            before = monotonic()
            await asyncio.sleep(0)
            pauses.append(monotonic() - before)

    ticking = asyncio.create_task(tick())
    begun = monotonic()
    reading = await offered(
        alpha, ONE, policy=Policy.BLOCK, priority=0, form=None, keep=False, adopt=False
    )
    took = monotonic() - begun
    await asyncio.sleep(0.01)
    ticking.cancel()

    assert reading.listed is not None
    assert 40_000 == len(reading.listed.decisions)
    assert max(pauses) < took / 2


async def test_lists_are_read_once_a_day(alpha: Node, network: Network, clock: Clock) -> None:
    serves(network, ONE, "a.test")
    await subscribe(alpha, ONE)
    network.gets.clear()

    assert () == await refresh(alpha, due=True)
    clock.now += timedelta(days=1)
    assert [None] == [each.done for each in await refresh(alpha, due=True)]
    assert () == await refresh(alpha, due=True)

    assert [ONE] == network.gets


async def test_a_list_that_has_not_changed_is_not_read_again(alpha: Node, network: Network) -> None:
    serves(network, ONE, "a.test")
    app = network.apps["one.test"]
    assert isinstance(app, PlainTextResponse)
    app.headers["etag"] = '"1"'
    await subscribe(alpha, ONE)

    network.apps["one.test"] = Response(status_code=304)
    came = await refresh(alpha, due=False)

    assert ("", {("a.test", ONE)}) == (came[0].problem, await said(alpha))


async def test_a_list_is_read_as_it_is_written(alpha: Node, network: Network) -> None:
    network.apps["one.test"] = PlainTextResponse('[{"domain": "a.test"}]')
    await subscribe(alpha, ONE)

    assert Format.GTS is (await the_subscription(alpha, ONE)).format


NO_ADDRESSES = ("http://one.test/l", "https://ONE.test/l", "https://one.test:443/l", "one.test", "")


@pytest.mark.parametrize("url", NO_ADDRESSES)
async def test_what_is_no_address_is_refused_in_words(alpha: Node, url: str) -> None:
    for tried in (subscribe(alpha, url), the_subscription(alpha, url), leave_it(alpha, url)):
        with pytest.raises(Malformed, match="https URL"):
            await tried


async def test_no_list_of_our_own_is_subscribed_to(alpha: Node) -> None:
    with pytest.raises(Forbidden):
        await subscribe(alpha, "https://alpha.test/l")
