"""To verify a thread is to listen to others, not to fetch; to fill it brings what is missing."""

import pytest

from fediforum.cli import wholeness
from fediforum.node import Node
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger
from tests.flow.talk import Talk, followed_board
from tests.flow.two_forums import Clock, Network


@pytest.fixture
async def talk(alpha: Node, network: Network, clock: Clock) -> Talk:
    """A thread of ten replies, of which two were never delivered."""
    board = await followed_board(alpha, network, clock)
    people = [Stranger(f"m{n}", f"s{n}.test", network, clock) for n in range(3)]
    talk = Talk(board, people[0], clock)
    for number in range(8):
        talk.say(people[number % 3], f"Nummer {number}.", talk.opening)
    talk.serve()
    await board.post(board.does("Announce", talk.opening))
    await settle_down(alpha)
    for number in range(2):
        talk.say(people[number], f"Verloren {number}.", talk.opening)
    talk.serve()
    clock.later(minutes=5)
    network.gets.clear()
    return talk


async def test_thread_is_verified_without_a_post_being_fetched(
    alpha: Node, network: Network, talk: Talk
) -> None:
    facts = await wholeness.verify(alpha, talk.opening)

    assert (8, 10, False) == (facts["here"], facts["known"], facts["whole"])
    assert {"untried"} == {each["why"] for each in facts["missing"]}
    assert not set(network.gets) & set(talk.notes)


async def test_thread_is_filled_by_fetching_what_is_missing_and_nothing_else(
    alpha: Node, network: Network, talk: Talk
) -> None:
    facts = await wholeness.fill(alpha, talk.opening, wait=True)

    assert (10, 10, True, 2) == tuple(facts[key] for key in ("here", "known", "whole", "fetched"))
    assert 2 == len(set(network.gets) & set(talk.notes))


async def test_thread_is_filled_by_a_worker_when_it_is_asked_to(
    alpha: Node, network: Network, talk: Talk
) -> None:
    before = await wholeness.fill(alpha, talk.opening, wait=False)
    await settle_down(alpha)

    after = await wholeness.verify(alpha, talk.opening)
    assert ((8, False), (10, True)) == (
        (before["here"], before["waited"]),
        (after["here"], after["whole"]),
    )
