"""What every test with whole forums begins with: quick keys, a clock, a network, a stranger."""

from itertools import cycle

import pytest

from fediforum.flow import setup
from fediforum.wire import generate_rsa
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network

KEYS = cycle([generate_rsa() for _ in range(3)])


@pytest.fixture(autouse=True)
def quick_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is slow to set up and matters to no test here: RSA keys, partitions, and a queue that
    the database has already."""

    async def none(*_: object) -> None:
        pass

    monkeypatch.setattr(setup, "generate_rsa", lambda: next(KEYS))
    monkeypatch.setattr(setup, "make_partitions", none)
    monkeypatch.setattr(setup, "install_queue", none)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def alice(network: Network, clock: Clock) -> Stranger:
    """Somebody at gamma.test, a server that we did not write."""
    return Stranger("alice", "gamma.test", network, clock)
