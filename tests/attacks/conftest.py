"""One forum for all attacks of a module, so that each row costs little."""

from collections.abc import AsyncIterator
from itertools import cycle

import pytest
import pytest_asyncio

from fediforum.flow import setup
from fediforum.store.cluster import Cluster
from tests.attacks.scene import KEYS, OpenWire, Recording, Scene, listen_in, set_up
from tests.conftest import a_database
from tests.flow.two_forums import Clock, forum


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(
    cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    async def none(*_: object) -> None:
        pass

    keys = cycle(KEYS)
    network, clock = Recording(), Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(setup, "generate_rsa", lambda: next(keys))
        patch.setattr(setup, "make_partitions", none)
        folder = tmp_path_factory.mktemp("alpha")
        async with (
            a_database(cluster, template) as url,
            forum("alpha.test", url, folder, network, clock, OpenWire) as node,
        ):
            scene = await set_up(node, network, clock)
            listen_in(scene, patch)
            yield scene


@pytest.fixture
def scene(shared: Scene) -> Scene:
    """The scene as it was before any attack."""
    shared.begin()
    return shared
