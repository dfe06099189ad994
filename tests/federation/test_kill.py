"""Kill -9 of any process while 200 signed activities arrive loses none that was answered 202.

And doubles none. SIGTERM lets whoever is being answered have their answer.
"""

import asyncio
import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest

from fediforum.flow import setup, speak
from fediforum.node import open_node
from fediforum.settings import Settings
from fediforum.store.cluster import Cluster
from fediforum.store.database import connect
from tests.federation.loads import (
    Crowd,
    Processes,
    client_of,
    free_port,
    processes,
    serving,
    settings_of,
)
from tests.federation.peer_process import Authority

FORUM, PEER = "forum.test", "crowd.test"
PEOPLE = 25
REPLIES, THREADS = 4, 2  # of each
SENDERS = 8
AGAIN = 0.25  # how often what was answered 202 is sent once more
ALLOWED = {None, 202, 503}
PATIENCE = 90.0
# For longer runs than the suite's: how often each is killed while things arrive, and when.
ROUNDS = int(os.environ.get("FEDIFORUM_TESTS_KILLS", "1"))
SEED = int(os.environ.get("FEDIFORUM_TESTS_SEED", "11"))

LEFT = """
    SELECT (SELECT count(*) FROM intake WHERE settled IS NULL)
        + (SELECT count(*) FROM delivery WHERE settled IS NULL)
"""
VERDICTS = "SELECT verdict, reason FROM intake WHERE verdict NOT IN ('accepted', 'ignored')"
POSTS = """
    SELECT post.id, post.seq, thread.root
    FROM post
    JOIN thread ON thread.pk = post.thread_pk
    WHERE NOT post.local AND post.state = 'shown'
"""
RELATIONS = "SELECT a FROM relation WHERE kind = $1 AND b = $2"
COUNTS = """
    SELECT thread.replies, board.threads, board.posts, post.likes
    FROM thread
    JOIN board ON board.actor_pk = thread.board_pk
    JOIN post ON post.id = thread.root
    WHERE thread.root = $1
"""


@pytest.fixture
def authority() -> Iterator[Authority]:
    with TemporaryDirectory(prefix="kill-") as directory:
        # As root, PostgreSQL runs as somebody else, who must get in.
        Path(directory).chmod(0o755)
        yield Authority(Path(directory))


@pytest.fixture
async def crowd(authority: Authority) -> AsyncIterator[Crowd]:
    people = Crowd(PEER, free_port())
    async with serving(people, authority, PEER):
        yield people


@pytest.fixture
def settings(authority: Authority) -> Settings:
    return settings_of(authority, FORUM, PEER)


@pytest.fixture
async def opening(settings: Settings) -> str:
    """The id of a thread's opening post in the board tuin of a new forum."""
    await setup.init(settings)
    async with open_node(settings) as node:
        await setup.create_board(node, "tuin", "Tuin")
        await setup.create_member(node, "anna", "Anna")
        return (await speak.open_thread(node, "tuin", "anna", "Slakken", "Ze zijn overal.")).id


@pytest.fixture
async def forum(settings: Settings, opening: str, authority: Authority) -> AsyncIterator[Processes]:
    async with processes(settings, authority.directory / "forum.log") as held:
        yield held


@dataclass
class Storm:
    """Activities that are POSTed until each is answered 202, some of them once more."""

    crowd: Crowd
    client: httpx.AsyncClient
    inbox: str
    chance: random.Random
    waiting: list[dict[str, Any]]
    taken: set[str] = field(default_factory=set)
    statuses: Counter[int | None] = field(default_factory=Counter)

    async def send(self) -> None:
        while self.waiting:
            document = self.waiting.pop()
            status = await self.crowd.post(self.client, self.inbox, document)
            self.statuses[status] += 1
            if status == 202:
                self.taken.add(document["id"])
            if status != 202 or self.chance.random() < AGAIN:
                self.waiting.insert(self.chance.randint(0, len(self.waiting)), document)
            if status != 202:
                await asyncio.sleep(0.2)


async def until_taken(storm: Storm, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(storm.taken) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def until_got(crowd: Crowd, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(crowd.got) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def rows(settings: Settings, statement: str, *arguments: object) -> list[Any]:
    conn = await connect(Cluster(settings.data).dsn)
    try:
        return list(await conn.fetch(statement, *arguments))
    finally:
        await conn.close()


async def until_nothing_is_left(settings: Settings) -> None:
    async with asyncio.timeout(PATIENCE):
        while (await rows(settings, LEFT))[0][0]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


def everything_that_is_said(crowd: Crowd, board: str, opening: str) -> list[dict[str, Any]]:
    names = [f"p{number}" for number in range(PEOPLE)]
    said = [crowd.does(name, "Follow", board) for name in names]
    said += [crowd.does(name, "Like", opening) for name in names]
    said += [
        crowd.writes(name, board, f"Antwoord {number} van {name}", inReplyTo=opening)
        for name in names
        for number in range(REPLIES)
    ]
    said += [
        crowd.writes(name, board, f"Draad {number} van {name}.")
        for name in names
        for number in range(THREADS)
    ]
    return said


async def kill_now_and_then(
    forum: Processes, storm: Storm, crowd: Crowd, chance: random.Random
) -> None:
    """Processes are killed and started again while things arrive and, the last, go out."""
    total = len(storm.waiting)
    victims = ["serve", "worker", "postgres"] * ROUNDS
    chance.shuffle(victims)
    for number, victim in enumerate(victims, start=1):
        await until_taken(storm, number * total // (len(victims) + 1))
        await asyncio.sleep(chance.uniform(0, 0.3))
        await kill(forum, victim)
    await until_got(crowd, total // 2)
    await kill(forum, "worker")


async def kill(forum: Processes, victim: str) -> None:
    if victim == "postgres":
        await forum.kill_postgres()
    else:
        await forum.kill(victim)
        await forum.start(victim)


@pytest.mark.slow
async def test_kill_of_any_process_loses_and_doubles_nothing(
    forum: Processes, settings: Settings, authority: Authority, crowd: Crowd, opening: str
) -> None:
    board = f"{settings.base}/ap/boards/tuin"
    chance = random.Random(SEED)
    said = everything_that_is_said(crowd, board, opening)
    chance.shuffle(said)
    await forum.start("serve")
    await forum.start("worker")
    async with client_of(authority) as client:
        first = Storm(
            crowd, client, f"{settings.base}/inbox", chance, [crowd.does("first", "Follow", board)]
        )
        async with asyncio.timeout(PATIENCE):
            await first.send()
        await until_got(crowd, 1)
        storm = Storm(crowd, client, first.inbox, chance, list(said))

        async with asyncio.TaskGroup() as group:
            group.create_task(kill_now_and_then(forum, storm, crowd, chance))
            for _ in range(SENDERS):
                group.create_task(storm.send())
        await until_nothing_is_left(settings)

    assert forum.alive()
    assert len(said) == len(storm.taken) == 200
    assert set(storm.statuses) <= ALLOWED, storm.statuses
    await all_is_there_once(settings, said, board, opening)
    all_was_told(crowd, said, board)


async def all_is_there_once(
    settings: Settings, said: list[dict[str, Any]], board: str, opening: str
) -> None:
    """What was said stands in the database, and nothing else does."""
    wrong = [tuple(row) for row in await rows(settings, VERDICTS)]
    posts = {row["id"]: row for row in await rows(settings, POSTS)}
    followers = [row["a"] for row in await rows(settings, RELATIONS, "follow", board)]
    voters = [row["a"] for row in await rows(settings, RELATIONS, "vote", opening)]
    counts = (await rows(settings, COUNTS, opening))[0]
    notes = [each["object"] for each in said if each["type"] == "Create"]
    replies = [note["id"] for note in notes if "inReplyTo" in note]
    threads = [note["id"] for note in notes if "inReplyTo" not in note]

    assert [] == wrong
    assert sorted(replies + threads) == sorted(posts)
    assert list(range(2, len(replies) + 2)) == sorted(posts[iri]["seq"] for iri in replies)
    assert {opening} == {posts[iri]["root"] for iri in replies}
    assert threads == [posts[iri]["root"] for iri in threads]
    assert PEOPLE + 1 == len(followers)
    assert PEOPLE == len(voters)
    assert (len(replies), len(threads) + 1, len(posts) + 1, PEOPLE) == tuple(counts)


def all_was_told(crowd: Crowd, said: list[dict[str, Any]], board: str) -> None:
    """The crowd heard of everything, each time in the same bytes."""
    bodies: dict[str, set[bytes]] = defaultdict(set)
    for body in crowd.got:
        bodies[json.loads(body)["id"]].add(body)
    told = [json.loads(body) for all_of_it in bodies.values() for body in all_of_it]
    accepted = Counter(each["object"]["id"] for each in told if each["type"] == "Accept")
    announced = Counter(
        each["object"]["id"]
        for each in told
        if each["type"] == "Announce" and isinstance(each["object"], dict)
    )
    follows = {each["id"] for each in said if each["type"] == "Follow"}
    others = {each["id"] for each in said if each["type"] != "Follow"}

    assert {1} == {len(all_of_it) for all_of_it in bodies.values()}
    assert {board} == {each["actor"] for each in told}
    assert follows <= set(accepted)
    assert others == set(announced)
    assert {1} == {*accepted.values(), *announced.values()}


@pytest.mark.slow
async def test_sigterm_lets_whoever_waits_for_an_answer_have_it(
    forum: Processes, settings: Settings, authority: Authority, crowd: Crowd, opening: str
) -> None:
    board = f"{settings.base}/ap/boards/tuin"
    said = [crowd.does(f"p{number}", "Follow", board) for number in range(5)]
    await forum.start("serve")
    async with client_of(authority) as client:
        warm = Storm(crowd, client, f"{settings.base}/inbox", random.Random(1), [])
        warm.waiting.append(crowd.does("first", "Follow", board))
        async with asyncio.timeout(PATIENCE):
            await warm.send()
        crowd.open.clear()
        asked = crowd.asked

        async with asyncio.TaskGroup() as group:
            posting = [
                group.create_task(crowd.post(client, warm.inbox, document)) for document in said
            ]
            async with asyncio.timeout(PATIENCE):
                while crowd.asked < asked + len(said):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            stopping = group.create_task(forum.stop("serve"))
            await asyncio.sleep(0.3)
            crowd.open.set()

    assert [202] * len(said) == [task.result() for task in posting]
    assert 0 == stopping.result()
    # Not even the connections that the client keeps open hold it up.
    assert "Traceback" not in forum.said()
    assert "ERROR" not in forum.said()
