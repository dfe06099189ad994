"""Processes are killed while activities arrive: none that was answered 202 is lost or doubled."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from fediforum.flow import speak
from fediforum.node import Node
from fediforum.vocab.json import Json, write_json
from fediforum.wire import sign
from tests.flow.hands import settle_down
from tests.flow.stranger import Stranger

ROOT = Path(__file__).parents[2]
ARRIVING = 200
KILLS = 3


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@asynccontextmanager
async def forum_process(
    node: Node, database_url: str, port: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Have a process that serves and works for the forum; it is killed in the end."""
    arguments = (node.home.base, str(node.settings.data), database_url, str(port))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.flow.forum_process",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with httpx.AsyncClient() as client, asyncio.timeout(20):
            while True:
                try:
                    await client.get(f"http://127.0.0.1:{port}/ap/instance")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def post(client: httpx.AsyncClient, alice: Stranger, document: Json, port: int) -> bool:
    """Whether the forum answered 202."""
    body = write_json(document)
    headers = sign(
        "POST",
        "https://alpha.test/inbox",
        body,
        key_id=alice.key_id,
        private_key=alice.key,
        now=alice.clock(),
    )
    try:
        url = f"http://127.0.0.1:{port}/inbox"
        answer = await client.post(url, headers=dict(headers), content=body)
    except httpx.TransportError:
        return False
    return answer.status_code == 202


@pytest.mark.slow
async def test_kill_of_any_process_loses_and_doubles_nothing(
    alpha: Node, alice: Stranger, database_url: str
) -> None:
    opening = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    await alice.post(alice.does("Follow", alpha.home.board("tuin")))
    await settle_down(alpha)
    board = alpha.home.board("tuin")
    waiting = [
        alice.creates(alice.note(f"antwoord {number}", to=(board,), parent=opening.id))
        for number in range(ARRIVING)
    ]
    taken: set[str] = set()

    async def send(client: httpx.AsyncClient, port: int) -> None:
        while waiting:
            document = waiting.pop()
            if await post(client, alice, document, port):
                taken.add(document["object"]["id"])
            else:
                waiting.append(document)
                return

    for turn in range(KILLS + 1):
        port = free_port()
        async with (
            forum_process(alpha, database_url, port) as process,
            httpx.AsyncClient() as client,
            asyncio.TaskGroup() as group,
        ):
            for _ in range(8):
                group.create_task(send(client, port))
            if turn < KILLS:
                async with asyncio.timeout(20):
                    while len(taken) < (turn + 1) * ARRIVING // (KILLS + 1):  # noqa: ASYNC110
                        await asyncio.sleep(0.005)
                process.kill()
                await process.wait()
            else:
                await all_acted(alpha, 30)

    async with alpha.database.connection() as conn:
        rows = await conn.fetch("SELECT id, seq FROM post WHERE author = $1", alice.id)
        sent = await conn.fetch("SELECT activity, count(*) FROM emission GROUP BY activity")
        replies = await conn.fetchval("SELECT replies FROM thread")
    assert ARRIVING == len(taken)
    assert taken == {row["id"] for row in rows}
    assert list(range(2, ARRIVING + 2)) == sorted(row["seq"] for row in rows)
    assert ARRIVING == replies
    # An Announce may be kept once for forums and once for who refuses relays, never more often.
    assert max(row["count"] for row in sent) <= 2


async def all_acted(alpha: Node, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while True:
            async with alpha.database.connection() as conn:
                left = await conn.fetchval("SELECT count(*) FROM intake WHERE settled IS NULL")
                came = await conn.fetchval("SELECT count(*) FROM intake")
            if left == 0 and came > ARRIVING:
                return
            await asyncio.sleep(0.1)
