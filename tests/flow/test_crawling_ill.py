"""Servers that are ill, or lie, cost little; what they keep back is missing, with its reason."""

from collections import Counter

import pytest

from fediforum.flow.backfill import backfill
from fediforum.flow.budget import Budget
from fediforum.forum.whole import Why
from fediforum.limits import BACKFILL_FUTILE_HOST, BACKFILL_FUTILE_LISTER
from fediforum.node import Node
from fediforum.vocab.iri import Iri
from tests.flow.stranger import AS2, Stranger
from tests.flow.talk import followed_board, found, here, talk_of
from tests.flow.two_forums import Clock, Network


@pytest.fixture
async def board(alpha: Node, network: Network, clock: Clock) -> Stranger:
    return await followed_board(alpha, network, clock)


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
