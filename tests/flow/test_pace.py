"""Nobody is stormed in our name: so many at once, and so many a second."""

import asyncio

import pytest

from fediforum import limits
from fediforum.flow.pace import Pace


class Hands:
    """A clock that goes on while somebody sleeps, and nobody else does."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    hands = Hands()
    monkeypatch.setattr(asyncio, "sleep", hands.sleep)
    return hands


async def test_a_host_is_asked_so_often_a_second_after_a_first_burst(hands: Hands) -> None:
    pace = Pace(hands)

    for _ in range(300):
        async with pace.turn("a.test", 100):
            pass

    assert 101.9 < hands.now < 102.1


async def test_a_host_of_which_nothing_is_known_is_asked_less(hands: Hands) -> None:
    pace = Pace(hands)

    for _ in range(20):
        async with pace.turn("a.test", limits.FETCH_RATE_STRANGE_HOST):
            pass

    assert 102.9 < hands.now < 103.1


async def test_one_host_holds_up_no_other(hands: Hands) -> None:
    pace = Pace(hands)

    for number in range(100):
        async with pace.turn(f"h{number}.test", 1):
            pass

    assert 100.0 == hands.now


async def test_so_many_ask_one_host_at_once_and_so_many_in_all() -> None:
    pace = Pace()
    inside: dict[str, int] = {}
    most: dict[str, int] = {}

    async def ask(host: str) -> None:
        async with pace.turn(host, 10_000):
            for name in (host, "all"):
                inside[name] = inside.get(name, 0) + 1
                most[name] = max(most.get(name, 0), inside[name])
            await asyncio.sleep(0)
            for name in (host, "all"):
                inside[name] -= 1

    await asyncio.gather(*(ask("one.test") for _ in range(40)))
    await asyncio.gather(*(ask(f"h{number % 20}.test") for number in range(400)))

    assert limits.FETCH_CONCURRENCY_HOST == most["one.test"]
    assert limits.FETCH_CONCURRENCY == most["all"]


async def test_hosts_that_nobody_asks_are_forgotten(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PACED_HOSTS", 10)
    pace = Pace(hands)

    for number in range(50):
        async with pace.turn(f"h{number}.test", 1):
            hands.now += 1

    assert len(pace.hosts) <= 11
