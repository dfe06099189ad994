"""A forum that begins once in a run: every test that wants it gets a copy of its own."""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from fediforum.flow import setup
from fediforum.node import Node, node_over
from fediforum.settings import Settings
from fediforum.store.cluster import Cluster
from fediforum.store.database import open_database
from tests.conftest import FOLDER, make_template


@dataclass(frozen=True, slots=True)
class Begun:
    """What to copy: the name of its database, and the key file that goes with it."""

    template: str
    secret_file: Path

    def lend_key(self, folder: Path) -> None:
        """Put the key where a forum whose data are in ``folder`` looks for it."""
        shutil.copy(self.secret_file, folder)


def begin_once(
    cluster: Cluster,
    template: str,
    host: str,
    title: str,
    settle: Callable[[Node], Awaitable[object]],
) -> Begun:
    """Have the forum ``https://{host}``, in which ``settle`` put whoever and whatever is there."""
    folder = Path(os.environ[FOLDER]) / host
    folder.mkdir(exist_ok=True)
    own_domain = host.rpartition(".")[2]
    settings = Settings(url=f"https://{host}", data=folder, private_hosts=(own_domain,))

    async def fill(url: str) -> None:
        async with open_database(url) as database:
            await setup.begin(settings, database, title=title)
            async with node_over(settings, database) as node:
                await settle(node)

    asyncio.run(make_template(cluster, host, fill, of=template))
    return Begun(host, settings.secret_file)
