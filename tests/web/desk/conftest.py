"""A forum with two boards, of which dirk moderates one, and somebody who writes too much."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fediforum.flow import preside, setup, speak
from fediforum.node import Node
from fediforum.store.cluster import Cluster
from fediforum.store.database import Sql
from tests.begun import Begun, begin_once
from tests.conftest import a_database
from tests.flow.two_forums import Clock, Network, forum
from tests.web.desk.moderator import Moderator

HOST = "desk.test"
THREAD = "Slakken in de sla"
STANDING = Sql("""
    SELECT post.short, board.preferred_username AS board
    FROM post
    JOIN thread ON thread.pk = thread_pk
    JOIN actor AS board ON board.pk = board_pk
    ORDER BY board, seq
""")


async def settle(node: Node) -> None:
    """Tuin, which dirk moderates, and keuken, which he does not; anna and mallory write."""
    for name in ("tuin", "keuken"):
        await setup.create_board(node, name, f"De {name}")
    for name in ("anna", "dirk", "mallory"):
        await setup.create_member(node, name, name.capitalize())
    await preside.appoint(node, "dirk", "tuin")
    for board in ("tuin", "keuken"):
        opened = await speak.open_thread(node, board, "anna", THREAD, "Ze zijn overal.")
        reply = await speak.reply(node, opened.id, "mallory", "Koop goedkope pillen!")
        await speak.reply(node, reply.id, "anna", "Nee, dank je.")


@dataclass(frozen=True, slots=True)
class Scene:
    """The short ids of what stands in each board: the thread, mallory's reply, anna's under it."""

    opening: str
    reply: str
    answer: str
    elsewhere: str


async def read_scene(node: Node) -> Scene:
    async with node.database.connection() as conn:
        rows = await conn.fetch(STANDING)
    tuin = [row["short"] for row in rows if row["board"] == "tuin"]
    keuken = [row["short"] for row in rows if row["board"] == "keuken"]
    opening, reply, answer = tuin
    return Scene(opening, reply, answer, keuken[1])


@pytest.fixture(scope="session")
def moderated(cluster: Cluster, template: str) -> Begun:
    """The forum of which each test has a copy."""
    return begin_once(cluster, template, HOST, "Beheer", settle)


@pytest.fixture
async def database_url(cluster: Cluster, moderated: Begun) -> AsyncIterator[str]:
    async with a_database(cluster, moderated.template) as url:
        yield url


@pytest.fixture
async def node(
    database_url: str, moderated: Begun, tmp_path: Path, network: Network, clock: Clock
) -> AsyncIterator[Node]:
    moderated.lend_key(tmp_path)
    async with forum(HOST, database_url, tmp_path, network, clock) as opened:
        yield opened


@pytest.fixture
async def scene(node: Node) -> Scene:
    return await read_scene(node)


@pytest.fixture
async def dirk(node: Node) -> Moderator:
    """Dirk at the desk, where he has just come in."""
    dirk = Moderator(node)
    assert 303 == (await dirk.come_in("dirk")).status_code
    return dirk


@pytest.fixture
async def keeper(node: Node) -> Moderator:
    """Whoever is at the desk for all of the moderators."""
    keeper = Moderator(node)
    assert 303 == (await keeper.come_in()).status_code
    return keeper
