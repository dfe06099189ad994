"""A thread elsewhere is whole soon after we hear of it, and whatever happens to who walks it."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from fediforum.errors import Temporary
from fediforum.flow import crawling
from fediforum.flow.backfill import Walk, backfill
from fediforum.flow.budget import Budget
from fediforum.flow.crawling import audit, recheck, walk
from fediforum.forum.effects import Errand
from fediforum.forum.whole import SaidBy, Whole, Why
from fediforum.limits import BACKFILL_FUTILE_HOST, BACKFILL_FUTILE_LISTER
from fediforum.node import Node
from fediforum.store.crawls import latest_drift, lease, thread_among
from fediforum.store.heard import ids_here, whole
from fediforum.vocab.iri import Iri
from tests.flow.hands import settle_down
from tests.flow.stranger import AS2, Stranger
from tests.flow.talk import Talk, followed_board
from tests.flow.two_forums import Clock, Network

PEOPLE = 10


@pytest.fixture
async def board(alpha: Node, network: Network, clock: Clock) -> Stranger:
    return await followed_board(alpha, network, clock)


def talk_of(replies: int, board: Stranger, network: Network, clock: Clock) -> Talk:
    """People of one server, that of the board, answer each other."""
    people = [Stranger(f"m{n}", f"s{n}.test", network, clock) for n in range(PEOPLE)]
    talk = Talk(board, people[0], clock)
    said = [talk.opening]
    for number in range(replies):
        said.append(talk.say(people[number % PEOPLE], f"Nummer {number}.", said[number // 3]))
    talk.serve()
    return talk


async def thread_of(node: Node, talk: Talk) -> Iri:
    async with node.database.connection() as conn:
        thread = await thread_among(conn, [Iri(talk.opening)])
    assert thread is not None
    return thread


async def found(node: Node, talk: Talk) -> Whole:
    thread = await thread_of(node, talk)
    async with node.database.connection() as conn:
        return await whole(conn, thread)


async def here(node: Node, talk: Talk) -> frozenset[Iri]:
    thread = await thread_of(node, talk)
    async with node.database.connection() as conn:
        return await ids_here(conn, thread)


def fetched(network: Network, talk: Talk) -> Counter[str]:
    return Counter(url for url in network.gets if url in talk.notes)


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


# -- servers that are ill, or lie ----------------------------------------------------------------


async def test_what_a_dead_server_keeps_is_missing_and_costs_little(
    alpha: Node, board: Stranger, network: Network, clock: Clock
) -> None:
    talk = talk_of(120, board, network, clock)
    network.dead.add("s3.test")
    tried: list[str] = []
    network.before = lambda _, url: tried.append(url)

    report = await backfill(alpha, Iri(talk.opening), Budget.backfill())

    there = await found(alpha, talk)
    theirs = {iri for iri in talk.notes if iri.startswith("https://s3.test/")}
    assert theirs <= {each.id for each in there.missing}
    assert {("s3.test", Why.UNREACHABLE)} == {
        (each.host, each.why) for each in there.missing if each.id in theirs
    }
    assert not report.done
    # As many as are asked side by side; then it is left alone.
    assert len([url for url in tried if url.startswith("https://s3.test/")]) <= 10


@pytest.mark.parametrize(
    ("status", "why"), [(403, Why.REFUSED), (401, Why.REFUSED), (500, Why.UNREACHABLE)]
)
async def test_what_is_not_shown_to_us_is_missing_with_its_reason(
    alpha: Node, board: Stranger, network: Network, clock: Clock, status: int, why: Why
) -> None:
    talk = talk_of(4, board, network, clock)
    hidden = list(talk.notes)[-1]
    talk.author[hidden].documents[hidden] = status

    await backfill(alpha, Iri(talk.opening), Budget.backfill())

    there = await found(alpha, talk)
    assert (3, 4) == (there.here, there.known)
    assert [(hidden, why, 1)] == [(each.id, each.why, each.tries) for each in there.missing]


@pytest.mark.parametrize("status", [404, 410])
async def test_what_its_server_has_no_more_does_not_exist(
    alpha: Node, board: Stranger, network: Network, clock: Clock, status: int
) -> None:
    talk = talk_of(4, board, network, clock)
    gone = list(talk.notes)[-1]
    talk.author[gone].documents[gone] = status

    report = await backfill(alpha, Iri(talk.opening), Budget.backfill())

    assert (3, 3) == ((await found(alpha, talk)).here, (await found(alpha, talk)).known)
    assert report.done


async def test_what_is_not_for_everybody_is_missing_and_not_shown(
    alpha: Node, board: Stranger, network: Network, clock: Clock
) -> None:
    talk = talk_of(4, board, network, clock)
    private = list(talk.notes)[-1]
    note = {**talk.notes[private], "to": [board.id], "cc": []}
    talk.author[private].documents[private] = note

    await backfill(alpha, Iri(talk.opening), Budget.backfill())

    assert [Why.PRIVATE] == [each.why for each in (await found(alpha, talk)).missing]


async def test_context_that_lists_ten_thousand_lies_costs_little(
    alpha: Node, board: Stranger, network: Network, clock: Clock
) -> None:
    """Ids at a server that has nothing to do with it, and at servers that there are not."""
    Stranger("victim", "victim.test", network, clock)
    talk = talk_of(20, board, network, clock)
    lies = [f"https://victim.test/notes/{n}" for n in range(5_000)]
    lies += [f"https://h{n}.test/notes/1" for n in range(5_000)]
    page = board.documents[f"{talk.context}/0"]
    assert isinstance(page, dict)
    page["orderedItems"] = [*page["orderedItems"], *lies]
    tried: Counter[str] = Counter()
    network.before = lambda _, url: tried.update([url.split("/")[2]])

    await backfill(alpha, Iri(talk.opening), Budget.backfill())

    assert set(talk.notes) == await here(alpha, talk)
    assert tried["victim.test"] <= BACKFILL_FUTILE_HOST + 8
    # So many at once may be under way when it is noticed.
    assert tried.total() - 40 < BACKFILL_FUTILE_LISTER + 64 + 40


async def test_pages_that_lead_round_in_circles_are_read_once(
    alpha: Node, board: Stranger, network: Network, clock: Clock
) -> None:
    talk = talk_of(90, board, network, clock)
    last = board.documents[f"{talk.context}/2"]
    assert isinstance(last, dict)
    last["next"] = f"{talk.context}/0"

    report = await backfill(alpha, Iri(talk.opening), Budget.backfill())

    assert (91, True) == (report.seen, report.done)
    assert {1} == {n for url, n in Counter(network.gets).items() if talk.context in url}


async def test_what_a_list_embeds_is_taken_from_its_own_server_only(
    alpha: Node, board: Stranger, network: Network, clock: Clock
) -> None:
    talk = talk_of(1, board, network, clock)
    own = Stranger("own", "board.test", network, clock)
    network.apps["board.test"] = network.apps["board.test"]
    mine = dict(own.note("Van hier.", to=(board.id,), parent=talk.opening))
    other = list(talk.notes)[-1]
    forged = {**talk.notes[other], "content": "<p>Nooit gezegd.</p>"}
    board.documents |= own.documents | {talk.context: {
        "@context": AS2, "id": "https://board.test/wrong", "type": "OrderedCollection",
        "orderedItems": [talk.opening, {"type": "Create", "actor": own.id, "object": mine}, forged],
    }}  # fmt: skip
    own.documents.update(board.documents)

    await backfill(alpha, Iri(talk.opening), Budget.backfill())

    assert {mine["id"], *talk.notes} == await here(alpha, talk)
    assert mine["id"] not in network.gets
    assert other in network.gets


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
