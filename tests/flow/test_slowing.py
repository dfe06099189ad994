"""Slow mode: who writes too soon waits, or is told how long to."""

from datetime import datetime, timedelta

import pytest

from fediforum.errors import AlreadySo, Forbidden
from fediforum.flow import holding, slowing, speak
from fediforum.flow.undoing import undo_operation
from fediforum.forum.holding import Rule
from fediforum.node import Node
from fediforum.store import known
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock

TEN = timedelta(minutes=10)


async def test_in_a_slow_thread_a_member_waits_and_then_writes(alpha: Node, clock: Clock) -> None:
    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Overal.")
    await slowing.slow_down_thread(alpha, said.id, TEN)
    with pytest.raises(Forbidden, match="wait 10 minutes"):
        await speak.reply(alpha, said.id, "anna", "En nog iets.")

    clock.later(minutes=10)

    assert (await speak.reply(alpha, said.id, "anna", "En nog iets.")).id


async def test_in_a_slow_board_what_comes_too_soon_from_elsewhere_waits(
    alpha: Node, beta: Node
) -> None:
    await speak.follow(beta, "@tuin@alpha.test", "desk")
    await settle_down(alpha, beta)
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Overal.")
    await settle_down(alpha, beta)
    await slowing.slow_down_board(alpha, "tuin", TEN)

    for text in ("Bier helpt.", "Zout ook."):
        await speak.reply(beta, opening.id, "bob", text)
        await settle_down(alpha, beta)

    assert [Rule.SLOW] == [each.reason for each in await holding.queue(alpha)]


async def test_whoever_dates_posts_earlier_waits_all_the_same(
    alpha: Node, alice: Stranger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "RECENT_POSTS", 2)
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Overal.")

    async def answers(text: str, published: datetime) -> None:
        note = alice.note(text, to=(alpha.home.board("tuin"),), parent=opening.id)
        dated = {**note, "published": published.isoformat()}
        await alice.post(alice.creates(dated))
        await settle_down(alpha)

    for text in ("Bier helpt.", "Zout ook."):
        await answers(text, clock())
    clock.later(hours=1)
    await slowing.slow_down_board(alpha, "tuin", TEN)
    for text in ("Of eenden.", "Of egels."):
        await answers(text, clock() - timedelta(days=1))

    assert ["<p>Of egels.</p>"] == [each.content for each in await holding.queue(alpha)]


async def test_slowing_down_is_an_operation_of_moderators_that_is_undone(alpha: Node) -> None:
    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Overal.")
    slowed = await slowing.slow_down_thread(alpha, said.id, TEN)
    with pytest.raises(AlreadySo):
        await slowing.slow_down_thread(alpha, said.id, TEN)
    with pytest.raises(Forbidden):
        await slowing.slow_down_board(alpha, "tuin", TEN, "", "anna")

    assert slowed.operation is not None
    await undo_operation(alpha, slowed.operation)

    assert (await speak.reply(alpha, said.id, "anna", "En nog iets.")).id
