"""What arrived is acted on once: copies, crashes, late workers, rows that cannot be carried out."""

import asyncio

import pytest

from fediforum.errors import Unavailable
from fediforum.flow import act as door, acting as loop, journalling, setup, speak
from fediforum.flow.act import act_each
from fediforum.flow.acting import LEASE, acting, claim_rows, read_row
from fediforum.flow.budget import Budget
from fediforum.forum.verdict import Accepted
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.store.database import Conn
from fediforum.vocab.json import Json, read_json
from tests.flow.hands import act, settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network


async def count(node: Node, statement: str, *values: object) -> int:
    async with node.database.connection() as conn:
        found: int = await conn.fetchval(statement, *values)
    return found


async def verdicts(node: Node) -> list[str | None]:
    async with node.database.connection() as conn:
        found = await conn.fetch("SELECT verdict FROM intake ORDER BY id")
    return [row["verdict"] for row in found]


REPLIES = "SELECT count(*)::int FROM post WHERE author = $1 AND state = 'shown'"
OWED = "SELECT count(*)::int FROM delivery"


async def thread(alpha: Node) -> str:
    return (await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")).id


async def test_copies_of_one_activity_act_once(alpha: Node, alice: Stranger) -> None:
    parent = await thread(alpha)
    reply = alice.creates(alice.note("Bier helpt.", to=(alpha.home.board("tuin"),), parent=parent))

    for _ in range(3):
        await alice.post(reply)
    await settle_down(alpha)
    await alice.post(reply)
    await settle_down(alpha)

    assert 1 == await count(alpha, REPLIES, alice.id)
    assert ["accepted", "ignored", "ignored", "ignored"] == await verdicts(alpha)


class Killed(BaseException):
    """Stands for a process that is no more."""


@pytest.mark.parametrize("point", ["load_known", "judge", "render", "commit", "settle"])
async def test_process_killed_anywhere_loses_nothing_and_doubles_nothing(
    alpha: Node, alice: Stranger, clock: Clock, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    parent = await thread(alpha)
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)
    owed = await count(alpha, OWED)
    await alice.post(
        alice.creates(alice.note("Bier helpt.", to=(alpha.home.board("tuin"),), parent=parent))
    )
    place = journalling if point == "commit" else door
    real = getattr(place, point)

    def killed(*values: object) -> object:
        raise Killed

    async def killed_after(*values: object) -> object:
        await real(*values)
        raise Killed

    monkeypatch.setattr(place, point, killed if point == "judge" else killed_after)
    with pytest.raises(BaseException, match=r"Killed|unhandled"):
        await act(alpha)
    monkeypatch.setattr(place, point, real)
    halfway = await count(alpha, REPLIES, alice.id)
    clock.later(seconds=LEASE.total_seconds() + 1)
    await settle_down(alpha)

    assert 0 == halfway
    assert 1 == await count(alpha, REPLIES, alice.id)
    assert ["accepted", "accepted"] == await verdicts(alpha)
    assert owed <= await count(alpha, OWED)


async def test_worker_that_wakes_up_late_writes_nothing(
    alpha: Node, alice: Stranger, clock: Clock
) -> None:
    parent = await thread(alpha)
    note = alice.note("Bier helpt.", to=(alpha.home.board("tuin"),), parent=parent)
    await alice.post(alice.creates(note))
    (row,) = await claim_rows(alpha)
    spoken = await read_row(alpha, row)
    assert spoken is not None

    clock.later(seconds=LEASE.total_seconds() + 1)
    (again,) = await claim_rows(alpha)
    (outcome,) = await act_each(alpha, [spoken], Budget.none())

    assert isinstance(outcome, door.Fenced)
    assert 0 == await count(alpha, REPLIES, alice.id)
    taken_over = await read_row(alpha, again)
    assert taken_over is not None
    (outcome,) = await act_each(alpha, [taken_over], Budget.none())
    assert isinstance(outcome, Accepted)


async def test_one_that_fails_costs_the_others_of_its_batch_nothing(
    alpha: Node, alice: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = await thread(alpha)
    board = alpha.home.board("tuin")
    for text in ("een", "giftig", "drie"):
        await alice.post(alice.creates(alice.note(text, to=(board,), parent=parent)))
    real = commit

    async def poisoned(conn: Conn, acted: list[Acted], *rest: object) -> None:
        if any(b"giftig" in (each.document or b"") for each in acted):
            raise ZeroDivisionError
        await real(conn, acted, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(journalling, "commit", poisoned)
    await act(alpha)

    assert 2 == await count(alpha, REPLIES, alice.id)
    assert ["accepted", None, "accepted"] == await verdicts(alpha)


@pytest.mark.parametrize("trouble", [ZeroDivisionError(), Unavailable()])
async def test_row_that_cannot_be_read_now_costs_the_others_nothing(
    alpha: Node, alice: Stranger, clock: Clock, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    parent = await thread(alpha)
    board = alpha.home.board("tuin")
    for text in ("een", "giftig", "drie"):
        await alice.post(alice.creates(alice.note(text, to=(board,), parent=parent)))

    def poisoned(raw: bytes) -> Json:
        if b"giftig" in raw:
            raise trouble
        return read_json(raw)

    with monkeypatch.context() as patch:
        patch.setattr(loop, "read_json", poisoned)
        await act(alpha)
    meanwhile = await verdicts(alpha)
    clock.later(minutes=10)
    await settle_down(alpha)

    assert ["accepted", None, "accepted"] == meanwhile
    assert ["accepted", "accepted", "accepted"] == await verdicts(alpha)


async def test_row_that_always_fails_is_given_up_after_five_attempts(
    alpha: Node, alice: Stranger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = await thread(alpha)
    note = alice.note("giftig", to=(alpha.home.board("tuin"),), parent=parent)
    await alice.post(alice.creates(note))
    await alice.post(alice.does("Like", note["id"]))

    def poisoned(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(door, "judge", poisoned)
        for _ in range(5):
            await act(alpha)
            clock.later(minutes=10)
    await settle_down(alpha)

    assert ["failed", "ignored"] == await verdicts(alpha)


async def test_batch_means_what_its_members_mean_one_by_one(
    alpha: Node, beta: Node, network: Network, clock: Clock
) -> None:
    texts = [f"antwoord {number}" for number in range(12)]
    results = []
    for number, (node, host) in enumerate(((alpha, "alpha.test"), (beta, "beta.test"))):
        alice = Stranger("alice", f"gamma{number}.test", network, clock)
        if node is beta:
            await setup.create_board(beta, "tuin", "De tuin")
        board = node.home.board("tuin")
        opening = alice.note("Slakken. Ze zijn overal.", to=(board,))
        said = [alice.creates(opening)]
        said += [
            alice.creates(alice.note(text, to=(board,), parent=opening["id"])) for text in texts
        ]
        said.append(alice.does("Like", opening["id"]))
        for each in said:
            await alice.post(each, host)
            if node is beta:
                await settle_down(beta)
        await settle_down(node)
        async with node.database.connection() as conn:
            posts = await conn.fetch("SELECT seq, content, likes, replies FROM post ORDER BY seq")
        results.append([tuple(row) for row in posts])

    assert results[1] == results[0]
    assert 13 == len(results[0])


async def test_author_that_is_not_known_is_asked_for_and_judged_then(
    alpha: Node, alice: Stranger, network: Network
) -> None:
    parent = await thread(alpha)
    note = alice.note("Bier helpt.", to=(alpha.home.board("tuin"),), parent=parent)
    await alice.post(alice.creates(note))
    async with alpha.database.transaction() as conn:
        await conn.execute("DELETE FROM actor WHERE id = $1", alice.id)
    network.gets.clear()

    await settle_down(alpha)

    assert [alice.id] == network.gets
    assert ["accepted"] == await verdicts(alpha)


async def test_row_whose_author_is_not_to_be_found_is_refused_in_the_end(
    alpha: Node, alice: Stranger, clock: Clock
) -> None:
    parent = await thread(alpha)
    note = alice.note("Bier helpt.", to=(alpha.home.board("tuin"),), parent=parent)
    await alice.post(alice.creates(note))
    async with alpha.database.transaction() as conn:
        await conn.execute("DELETE FROM actor WHERE id = $1", alice.id)
    alice.documents[alice.id] = 503

    for _ in range(4):
        await settle_down(alpha)
        clock.later(minutes=5)

    assert ["refused"] == await verdicts(alpha)


async def test_loop_acts_on_what_arrives_and_stops_when_told(alpha: Node, alice: Stranger) -> None:
    stopping = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(acting(alpha, stopping))
        await alice.post(alice.does("Follow", alpha.home.board("tuin")))
        async with asyncio.timeout(5):
            while await verdicts(alpha) != ["accepted"]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        stopping.set()


async def test_loop_survives_a_database_that_is_away(
    alpha: Node, alice: Stranger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([Unavailable("away")])
    real = door.judged_and_done

    async def away(*values: object) -> object:
        for failure in failures:
            raise failure
        return await real(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(door, "judged_and_done", away)
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    await act(alpha)
    assert [None] == await verdicts(alpha)

    clock.later(minutes=5)
    await settle_down(alpha)

    assert ["accepted"] == await verdicts(alpha)


async def test_rows_of_one_lane_are_acted_on_one_after_the_other_at_once(
    alpha: Node, alice: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fediforum.flow.acting.LOOK_SECONDS", 60)
    parent = await thread(alpha)
    for verb in ("Like", "Dislike", "Like", "Dislike"):
        await alice.post(alice.does(verb, parent))
    stopping = asyncio.Event()

    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(acting(alpha, stopping))
        while None in await verdicts(alpha):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        stopping.set()

    assert ["accepted"] * 4 == await verdicts(alpha)
