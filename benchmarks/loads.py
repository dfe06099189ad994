"""The loads: what is asked of the town, and what it cost.

Each load is a number of items, done by a few clients at once. Whatever the forum's processes
took while it lasted is divided by that number; what the clients and the sink took is not counted.
"""

import asyncio
import itertools
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp

from benchmarks.conversation import REPLIES
from benchmarks.meter import cpu_seconds
from benchmarks.town import HOST, TEXT, Town
from fediforum.store.database import Sql
from fediforum.store.deliveries import queue_overview
from fediforum.vocab.json import write_json
from fediforum.wire import sign

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
AS2 = "application/activity+json"
PATIENCE = 60.0

OPEN_INTAKE = Sql("SELECT count(*) FROM intake WHERE settled IS NULL")
OPEN_DELIVERIES = Sql("SELECT count(*) FROM delivery WHERE settled IS NULL")
# When a row was settled for others to see, not when its transaction took its time.
APPLIED = Sql("""
    SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin) - received)::float8
    FROM intake
    WHERE received > $1
""")
IN_CONVERSATION = Sql("""
    SELECT count(*)
    FROM post
    WHERE thread_pk IS NOT NULL AND context LIKE 'https://s0.sink.test:%/context'
""")
NOT_ACCEPTED = Sql("SELECT count(*) FROM intake WHERE verdict IS DISTINCT FROM 'accepted'")
DELIVERED = Sql("""
    SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin) - created)::float8
    FROM delivery
    WHERE created > $1 AND outcome = 'delivered'
""")


@asynccontextmanager
async def unseen(_: str) -> AsyncIterator[None]:
    """Nobody looks on."""
    yield


@dataclass(slots=True)
class Cost:
    """What so many items took: CPU by process, wall seconds in all, and of each from end to end."""

    name: str
    items: int
    seconds: float
    cpu: Mapping[str, float]
    each: Sequence[float] = field(default_factory=list)

    def per_item(self, part: str) -> float:
        """Milliseconds of CPU."""
        return self.cpu[part] * 1000 / self.items

    def at(self, share: float) -> float | None:
        """How many milliseconds that share of the items took at most."""
        if not self.each:
            return None
        return sorted(self.each)[min(int(len(self.each) * share), len(self.each) - 1)] * 1000


@dataclass(slots=True)
class Loads:
    """Puts loads on a town, one after the other, and keeps what they cost."""

    town: Town
    session: aiohttp.ClientSession
    costs: list[Cost] = field(default_factory=list)
    around: Callable[[str], AbstractAsyncContextManager[None]] = unseen
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @asynccontextmanager
    async def measured(self, name: str, items: int, each: list[float]) -> AsyncIterator[None]:
        """What the block takes is the cost of so many items."""
        async with self.around(name):
            before, began = cpu_seconds(self.town.pids), time.perf_counter()
            yield
            seconds, after = time.perf_counter() - began, cpu_seconds(self.town.pids)
        cpu = {part: after[part] - before[part] for part in after}
        self.costs.append(Cost(name, items, seconds, cpu, each))

    async def ask(
        self,
        name: str,
        calls: Sequence["Call"],
        *,
        at_once: int = 4,
        status: int = 200,
    ) -> None:
        """Make these calls, so many at once; all must be answered so."""
        each: list[float] = []
        waiting = iter(calls)

        async def client() -> None:
            for call in waiting:
                began = time.perf_counter()
                async with self.session.request(
                    call.method,
                    self.town.door + call.path,
                    headers={"Host": HOST, **call.headers},
                    data=call.body,
                ) as answer:
                    said = await answer.read()
                    if answer.status != status:
                        raise RuntimeError(f"{name}: {answer.status} {said[:300]!r}")
                each.append(time.perf_counter() - began)

        async with self.measured(name, len(calls), each), asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(client())

    async def read(self, name: str, path: str, count: int, *, accept: str = "text/html") -> None:
        """A page or document is read so often by who does not have it, and by who does."""
        headers = {"Accept": accept}
        call = Call("GET", path, headers)
        await self.ask(f"{name}", [call] * count)
        async with self.session.get(
            self.town.door + path, headers={"Host": HOST, **headers}
        ) as answer:
            tag = answer.headers.get("ETag")
        if tag is not None:
            known = Call("GET", path, {**headers, "If-None-Match": tag})
            await self.ask(f"{name}, 304", [known] * count, status=304)

    # -- what comes in -------------------------------------------------------------------------

    def reply(self, board: str) -> "Call":
        """Somebody elsewhere answers the opening post of a board."""
        number = next(self.numbers)
        writer = self.town.writers[number % len(self.town.writers)]
        base = writer.rpartition("/users/")[0]
        place = self.town.node.home.board(board)
        note = {
            "id": f"{base}/notes/{number}",
            "type": "Note",
            "attributedTo": writer,
            "content": f"<p>Antwoord {number}: {ANSWER}</p>",
            "published": datetime.now(UTC).isoformat(),
            "inReplyTo": self.town.openings[board],
            "to": [PUBLIC],
            "cc": [place, f"{writer}/followers"],
            "tag": [{"type": "Mention", "href": place, "name": f"@{board}@{HOST}"}],
        }
        create = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{base}/creates/{number}",
            "type": "Create",
            "actor": writer,
            "to": note["to"],
            "cc": note["cc"],
            "object": note,
        }
        return self.signed(create, writer)

    def thread(self, board: str) -> "Call":
        """Anna opens a thread from a program of hers."""
        note = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "type": "Note",
            "name": f"Draad {next(self.numbers)}",
            "content": TEXT,
            "mediaType": "text/markdown",
            "audience": self.town.node.home.board(board),
            "to": [PUBLIC],
            "cc": [self.town.node.home.board(board)],
        }
        headers = {"Authorization": f"Bearer {self.town.token}", "Content-Type": AS2}
        return Call("POST", "/ap/members/anna/outbox", headers, write_json(note))

    async def replies(self, board: str, count: int, name: str) -> None:
        """Replies arrive while nobody acts on them; then they are acted on."""
        calls = [self.reply(board) for _ in range(count)]
        with self.asleep():
            await self.ask(f"{name} → 202", calls, at_once=16, status=202)
        async with self.measured(f"{name} → applied", count, []):
            self.wake()
            await self.until_none(OPEN_INTAKE, OPEN_DELIVERIES)
        if await self.count(NOT_ACCEPTED):
            raise RuntimeError(f"{name}: some were not accepted")

    async def paced(self, board: str, count: int, name: str, pause: float) -> None:
        """Replies arrive one by one, while they are acted on."""
        calls = [self.reply(board) for _ in range(count)]
        since, each = datetime.now(UTC), list[float]()
        async with self.measured(name, count, each):
            for call in calls:
                async with self.session.post(
                    self.town.door + call.path,
                    headers={"Host": HOST, **call.headers},
                    data=call.body,
                ) as answer:
                    assert answer.status == 202, answer.status
                await asyncio.sleep(pause)
            await self.until_none(OPEN_INTAKE, OPEN_DELIVERIES)
        each += await self.times(APPLIED, since)

    async def whole(self, name: str) -> None:
        """A board elsewhere announces the last reply of a thread that we have never seen."""
        elsewhere = self.town.elsewhere
        assert elsewhere is not None
        announce = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{elsewhere.group}/announces/1",
            "type": "Announce",
            "actor": elsewhere.group,
            "to": [PUBLIC],
            "cc": [f"{elsewhere.group}/followers"],
            "object": elsewhere.post(REPLIES),
        }
        call = self.signed(announce, elsewhere.group)
        posts, each = REPLIES + 1, list[float]()
        async with self.measured(name, posts, each):
            began = time.perf_counter()
            headers = {"Host": HOST, **call.headers}
            async with self.session.post(
                self.town.door + call.path, headers=headers, data=call.body
            ) as answer:
                assert answer.status == 202, answer.status
            answered = time.perf_counter() - began
            async with asyncio.timeout(PATIENCE):
                while await self.count(IN_CONVERSATION) < posts:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        seconds = self.costs[-1].seconds
        print(f"{name}: answered after {answered * 1000:.0f} ms, whole after {seconds:.2f} s")

    def signed(self, document: dict[str, Any], speaker: str) -> "Call":
        """The document, POSTed to the inbox by whoever speaks."""
        body = write_json(document)
        headers = sign(
            "POST",
            f"https://{HOST}/inbox",
            body,
            key_id=f"{speaker}#main-key",
            private_key=self.town.key,
            now=datetime.now(UTC),
        )
        return Call("POST", "/inbox", headers, body)

    # -- what goes out -------------------------------------------------------------------------

    async def fan_out(self, board: str, count: int, name: str) -> None:
        """Threads are opened; each is sent to all who follow the board."""
        since = datetime.now(UTC)
        with self.asleep():
            calls = [self.thread(board) for _ in range(count)]
            await self.ask(f"{name}: opened", calls, at_once=1, status=201)
            posts = await self.count(OPEN_DELIVERIES)
        each: list[float] = []
        async with self.measured(f"{name}: each POST", posts, each):
            self.wake()
            await self.until_none(OPEN_DELIVERIES)
        each += await self.times(DELIVERED, since)
        if len(each) != posts:
            raise RuntimeError(f"{name}: {len(each)} of {posts} POSTs were taken")

    # -- the processes -------------------------------------------------------------------------

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """The worker stands still for the length of the block, and after it until woken."""
        os.kill(self.town.pids["worker"], signal.SIGSTOP)
        try:
            yield
        except BaseException:
            self.wake()
            raise

    def wake(self) -> None:
        os.kill(self.town.pids["worker"], signal.SIGCONT)

    async def count(self, statement: Sql) -> int:
        async with self.town.node.database.connection() as conn:
            number: int = await conn.fetchval(statement)
            return number

    async def times(self, statement: Sql, since: datetime) -> list[float]:
        async with self.town.node.database.connection() as conn:
            return [row[0] for row in await conn.fetch(statement, since)]

    async def until_none(self, *statements: Sql) -> None:
        """Wait until there is nothing left. Raises RuntimeError with what holds it up."""
        try:
            async with asyncio.timeout(PATIENCE):
                for statement in statements:
                    while await self.count(statement):  # noqa: ASYNC110
                        await asyncio.sleep(0.05)
        except TimeoutError:
            async with self.town.node.database.connection() as conn:
                left = await queue_overview(conn)
            raise RuntimeError(f"{len(left)} hosts wait still: {left[:3]}") from None


@dataclass(frozen=True, slots=True)
class Call:
    """One request that is ready to be sent."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None = None


ANSWER = "bij ons helpt bier in een schoteltje, maar dan wel <em>elke</em> avond vers. " * 4


def path_of(iri: str) -> str:
    return iri.removeprefix(f"https://{HOST}")
