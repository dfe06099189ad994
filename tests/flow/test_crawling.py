"""A thread elsewhere is whole soon after we hear of it, and whatever happens to who walks it."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from fediforum.errors import Temporary
from fediforum.flow import crawling
from fediforum.flow.backfill import Walk, backfill
from fediforum.flow.budget import Budget
from fediforum.flow.crawling import audit, recheck, walk
from fediforum.forum.effects import Errand
from fediforum.forum.whole import SaidBy, Why
from fediforum.node import Node
from fediforum.store.crawls import latest_drift, lease
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.talk import Talk, fetched, followed_board, found, here, talk_of, thread_of
from tests.flow.two_forums import Clock, Network


@pytest.fixture
async def board(alpha: Node, network: Network, clock: Clock) -> Stranger:
    return await followed_board(alpha, network, clock)


# -- in good time --------------------------------------------------------------------------------


async def test_three_hundred_replies_are_here_soon_after_the_first_announce(
    alpha: Node, board: Stranger, network: Network, clock: Clock
) -> None:
    talk = talk_of(300, board, network, clock)
    await settle_down(alpha)
    began = time.monotonic()

    status = await board.post(board.does("Announce", talk.opening))
    answered, asked = time.monotonic() - began, fetched(network, talk)
    await settle_down(alpha)

    took = time.monotonic() - began
    assert (202, 0) == (status, asked.total())
    assert set(talk.notes) == await here(alpha, talk)
    # The opening post twice: as what was announced, and never again.
    assert {1} == set(fetched(network, talk).values())
    print(f"answered after {answered:.3f} s, 300 replies here after {took:.1f} s")
    assert took < 30  # 3 s on an idle machine with two cores


async def test_thread_that_was_opened_long_ago_is_walked_when_one_reply_is_announced(
    alpha: Node, board: Stranger, network: Network, clock: Clock
) -> None:
    talk = talk_of(30, board, network, clock)

    await board.post(board.does("Announce", list(talk.notes)[-1]))
    await settle_down(alpha)

    assert set(talk.notes) == await here(alpha, talk)


async def test_post_that_the_owner_of_a_thread_adds_to_it_is_missing_until_it_is_here(
    alpha: Node, board: Stranger, network: Network, clock: Clock
) -> None:
    """FEP-171b, with the post's Create brought along."""
    talk = talk_of(2, board, network, clock)
    await board.post(board.does("Announce", talk.opening))
    await settle_down(alpha)
    late = Stranger("late", "late.test", network, clock)
    added = talk.say(late, "Nog iets.", talk.opening)
    create = late.creates(talk.notes[added])
    late.documents[create["id"]] = create
    network.dead.add("late.test")

    await board.post(board.does("Add", create, target=talk.context))
    await settle_down(alpha)
    before = await found(alpha, talk)
    network.dead.clear()
    await board.post(board.does("Add", create["id"], target=talk.context))
    await settle_down(alpha)

    after = await found(alpha, talk)
    assert (2, 3, SaidBy.ANNOUNCE) == (before.here, before.known, before.missing[0].said_by)
    assert (3, 3) == (after.here, after.known)


# -- whatever happens ----------------------------------------------------------------------------


class Killed(BaseException):
    """The process is no more."""


def killing(after: int, talk: Talk) -> Callable[[str, str], None]:
    left = after

    def before(_: str, url: str) -> None:
        nonlocal left
        left -= url in talk.notes
        if left < 0:
            raise Killed

    return before


async def test_walk_that_was_killed_goes_on_where_it_was(
    alpha: Node,
    board: Stranger,
    network: Network,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fediforum.flow.backfill.HELD", 20)
    talk = talk_of(120, board, network, clock)
    network.before = killing(60, talk)
    with pytest.raises(BaseExceptionGroup):
        await backfill(alpha, Iri(talk.opening), Budget.backfill())
    network.before = None
    before = await found(alpha, talk)
    first = fetched(network, talk)
    clock.later(minutes=2)
    network.gets.clear()

    report = await backfill(alpha, Iri(talk.opening), Budget.backfill())

    assert before.here > 0
    assert before.known == len(talk.notes) - 1
    assert set(talk.notes) == await here(alpha, talk)
    assert (True, 0) == (report.done, report.missing)
    # Only what was under way when it was killed is asked for again.
    assert (first & fetched(network, talk)).total() < 60


async def test_pass_that_may_ask_little_is_followed_by_another(
    alpha: Node,
    board: Stranger,
    network: Network,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    talk = talk_of(60, board, network, clock)
    monkeypatch.setattr(crawling, "SOON", timedelta())
    monkeypatch.setattr(Budget, "backfill", lambda **_: Budget(25, 60))

    await walk(alpha, Errand("backfill", Iri(talk.opening)))
    first = await found(alpha, talk)
    await settle_down(alpha)

    assert 0 < first.here < 60
    assert {Why.UNTRIED, Why.BUDGET} >= {each.why for each in first.missing}
    assert set(talk.notes) == await here(alpha, talk)
    assert {1} == set(fetched(network, talk).values())


async def test_of_two_workers_one_walks_a_thread(
    alpha: Node, board: Stranger, network: Network, clock: Clock
) -> None:
    talk = talk_of(40, board, network, clock)
    await backfill(alpha, Iri(talk.opening), Budget(1, 60))
    network.gets.clear()

    both = await asyncio.gather(
        *(backfill(alpha, Iri(talk.opening), Budget.backfill()) for _ in range(2))
    )

    assert [False, True] == sorted(report.busy for report in both)
    assert set(talk.notes) == await here(alpha, talk)
    assert {1} == set(fetched(network, talk).values())


async def test_walk_of_a_worker_that_died_is_taken_over_when_its_lease_ends(
    alpha: Node, board: Stranger, network: Network, clock: Clock
) -> None:
    talk = talk_of(5, board, network, clock)
    await backfill(alpha, Iri(talk.opening), Budget(1, 60))
    thread = await thread_of(alpha, talk)
    async with alpha.database.transaction() as conn:
        await lease(conn, thread, clock(), timedelta(minutes=1))

    at_once = await backfill(alpha, Iri(talk.opening), Budget.backfill())
    clock.later(minutes=2)
    later = await backfill(alpha, Iri(talk.opening), Budget.backfill())

    assert (True, False, True) == (at_once.busy, later.busy, later.done)


async def test_walk_whose_lease_went_to_another_writes_nothing_more(
    alpha: Node, board: Stranger, network: Network, clock: Clock
) -> None:
    talk = talk_of(5, board, network, clock)
    await backfill(alpha, Iri(talk.opening), Budget(1, 60))
    thread = await thread_of(alpha, talk)
    first, second = Walk(alpha, thread, Budget.backfill()), Walk(alpha, thread, Budget.backfill())
    await first.climb()
    assert await first.begin()
    clock.later(minutes=2)
    await second.climb()
    assert await second.begin()

    with pytest.raises(Temporary):
        await first.on()

    assert 0 == (await found(alpha, talk)).here


# -- again and again -----------------------------------------------------------------------------


async def test_thread_with_news_is_looked_at_again_in_ever_longer_steps(
    alpha: Node, board: Stranger, network: Network, clock: Clock
) -> None:
    talk = talk_of(3, board, network, clock)
    await board.post(board.does("Announce", talk.opening))
    await settle_down(alpha)
    missed = talk.say(talk.author[talk.opening], "Niet bezorgd.", talk.opening)
    talk.serve()
    looks = []

    for minutes in (5, 10, 20, 60, 300, 1200, 2000):
        clock.later(minutes=minutes)
        looks.append(await recheck(alpha))
        await settle_down(alpha)

    assert missed in await here(alpha, talk)
    assert [0, 1, 0, 1, 1, 1, 0] == looks


async def test_nightly_look_finds_what_was_lost_and_writes_a_number_for_each_server(
    alpha: Node, board: Stranger, network: Network, clock: Clock
) -> None:
    talk = talk_of(20, board, network, clock)
    await board.post(board.does("Announce", talk.opening))
    await settle_down(alpha)
    for _ in range(2):
        talk.say(talk.author[talk.opening], "Niet bezorgd.", talk.opening)
    talk.serve()
    network.gets.clear()

    await audit(alpha)

    async with alpha.database.connection() as conn:
        drift = {each.host: (each.known, each.missing) for each in await latest_drift(conn)}
    assert (2 + 3, 2) == drift["s0.test"]
    assert 2 == sum(lacking for _, lacking in drift.values())
    assert 0 == fetched(network, talk).total()
